"""Matching of requests and ambassadors: plain values in, plain values out, no database.

Vectorised scores give each request its best candidates (`frame`), a minimum-cost flow assigns
them under the capacities, and a bound over all pairs says how good the result is (`assignment`).
"""

from ambassadors.help.matching.parties import Guide, Id, Kind, Party, Seeker
from ambassadors.help.matching.places import total_cost
from ambassadors.help.matching.rounds import CANDIDATES, Mode, Pair, Result, Unassigned, match
from ambassadors.help.matching.scoring import Fit, find_obstacle, load_cost, score


__all__ = [
    "CANDIDATES",
    "Fit",
    "Guide",
    "Id",
    "Kind",
    "Mode",
    "Pair",
    "Party",
    "Result",
    "Seeker",
    "Unassigned",
    "find_obstacle",
    "load_cost",
    "match",
    "score",
    "total_cost",
]
