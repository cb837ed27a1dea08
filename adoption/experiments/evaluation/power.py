"""Power analysis before the start: the smallest detectable effect, from sizes and starts alone."""

from adoption.experiments.evaluation.design import Design
from adoption.experiments.evaluation.estimate import spread_factors
from adoption.experiments.evaluation.mechanism import BUDGET, expected_error, interval_half_width
from adoption.experiments.evaluation.noise import laplace_scale
from adoption.experiments.evaluation.panel import Counts


POWER = 0.8
SEEN_EARLY = 1.4
"""A shift that is noticed in eight cases of ten, beside half of the width of its 95 % interval: 2.8 errors beside 2."""


def smallest_effect(design: Design, sizes: Counts) -> float:
    """Smallest effect, as a share, detected in eight cases of ten with usual teams.

    It is told where what is drawn lies further from nothing than half of the interval. Drawn values lie evenly
    around the effect, so the one-sided share of 80 % is the two-sided one of 60 %.
    """
    error, freedom = expected_error(design), spread_factors(design, sizes).freedom
    scale = laplace_scale(design.reach, BUDGET["estimate"])
    half = interval_half_width(error, scale, freedom)
    return half + interval_half_width(error, scale, freedom, sure=2 * POWER - 1)
