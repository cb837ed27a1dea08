"""Words of a person's goals on their page: kind, since the goals are their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from adoption.foundation.periods import Month
from adoption.usage.queries.goals import OwnGoal
from adoption.usage.queries.releases import TriedService
from cms.enums import Cadence


HOW_OFTEN = {
    Cadence.WEEKLY: gettext_lazy("Almost every week"),
    Cadence.MONTHLY: gettext_lazy("Once a month"),
    Cadence.YEARLY: gettext_lazy("Once this year"),
}


@dataclass(frozen=True, slots=True)
class TickButton:
    """A button: `words`, and the month that it ticks or unticks."""

    words: str
    month: Month
    is_done: bool


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal. `done`: empty while it is not. `do` and `undo`: possible taps. `is_behind`: a step is proposed."""

    goal: OwnGoal
    note: str
    done: str
    do: tuple[TickButton, ...]
    undo: tuple[TickButton, ...]
    is_behind: bool


@dataclass(frozen=True, slots=True)
class TryRow:
    """A service that a release brought or changed, with the one tap that is left."""

    tried: TriedService
    tap: TickButton


def try_rows(services: Iterable[TriedService], today: date) -> list[TryRow]:
    now = Month.containing(today)
    return [
        TryRow(
            tried,
            TickButton(_("Undo"), tried.ticked, is_done=False)
            if tried.ticked
            else TickButton(_("Yes, I tried it"), now, is_done=True),
        )
        for tried in services
    ]


def goal_rows(goals: Iterable[OwnGoal], today: date) -> list[GoalRow]:
    now = Month.containing(today)
    return [_line(goal, now) for goal in goals]


def _line(goal: OwnGoal, now: Month) -> GoalRow:
    stands = goal.standing
    do = [] if stands.is_done else [TickButton(_("I did it"), now, is_done=True)]
    if stands.missed and not stands.is_done:
        words = _("I did it in %(month)s") % {"month": _month(stands.missed)}
        do.append(TickButton(words, stands.missed, is_done=True))
    return GoalRow(
        goal=goal,
        note=_note(goal),
        done=(_("Done this year") if goal.cadence is Cadence.YEARLY else _("Done this month"))
        if stands.is_done
        else "",
        do=tuple(do),
        undo=tuple(
            TickButton(_("Undo %(month)s") % {"month": _month(month)}, month, is_done=False)
            for month in stands.ticked
        ),
        is_behind=stands.is_behind,
    )


def _note(goal: OwnGoal) -> str:
    often, stands = str(HOW_OFTEN[goal.cadence]), goal.standing
    if not stands.kept:  # a count of nought would be a reproach
        return often
    kept = ngettext(
        "%(often)s. Done in %(kept)s of the last %(asked)s month",
        "%(often)s. Done in %(kept)s of the last %(asked)s months",
        stands.asked,
    )
    return kept % {"often": often, "kept": stands.kept, "asked": stands.asked}


def _month(month: Month) -> str:
    return date_format(month.first_day, "F")
