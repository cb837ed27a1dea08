"""Registers people's part of the first screen: what waits, and warnings about one's own account."""

from core.registry import Panel, PanelSlot, register_panel
from people.notifications.queries import first_waiting_item, waiting_count
from people.policies import active_seal
from people.queries.accounts import recent_reopening


def register() -> None:
    register_panel(
        Panel(
            name="people.waiting",
            slot=PanelSlot.HERO,
            order=2,
            template="people/notifications/first.html",
            context=waiting_panel,
        )
    )
    register_panel(
        Panel(
            name="people.reopened",
            slot=PanelSlot.TOP,
            order=1,
            template="people/panels/reopened.html",
            context=reopened_panel,
        )
    )


def waiting_panel(request):
    """Return what stands first; None, without a query, while nothing is to be seen."""
    item = first_waiting_item(request.user)
    return {"item": item, "others": waiting_count(request.user) - 1} if item else None


def reopened_panel(request):
    reopening = recent_reopening(request.user)
    return {"reopening": reopening, "seal": active_seal(request.user)} if reopening else None
