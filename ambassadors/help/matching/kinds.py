"""Check what the kind of help requires of both sides, for many pairs at once, as `scoring` does for one."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ambassadors.help.matching.codes import At, CommonCodes, Mask, common_codes
from ambassadors.help.matching.parties import Guide, Kind, Seeker


KINDS = list(Kind)
FAR = 2**15  # beyond any level, on the side where an undeclared level passes no comparison


@dataclass(frozen=True, slots=True)
class KindCodes:
    """Kinds and levels as arrays. `kinds`: a number for each seeker. `offered`: a row for each kind, a column
    for each guide."""

    kinds: NDArray[np.int64]
    offered: Mask
    ease: tuple[NDArray[np.int64], NDArray[np.int64]]
    responsibility: tuple[NDArray[np.int64], NDArray[np.int64]]
    domains: tuple[NDArray[np.int64], NDArray[np.int64]]

    exchange: CommonCodes

    @staticmethod
    def key(seeker: Seeker) -> tuple[Hashable, ...]:
        """Return all that `possible` reads of a seeker."""
        read: dict[Kind, tuple[Hashable, ...]] = {
            Kind.REVERSE: (seeker.ease, seeker.responsibility),
            Kind.TRADE_AND_IT: (seeker.domain,),
            Kind.MUTUAL: (seeker.exchange,),
        }
        return seeker.kind, *read.get(seeker.kind, ())

    def possible(self, at: At) -> Mask:
        kinds = self.kinds[at]
        seekers = np.arange(len(self.kinds))[at]
        possible = self.offered[kinds]
        for kind, passes in (
            (Kind.REVERSE, self._reverse),
            (Kind.TRADE_AND_IT, self._mixed),
            (Kind.MUTUAL, self.exchange.shared),
        ):
            rows = np.flatnonzero(kinds == KINDS.index(kind))
            if len(rows):
                possible[rows] &= passes(seekers[rows])
        return possible

    def mutual(self, at: At) -> Mask:
        return np.asarray(self.kinds[at] == KINDS.index(Kind.MUTUAL))

    def _reverse(self, at: At) -> Mask:
        more_at_ease = self.ease[0][at, None] < self.ease[1]
        return np.asarray(
            more_at_ease & (self.responsibility[1] < self.responsibility[0][at, None])
        )

    def _mixed(self, at: At) -> Mask:
        domain = self.domains[0][at, None]
        return np.asarray((domain >= 0) & (self.domains[1] >= 0) & (domain != self.domains[1]))


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
        exchange=common_codes([s.exchange for s in seekers], [g.learns for g in guides]),
    )


def _levels(values: list[int | None], *, undeclared: int) -> NDArray[np.int64]:
    return _numbers([undeclared if value is None else value for value in values])


def _numbers(values: list[int]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)
