"""What a planned evaluation could detect, and whether it has places left. From rolls and starts alone.

Nothing of anybody’s use is read here: whoever asks as often as they like learns what everybody may know.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from adoption.experiments.enums import EvaluationOutcome, ExperimentKind
from adoption.experiments.evaluation import Refusal, build_design, smallest_effect
from adoption.experiments.evaluation.design import MOST_BEFORE
from adoption.experiments.models import EvaluatedMonth, Experiment
from adoption.experiments.queries.evaluation_facts import (
    Columns,
    first_retained_month,
    last_month_of,
    treatment_start_columns,
)
from adoption.foundation.periods import Month, months_between
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.models import Publication
from adoption.publishing.parameters import parameters_in_force
from cms.models import Portal
from core.dates import today


WITHHELD = EvaluationOutcome.WITHHELD.value


@dataclass(frozen=True, slots=True)
class Prospect:
    """`points`: the smallest effect detected in eight cases of ten; None where `refusal` says why not.

    `read`, `waiting`: evaluations that have read the month that was read most, and experiments noted that will.
    """

    points: int | None
    refusal: str
    read: int
    waiting: int


def compute_prospect(
    portal: Portal,
    kind: ExperimentKind,
    first: Month,
    months: int,
    teams: Mapping[int, Month],
    *,
    but: Experiment | None,
) -> Prospect:
    """Compute the prospect. `teams`: pk and first month; `but`: the experiment itself, if already saved."""
    last = first.shifted(months - 1)
    columns = _columns(portal, first, last)
    before = [month for month, _each in columns or ()] or [first]
    read, waiting = _places_taken(portal, min(before), last, but)
    if not columns:
        refusal = WITHHELD if columns is None else str(Refusal.FEW_BEFORE)
        return Prospect(None, refusal, read, waiting)
    points, refusal = _points_or_refusal(kind, teams, columns)
    return Prospect(points, refusal, read, waiting)


def remaining_evaluations(
    portal: Portal, first: Month, months: int, but: Experiment | None = None
) -> Prospect:
    """Number of evaluations left in such a window, whatever the teams."""
    last = first.shifted(months - 1)
    read, waiting = _places_taken(portal, first.shifted(-MOST_BEFORE), last, but)
    return Prospect(None, "", read, waiting)


def _columns(portal: Portal, first: Month, last: Month) -> Columns | None:
    """Months as the window will be if nothing more is withheld; a future month takes the roll of the last published one.

    None where a month since the start was withheld, or is erased by then; empty where nothing is out yet.
    """
    found = Publication.objects.out().filter(portal=portal)
    newest = found.oldest_first().last()
    if newest is None:
        return []
    kept = first_retained_month(on=max(today(), last.next().first_day))
    if first < kept:
        return None
    latest, earliest = Month.containing(newest.month), max(kept, first.shifted(-MOST_BEFORE))
    days = min(latest, earliest).first_day, last.first_day
    read = found.filter(month__range=days).select_related("roll", "portal")
    out = {Month.containing(publication.month): publication for publication in read}
    if latest not in out:  # it came out after the last month of this one
        latest = max(out, default=earliest.previous())
    start = first
    while start > earliest and (start.previous() in out or start.previous() > latest):
        start = start.previous()
    months = list(months_between(start, last))
    if any(month not in out and month <= latest for month in months):
        return None
    return [(month, out.get(month) or newest) for month in months]


def _points_or_refusal(
    kind: ExperimentKind, teams: Mapping[int, Month], columns: Columns
) -> tuple[int | None, str]:
    rolls = [publication.roll.members for _month, publication in columns]
    rows = tuple(sorted({int(team) for roll in rolls for team in roll}))
    place = {team: number for number, team in enumerate(rows)}
    sizes = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for column, roll in enumerate(rolls):
        for team, keys in roll.items():
            sizes[place[int(team)], column] = len(keys)
    starts = treatment_start_columns(kind, teams, rows, columns)
    design = build_design(sizes, starts, least=least_population(parameters_in_force()))
    if isinstance(design, Refusal):
        return None, str(design)
    return ceil(100 * smallest_effect(design, sizes)), ""


def _places_taken(
    portal: Portal, first: Month, last: Month, but: Experiment | None
) -> tuple[int, int]:
    """Places taken in the month that has the fewest left."""
    read: Counter[Month] = Counter(
        Month.containing(day)
        for day in EvaluatedMonth.objects.filter(
            portal=portal, month__range=(first.first_day, last.first_day)
        ).values_list("month", flat=True)
    )
    waiting: Counter[Month] = Counter()
    for other in Experiment.objects.to_evaluate().filter(portal=portal):
        if but is None or other.pk != but.pk:
            starts, ends = Month.containing(other.starts_on), last_month_of(other)
            earliest = max(first, starts.shifted(-MOST_BEFORE))
            waiting.update(months_between(earliest, min(last, ends)) if earliest <= ends else ())
    fullest = max(months_between(first, last), key=lambda month: read[month] + waiting[month])
    return read[fullest], waiting[fullest]
