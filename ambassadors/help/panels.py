"""Register mutual help's panels of the first screen, lesson link and navigation entry."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ambassadors.help.queries.first_screen import (
    HAS_PAIR,
    HELP_FACTS,
    IS_AMBASSADOR,
    OWN_REQUEST,
    help_summary,
    living_pairs_of,
    pair_news,
)
from ambassadors.help.queries.pages import HelpState, HelpSummary
from ambassadors.help.queries.questions import questions_shown_with
from ambassadors.workshops.queries.workshops import (
    GIVEN_WORKSHOP,
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
from people.queries.facts import fact_for, register_facts


def register():
    register_facts(*HELP_FACTS, *WORKSHOP_FACTS)
    for slot, order, template, context in (
        (PanelSlot.HERO, 1, "workshops/panels/given_workshop", given_workshop_panel),
        (PanelSlot.HERO, 1, "workshops/panels/running_workshop", running_workshop_panel),
        (PanelSlot.HERO, 2, "help/panels/running_meetings", running_meetings_panel),
        (PanelSlot.HERO, 4, "help/panels/moments_to_answer", moments_to_answer_panel),
        (PanelSlot.TOP, 8, "help/panels/meetings", meetings_panel),
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
                "/cas/",
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
    if asked := fact_for(request, OWN_REQUEST):
        return {"help": help_summary(asked, _living_pairs(request), request.user)}
    return None if fact_for(request, IS_AMBASSADOR) else {"help": HelpSummary(HelpState.NONE)}


def running_meetings_panel(request):
    """Return the meetings that begin or are under way."""
    news = [item for item in _news(request) if item.is_meeting_now]
    return {"news": news} if news else None


def moments_to_answer_panel(request):
    """Return the moments to which the reader may say yes."""
    news = [item for item in _news(request) if item.proposal]
    if not news:
        return None
    return {"news": news, "notice": news[0].unread_notice}


def meetings_panel(request):
    """Return the meetings to come and messages that wait; None without a pair under way.

    An ambassador is offered to note a session, whatever waits.
    """
    waiting = [
        item
        for item in _news(request)
        if (item.meeting or item.has_message) and not (item.is_meeting_now or item.proposal)
    ]
    may_note = any(item.is_helping for item in _news(request))
    return {"news": waiting, "may_note": may_note} if waiting or may_note else None


def given_workshop_panel(request):
    """Return the session that the reader gives today."""
    workshop = next_workshop(fact_for(request, GIVEN_WORKSHOP))
    return {"workshop": workshop} if workshop else None


def running_workshop_panel(request):
    workshop = next_workshop(fact_for(request, NEXT_WORKSHOP))
    return {"workshop": workshop} if workshop and workshop.takes_codes else None


def next_workshop_panel(request):
    """Return the next workshop, or a way to the dates while there are any; None otherwise, or while it runs."""
    workshop = next_workshop(fact_for(request, NEXT_WORKSHOP))
    if running_workshop_panel(request) or not (workshop or fact_for(request, HAS_WORKSHOPS)):
        return None
    return {"workshop": workshop}


def _news(request):
    """Return what the pairs under way have for the reader."""
    return pair_news(_living_pairs(request), request.user)


def _living_pairs(request):
    """Return the reader's pairs, read once for each HTTP request, and not at all for who has none."""
    if not hasattr(request, "_living_pairs"):
        asked = fact_for(request, OWN_REQUEST)
        has_any = fact_for(request, HAS_PAIR) or (asked and asked["has_pair"])
        request._living_pairs = living_pairs_of(request.user) if has_any else []
    return request._living_pairs
