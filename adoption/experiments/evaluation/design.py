"""Choose the teams compared and their weights from sizes and starts alone, which are public.

Each treated team is compared with the teams that are not treated within the window, over the months since its
own start less the months before it. Weights are people. So no team that is treated already serves as a
comparison, and the estimate is a sum of rates with weights that are known: `effect`, teams by months.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from adoption.experiments.evaluation.panel import Counts, Reals


FEWEST_TEAMS = 5  # on either side
FEWEST_PEOPLE = 50  # on either side
FEWEST_BEFORE = 3  # months before a start: two halves to check the trends with
MOST_BEFORE = 12
FEWEST_THERE = 3  # people in every month of the window: no team comes or goes within it
COARSEST = 0.1  # noise of a wider scale says nothing: ten points


class Refusal(StrEnum):
    """Reasons not to evaluate, all depending on public data alone."""

    FEW_BEFORE = "few_before"
    FEW_TEAMS = "few_teams"
    FEW_PEOPLE = "few_people"


@dataclass(frozen=True, slots=True)
class Design:
    """`treated`, `compared`: rows of the panel. `effect`, `placebo`: weights, teams by months.

    `gaps_of`, by start: weights over the months that give a team’s gap, after less before.
    `reach`: how far one person’s whole life can move the estimate; `placebo_reach`, the placebo;
    `spread_reach`, the distances of either side. There a life is felt in the gaps of each start apart, so
    that a month which is after for one start and before for another does not cancel out.
    """

    treated: Counts
    compared: Counts
    shares: Reals
    starts: Counts
    gaps_of: dict[int, Reals]
    early_of: dict[int, Reals]
    effect: Reals
    placebo: Reals
    treated_people: int
    compared_people: int
    reach: float
    placebo_reach: float
    spread_reach: float


def build_design(
    sizes: Counts,
    starts: Counts,
    lives: list[list[tuple[int, int]]] | None = None,
    *,
    least: int = 0,
) -> Design | Refusal:
    """Build the design or say why not. `lives`: for each person (row), the team in which they were counted each month.

    Without lives everybody stays in their team. `least`: people on either side, where more are asked for.
    """
    months = sizes.shape[1]
    there = (sizes >= FEWEST_THERE).all(axis=1)
    within = there & (starts < months)
    enough = within & (starts >= FEWEST_BEFORE)
    if within.any() and not enough.any():
        return Refusal.FEW_BEFORE
    treated, compared = np.flatnonzero(enough), np.flatnonzero(there & (starts >= months))
    if min(len(treated), len(compared)) < FEWEST_TEAMS:
        return Refusal.FEW_TEAMS
    heads = sizes.mean(axis=1)
    people = min(heads[arm].sum() for arm in (treated, compared))
    if people < max(FEWEST_PEOPLE, least):
        return Refusal.FEW_PEOPLE
    design = design_from_rows(sizes, starts, treated, compared, lives)
    return design if design.reach <= COARSEST else Refusal.FEW_PEOPLE


def design_from_rows(
    sizes: Counts,
    starts: Counts,
    treated: Counts,
    compared: Counts,
    lives: list[list[tuple[int, int]]] | None = None,
) -> Design:
    """Build the design from given rows without judging whether they are enough, as build_design does."""
    months, heads = sizes.shape[1], sizes.mean(axis=1)
    shares = np.zeros(len(sizes))
    for arm in (treated, compared):
        shares[arm] = heads[arm] / heads[arm].sum()
    cohorts = sorted({int(start) for start in starts[treated]})
    gaps_of = {start: _effect_contrast(start, months) for start in cohorts}
    early_of = {start: _placebo_contrast(start, months) for start in cohorts}
    effect = _weights(gaps_of, starts, shares, treated, compared, months)
    placebo = _weights(early_of, starts, shares, treated, compared, months)
    sizes_of = {start: np.abs(row) for start, row in gaps_of.items()}
    apart = _weights(sizes_of, starts, shares, treated, compared, months)
    return Design(
        treated=treated,
        compared=compared,
        shares=shares,
        starts=starts,
        gaps_of=gaps_of,
        early_of=early_of,
        effect=effect,
        placebo=placebo,
        treated_people=round(heads[treated].sum()),
        compared_people=round(heads[compared].sum()),
        reach=_reach(effect, sizes, lives),
        placebo_reach=_reach(placebo, sizes, lives),
        spread_reach=_reach(apart, sizes, lives),
    )


def _effect_contrast(start: int, months: int) -> Reals:
    row = np.zeros(months)
    first = max(0, start - MOST_BEFORE)
    row[start:] = 1 / (months - start)
    row[first:start] = -1 / (start - first)
    return row


def _placebo_contrast(start: int, months: int) -> Reals:
    """Contrast with the start moved to the middle of the months before it: its effect must be zero."""
    row = np.zeros(months)
    first = max(0, start - MOST_BEFORE)
    if start - first < 2:
        return row  # one month has no halves
    middle = (first + start) // 2
    row[middle:start] = 1 / (start - middle)
    row[first:middle] = -1 / (middle - first)
    return row


def _weights(
    rows: dict[int, Reals],
    starts: Counts,
    shares: Reals,
    treated: Counts,
    compared: Counts,
    months: int,
) -> Reals:
    weights = np.zeros((len(starts), months))
    common = np.zeros(months)
    for team in treated:
        row = shares[team] * rows[int(starts[team])]
        weights[team] = row
        common += row
    weights[compared] = -shares[compared, None] * common
    return weights


def _reach(weights: Reals, sizes: Counts, lives: list[list[tuple[int, int]]] | None) -> float:
    """Largest change that one person's life can make to the sum: 1 / size for each rate, since sizes are public."""
    moved = np.abs(weights) / np.maximum(sizes, 1.0)
    if lives is None:
        return float(np.max(moved.sum(axis=1)))
    return max((sum(float(moved[place]) for place in life) for life in lives), default=0.0)
