"""The same scores as `scoring`, for many pairs at once: a block of seekers by all guides."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ambassadors.matching import scoring
from ambassadors.matching.kinds import KindCodes, kind_codes
from ambassadors.matching.parties import Guide, Id, Party, Seeker
from ambassadors.reasons import Obstacle


CELLS_PER_BLOCK = 1_000_000  # bounds memory: some ten arrays of this many cells live at once
IMPOSSIBLE = -1

Points = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CommonCodes:
    """A criterion declared as a set of codes: one row a person, one column a code, 0 or 1."""

    seekers: NDArray[np.float32]
    guides: NDArray[np.float32]

    def count(self, rows: slice) -> NDArray[np.float32]:
        return self.seekers[rows] @ self.guides.T

    def undeclared(self, rows: slice) -> Mask:
        """Where either side declared nothing, so that nothing can clash."""
        return ~np.logical_and.outer(_declared(self.seekers[rows]), _declared(self.guides))


@dataclass(frozen=True, slots=True)
class _Common:
    """Whether the two of each pair of a block share a code."""

    topics: Mask
    formats: Mask
    languages: Mask


@dataclass(frozen=True, slots=True)
class SparseCells:
    """Values of few cells, sorted by row."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.int32]

    def within(self, rows: slice) -> tuple[NDArray[np.int64], NDArray[np.int64], Points]:
        """Row counted from the start of the block, column, value."""
        first, last = np.searchsorted(self.rows, [rows.start, rows.stop])
        return self.rows[first:last] - rows.start, self.columns[first:last], self.values[first:last]


@dataclass(frozen=True, slots=True)
class Frame:
    """Seekers and guides as arrays; a row or column number is the position in the sequences."""

    shape: tuple[int, int]
    kinds: KindCodes
    exchange: CommonCodes
    topics: CommonCodes
    formats: CommonCodes
    slots: CommonCodes
    languages: CommonCodes
    equals: tuple[tuple[int, NDArray[np.int64], NDArray[np.int64]], ...]
    points_per_topic: NDArray[np.float32]
    wishes: SparseCells
    glad: SparseCells
    ruled_out: SparseCells
    same_person: SparseCells

    def blocks(self) -> Iterator[slice]:
        """Row ranges that cover the frame, each of about CELLS_PER_BLOCK cells."""
        seekers, guides = self.shape
        step = max(1, CELLS_PER_BLOCK // max(1, guides))
        return (slice(start, min(seekers, start + step)) for start in range(0, seekers, step))

    def points(self, rows: slice) -> Points:
        """Points of each pair of the block, IMPOSSIBLE where `scoring.score` gives None."""
        topics = self.topics.count(rows)
        common = _Common(topics > 0, self.formats.count(rows) > 0, self.languages.count(rows) > 0)
        topics *= self.points_per_topic[rows, None]
        points = np.minimum(topics, scoring.TOPICS, out=topics)
        points += scoring.POSSIBLE
        for worth, mask in (
            (scoring.SLOT, self.slots.count(rows) > 0),
            (scoring.FORMAT, common.formats),
            (scoring.LANGUAGE, common.languages),
            *(
                (worth, seekers[rows, None] == guides[None, :])
                for worth, seekers, guides in self.equals
            ),
        ):
            points += np.float32(worth) * mask  # as wide as the points: nothing is cast
        points[self.kinds.mutual(rows)] += scoring.EXCHANGE * self.exchanges(rows)
        for wishes in (self.wishes, self.glad):
            wished = wishes.within(rows)
            points[wished[:2]] += wished[2]

        result: Points = points.astype(np.int32)
        for _, possible in self._obstacles(rows, common):
            result[~possible] = IMPOSSIBLE
        return result

    def obstacles(self, rows: slice) -> Iterator[tuple[Obstacle, Mask]]:
        """Each obstacle with the pairs that pass it, in the order of `scoring.obstacle`."""
        sets = (self.topics, self.formats, self.languages)
        yield from self._obstacles(rows, _Common(*(codes.count(rows) > 0 for codes in sets)))

    def _obstacles(self, rows: slice, common: "_Common") -> Iterator[tuple[Obstacle, Mask]]:
        yield Obstacle.NO_COMMON_KIND, self.kinds.possible(rows, self.exchanges(rows))
        any_topic = ~_declared(self.topics.seekers[rows])
        yield Obstacle.NO_COMMON_TOPIC, common.topics | any_topic[:, None]
        for obstacle, codes, shared in (
            (Obstacle.NO_COMMON_FORMAT, self.formats, common.formats),
            (Obstacle.NO_COMMON_LANGUAGE, self.languages, common.languages),
        ):
            yield obstacle, shared | codes.undeclared(rows)
        allowed = np.ones((rows.stop - rows.start, self.shape[1]), dtype=np.bool_)
        allowed[self.ruled_out.within(rows)[:2]] = False
        yield Obstacle.RULED_OUT, allowed

    def exchanges(self, rows: slice) -> Mask:
        """For the mutual requests of the block, in order: who would learn what they can teach."""
        taught = self.exchange.seekers[rows][self.kinds.mutual(rows)]
        return np.asarray(taught @ self.exchange.guides.T > 0)

    def themselves(self, rows: slice) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The cells of the block in which a person would meet themselves."""
        return self.same_person.within(rows)[:2]


def frame_of(seekers: Sequence[Seeker], guides: Sequence[Guide]) -> Frame:
    """Encode both sides once; no matrix of all pairs is made."""
    wanted = [scoring.points_per_topic(len(seeker.topics)) for seeker in seekers]
    return Frame(
        shape=(len(seekers), len(guides)),
        kinds=kind_codes(seekers, guides),
        exchange=_codes([s.exchange for s in seekers], [g.learns for g in guides]),
        topics=_codes([s.topics for s in seekers], [g.topics for g in guides]),
        formats=_codes([s.formats for s in seekers], [g.formats for g in guides]),
        slots=_codes([s.slots for s in seekers], [g.slots for g in guides]),
        languages=_codes([s.languages for s in seekers], [g.languages for g in guides]),
        equals=(
            (scoring.SITE, *_values([s.site for s in seekers], [g.site for g in guides])),
            (scoring.JOB, *_values([s.job for s in seekers], [g.job for g in guides])),
            (scoring.OFFICE, *_values([s.office for s in seekers], [g.office for g in guides])),
        ),
        points_per_topic=np.array(wanted, dtype=np.float32),
        wishes=_wishes(seekers, guides),
        glad=_glad(seekers, guides),
        ruled_out=_ruled_out(seekers, guides),
        same_person=_same_person(seekers, guides),
    )


def _codes(seekers: list[frozenset[str]], guides: list[frozenset[str]]) -> CommonCodes:
    known = {code: column for column, code in enumerate(frozenset().union(*seekers, *guides))}
    return CommonCodes(_indicator(seekers, known), _indicator(guides, known))


def _indicator(sets: list[frozenset[str]], columns: dict[str, int]) -> NDArray[np.float32]:
    matrix = np.zeros((len(sets), len(columns)), dtype=np.float32)
    rows = np.repeat(np.arange(len(sets)), [len(codes) for codes in sets])
    matrix[rows, [columns[code] for codes in sets for code in codes]] = 1
    return matrix


def _declared(matrix: NDArray[np.float32]) -> Mask:
    return np.asarray(matrix.any(axis=1))


def _values(
    seekers: Sequence[Hashable | None], guides: Sequence[Hashable | None]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers that are equal where the values are; undeclared equals nothing on the other side."""
    numbers = {value: number for number, value in enumerate(set(seekers) | set(guides))}
    return (
        np.array([-1 if v is None else numbers[v] for v in seekers], dtype=np.int64),
        np.array([-2 if v is None else numbers[v] for v in guides], dtype=np.int64),
    )


def _wishes(seekers: Sequence[Seeker], guides: Sequence[Guide]) -> SparseCells:
    columns = _positions(guides)
    return _cells(
        (row, columns[guide], scoring.wish_points(rank))
        for row, seeker in enumerate(seekers)
        for guide, rank in seeker.wish_ranks().items()
        if guide in columns
    )


def _glad(seekers: Sequence[Seeker], guides: Sequence[Guide]) -> SparseCells:
    rows = _positions(seekers)
    return _cells(
        sorted(
            (rows[seeker], column, scoring.glad_points(rank))
            for column, guide in enumerate(guides)
            for seeker, rank in guide.wish_ranks().items()
            if seeker in rows
        )
    )


def _ruled_out(seekers: Sequence[Seeker], guides: Sequence[Guide]) -> SparseCells:
    rows, columns = _positions(seekers), _positions(guides)
    by_seeker = (
        (row, columns[other], 0)
        for row, seeker in enumerate(seekers)
        for other in seeker.excludes | seeker.manager_ids | {seeker.id}
        if other in columns
    )
    by_guide = (
        (rows[other], column, 0)
        for column, guide in enumerate(guides)
        for other in guide.excludes | guide.manager_ids
        if other in rows
    )
    return _cells(sorted({*by_seeker, *by_guide}))


def _same_person(seekers: Sequence[Seeker], guides: Sequence[Guide]) -> SparseCells:
    columns = _positions(guides)
    return _cells(
        (row, columns[seeker.id], 0) for row, seeker in enumerate(seekers) if seeker.id in columns
    )


def _positions(parties: Sequence[Party]) -> dict[Id, int]:
    return {party.id: position for position, party in enumerate(parties)}


def _cells(cells: Iterator[tuple[int, int, int]] | list[tuple[int, int, int]]) -> SparseCells:
    table = np.array(list(cells), dtype=np.int64).reshape(-1, 3)
    return SparseCells(table[:, 0], table[:, 1], table[:, 2].astype(np.int32))
