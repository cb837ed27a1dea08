"""Why a request was left without a proposal."""

from collections.abc import Sequence

import numpy as np

from ambassadors.matching.frame import Mask, frame_of
from ambassadors.matching.parties import Guide, Seeker
from ambassadors.reasons import Unmet


def why_unmet(seekers: Sequence[Seeker], guides: Sequence[Guide], *, has_room: Mask) -> list[Unmet]:
    """One reason a seeker: the first obstacle that leaves no guide at all or, when some guide is
    possible, whether one of those still `has_room`."""
    frame = frame_of(seekers, guides)
    reasons: list[Unmet] = []
    for rows in frame.blocks():
        reason = np.full(rows.stop - rows.start, Unmet.EVERYONE_FULL, dtype=object)
        possible = np.ones((rows.stop - rows.start, len(guides)), dtype=np.bool_)
        for obstacle, passes in frame.obstacles(rows):
            had_some = possible.any(axis=1)
            possible &= passes
            reason[had_some & ~possible.any(axis=1)] = Unmet(obstacle)
        reason[(possible & has_room).any(axis=1)] = Unmet.LIST_TOO_SHORT
        reasons.extend(reason.tolist())
    return reasons
