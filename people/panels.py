"""Registers people's part of the first screen: what waits, and warnings about one's own account."""

from core.registry import Panel, PanelSlot, register_panel
from people.notifications.queries import (
    WAITING_FACT,
    WAITING_ROWS,
    first_waiting_item,
    waiting_count,
)
from people.policies import active_seal
from people.queries.accounts import recent_reopening
from people.queries.facts import fact_for, register_facts


def register() -> None:
    register_facts(WAITING_FACT)
    for order, name, context in ((3, "urgent", urgent_panel), (6, "waiting", waiting_panel)):
        register_panel(
            Panel(
                name=f"people.{name}",
                slot=PanelSlot.HERO,
                order=order,
                template="people/notifications/first.html",
                context=context,
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


def urgent_panel(request):
    """Return what stands first where it cannot wait: what other apps ask stands between it and the rest."""
    return _first_item(request, is_urgent=True)


def waiting_panel(request):
    return _first_item(request, is_urgent=False)


def _first_item(request, *, is_urgent):
    """Return what stands first, described once for each request; None while nothing is to be seen."""
    if not hasattr(request, "_first_waiting_item"):
        waiting = fact_for(request, WAITING_ROWS)
        request._first_waiting_item = first_waiting_item(request.user, waiting)
    item = request._first_waiting_item
    if item is None or item.is_urgent != is_urgent:
        return None
    return {"item": item, "others": waiting_count(request.user) - 1}


def reopened_panel(request):
    reopening = recent_reopening(request.user)
    return {"reopening": reopening, "seal": active_seal(request.user)} if reopening else None
