"""Panel of teams by months: who was there (public), and what is known of their use (never public)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


Counts = NDArray[np.int64]
Reals = NDArray[np.float64]

LEAST_KNOWN = 0.5
"""Of a team's people. Where fewer are known, the rate is counted as if half were: one person then never
moves a team's rate by more than two of its people would, whatever is known of the others."""


@dataclass(frozen=True, slots=True)
class Panel:
    """`sizes`, `known`, `used`: teams by months. `starts`: the month (a column) from which each team is
    treated; the number of months for a team that is not within the window.
    """

    sizes: Counts
    known: Counts
    used: Counts
    starts: Counts

    @property
    def months(self) -> int:
        return int(self.sizes.shape[1])


def panel_usage_rates(panel: Panel) -> Reals:
    """Return used / known, in 0..1; 0 where nobody is there, which the design leaves out."""
    least = np.maximum(panel.sizes * LEAST_KNOWN, 1e-9)
    return panel.used / np.maximum(panel.known, least)
