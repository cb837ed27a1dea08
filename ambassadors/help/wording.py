"""Put the codes of ambassadors.help.reasons into words, for a pair or for those who run a round.

The pair reads what both declared, and a shared place of work; other grounds of a match (job, kind of work)
are left out of their pages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import Format, Side, Slot
from ambassadors.help.reasons import (
    LIFT_LABELS,
    REASON_LABELS,
    UNMET_LABELS,
    Reason,
    Unmet,
    split_reason,
)
from core.typography import day_text, hour_text


COMPETENCE_PREFIX = "c"  # prefix of a competence key; a service key has none
MOST_DETAILS = 3  # of one reason: a longer list adds nothing

SLOT_WHEN = {
    Slot.MON_AM: _("on Monday morning"),
    Slot.MON_PM: _("on Monday afternoon"),
    Slot.TUE_AM: _("on Tuesday morning"),
    Slot.TUE_PM: _("on Tuesday afternoon"),
    Slot.WED_AM: _("on Wednesday morning"),
    Slot.WED_PM: _("on Wednesday afternoon"),
    Slot.THU_AM: _("on Thursday morning"),
    Slot.THU_PM: _("on Thursday afternoon"),
    Slot.FRI_AM: _("on Friday morning"),
    Slot.FRI_PM: _("on Friday afternoon"),
}

SLOT_LABELS = {slot: slot.label for slot in Slot}

# What a pair may read, in this order, each with its icon and a sentence for either side.
SENTENCES: dict[Reason, tuple[str, dict[Side, Any]]] = {
    Reason.WISHED: (
        "star",
        {
            Side.SEEKER: _("You named this person"),
            Side.AMBASSADOR: _("This person named you"),
        },
    ),
    Reason.GLADLY: ("star", {Side.AMBASSADOR: _("You named this person")}),
    Reason.REVERSE: (
        "users",
        {
            Side.SEEKER: _("Says that digital tools come easily"),
            Side.AMBASSADOR: _("Would like to learn from how you use digital tools"),
        },
    ),
    Reason.TRADE_AND_IT: (
        "users",
        {
            Side.SEEKER: _("One of you works in IT, the other in a trade"),
            Side.AMBASSADOR: _("One of you works in IT, the other in a trade"),
        },
    ),
    Reason.TEACHES_BACK: (
        "message-circle",
        {
            Side.SEEKER: _("Would like to learn from you: %(detail)s"),
            Side.AMBASSADOR: _("Could teach you in return: %(detail)s"),
        },
    ),
    Reason.SAME_SITE: (
        "map-pin",
        {
            Side.SEEKER: _("Same site as you"),
            Side.AMBASSADOR: _("You are on the same site"),
        },
    ),
    Reason.SHARED_SLOT: (
        "calendar-days",
        {
            Side.SEEKER: _("Free %(detail)s, as you are"),
            Side.AMBASSADOR: _("Free %(detail)s, as you are"),
        },
    ),
    Reason.KNOWS_TOPIC: (
        "message-circle",
        {
            Side.SEEKER: _("Knows this well: %(detail)s"),
            Side.AMBASSADOR: _("You said that you know this well: %(detail)s"),
        },
    ),
    Reason.SHARED_FORMAT: (
        "users",
        {
            Side.SEEKER: _("Can help you %(detail)s"),
            Side.AMBASSADOR: _("Would like to talk %(detail)s, and so would you"),
        },
    ),
}

TOPIC_REASONS = (Reason.KNOWS_TOPIC, Reason.TEACHES_BACK)


_KEEPS_LOOKING = _(
    "Whoever could help you has been asked, or has no time at the moment. We look again every half hour, and "
    "you will be told. A workshop may be quicker."
)
WHAT_WOULD_HELP = {
    Unmet.NO_COMMON_TOPIC: _(
        "No ambassador knows this topic yet. A workshop may help, or a request on a topic close to it."
    ),
    Unmet.NO_COMMON_FORMAT: _(
        "Those who know this topic help in another way. A request that leaves the way open would find "
        "them: withdraw this one and send another."
    ),
}


@dataclass(frozen=True, slots=True)
class ReasonFact:
    """A line of the `facts` component."""

    icon: str
    text: str


def reason_facts(
    reasons: Iterable[str], *, to: Side, topics: Mapping[str, str]
) -> list[ReasonFact]:
    """Return why the two were matched, worded for one side. `topics`: names by key; missing ones are left
    out."""
    details = _details_by_code(reasons, topics)
    return [
        ReasonFact(icon, capfirst(str(sentences[to]) % {"detail": _listed(details[code])}))
        for code, (icon, sentences) in SENTENCES.items()
        if code in details and to in sentences
    ]


def reason_in_words(reason: str, topics: Mapping[str, str]) -> str:
    """Return one reason, worded for those who run the round."""
    code, detail = split_reason(reason)
    return gettext(REASON_LABELS[code]) % {"detail": _detail(code, detail, topics, SLOT_LABELS)}


def unmet_in_words(code: str) -> str:
    return gettext(UNMET_LABELS[code])


def nobody_found_text(code: str) -> str:
    """Return why nobody is left and what would help, worded for the seeker."""
    return str(WHAT_WOULD_HELP.get(Unmet(code), _KEEPS_LOOKING)) if code else ""


def lifts_in_words(codes: Iterable[str]) -> list[str]:
    """Return single changes that would help; codes no longer shown are left out of stored lists."""
    return [gettext(LIFT_LABELS[code]) for code in codes if code in LIFT_LABELS]


def topic_keys(reasons: Iterable[str]) -> set[str]:
    """Return the keys of services and competences that these reasons contain."""
    parts = (split_reason(reason) for reason in reasons)
    return {detail for code, detail in parts if code in TOPIC_REASONS}


def moment_words(moment: datetime) -> str:
    """Write "Tuesday 1 December, 10:00", in the organisation's time."""
    return capfirst(f"{day_text(moment, 'l j F')}, {hour_text(moment)}")


def _details_by_code(reasons: Iterable[str], topics: Mapping[str, str]) -> dict[Reason, list[str]]:
    """Return details by code; a code whose every detail has gone is left out, one without details has []."""
    details: dict[Reason, list[str]] = {}
    for reason in sorted(reasons, key=_sorted_by_weekday):
        code, detail = split_reason(reason)
        words = _detail(code, detail, topics, SLOT_WHEN)
        if words or not detail:
            details.setdefault(Reason(code), []).extend([words] if words else [])
    return details


def _sorted_by_weekday(reason: str) -> int:
    """Sort slots from Monday on; the rest keeps its order, the weightiest first."""
    code, detail = split_reason(reason)
    return list(Slot).index(Slot(detail)) if code == Reason.SHARED_SLOT else 0


def _detail(code: str, detail: str, topics: Mapping[str, str], slots: Mapping[Slot, Any]) -> str:
    if not detail:
        return ""
    if code in TOPIC_REASONS:
        return topics.get(detail, "")
    if code == Reason.SHARED_SLOT:
        return str(slots[Slot(detail)])
    if code == Reason.SHARED_FORMAT:
        return str(Format(detail).label)
    return detail


def _listed(words: list[str]) -> str:
    return get_text_list(words[:MOST_DETAILS], gettext("and"))
