"""Words for the advice chosen by adoption.team_actions.advice, with helpful pages; and for figures since an action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from adoption.foundation.indicators import CHAIN
from adoption.foundation.periods import Month
from adoption.foundation.rates import Measure, sign_of_clear_change
from adoption.foundation.words.months import month_text
from adoption.publishing.queries.published import Chain, Reading
from adoption.publishing.words.findings import share_text, staff_text
from adoption.team_actions.advice import (
    AdviceFacts,
    Kind,
    Reason,
    largest_gap,
    lowest_dimension,
    suggestions,
)
from adoption.team_actions.enums import TeamActionKind
from adoption.team_actions.models import TeamAction
from adoption.team_actions.queries.organisation_summary import Barometer
from adoption.team_actions.queries.team_actions import talking_points_url
from ambassadors.help.queries.joining import may_decide_or_nominate
from ambassadors.practices.queries import practices_page_url
from learning.panels import catalog_url
from people.models import Person
from people.queries.signed_in import manages_a_team


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A helpful page. `url` depends on the reader: a manager can do what others cannot."""

    link: Any
    url: Callable[[Person], str]


@dataclass(frozen=True, slots=True)
class ActionHelp:
    """Instructions for a kind of action, and helpful pages by name."""

    note: Any
    pages: tuple[str, ...]


def _coverage(person: Person) -> str:
    """Pages about missing ambassadors: one for managers, one for the network's managers."""
    if manages_a_team(person):
        return reverse("ambassadors:coverage")
    return reverse("ambassadors:propose" if may_decide_or_nominate(person) else "ambassadors:index")


PAGES: dict[str, HelpPage] = {
    "ateliers": HelpPage(
        gettext_lazy("See the dates of workshops"), lambda _person: reverse("workshops:index")
    ),
    "couverture": HelpPage(gettext_lazy("See where ambassadors are missing"), _coverage),
    "proposer": HelpPage(
        gettext_lazy("Propose a colleague as ambassador"),
        lambda person: reverse(
            "ambassadors:propose" if may_decide_or_nominate(person) else "ambassadors:index"
        ),
    ),
    "parler": HelpPage(
        gettext_lazy("Open the kit"),
        lambda _person: talking_points_url() or reverse("adoption:surveys"),
    ),
    "lecons": HelpPage(gettext_lazy("See the lessons"), lambda _person: catalog_url()),
    "recits": HelpPage(
        gettext_lazy("Read what others tell"),
        lambda _person: practices_page_url() or reverse("practices:own"),
    ),
    "carnet": HelpPage(gettext_lazy("My logbook"), lambda _person: reverse("adoption:logbook")),
}
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
}


def help_links(kind: str) -> list[dict[str, Any]]:
    """Redirecting links to helpful pages, so that their targets are looked up only when followed."""
    return [
        {"text": PAGES[name].link, "url": reverse("adoption:help_for_team", args=[name])}
        for name in HELP[kind].pages
    ]


def advice_facts(
    reading: Reading, chosen: Chain, *, is_uncovered: bool, barometer: Barometer | None
) -> AdviceFacts:
    """Facts for the advice. `chosen`: the population whose funnel the page shows."""
    chain = [chosen.counts[step.code] for step in CHAIN]
    return AdviceFacts(
        is_hidden=reading.own.last.is_hidden and not reading.shows_others,
        gap=largest_gap(chain),
        is_uncovered=is_uncovered,
        barrier=lowest_dimension(barometer.agreements) if barometer else "",
    )


def suggestion_texts(
    facts: AdviceFacts, chosen: Chain, barometer: Barometer | None
) -> list[dict[str, Any]]:
    return [
        {
            "kind": suggestion.kind.value,
            "title": TeamActionKind(suggestion.kind).label,
            "reason": reason_text(suggestion.reason, facts, chosen.name, barometer),
            "note": HELP[suggestion.kind].note,
            "links": help_links(suggestion.kind),
        }
        for suggestion in suggestions(facts)
    ]


def reason_text(
    reason: Reason, facts: AdviceFacts, population: str, barometer: Barometer | None
) -> str:
    gaps = {
        Reason.ACCOUNT: _(
            "%(group)s: %(share)s of those of whom something is known have no account."
        ),
        Reason.USE: _("%(group)s: %(share)s of those who have an account did not use it."),
        Reason.HABIT: _("%(group)s: %(share)s of those who used it have no habit yet."),
    }
    if reason in gaps:
        share = share_text(facts.gap.lost) if facts.gap else ""
        return gaps[reason] % {"group": population, "share": share.lower()}
    if reason == Reason.UNCOVERED:
        return _("Nobody in this group is an ambassador.")
    if reason == Reason.ANY:
        return pgettext("suggestion", "This helps any team.")
    words = {
        Reason.AWARENESS: _("what it is for is not clear yet"),
        Reason.DESIRE: _("what is missing most is the wish to use it"),
        Reason.KNOWLEDGE: _("people do not know where to find things"),
        Reason.ABILITY: _("people know, but do not dare to show it yet"),
        Reason.REINFORCEMENT: _("nobody encourages people to go on"),
        Reason.FEAR: _("fear for one’s job weighs most"),
    }
    month = date_format(barometer.opened_on, "F Y") if barometer else ""
    text = _("The organisation’s barometer, %(month)s: %(finding)s.")
    return text % {"month": month, "finding": words[reason]}


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
        return _("%(month)s: hidden") % {"month": name}
    return _("%(month)s: %(count)s used it") % {"month": name, "count": staff_text(measure)}


def _verdict(before: Measure, now: Measure) -> str:
    if before.is_hidden or now.is_hidden:
        return _("One of the two is hidden, so nothing can be said.")
    return {
        1: _("More than before. Whether it is due to this, the figures do not say."),
        0: _("No clear change so far."),
        -1: _("Fewer than before. Why, the figures do not say."),
    }[sign_of_clear_change(before, now)]
