"""Registers people's part of the first screen: warnings about one's own account."""

from core.registry import Panel, PanelSlot, register_panel
from people.policies import active_seal
from people.queries.accounts import recent_reopening


def register() -> None:
    register_panel(
        Panel(
            name="people.reopened",
            slot=PanelSlot.TOP,
            order=1,
            template="people/panels/reopened.html",
            context=reopened_panel,
        )
    )


def reopened_panel(request):
    reopening = recent_reopening(request.user)
    return {"reopening": reopening, "seal": active_seal(request.user)} if reopening else None
