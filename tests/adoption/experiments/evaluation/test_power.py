"""What is said beforehand of how small an effect may be told holds when it is tried; it is made of public things."""

import numpy as np
import pytest

from adoption.experiments.evaluation import (
    Verdict,
    build_design,
    evaluate_with_noise,
    smallest_effect,
)
from tests.adoption.experiments.evaluation.simulated import simulated


pytestmark = pytest.mark.full

RUNS = 120
ORGANISATIONS = {
    "few": {"teams": 14, "treated": 6, "size": 25},
    "many": {"teams": 120, "treated": 40},
    "staggered": {"teams": 60, "treated": 30, "starts": (4, 6, 8, 10)},
}


def told(share, **how):
    """Of organisations in which an effect of so many times the smallest happened, in how many it is told."""
    rose = 0
    for seed in range(RUNS):
        still, _truth = simulated(seed, effect=0.0, **how)
        design = build_design(still.sizes, still.starts)
        effect = share * smallest_effect(design, still.sizes)
        panel, _truth = simulated(seed, effect=effect, **how)
        rose += (
            evaluate_with_noise(panel, design, lambda name, n=seed: f"{n} {name}").verdict
            == Verdict.ROSE
        )
    return rose / RUNS


@pytest.mark.parametrize("how", ORGANISATIONS.values(), ids=ORGANISATIONS)
def test_an_effect_of_that_size_is_told_most_often_and_half_of_it_seldom(how):
    assert 0.65 <= told(1, **how) <= 0.9
    assert told(0.5, **how) < 0.45


def test_more_people_on_either_side_make_it_smaller():
    sizes, starts = np.full((24, 12), 14), np.array([6] * 12 + [12] * 12)
    alike = smallest_effect(build_design(sizes, starts), sizes)

    assert smallest_effect(build_design(sizes * 3, starts), sizes * 3) < alike
    uneven = np.array([6] * 6 + [12] * 18)
    assert smallest_effect(build_design(sizes, uneven), sizes) > alike
