"""Words of what an experiment could detect before it began, and of its changes since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.experiments.enums import EvaluationOutcome, ExperimentChangeKind, ExperimentKind
from adoption.experiments.models import MOST_OVER_A_MONTH, ExperimentChange
from adoption.experiments.words import experiments as words
from adoption.foundation.periods import Month
from adoption.foundation.words.months import month_text
from cms.models import Portal


IMPRECISE_POINTS = 20
"""Points: few attempts move a rate that much beside other teams."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A line of the history. `by`: empty where unknown or hidden from this reader."""

    what: str
    at: datetime
    by: str
    text: str
    before: tuple[str, ...]


def prospect_sentences(stored: Mapping[str, Any], target: int | None) -> list[str]:
    """Sentences on the stored power analysis; none for experiments older than that."""
    if not stored:
        return []
    return [*_power(stored, target), cost_text(stored)]


def _power(stored: Mapping[str, Any], target: int | None) -> list[str]:
    if stored["points"] is None:
        why = words.refusal_text(EvaluationOutcome(stored["refusal"]))
        return [_("As it stands, no effect could be told. %(why)s") % {"why": why}]
    points = stored["points"]
    sentence = [
        ngettext(
            "There are enough teams to see a difference of about %(count)s point; a smaller one would most"
            " often not be told apart from chance.",
            "There are enough teams to see a difference of about %(count)s points; a smaller one would most"
            " often not be told apart from chance.",
            points,
        )
        % {"count": points}
    ]
    if target is not None and target < points:
        sentence.append(
            _(
                "The target of %(target)s points is smaller: even if it is reached, it would most often not show."
                " What helps is more people on the smaller side, or a bolder attempt."
            )
            % {"target": target}
        )
    elif target is None and points > IMPRECISE_POINTS:
        sentence.append(
            _("That is a lot. What helps is more people on the smaller side, or a bolder attempt.")
        )
    return sentence


def cost_text(stored: Mapping[str, Any]) -> str:
    taken, most = stored["read"] + stored["waiting"], MOST_OVER_A_MONTH
    left = max(0, most - taken)
    size = {"taken": taken, "most": most, "left": left}
    if not left:
        text = _(
            "No evaluation is left over these months: %(taken)s have read them or are noted, and %(most)s are the"
            " most there may be. Nothing would be told of it."
        )
        return text % size
    text = ngettext(
        "Over these months, %(taken)s of %(most)s evaluations are taken or noted; %(left)s is left, and this one"
        " takes it. Where too little is there to tell, none is taken.",
        "Over these months, %(taken)s of %(most)s evaluations are taken or noted; %(left)s are left, and this"
        " one takes one. Where too little is there to tell, none is taken.",
        left,
    )
    return text % size


def remaining_evaluations_text(
    portal: Portal, first: Month, months: int, stored: Mapping[str, Any]
) -> str:
    """Evaluations left of a window on a portal, before anything else is known."""
    return _("On %(portal)s, until %(last)s: %(cost)s") % {
        "portal": portal.name_here,
        "last": month_text(first.shifted(months - 1)),
        "cost": cost_text(stored)[:1].lower() + cost_text(stored)[1:],
    }


def evaluation_limit_text() -> str:
    return ngettext(
        "Each evaluation tells a little of the same people once more: over any month there is %(count)s, no more.",
        "Each evaluation tells a little of the same people once more: over any month there are %(count)s, no more.",
        MOST_OVER_A_MONTH,
    ) % {"count": MOST_OVER_A_MONTH}


def history_entries(changes: list[ExperimentChange], *, names: bool) -> list[HistoryEntry]:
    """Lines of the history. `names`: for programme managers; others read what and when."""
    return [
        HistoryEntry(
            what=_what(change),
            at=change.changed_at,
            by=str(change.changed_by) if names and change.changed_by else "",
            text=change.text,
            before=tuple(_before(name, value) for name, value in change.before.items()),
        )
        for change in changes
    ]


def _what(change: ExperimentChange) -> str:
    if change.kind == ExperimentChangeKind.DECIDED:
        return _("Decided: %(decision)s") % {"decision": change.get_decision_display()}
    return str(capfirst(change.get_kind_display()))


def _before(name: str, value: Any) -> str:
    """The earlier value, with its name."""
    label = {
        "kind": _("Kind"),
        "title": _("Title"),
        "hypothesis": _("Hypothesis"),
        "portal": _("Portal"),
        "starts": _("First month"),
        "months": _("Months"),
        "target": _("Target"),
        **words.OWNER_LABELS,
        "teams": _("Teams"),
        "follows": _("Follows"),
    }[name]
    return _("%(label)s, before: %(value)s") % {"label": label, "value": _value(name, value)}


def _value(name: str, value: Any) -> str:
    if value in (None, "", []):
        return pgettext("value", "none")
    if name == "kind":
        return str(ExperimentKind(value).label)
    if name == "starts":
        return month_text(Month.parse(value))
    if name == "teams":
        return ", ".join(f"{team} ({month_text(Month.parse(month))})" for team, month in value)
    return str(value)
