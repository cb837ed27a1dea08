"""Estimate the prices of guides in a large round from a few small ones.

With 67,000 seekers the best guides are on everybody’s list, and most of the list is of no use. A guide’s
price, as a round of every tenth seeker and a tenth of the places has it, says who will be wanted by how many;
lists chosen by points less price are half as long and need no second solve. Prices only choose what is tried:
the bound and the widening hold for any, so a poor estimate costs time and nothing else.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ambassadors.help.matching.assignment import best_candidates, prices_of, solve
from ambassadors.help.matching.frame import scoring_frame
from ambassadors.help.matching.parties import Guide, Seeker
from ambassadors.help.matching.places import places_by_cost
from ambassadors.help.matching.scoring import LOAD_MOST


LARGE_ROUND = 20_000  # seekers; below it, one solve takes less time than sampling
SAMPLE_SHARE = 10
SAMPLES = 3


def sampled_prices(
    seekers: Sequence[Seeker], guides: Sequence[Guide], candidates: int
) -> NDArray[np.int64]:
    """Return the mean price over SAMPLES rounds of one SHAREth of the seekers; a place costs there what most
    cost."""
    fewer = [
        replace(guide, capacity=max(1, round(guide.capacity / SAMPLE_SHARE)), load=LOAD_MOST)
        for guide in guides
    ]
    places = places_by_cost(fewer, at_most=len(seekers))
    total = np.zeros(len(guides), dtype=np.int64)
    for first in range(SAMPLES):
        drawn = seekers[first::SAMPLE_SHARE]
        edges = best_candidates(scoring_frame(drawn, fewer), candidates)
        chosen = solve(edges, places, seekers=len(drawn), bonus=0)
        total += prices_of(edges, chosen, places, bonus=0)
    return total // SAMPLES
