"""Explain why a request got no proposal, and the smallest change that would give it one."""

from collections.abc import Sequence

import numpy as np

from ambassadors.help.matching.codes import Mask
from ambassadors.help.matching.frame import ScoringFrame, scoring_frame
from ambassadors.help.matching.parties import Guide, Seeker
from ambassadors.help.reasons import Lift, Obstacle, Unmet


LIFTED = {
    Obstacle.NO_COMMON_FORMAT: Lift.FORMAT,
    Obstacle.NO_COMMON_LANGUAGE: Lift.LANGUAGE,
    Obstacle.NO_COMMON_KIND: Lift.KIND,
    Obstacle.RULED_OUT: Lift.PLACE,
    Obstacle.NO_COMMON_TOPIC: Lift.TOPIC,
}


def why_unmet(
    seekers: Sequence[Seeker],
    guides: Sequence[Guide],
    *,
    has_room: Mask,
    frame: ScoringFrame | None = None,
) -> list[Unmet]:
    """Return a reason for each seeker: the first obstacle that leaves no guide, or whether a possible one
    `has_room`."""
    frame = frame or scoring_frame(seekers, guides)
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


def what_would_help(
    seekers: Sequence[Seeker],
    guides: Sequence[Guide],
    *,
    has_room: Mask,
    frame: ScoringFrame | None = None,
) -> list[tuple[Lift, ...]]:
    """Return for each seeker the single obstacles without which a guide who `has_room` would be possible.

    The smallest change comes first; one more place, where a possible guide is full. Nobody is ever their own
    guide. A person ruled out, by either side, reads as full: one more place would do.
    """
    frame = frame or scoring_frame(seekers, guides)
    found: list[tuple[Lift, ...]] = []
    for rows in frame.blocks():
        size = (rows.stop - rows.start, len(guides))
        failed, which = np.zeros(size, dtype=np.int8), np.zeros(size, dtype=np.int8)
        obstacles = list(LIFTED)
        for obstacle, passes in frame.obstacles(rows):
            failed += ~passes
            which[~passes] = obstacles.index(obstacle)
        failed[frame.themselves(rows)] = len(obstacles)
        one_short = (failed == 1) & has_room
        would = {
            LIFTED[obstacle]: (one_short & (which == place)).any(axis=1)
            for place, obstacle in enumerate(obstacles)
        }
        would[Lift.PLACE] |= ((failed == 0) & ~has_room).any(axis=1)
        found.extend(tuple(lift for lift in Lift if would[lift][row]) for row in range(size[0]))
    return found
