"""Register mutual help's panels of the first screen, lesson link and navigation entry."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ambassadors.help.policies import pairs_visible_to
from ambassadors.help.queries.pages import HelpState, HelpSummary, help_standing_of, help_summary_of
from core.registry import (
    LessonLink,
    NavigationItem,
    Panel,
    PanelSlot,
    register_lesson_link,
    register_navigation,
    register_panel,
)


def register():
    for order, template, context in (
        (10, "help/panels/your_ambassador", your_ambassador_panel),
        (15, "help/panels/proposals", proposals_panel),
        (20, "workshops/panels/next_workshop", next_workshop_panel),
    ):
        register_panel(
            Panel(
                name=f"ambassadors.{template.rsplit('/', 1)[-1]}",
                slot=PanelSlot.ASIDE,
                order=order,
                template=f"ambassadors/{template}.html",
                context=context,
            )
        )
    register_lesson_link(
        LessonLink(
            order=10,
            label=_("Stuck? Ask a colleague for a hand"),
            icon="life-buoy",
            url=ask_for_help_url,
        )
    )
    register_navigation(
        NavigationItem(
            order=40,
            label=_("Mutual help"),
            icon="life-buoy",
            url=lambda: reverse("ambassadors:index"),
            prefixes=(
                "/entraide/",
                "/ateliers/",
                "/pratiques/",
                "/parcours-usager/",
                "/ambassadeurs/",
            ),
        )
    )


def ask_for_help_url(lesson):
    """Return the address of the short form, prefilled with the lesson's service if it has one."""
    url = reverse("ambassadors:ask")
    return f"{url}?service={lesson.portal_service_id}" if lesson.portal_service_id else url


def your_ambassador_panel(request):
    """Return the context; None for an ambassador without a request, who is not invited to make one."""
    standing = _standing(request)
    if standing.is_asking:
        return {"help": help_summary_of(request.user, pairs_visible_to(request.user))}
    return {"help": HelpSummary(HelpState.NONE)} if standing.waiting is None else None


def proposals_panel(request):
    waiting = _standing(request).waiting
    return {"waiting": waiting} if waiting else None


def next_workshop_panel(request):
    """Return the next workshop, or a way to the dates while there are any; None otherwise."""
    standing = _standing(request)
    if not standing.next_workshop and not standing.has_workshops:
        return None
    return {"workshop": standing.next_workshop}


def _standing(request):
    """Return the standing, read once for each HTTP request."""
    if not hasattr(request, "_help_standing"):
        request._help_standing = help_standing_of(request.user)
    return request._help_standing
