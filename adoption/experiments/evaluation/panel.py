"""Panel of teams by months: who was there (public), and how many are known to use the portal (never public)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


Counts = NDArray[np.int64]
Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Panel:
    """`sizes`, `used`: teams by months. `starts`: the month (a column) from which each team is
    treated; the number of months for a team that is not within the window.
    """

    sizes: Counts
    used: Counts
    starts: Counts

    @property
    def months(self) -> int:
        return int(self.sizes.shape[1])


def panel_usage_rates(panel: Panel) -> Reals:
    """Return used / size, in 0..1; 0 where nobody is there, which the design leaves out."""
    return panel.used / np.maximum(panel.sizes, 1)
