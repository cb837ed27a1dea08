"""Words for the advice chosen by adoption.team_actions.advice, with helpful pages; and for figures since an action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from adoption.contacts.words.front_desk import HELPED
from adoption.foundation.indicators import CHAIN, KNOWN
from adoption.foundation.periods import Month
from adoption.foundation.rates import Measure, sign_of_clear_change
from adoption.foundation.words.months import month_text
from adoption.publishing.queries.published import Chain, Reading
from adoption.publishing.words.findings import share_text, staff_text
from adoption.team_actions.advice import (
    COURSE,
    AdviceFacts,
    Kind,
    Reason,
    Suggestion,
    course_of,
    is_surely_high,
    is_surely_low,
    largest_gap,
    lowest_dimension,
    suggestions,
)
from adoption.team_actions.enums import ASKED, TITLES, TeamActionKind
from adoption.team_actions.models import TeamAction
from adoption.team_actions.queries.organisation_summary import Barometer
from adoption.team_actions.queries.surroundings import MandatoryTraining, Surroundings
from adoption.team_actions.queries.team_actions import talking_points_url
from ambassadors.help.policies import may_run_network
from ambassadors.help.queries.joining import may_decide_or_nominate
from ambassadors.practices.queries import practices_page_url
from core.typography import day_text, format_number
from learning.enums import FollowUpState
from learning.panels import catalog_url
from people.models import Person
from people.queries.signed_in import manages_a_team


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A helpful page. `url` depends on the reader, "" for whom there is none: a manager can do what others cannot."""

    link: Any
    url: Callable[[Person], str]


@dataclass(frozen=True, slots=True)
class ActionHelp:
    """Instructions for a kind of action, and helpful pages by name."""

    note: Any
    pages: tuple[str, ...]


def _coverage_url(person: Person) -> str:
    """Return the page about missing ambassadors: of all teams for the network's managers, of theirs for managers."""
    if may_run_network(person):
        return reverse("ambassadors_admin:coverage")
    return reverse("ambassadors:coverage") if manages_a_team(person) else ""


def _nomination_url(person: Person) -> str:
    return reverse("ambassadors:propose") if may_decide_or_nominate(person) else ""


PAGES: dict[str, HelpPage] = {
    "ateliers": HelpPage(
        gettext_lazy("See the dates of workshops"), lambda _person: reverse("workshops:index")
    ),
    "couverture": HelpPage(gettext_lazy("See where ambassadors are missing"), _coverage_url),
    "proposer": HelpPage(gettext_lazy("Propose a colleague as ambassador"), _nomination_url),
    "parler": HelpPage(
        gettext_lazy("Open the talking points, to read or print"),
        lambda _person: talking_points_url() or reverse("adoption:surveys"),
    ),
    "lecons": HelpPage(gettext_lazy("See the lessons"), lambda _person: catalog_url()),
    "recits": HelpPage(
        gettext_lazy("Read what others tell"),
        lambda _person: practices_page_url() or reverse("practices:own"),
    ),
    "carnet": HelpPage(gettext_lazy("My logbook"), lambda _person: reverse("adoption:logbook")),
}
PAGES_OF_SOME = frozenset({"couverture", "proposer"})  # by right: the others are everybody's
HELP: dict[str, ActionHelp] = {
    Kind.WORKSHOP: ActionHelp(
        gettext_lazy(
            "An hour together, each with their own account, with somebody who knows the portal."
        ),
        ("ateliers",),
    ),
    Kind.AMBASSADOR: ActionHelp(
        gettext_lazy(
            "A colleague who knows the portal comes and does it with your team, not for it."
        ),
        ("couverture", "proposer"),
    ),
    Kind.TALK: ActionHelp(
        gettext_lazy(
            "Listen first, promise only what you can keep. A kit of talking points is ready."
        ),
        ("parler",),
    ),
    Kind.LESSON: ActionHelp(
        gettext_lazy(
            "Short, on a phone or a desk computer: one lesson at the start of a team meeting is enough."
        ),
        ("lecons",),
    ),
    Kind.STORY: ActionHelp(
        gettext_lazy(
            "One situation of your own reception in which knowing the portal helped somebody."
        ),
        ("recits",),
    ),
    Kind.CONVERSATION: ActionHelp(
        gettext_lazy(
            "What should the portal do to be useful here? An ambassador listens and answers."
        ),
        ("couverture", "proposer"),
    ),
    Kind.REMINDER: ActionHelp(
        gettext_lazy(
            "Ten minutes on the same day each month, and a word of thanks to those who help."
        ),
        ("lecons",),
    ),
    Kind.EXAMPLE: ActionHelp(
        gettext_lazy("A team follows when its manager uses it. Your logbook stays private."),
        ("carnet",),
    ),
    Kind.PATH: ActionHelp(
        gettext_lazy("Each in the team finds it on their first screen, and begins when they like."),
        ("lecons",),
    ),
}


def help_links(kind: str, reader: Person) -> list[dict[str, Any]]:
    """Redirecting links to helpful pages that the reader may open, so that targets are looked up only when followed."""
    return [
        {"text": PAGES[name].link, "url": reverse("adoption:help_for_team", args=[name])}
        for name in HELP[kind].pages
        if name not in PAGES_OF_SOME or PAGES[name].url(reader)
    ]


@dataclass(frozen=True, slots=True)
class Advised:
    """All that advice and its words are made of, for one reader of a population."""

    reading: Reading
    chosen: Chain
    around: Surroundings
    barometer: Barometer | None
    resting: frozenset[str] = frozenset()


def advice_facts(advised: Advised) -> AdviceFacts:
    reading, chosen, around = advised.reading, advised.chosen, advised.around
    mandatory = around.mandatory or MandatoryTraining()
    return AdviceFacts(
        is_low=is_surely_low(reading.own.last),
        is_high=is_surely_high(reading.own.last),
        course=course_of(reading.own.measures),
        gap=largest_gap([chosen.counts[step.code] for step in CHAIN if step != KNOWN]),
        is_own_gap=chosen is reading.chains[0],
        is_uncovered=getattr(reading.team, "ambassadors", None) == 0,
        has_late=mandatory.late > 0,
        has_to_do=mandatory.is_soon and 2 * mandatory.coming > around.staff,
        has_workshop=around.workshop is not None,
        lacks_workshop=around.lacks_workshop,
        has_practice=around.practice is not None,
        has_desk=_has_helped_at_desk(around),
        has_release=around.release is not None,
        barrier=lowest_dimension(advised.barometer.agreements) if advised.barometer else "",
        resting=advised.resting,
    )


def _has_helped_at_desk(around: Surroundings) -> bool:
    """Whether the page says how often the desk of the team's site helped with the portal, and it did."""
    helped = (around.desk[tap] for tap in HELPED if tap in around.desk)
    return any(figure.low and figure.low == figure.high for figure in helped)


def suggestion_texts(advised: Advised, reader: Person) -> list[dict[str, Any]]:
    facts = advice_facts(advised)
    return [
        {
            "kind": suggestion.kind.value,
            "rule": suggestion.reason.value,
            "title": _title(suggestion, advised),
            "reason": reason_text(suggestion.reason, facts, advised),
            "note": HELP[suggestion.kind].note,
            "act": _act(suggestion.reason, advised, reader),
            "links": help_links(suggestion.kind, reader)[-1:],
            "is_asked": suggestion.kind in ASKED,
            "planned": None,
            "declined": None,
            "path": None,
            "is_told": False,
        }
        for suggestion in suggestions(facts)
    ]


def _title(suggestion: Suggestion, advised: Advised) -> str:
    if suggestion.reason == Reason.WORKSHOP_HERE and advised.around.workshop:
        day = day_text(advised.around.workshop.starts_at, "j F")
        return _("Book seats at the workshop of %(day)s") % {"day": day}
    return str(TITLES.get(suggestion.reason) or TeamActionKind(suggestion.kind).label)


def _act(reason: Reason, advised: Advised, reader: Person) -> dict[str, str] | None:
    """The page on which the suggestion is done, if it is another one."""
    around = advised.around
    if reason == Reason.LATE:
        return _mandatory_act(_("See who is late"), FollowUpState.LATE)
    if reason == Reason.TO_DO:
        return _mandatory_act(_("See who has it to do"), FollowUpState.TODO)
    if reason == Reason.SAME_JOB and around.practice:
        url = around.practice.get_url()
        return {"text": _("Read the practice"), "url": url} if url else None
    if reason == Reason.WORKSHOP_HERE and around.workshop:
        name = "workshops:team" if manages_a_team(reader) else "workshops:session"
        url = reverse(name, args=[around.workshop.uuid])
        return {"text": _("Book seats"), "url": url}
    if reason in {Reason.HIGH, Reason.RISE}:
        return {"text": _("Write it as a practice"), "url": reverse("practices:propose")}
    if reason == Reason.RELEASE and around.release and around.release.lesson:
        url = around.release.lesson.get_url()
        return {"text": _("Open the lesson that shows it"), "url": url} if url else None
    return None


def _mandatory_act(text: str, state: FollowUpState) -> dict[str, str]:
    """Lead to those in that state alone: each name that is shown is a look."""
    return {"text": text, "url": reverse("learning:mandatory", query={"etat": state.value})}


_USE_REASONS: dict[Reason, Any] = {
    Reason.HIGH: gettext_lazy(
        "In %(month)s, half of this team and more are known to have used it."
    ),
    Reason.FALL: gettext_lazy(
        "Fewer used it in %(now)s than in %(before)s: the figures do not say why."
    ),
    Reason.RISE: gettext_lazy("More used it in %(now)s than in %(before)s."),
}
_OF_ACCOUNTS = gettext_lazy("%(group)s: %(share)s of those who have an account did not use it.")
_OF_USERS = gettext_lazy("%(group)s: %(share)s of those who used it have no habit yet.")
_GAP_REASONS: dict[Reason, Any] = {
    Reason.USE: _OF_ACCOUNTS,
    Reason.WIDER_USE: _OF_ACCOUNTS,
    Reason.HABIT: _OF_USERS,
    Reason.WIDER_HABIT: _OF_USERS,
}
_BARRIERS: dict[Reason, Any] = {
    Reason.AWARENESS: gettext_lazy("what it is for is not clear yet"),
    Reason.DESIRE: gettext_lazy("what is missing most is the wish to use it"),
    Reason.KNOWLEDGE: gettext_lazy("people do not know where to find things"),
    Reason.ABILITY: gettext_lazy("people know, but do not dare to show it yet"),
    Reason.REINFORCEMENT: gettext_lazy("nobody encourages people to go on"),
    Reason.FEAR: gettext_lazy("fear for one’s job weighs most"),
}


def reason_text(reason: Reason, facts: AdviceFacts, advised: Advised) -> str:
    """The fact behind a suggestion. What is not of the team itself says whose it is."""
    for text in (_team_reason, _use_reason, _gap_reason, _place_reason, _barrier_reason):
        found = text(reason, facts, advised)
        if found:
            return found
    return pgettext("suggestion", "This helps any team.")


def _team_reason(reason: Reason, facts: AdviceFacts, advised: Advised) -> str:
    around = advised.around
    mandatory = around.mandatory or MandatoryTraining()
    if reason == Reason.WORKSHOP_HERE and around.workshop:
        return _("“%(title)s”, at %(site)s, where most of this team works.") % {
            "title": around.workshop.title,
            "site": around.site,
        }
    if reason == Reason.LATE:
        return ngettext(
            "%(count)s mandatory course is late in this team.",
            "%(count)s mandatory courses are late in this team.",
            mandatory.late,
        ) % {"count": format_number(mandatory.late)}
    if reason == Reason.TO_DO:
        return mandatory_due_text(mandatory)
    if reason == Reason.NO_WORKSHOP:
        text = _(
            "At %(site)s, where most of this team works, no workshop has been held this quarter, and none is to come."
        )
        return text % {"site": around.site}
    if reason == Reason.SAME_JOB:
        title = around.practice.title if around.practice else ""
        text = _("“%(title)s”: told by colleagues of the same job family, %(family)s.")
        return text % {"title": title, "family": around.family}
    if reason == Reason.UNCOVERED and facts.is_low:
        return _(
            "Nobody in this team is an ambassador, and fewer than half are known to have used the portal."
        )
    return _("Nobody in this team is an ambassador.") if reason == Reason.UNCOVERED else ""


def _use_reason(reason: Reason, _facts: AdviceFacts, advised: Advised) -> str:
    """Return what the page's table shows of the use, without its counts."""
    text = _USE_REASONS.get(reason, "")
    if not text:
        return ""
    months = advised.reading.months
    before = "" if reason == Reason.HIGH else month_text(months[-1 - COURSE])
    now = month_text(months[-1])
    return text % {"month": now, "now": now, "before": before}


def _place_reason(reason: Reason, _facts: AdviceFacts, advised: Advised) -> str:
    around, release = advised.around, advised.around.release
    if reason == Reason.DESK and around.desk_month:
        return _(
            "At the desk of %(site)s, the public was helped with the portal in %(month)s; fewer than half of this team are known to have used it."
        ) % {"site": around.site, "month": month_text(around.desk_month)}
    if reason == Reason.RELEASE and release:
        return _(
            "Colleagues found “%(screen)s” changed on the portal; since %(day)s it is noted as version %(version)s."
        ) % {
            "screen": release.screen,
            "day": day_text(release.noted_on, "j F Y"),
            "version": release.version,
        }
    return ""


def mandatory_due_text(mandatory: MandatoryTraining) -> str:
    if mandatory.due_on is None:
        return ""
    return _("“%(path)s”, mandatory, is to be done in this team by %(day)s.") % {
        "path": mandatory.path,
        "day": day_text(mandatory.due_on, "j F Y"),
    }


def _gap_reason(reason: Reason, facts: AdviceFacts, advised: Advised) -> str:
    if reason not in _GAP_REASONS or facts.gap is None:
        return ""
    share = share_text(facts.gap.lost).lower()
    return _GAP_REASONS[reason] % {"group": advised.chosen.name, "share": share}


def _barrier_reason(reason: Reason, _facts: AdviceFacts, advised: Advised) -> str:
    if reason not in _BARRIERS or advised.barometer is None:
        return ""
    month = date_format(advised.barometer.opened_on, "F Y")
    text = _("The organisation’s barometer, %(month)s: %(finding)s.")
    return text % {"month": month, "finding": _BARRIERS[reason]}


# --- Looking back ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LookBack:
    """The counts before an action and now, in words; `verdict` never states a cause."""

    before: str
    now: str
    verdict: str


def compare_since_action(action: TeamAction, reading: Reading) -> LookBack | None:
    """Compare published use before and after an action; None while no later month is out."""
    assert action.done_on is not None
    month = Month.containing(action.done_on).previous()
    if reading.month <= month:
        return None
    found = dict(zip(reading.months, reading.own.measures, strict=True))
    before, now = found.get(month, Measure()), reading.own.last
    return LookBack(_dated(month, before), _dated(reading.month, now), _verdict(before, now))


def _dated(month: Month, measure: Measure) -> str:
    name = month_text(month)
    if measure.is_hidden:
        return _("%(month)s: too few people") % {"month": name}
    return _("%(month)s: %(count)s used it") % {"month": name, "count": staff_text(measure)}


def _verdict(before: Measure, now: Measure) -> str:
    if before.is_hidden or now.is_hidden:
        return _("One of the two months has no figure, so nothing can be said.")
    return {
        1: _("More than before. Whether it is due to this, the figures do not say."),
        0: _("No clear change so far."),
        -1: _("Fewer than before. Why, the figures do not say."),
    }[sign_of_clear_change(before, now)]


def team_action_counts_text(month: Month, under_way: int, done: int) -> str:
    """Word the counts of all teams together, the same in the mail and in the committee's report."""
    return _(
        "Team actions at the end of %(month)s: under way, %(under_way)s; done in the last three months, %(done)s."
    ) % {
        "month": month_text(month),
        "under_way": format_number(under_way),
        "done": format_number(done),
    }
