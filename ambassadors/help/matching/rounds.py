"""Solve a matching round, and bound its distance from the best possible."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

import numpy as np

from ambassadors.help.matching.assignment import (
    NONE,
    Ceiling,
    Edges,
    Ints,
    best_candidates,
    ceiling_of,
    concatenated_edges,
    prices_of,
    solve,
)
from ambassadors.help.matching.codes import Mask
from ambassadors.help.matching.frame import ScoringFrame, scoring_frame
from ambassadors.help.matching.parties import Guide, Id, Party, Seeker
from ambassadors.help.matching.places import Places, places_by_cost, total_cost
from ambassadors.help.matching.sampling import LARGE_ROUND, sampled_prices
from ambassadors.help.matching.scoring import MAX_POINTS, score
from ambassadors.help.matching.unmet import what_would_help, why_unmet
from ambassadors.help.reasons import Lift, Unmet


CANDIDATES = 60
CANDIDATES_BY_PRICE = 35
Side = TypeVar("Side", bound=Party)

WIDENINGS = 12  # times that pairs outside the lists may be added before the gap is accepted
ACCEPTED_GAP = (
    1e-4  # a gap that is accepted at once: less than one point in rounds of some hundred people
)


class Mode(StrEnum):
    BEST_FIT = "best_fit"
    MOST_PEOPLE = "most_people"


@dataclass(frozen=True, slots=True)
class Pair:
    seeker: Id
    guide: Id
    points: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A seeker without a guide. `lifts`: single changes that would give one, the smallest first."""

    seeker: Id
    reason: Unmet
    lifts: tuple[Lift, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of a round. `total`: points of all pairs less `load_cost`.

    `bound`: no choice of pairs has more (in MOST_PEOPLE: none that helps as many people). `people_bound`: no
    choice helps more people. `gap`: the share of the bound that may be lost, 0 when the result is proved the
    best.
    """

    pairs: tuple[Pair, ...]
    unassigned: tuple[Unassigned, ...]
    total: int
    bound: int
    people_bound: int
    gap: float
    load_cost: int = 0


def match(
    seekers: Iterable[Seeker],
    guides: Iterable[Guide],
    *,
    mode: Mode = Mode.BEST_FIT,
    candidates: int = CANDIDATES,
) -> Result:
    """Pair each seeker with at most one guide, each guide with at most `capacity` seekers.

    BEST_FIT has the highest total; MOST_PEOPLE helps the most people, and among such
    choices has the highest. `candidates` is how many guides are tried for each seeker at
    first. The order of the rows does not matter. ValueError: an id twice on one side.
    """
    if candidates < 1:
        raise ValueError(f"candidates must be at least 1, not {candidates}")
    asking = _sorted_by_id(seekers)
    open_guides = [guide for guide in _sorted_by_id(guides) if guide.capacity]
    if not asking or not open_guides:
        unmet = tuple(Unassigned(seeker.id, Unmet.NOBODY_AVAILABLE) for seeker in asking)
        return Result((), unmet, total=0, bound=0, people_bound=0, gap=0.0)

    places = places_by_cost(open_guides, at_most=len(asking))
    most_pairs = min(len(asking), int(places.number.sum()))
    bonus = most_pairs * MAX_POINTS + 1 if mode is Mode.MOST_PEOPLE else 0
    edges, chosen, ceiling = _solve_widening(asking, open_guides, places, candidates, bonus)

    pairs = _pairs(asking, open_guides, edges, chosen)
    load = _load(edges, chosen, open_guides)
    cost = total_cost(open_guides, load.tolist())
    total = sum(pair.points for pair in pairs) - cost
    bound, people_bound = _bounds(ceiling, people=len(pairs), most_pairs=most_pairs, bonus=bonus)
    gap = _shortfall(total, bound)
    if mode is Mode.MOST_PEOPLE:
        gap = max(gap, _shortfall(len(pairs), people_bound))
    unassigned = _unassigned(asking, open_guides, chosen, has_room=places.capacities() > load)
    return Result(pairs, unassigned, total, bound, people_bound, gap, cost)


def _sorted_by_id(parties: Iterable[Side]) -> list[Side]:
    result = sorted(parties, key=lambda party: party.id)
    for one, other in pairwise(result):
        if one.id == other.id:
            raise ValueError(f"{one.id!r} occurs twice among the {type(one).__name__.lower()}s")
    return result


def _solve_widening(
    seekers: Sequence[Seeker],
    guides: Sequence[Guide],
    places: Places,
    candidates: int,
    bonus: int,
) -> tuple[Edges, Ints, Ceiling]:
    """Solve on the lists, add the pairs outside them that may improve, and solve again."""
    frame = scoring_frame(seekers, guides)
    edges = _first_lists(seekers, guides, frame, candidates)
    for widening in range(WIDENINGS + 1):
        chosen = solve(edges, places, seekers=len(seekers), bonus=bonus)
        prices = prices_of(edges, chosen, places, bonus=bonus)
        values = np.append(bonus + edges.points - prices[edges.guides], 0)[chosen]
        ceiling = ceiling_of(frame, prices, values, places, bonus=bonus)
        if widening == WIDENINGS or not len(ceiling.missing.seekers):
            break
        if not bonus and _shortfall(_worth(edges, chosen, guides), ceiling.weight) < ACCEPTED_GAP:
            break
        edges = concatenated_edges([edges, ceiling.missing])
    return edges, chosen, ceiling


def _first_lists(
    seekers: Sequence[Seeker], guides: Sequence[Guide], frame: ScoringFrame, candidates: int
) -> Edges:
    if len(seekers) < LARGE_ROUND:
        return best_candidates(frame, candidates)
    prices = sampled_prices(seekers, guides, candidates)
    return best_candidates(frame, min(candidates, CANDIDATES_BY_PRICE), prices)


def _load(edges: Edges, chosen: Ints, guides: Sequence[Guide]) -> Ints:
    """Return how many seekers each guide is given."""
    return np.bincount(edges.guides[chosen[chosen != NONE]], minlength=len(guides))


def _worth(edges: Edges, chosen: Ints, guides: Sequence[Guide]) -> int:
    """Return points less the cost of load."""
    points = int(edges.points[chosen[chosen != NONE]].sum())
    return points - total_cost(guides, _load(edges, chosen, guides).tolist())


def _pairs(
    seekers: Sequence[Seeker], guides: Sequence[Guide], edges: Edges, chosen: Ints
) -> tuple[Pair, ...]:
    pairs = []
    for seeker, edge in zip(seekers, chosen.tolist(), strict=True):
        if edge == NONE:
            continue
        guide = guides[edges.guides[edge]]
        fit = score(seeker, guide)
        if fit is None or fit.points != edges.points[edge]:
            raise AssertionError(f"two scores for seeker {seeker.id!r} and guide {guide.id!r}")
        pairs.append(Pair(seeker.id, guide.id, fit.points, fit.reasons))
    return tuple(pairs)


def _unassigned(
    seekers: Sequence[Seeker], guides: Sequence[Guide], chosen: Ints, *, has_room: Mask
) -> tuple[Unassigned, ...]:
    left = [seekers[row] for row in np.flatnonzero(chosen == NONE).tolist()]
    if not left:
        return ()
    frame = scoring_frame(left, guides)
    reasons = why_unmet(left, guides, has_room=has_room, frame=frame)
    lifts = what_would_help(left, guides, has_room=has_room, frame=frame)
    return tuple(
        Unassigned(seeker.id, why, what)
        for seeker, why, what in zip(left, reasons, lifts, strict=True)
    )


def _shortfall(reached: int, bound: int) -> float:
    return (bound - reached) / bound if bound else 0.0


def _bounds(ceiling: Ceiling, *, people: int, most_pairs: int, bonus: int) -> tuple[int, int]:
    """Return upper bounds on the points, for as many people in MOST_PEOPLE, and on the people."""
    people_bound = min(ceiling.people, most_pairs)
    if bonus:  # a bonus outweighs all points together, so it counts the people
        people_bound = min(people_bound, ceiling.weight // bonus)
    return min(ceiling.points, ceiling.weight - bonus * people), people_bound
