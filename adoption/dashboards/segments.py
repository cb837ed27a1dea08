"""Split the staff into disjoint segments from the published chain, as bounds. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from adoption.foundation.indicators import ACCOUNT, CHAIN, HABIT, KNOWN, USED
from adoption.foundation.periods import Month
from adoption.foundation.rates import HIDDEN, Measure


class Segment(StrEnum):
    """Stages of use, from the base up."""

    REGULAR = "regular"
    OCCASIONAL = "occasional"
    ACCOUNT_ONLY = "account_only"
    NO_ACCOUNT = "no_account"
    UNKNOWN = "unknown"


# Between which two counts each lies: the outer one, which holds the inner one. None: everybody, nobody.
BETWEEN = {
    Segment.REGULAR: (HABIT.code, None),
    Segment.OCCASIONAL: (USED.code, HABIT.code),
    Segment.ACCOUNT_ONLY: (ACCOUNT.code, USED.code),
    Segment.NO_ACCOUNT: (KNOWN.code, ACCOUNT.code),
    Segment.UNKNOWN: (None, KNOWN.code),
}


@dataclass(frozen=True, slots=True)
class SegmentCounts:
    """One month: each segment's count, and the cumulative counts between them, innermost first."""

    population: int
    segments: dict[Segment, Measure]
    edges: tuple[Measure, ...]


def published_segments(
    chains: Iterable[tuple[Month, Mapping[str, Measure]]],
) -> list[tuple[Month, SegmentCounts]]:
    """Segments of the months in which each count of the chain is shown: none is published apart from it."""
    splits = ((month, split_into_segments(chain)) for month, chain in chains)
    return [(month, split) for month, split in splits if split is not None]


def split_into_segments(chain: Mapping[str, Measure]) -> SegmentCounts | None:
    """Compute the segments. `chain`: nested counts by indicator code, so each narrows the next."""
    counts = [chain.get(definition.code, HIDDEN) for definition in CHAIN]
    if any(count.is_hidden for count in counts):
        return None
    population = counts[0].population
    lows, highs = [count.low or 0 for count in counts], [count.high or 0 for count in counts]
    for place in range(len(counts) - 2, -1, -1):
        lows[place] = max(lows[place], lows[place + 1])
    for place in range(1, len(counts)):
        highs[place] = min(highs[place], highs[place - 1])
    narrowed = {
        definition.code: Measure(low, high, population)
        for definition, low, high in zip(CHAIN, lows, highs, strict=True)
    }
    everybody, nobody = Measure(population, population, population), Measure(0, 0, population)
    return SegmentCounts(
        population,
        {
            segment: _difference(
                narrowed[outer] if outer else everybody, narrowed[inner] if inner else nobody
            )
            for segment, (outer, inner) in BETWEEN.items()
        },
        tuple(narrowed[definition.code] for definition in reversed(CHAIN)),
    )


def _difference(outer: Measure, inner: Measure) -> Measure:
    low, high = (outer.low or 0) - (inner.high or 0), (outer.high or 0) - (inner.low or 0)
    return Measure(max(0, low), high, outer.population)
