"""The forecast: how often it holds, what bounds and gaps do to it, and that it never says more than they."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adoption.foundation.periods import Month
from adoption.foundation.rates import Rate
from adoption.targets.forecast import LEAST_MONTHS, forecast
from adoption.targets.trajectory import Goal, RateHistory, Standing, Verdict, outlook, planned_rate


RUNS = 120


def exact(values):
    return [Rate(float(each), float(each)) for each in np.clip(values, 0, 100)]


def straight(months, chance):
    return 20 + chance.uniform(-0.5, 3) * np.arange(months) + chance.normal(0, 1.5, months)


def strays(months, chance):
    return 35 + np.cumsum(chance.normal(chance.uniform(-0.5, 1.5), 2, months))


def levels_off(months, chance):
    reached = 1 - chance.uniform(0.8, 0.92) ** np.arange(months)
    return 20 + chance.uniform(10, 40) * reached + chance.normal(0, 1.5, months)


def takes_off_and_settles(months, chance):
    middle, pace = chance.uniform(2, 14), chance.uniform(2.5, 5)
    curve = 1 / (1 + np.exp(-(np.arange(months) - middle) / pace))
    return 10 + chance.uniform(30, 60) * curve + chance.normal(0, 1.2, months)


def falls_in_summer(months, chance):
    seasons = (np.arange(months) + chance.integers(12)) % 12
    summer = 6 * (seasons == 7) + 4 * (seasons == 6)
    return 35 + chance.uniform(0, 1.5) * np.arange(months) - summer + chance.normal(0, 1.5, months)


def share_held(kind, months, ahead, seen=exact):
    chance = np.random.default_rng(12)
    held = 0
    for _ in range(RUNS):
        series = np.clip(kind(months + ahead, chance), 0, 100)
        found = forecast(seen(series[:months]), ahead).interval(ahead)
        held += found.low <= series[-1] <= found.high
    return held / RUNS


@pytest.mark.parametrize("ahead", [3, 6])
@pytest.mark.parametrize(
    "kind", [straight, strays, levels_off, takes_off_and_settles, falls_in_summer]
)
def test_from_a_year_of_months_it_holds_about_as_often_as_it_says(kind, ahead):
    """Eight in ten; by a year of figures a turn of the curve is not foreseen, so never much less."""
    assert share_held(kind, 12, ahead) >= 0.72


def test_from_two_years_it_still_holds():
    assert share_held(strays, 24, 6) >= 0.74
    assert share_held(takes_off_and_settles, 24, 6) >= 0.74


def blocks_with_gaps(values):
    """Cells of ten points, every fourth month hidden."""
    lows = [10 * (each // 10) for each in values]
    found = [Rate(low, min(100.0, low + 10)) for low in lows]
    return [None if place % 4 == 1 else each for place, each in enumerate(found)]


@pytest.mark.parametrize("kind", [straight, strays, takes_off_and_settles])
def test_blocks_and_hidden_months_never_make_it_hold_less(kind):
    assert share_held(kind, 12, 6, blocks_with_gaps) >= share_held(kind, 12, 6)


rates = st.floats(0, 100).map(lambda each: round(each, 1))


@given(
    values=st.lists(rates, min_size=LEAST_MONTHS, max_size=20),
    margin=st.floats(0.5, 8),
    ahead=st.integers(1, 9),
)
@settings(max_examples=60, deadline=None)
def test_a_wider_figure_never_gives_a_narrower_forecast(values, margin, ahead):
    sure = forecast([Rate(each, each) for each in values], ahead)
    unsure = forecast([Rate(each - margin, each + margin) for each in values], ahead)

    assert np.all(unsure.scale >= sure.scale - 1e-9)
    assert np.all(unsure.least <= sure.least + 1e-9)
    assert np.all(unsure.most >= sure.most - 1e-9)


@given(values=st.lists(rates, min_size=LEAST_MONTHS, max_size=24), ahead=st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_it_lies_within_nobody_and_everybody_and_the_core_within_the_likely(values, ahead):
    found = forecast([Rate(each, each) for each in values], ahead)

    for likely, core in zip(found.intervals(0.8), found.intervals(0.5), strict=True):
        assert 0 <= likely.low <= core.low + 1e-6
        assert core.high <= likely.high + 1e-6 <= 100 + 1e-5


def test_every_course_between_the_bounds_has_its_middle_between_those_of_the_forecast():
    chance = np.random.default_rng(4)
    lows = chance.uniform(20, 50, 10)
    highs = lows + chance.uniform(0, 12, 10)
    whole = forecast([Rate(*each) for each in zip(lows, highs, strict=True)], 5)

    for _ in range(50):
        course = chance.uniform(lows, highs)
        one = forecast([Rate(each, each) for each in course], 5)
        assert np.all(one.least >= whole.least - 1e-6)
        assert np.all(one.most <= whole.most + 1e-6)


@given(shown=st.integers(0, LEAST_MONTHS - 1), hidden=st.integers(0, 20))
def test_under_six_shown_months_there_is_none(shown, hidden):
    assert forecast([None] * hidden + exact(range(shown)), 3) is None


def test_a_year_without_any_change_is_still_not_certain():
    found = forecast(exact([40.0] * 12), 6).interval(6)

    assert found.low < 39 < 41 < found.high


# --- Beside a target ---------------------------------------------------------------------------------------

START = Month(2026, 1)


def course(*values):
    months = tuple(START.shifted(place) for place in range(len(values)))
    return RateHistory(months, tuple(None if each is None else Rate(*each) for each in values))


def flat(value, months=12):
    return course(*[(value, value)] * months)


@pytest.mark.parametrize(
    ("percent", "verdict"),
    [
        (30, Verdict.LIKELY),
        (40, Verdict.EVEN),
        (41.2, Verdict.POSSIBLE),
        (80, Verdict.UNLIKELY),
    ],
)
def test_a_target_is_likely_or_not_by_its_chances(percent, verdict):
    found = outlook(Goal(percent, START, START.shifted(14)), flat(40.0))

    assert found.verdict is verdict


def test_with_few_months_nothing_is_said_of_the_target():
    found = outlook(Goal(60, START, START.shifted(14)), flat(40.0, 5))

    assert (found.verdict, found.likely) == (Verdict.TOO_FEW, None)


def test_wide_figures_leave_a_target_open():
    found = outlook(Goal(60, START, START.shifted(14)), course(*[(30, 50)] * 12))

    assert found.verdict is Verdict.TOO_OPEN


@pytest.mark.parametrize(
    ("last", "standing"),
    [
        ((55, 56), Standing.AHEAD),
        ((49, 56), Standing.ON_IT),
        ((44, 46), Standing.BEHIND),
        (None, Standing.HIDDEN),
    ],
)
def test_the_published_rate_stands_beside_the_straight_way(last, standing):
    """From 40 to 60 in ten months: 50 after five of them."""
    found = outlook(Goal(60, START, START.shifted(10)), course((40, 40), *[None] * 4, last))

    assert found.standing is standing


def test_the_way_starts_between_the_bounds_of_its_first_month():
    goal = Goal(60, START, START.shifted(10))
    begun = course((30, 40), (30, 40))

    assert planned_rate(goal, begun, START) == Rate(30, 40)
    assert planned_rate(goal, begun, START.shifted(5)) == Rate(45, 50)
    assert planned_rate(goal, begun, START.shifted(10)) == Rate(60, 60)


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        ((60, 62), Verdict.MET),
        ((58, 62), Verdict.LEFT_OPEN),
        ((50, 59), Verdict.MISSED),
        (None, Verdict.LEFT_OPEN),
    ],
)
def test_once_its_month_is_out_the_figure_alone_says_whether_it_is_met(last, verdict):
    found = outlook(Goal(60, START, START.shifted(1)), course((40, 40), last, (90, 90)))

    assert found.verdict is verdict
    assert found.is_over
