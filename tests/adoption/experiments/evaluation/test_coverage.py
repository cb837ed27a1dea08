"""The interval that goes out, noise and all, covers what is true as often as it says."""

import pytest
from scipy.stats import binom

from adoption.experiments.evaluation import Verdict, build_design, evaluate_with_noise
from tests.adoption.experiments.evaluation.simulated import simulated


pytestmark = pytest.mark.full

RUNS = 250  # docs/decisions/0046 has the figures of 500
FEW = {"teams": 14, "treated": 6, "size": 25}
MANY = {"teams": 120, "treated": 40}
UNEVEN = {"teams": 40, "treated": 6}  # few people on one side: the noise is much of the interval
STAGGERED = {"teams": 60, "treated": 30, "starts": (4, 6, 8, 10), "grows": True}


def results(**how):
    for seed in range(RUNS):
        some = {"effect": 0.08 + 0.08 * (seed * 0.618 % 1)}  # no truth lies on whole points alone
        panel, truth = simulated(seed, **(some | how))
        design = build_design(panel.sizes, panel.starts)
        yield evaluate_with_noise(panel, design, lambda name, seed=seed: f"{seed} {name}"), truth


def is_likely(hits, share):
    """Not so few, nor so many, that one in a thousand honest runs would have it."""
    low, high = binom.interval(0.999, RUNS, share)
    return low <= hits <= high


@pytest.mark.parametrize(
    "how", [FEW, MANY, UNEVEN, STAGGERED], ids=["few", "many", "uneven", "staggered"]
)
def test_the_interval_covers_the_truth_in_95_of_100(how):
    hits = sum(each.low <= 100 * truth <= each.high for each, truth in results(**how))

    assert is_likely(hits, 0.95)


def test_where_nothing_happened_something_is_found_in_few_cases():
    found = [each.verdict for each, _truth in results(teams=60, treated=20, effect=0.0)]

    wrong = sum(each in {Verdict.ROSE, Verdict.FELL} for each in found)
    assert wrong <= binom.isf(0.001, RUNS, 0.05)


def test_teams_that_were_drifting_apart_are_noticed_and_no_effect_is_told():
    found = [each.verdict for each, _truth in results(teams=120, treated=40, drift=0.035)]

    assert found.count(Verdict.NOT_PARALLEL) > 0.8 * RUNS


def test_teams_that_were_not_are_seldom_accused():
    found = [each.verdict for each, _truth in results(**MANY)]

    assert found.count(Verdict.NOT_PARALLEL) <= binom.isf(0.001, RUNS, 0.05)
