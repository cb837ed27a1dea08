"""Mutual help's part of the first screen and of the frame."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ambassadors.policies import pairs_visible_to
from ambassadors.queries import HelpState, help_of, proposals_waiting
from core.registry import NavigationItem, Panel, Slot, register_navigation, register_panel


def register():
    for order, name, context in (
        (10, "your_ambassador", your_ambassador_panel),
        (15, "proposals", proposals_panel),
    ):
        register_panel(
            Panel(
                name=f"ambassadors.{name}",
                slot=Slot.ASIDE,
                order=order,
                template=f"ambassadors/panels/{name}.html",
                context=context,
            )
        )
    register_navigation(
        NavigationItem(
            order=40,
            label=_("Mutual help"),
            icon="life-buoy",
            url=lambda: reverse("ambassadors:index"),
            prefix="/entraide/",
        )
    )


def your_ambassador_panel(request):
    """An ambassador who asks for nothing is not invited to."""
    own_help = help_of(request.user, pairs_visible_to(request.user))
    if own_help.state == HelpState.NONE and _waiting(request) is not None:
        return None
    return {"help": own_help}


def proposals_panel(request):
    waiting = _waiting(request)
    return {"waiting": waiting} if waiting else None


def _waiting(request):
    """Proposals that the signed-in person has to answer as an ambassador, read once for each request."""
    if not hasattr(request, "_proposals_waiting"):
        request._proposals_waiting = proposals_waiting(request.user)
    return request._proposals_waiting
