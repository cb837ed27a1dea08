"""Compute the scores of `scoring` for many pairs at once: a block of seekers by all guides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ambassadors.help.matching import scoring
from ambassadors.help.matching.codes import (
    At,
    CommonCodes,
    Mask,
    Points,
    PointsTable,
    ValueCodes,
    common_codes,
    has_declared,
    points_table,
    value_codes,
)
from ambassadors.help.matching.kinds import KindCodes, kind_codes
from ambassadors.help.matching.parties import Guide, Id, Party, Seeker
from ambassadors.help.reasons import Obstacle


CELLS_PER_BLOCK = 500_000  # bounds memory; few enough for a processor's cache
IMPOSSIBLE = -4096  # under all points whatever is added to it or taken from it


@dataclass(frozen=True, slots=True)
class SparseCells:
    """Values of few cells, sorted by row."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.int16]

    def within(self, rows: slice) -> tuple[NDArray[np.int64], NDArray[np.int64], Points]:
        """Return row counted from the start of the block, column, value."""
        first, last = np.searchsorted(self.rows, [rows.start, rows.stop])
        return self.rows[first:last] - rows.start, self.columns[first:last], self.values[first:last]


@dataclass(frozen=True, slots=True)
class EncodedCriteria:
    """What both sides declare, as arrays, with the points of each part."""

    kinds: KindCodes
    topics: CommonCodes
    formats: CommonCodes
    slots: CommonCodes
    languages: CommonCodes
    site: ValueCodes
    job: ValueCodes
    office: ValueCodes
    points_per_topic: NDArray[np.float32]

    def of_kind(self, at: At) -> Points:
        """Return points of the kind: exchange counts for every possible guide of a mutual request."""
        worth = np.where(self.kinds.mutual(at), scoring.EXCHANGE, 0).astype(np.int16)
        return np.where(self.kinds.possible(at), worth[:, None], np.int16(IMPOSSIBLE))

    def of_topics(self, at: At) -> Points:
        count = self.topics.count(at)
        worth = np.minimum(count * self.points_per_topic[at, None], scoring.TOPICS)
        worth[~self._topic_passes(at, count > 0)] = IMPOSSIBLE
        return (worth + scoring.POSSIBLE).astype(np.int16)

    def of_meeting(self, at: At) -> Points:
        worth = np.int16(scoring.OFFICE) * self.office.equal(at)
        for points, codes in (
            (scoring.FORMAT, self.formats),
            (scoring.LANGUAGE, self.languages),
        ):
            shared = codes.shared(at)
            worth += np.where(shared, points, np.where(codes.undeclared(at), 0, IMPOSSIBLE)).astype(
                np.int16
            )
        return worth

    def of_slots(self, at: At) -> Points:
        return np.int16(scoring.SLOT) * self.slots.shared(at)

    def of_site(self, at: At) -> Points:
        return np.int16(scoring.SITE) * self.site.equal(at)

    def of_job(self, at: At) -> Points:
        return np.int16(scoring.JOB) * self.job.equal(at)

    def obstacles(self, at: At) -> Iterator[tuple[Obstacle, Mask]]:
        """Yield masks in the order of `scoring.obstacle`, except people ruled out."""
        yield Obstacle.NO_COMMON_KIND, self.kinds.possible(at)
        yield Obstacle.NO_COMMON_TOPIC, self._topic_passes(at, self.topics.shared(at))
        for obstacle, codes in (
            (Obstacle.NO_COMMON_FORMAT, self.formats),
            (Obstacle.NO_COMMON_LANGUAGE, self.languages),
        ):
            yield obstacle, codes.shared(at) | codes.undeclared(at)

    def _topic_passes(self, at: At, shared: Mask) -> Mask:
        return np.asarray(shared | ~has_declared(self.topics.seekers[at])[:, None])


@dataclass(frozen=True, slots=True)
class ScoringFrame:
    """Seekers and guides as arrays; a row or column number is the position in the sequences."""

    shape: tuple[int, int]
    criteria: EncodedCriteria
    tables: tuple[PointsTable, ...]
    wishes: SparseCells
    glad: SparseCells
    ruled_out: SparseCells
    same_person: SparseCells

    def blocks(self) -> Iterator[slice]:
        """Yield row ranges that cover the frame, each of about CELLS_PER_BLOCK cells."""
        seekers, guides = self.shape
        step = max(1, CELLS_PER_BLOCK // max(1, guides))
        return (slice(start, min(seekers, start + step)) for start in range(0, seekers, step))

    def points(self, rows: slice) -> Points:
        """Return points of each pair of the block, IMPOSSIBLE where `scoring.score` gives None."""
        points = np.zeros((rows.stop - rows.start, self.shape[1]), dtype=np.int16)
        for criteria_table in self.tables:
            criteria_table.add_to(points, rows)
        for wishes in (self.wishes, self.glad):
            wished = wishes.within(rows)
            points[wished[:2]] += wished[2]
        points[self.ruled_out.within(rows)[:2]] = IMPOSSIBLE
        np.copyto(points, np.int16(IMPOSSIBLE), where=points < 0)
        return points

    def obstacles(self, rows: slice) -> Iterator[tuple[Obstacle, Mask]]:
        """Yield each obstacle with the mask of pairs that pass it, in the order of `scoring.obstacle`."""
        yield from self.criteria.obstacles(rows)
        allowed = np.ones((rows.stop - rows.start, self.shape[1]), dtype=np.bool_)
        allowed[self.ruled_out.within(rows)[:2]] = False
        yield Obstacle.RULED_OUT, allowed

    def themselves(self, rows: slice) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the cells of the block in which a person would meet themselves."""
        return self.same_person.within(rows)[:2]


def scoring_frame(seekers: Sequence[Seeker], guides: Sequence[Guide]) -> ScoringFrame:
    """Encode both sides once; no matrix of all pairs is made."""
    criteria = _criteria(seekers, guides)
    keys = (
        ((s.topics for s in seekers), criteria.of_topics),
        ((s.slots for s in seekers), criteria.of_slots),
        ((s.site for s in seekers), criteria.of_site),
        ((s.job for s in seekers), criteria.of_job),
        (((s.office, s.formats, s.languages) for s in seekers), criteria.of_meeting),
        ((KindCodes.key(s) for s in seekers), criteria.of_kind),
    )
    return ScoringFrame(
        shape=(len(seekers), len(guides)),
        criteria=criteria,
        tables=tuple(points_table(key, len(guides), points_of) for key, points_of in keys),
        wishes=_wishes(seekers, guides),
        glad=_guide_wishes(seekers, guides),
        ruled_out=_ruled_out(seekers, guides),
        same_person=_same_person(seekers, guides),
    )


def _criteria(seekers: Sequence[Seeker], guides: Sequence[Guide]) -> EncodedCriteria:
    wanted = [scoring.points_per_topic(len(seeker.topics)) for seeker in seekers]
    return EncodedCriteria(
        kinds=kind_codes(seekers, guides),
        topics=common_codes([s.topics for s in seekers], [g.topics for g in guides]),
        formats=common_codes([s.formats for s in seekers], [g.formats for g in guides]),
        slots=common_codes([s.slots for s in seekers], [g.slots for g in guides]),
        languages=common_codes([s.languages for s in seekers], [g.languages for g in guides]),
        site=value_codes([s.site for s in seekers], [g.site for g in guides]),
        job=value_codes([s.job for s in seekers], [g.job for g in guides]),
        office=value_codes([s.office for s in seekers], [g.office for g in guides]),
        points_per_topic=np.array(wanted, dtype=np.float32),
    )


def _wishes(seekers: Sequence[Seeker], guides: Sequence[Guide]) -> SparseCells:
    columns = _positions(guides)
    return _cells(
        (row, columns[guide], scoring.wish_points(rank))
        for row, seeker in enumerate(seekers)
        for guide, rank in seeker.wish_ranks().items()
        if guide in columns
    )


def _guide_wishes(seekers: Sequence[Seeker], guides: Sequence[Guide]) -> SparseCells:
    rows = _positions(seekers)
    return _cells(
        sorted(
            (rows[seeker], column, scoring.guide_wish_points(rank))
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
    return SparseCells(table[:, 0], table[:, 1], table[:, 2].astype(np.int16))
