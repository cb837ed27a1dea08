"""Register mutual help's panels of the first screen, lesson link and navigation entry."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ambassadors.help.policies import pairs_visible_to
from ambassadors.help.queries.meetings import pair_news_of
from ambassadors.help.queries.pages import (
    HAS_PAIR,
    HELP_FACTS,
    IS_AMBASSADOR,
    IS_ASKING,
    HelpState,
    HelpSummary,
    help_summary_of,
)
from ambassadors.help.queries.questions import questions_shown_with
from ambassadors.workshops.queries.workshops import (
    HAS_WORKSHOPS,
    NEXT_WORKSHOP,
    WORKSHOP_FACTS,
    next_workshop,
)
from core.registry import (
    FirstStep,
    LessonPanel,
    NavigationItem,
    Panel,
    PanelSlot,
    register_first_step,
    register_lesson_panel,
    register_navigation,
    register_panel,
)
from people.enums import NoticePurpose
from people.notice_views import unread_notice
from people.queries.facts import fact_for, register_facts


def register():
    register_facts(*HELP_FACTS, *WORKSHOP_FACTS)
    register_panel(
        Panel(
            name="ambassadors.meetings",
            slot=PanelSlot.TOP,
            order=8,
            template="ambassadors/help/panels/meetings.html",
            context=meetings_panel,
        )
    )
    for slot, order, template, context in (
        (PanelSlot.HERO, 5, "workshops/panels/running_workshop", running_workshop_panel),
        (PanelSlot.ASIDE, 10, "help/panels/your_ambassador", your_ambassador_panel),
        (PanelSlot.ASIDE, 20, "workshops/panels/next_workshop", next_workshop_panel),
    ):
        register_panel(
            Panel(
                name=f"ambassadors.{template.rsplit('/', 1)[-1]}",
                slot=slot,
                order=order,
                template=f"ambassadors/{template}.html",
                context=context,
            )
        )
    register_first_step(40, ask_a_colleague)
    for order, template, context in (
        (10, "lesson_help", lesson_help_panel),
        (20, "lesson_questions", lesson_questions_panel),
    ):
        register_lesson_panel(
            LessonPanel(order, f"ambassadors/help/panels/{template}.html", context)
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


def ask_a_colleague(request):
    note = _("An ambassador shows you, in person or by phone, when it suits you both.")
    return FirstStep(_("A colleague beside me"), note, "life-buoy", reverse("ambassadors:ask"))


def lesson_help_panel(page):
    """Return the address of the short form, prefilled with the lesson's service if it has one."""
    url, service = reverse("ambassadors:ask"), page.portal_service_id
    return {"url": f"{url}?service={service}" if service else url}


def lesson_questions_panel(page):
    """Return the newest answered questions on a lesson; None where the organisation takes none."""
    shown = questions_shown_with(page.record_id, page.language)
    return shown and {
        "lesson": shown.lesson,
        "questions": shown.questions,
        "language": page.language,
    }


def your_ambassador_panel(request):
    """Return the context; None for an ambassador without a request, who is not invited to make one."""
    if fact_for(request, IS_ASKING):
        return {"help": help_summary_of(request.user, pairs_visible_to(request.user))}
    return None if fact_for(request, IS_AMBASSADOR) else {"help": HelpSummary(HelpState.NONE)}


def meetings_panel(request):
    """Return the meetings, moments to answer and messages that wait; None without a pair under way.

    An ambassador is offered to note a session, whatever waits.
    """
    if not fact_for(request, HAS_PAIR):
        return None
    news = pair_news_of(request.user)
    waiting = [item for item in news if item.meeting or item.proposal or item.has_message]
    may_note = any(item.is_helping for item in news)
    if not waiting and not may_note:
        return None
    has_form = any(item.proposal for item in waiting)
    notice = unread_notice(request.user, NoticePurpose.HELP) if has_form else None
    return {"news": waiting, "may_note": may_note, "notice": notice}


def running_workshop_panel(request):
    workshop = next_workshop(fact_for(request, NEXT_WORKSHOP))
    return {"workshop": workshop} if workshop and workshop.takes_codes else None


def next_workshop_panel(request):
    """Return the next workshop, or a way to the dates while there are any; None otherwise, or while it runs."""
    workshop = next_workshop(fact_for(request, NEXT_WORKSHOP))
    if running_workshop_panel(request) or not (workshop or fact_for(request, HAS_WORKSHOPS)):
        return None
    return {"workshop": workshop}
