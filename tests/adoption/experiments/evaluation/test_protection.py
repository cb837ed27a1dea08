"""What goes out rules nothing out: tried on every truth of tiny organisations, beside what the chain publishes.

The readers here know everything but two people's use, the program, and every published count; they do not have the key.
"""

import itertools
import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from adoption.experiments.evaluation import Panel, build_design, evaluate_with_noise, mechanism
from adoption.experiments.evaluation.design import design_from_rows
from adoption.experiments.evaluation.estimate import (
    point_estimate,
    spread_factors,
    standard_error,
    team_gaps,
)
from adoption.experiments.evaluation.noise import (
    FINEST,
    WIDEST,
    draw_laplace,
    laplace_scale,
)
from adoption.experiments.evaluation.panel import panel_usage_rates
from tests.adoption.experiments.evaluation.simulated import simulated


# Two teams of two that take part from the second month on, two that do not.
SIZES = np.full((4, 2), 2)
STARTS = np.array([1, 1, 2, 2])
DESIGN = design_from_rows(SIZES, STARTS, np.array([0, 1]), np.array([2, 3]))
SCALE = laplace_scale(DESIGN.reach, mechanism.BUDGET["estimate"])
CELLS = np.arange(-100, 101)


def every_truth():
    """Users of each team in each month."""
    for counts in itertools.product(range(3), repeat=8):
        yield np.array(counts).reshape(4, 2)


def estimate_of(used):
    panel = Panel(SIZES, used, STARTS)
    return point_estimate_of(panel)


def point_estimate_of(panel):
    return float((DESIGN.effect * panel_usage_rates(panel)).sum())


def chain_of(used):
    """What is published anyway: the organisation’s count of each month, here even exactly."""
    return tuple(used.sum(axis=0))


def odds(estimate, scale=SCALE):
    """Of each point that may be published; the ends take what lies beyond."""
    lows, highs = (CELLS - 0.5) / 100, (CELLS + 0.5) / 100
    lows = np.where(CELLS == -100, -math.inf, lows)
    highs = np.where(CELLS == 100, math.inf, highs)
    below = stats.laplace(estimate, scale).cdf
    return (below(highs) - below(lows)).tolist()


@pytest.fixture(scope="module")
def worlds():
    """By what the chain says: the estimate of each truth that fits it."""
    found = defaultdict(dict)
    for used in every_truth():
        found[chain_of(used)][tuple(used.ravel())] = estimate_of(used)
    return found


def ruled_out(worlds, told):
    """How many counts of a team somebody can rule out who reads what is told beside the chain.

    `told`: the points that may come out in a world, from its estimate.
    """
    lost = 0
    for truths in worlds.values():
        points = {truth: told(estimate) for truth, estimate in truths.items()}
        counts = {(place, count) for truth in truths for place, count in enumerate(truth)}
        for point in set().union(*points.values()):
            left = [truth for truth in truths if point in points[truth]]
            seen = {(place, count) for truth in left for place, count in enumerate(truth)}
            lost += len(counts - seen)
    return lost


def test_no_value_is_ruled_out_beside_the_chain(worlds):
    every = frozenset(CELLS)
    for estimate in {truth for truths in worlds.values() for truth in truths.values()}:
        assert min(odds(estimate)) > 0
        assert sum(odds(estimate)) == pytest.approx(1)

    assert ruled_out(worlds, lambda _estimate: every) == 0


def test_without_noise_somebody_is_found(worlds):
    """A leak put in on purpose: a whole point, rounded, of an exact sum."""
    assert ruled_out(worlds, lambda estimate: frozenset({round(100 * estimate)})) > 1000


def test_noise_within_bounds_leaks_at_its_ends(worlds):
    def told(estimate):
        return frozenset(range(round(100 * estimate) - 30, round(100 * estimate) + 31))

    assert ruled_out(worlds, told) > 0


def test_one_person_changes_the_odds_by_no_more_than_the_budget(worlds):
    """Any two lives: both months of one person, the others as they are."""
    most = math.exp(mechanism.BUDGET["estimate"]) * (1 + 1e-9)
    estimates = {}
    for truths in worlds.values():
        estimates |= truths
    told = {estimate: np.array(odds(estimate)) for estimate in set(estimates.values())}
    for truth, estimate in list(estimates.items())[::7]:
        for team in range(4):
            for moved in itertools.product((-1, 0, 1), repeat=2):
                other = list(truth)
                other[2 * team] += moved[0]
                other[2 * team + 1] += moved[1]
                if all(0 <= each <= 2 for each in other):
                    ratio = told[estimate] / told[estimates[tuple(other)]]
                    assert ratio.max() <= most


def test_noise_that_is_drawn_anew_wears_away(worlds):
    """A leak put in on purpose: the same evaluation each night. The mean of a year tells the exact sum."""
    truth, estimate = next(iter(worlds[(4, 4)].items()))

    nights = [estimate + draw_laplace(f"night {night}", SCALE / 20) for night in range(365)]
    once = {estimate + draw_laplace("once and for all", SCALE / 20) for _night in range(365)}

    others = sorted({world for world in worlds[(4, 4)].values() if world != estimate})
    nearest = min(abs(each - estimate) for each in others)
    assert abs(np.mean(nights) - estimate) < nearest / 2
    assert len(once) == 1
    assert truth in worlds[(4, 4)]


# --- The draw -----------------------------------------------------------------------------------------


def test_the_same_mark_gives_the_same_noise():
    assert draw_laplace("mark", 0.02) == draw_laplace("mark", 0.02)
    assert draw_laplace("mark", 0.02) != draw_laplace("another", 0.02)


def test_the_noise_is_laplace():
    drawn = [draw_laplace(f"mark {each}", 0.03) for each in range(4000)]

    assert stats.kstest(drawn, stats.laplace(scale=0.03).cdf).pvalue > 0.001


@given(st.floats(FINEST, 1))
def test_the_draw_can_reach_from_one_end_to_the_other(scale):
    bits = 8 * math.ceil((WIDEST / scale / math.log(2) + 64) / 8)

    assert bits * math.log(2) * scale > WIDEST


def test_a_scale_is_never_nothing():
    assert laplace_scale(0.0, 1.0) > 0


# --- All of it ----------------------------------------------------------------------------------------


def test_all_that_is_told_hangs_on_three_noisy_sums(monkeypatch):
    """Two organisations of which the three sums come out alike are told in the same words and numbers."""
    first, _truth = simulated(3)
    second, _truth = simulated(4)
    second = Panel(first.sizes, np.minimum(second.used, first.sizes), first.starts)
    design = build_design(first.sizes, first.starts)
    sums = []
    for panel in (first, second):
        values = panel_usage_rates(panel)
        gaps = team_gaps(design, design.gaps_of, values)
        sums.append(
            {
                "estimate": point_estimate(design, gaps),
                "error": standard_error(design, spread_factors(design, panel.sizes), gaps),
                "placebo": float((design.placebo * values).sum()),
            }
        )
    assert sums[0] != sums[1]

    told = []
    for own in sums:
        monkeypatch.setattr(
            mechanism, "draw_laplace", lambda name, _scale, own=own: 0.05 - own[name]
        )
        told.append(
            evaluate_with_noise(first if own is sums[0] else second, design, lambda name: name)
        )

    assert told[0] == told[1]
