"""What the kind of help asks of both sides, for many pairs at once: as `scoring` for one pair."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ambassadors.matching.parties import Guide, Kind, Seeker


Mask = NDArray[np.bool_]
KINDS = list(Kind)
FAR = 2**15  # beyond any level, on the side where an undeclared one compares with nothing


@dataclass(frozen=True, slots=True)
class KindCodes:
    """`kinds`: a number for each seeker. `offered`: a row for each kind, a column for each guide."""

    kinds: NDArray[np.int64]
    offered: Mask
    ease: tuple[NDArray[np.int64], NDArray[np.int64]]
    responsibility: tuple[NDArray[np.int64], NDArray[np.int64]]
    domains: tuple[NDArray[np.int64], NDArray[np.int64]]

    def possible(self, rows: slice, exchanges: Mask) -> Mask:
        """`exchanges`: of the mutual requests of the block, in order, who could learn in return."""
        kinds = self.kinds[rows]
        possible = self.offered[kinds]
        reverse = np.flatnonzero(kinds == KINDS.index(Kind.REVERSE))
        if len(reverse):
            at = reverse + rows.start
            possible[reverse] &= self.ease[0][at, None] < self.ease[1]
            possible[reverse] &= self.responsibility[1] < self.responsibility[0][at, None]
        mixed = np.flatnonzero(kinds == KINDS.index(Kind.TRADE_AND_IT))
        if len(mixed):
            domain = self.domains[0][mixed + rows.start, None]
            possible[mixed] &= (domain >= 0) & (self.domains[1] >= 0) & (domain != self.domains[1])
        possible[self.mutual(rows)] &= exchanges
        return possible

    def mutual(self, rows: slice) -> NDArray[np.int64]:
        """Rows of the block, counted from its start."""
        return np.flatnonzero(self.kinds[rows] == KINDS.index(Kind.MUTUAL))


def kind_codes(seekers: Sequence[Seeker], guides: Sequence[Guide]) -> KindCodes:
    offered = [[kind in guide.kinds for guide in guides] for kind in KINDS]
    domains = sorted({party.domain for party in (*seekers, *guides) if party.domain is not None})
    number = {None: -1} | {domain: place for place, domain in enumerate(domains)}
    return KindCodes(
        kinds=_numbers([KINDS.index(seeker.kind) for seeker in seekers]),
        offered=np.array(offered, dtype=np.bool_).reshape(len(KINDS), len(guides)),
        ease=(
            _levels([seeker.ease for seeker in seekers], undeclared=FAR),
            _levels([guide.ease for guide in guides], undeclared=-FAR),
        ),
        responsibility=(
            _levels([seeker.responsibility for seeker in seekers], undeclared=-FAR),
            _levels([guide.responsibility for guide in guides], undeclared=FAR),
        ),
        domains=(
            _numbers([number[seeker.domain] for seeker in seekers]),
            _numbers([number[guide.domain] for guide in guides]),
        ),
    )


def _levels(values: list[int | None], *, undeclared: int) -> NDArray[np.int64]:
    return _numbers([undeclared if value is None else value for value in values])


def _numbers(values: list[int]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)
