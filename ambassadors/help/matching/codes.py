"""Encode sets of codes and single values as arrays; share tables between equal declarations."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


At = slice | NDArray[np.int64]  # which seekers, by position
Mask = NDArray[np.bool_]
Points = NDArray[np.int16]

CELLS_PER_TABLE = 12_000_000  # a larger one is worked out for each block instead


@dataclass(frozen=True, slots=True)
class CommonCodes:
    """A criterion declared as a set of codes: one row a person, one column a code, 0 or 1."""

    seekers: NDArray[np.float32]
    guides: NDArray[np.float32]

    def count(self, at: At) -> NDArray[np.float32]:
        return self.seekers[at] @ self.guides.T

    def shared(self, at: At) -> Mask:
        return np.asarray(self.count(at) > 0)

    def undeclared(self, at: At) -> Mask:
        """Return where either side declared nothing, so that nothing can clash."""
        return ~np.logical_and.outer(has_declared(self.seekers[at]), has_declared(self.guides))


@dataclass(frozen=True, slots=True)
class ValueCodes:
    """A criterion declared as one value: equal numbers where the values are equal."""

    seekers: NDArray[np.int64]
    guides: NDArray[np.int64]

    def equal(self, at: At) -> Mask:
        return np.asarray(self.seekers[at, None] == self.guides[None, :])


@dataclass(frozen=True, slots=True)
class PointsTable:
    """Points of a few criteria. Seekers with equal declarations share a row, computed once.

    `row`: the row of each seeker; `first`: the first seeker of each row.
    """

    row: NDArray[np.int64]
    first: NDArray[np.int64]
    points_of: Callable[[At], Points]
    points: Points | None

    def add_to(self, total: Points, rows: slice) -> None:
        if self.points is None:
            total += self.points_of(rows)
        else:
            total += self.points[self.row[rows]]


def points_table(
    keys: Iterable[Hashable], guides: int, points_of: Callable[[At], Points]
) -> PointsTable:
    """Return the table. `keys`: for each seeker, all that `points_of` reads of them."""
    numbers: dict[Hashable, int] = {}
    row = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
    first = np.unique(row, return_index=True)[1]
    small = len(first) * guides <= CELLS_PER_TABLE
    return PointsTable(row, first, points_of, points_of(first) if small else None)


def common_codes(
    seekers: Sequence[frozenset[str]], guides: Sequence[frozenset[str]]
) -> CommonCodes:
    known = {code: column for column, code in enumerate(frozenset().union(*seekers, *guides))}
    return CommonCodes(_indicator(seekers, known), _indicator(guides, known))


def value_codes(
    seekers: Sequence[Hashable | None], guides: Sequence[Hashable | None]
) -> ValueCodes:
    """Return the criterion; an undeclared value equals nothing on the other side."""
    numbers = {value: number for number, value in enumerate(set(seekers) | set(guides))}
    return ValueCodes(
        np.array([-1 if v is None else numbers[v] for v in seekers], dtype=np.int64),
        np.array([-2 if v is None else numbers[v] for v in guides], dtype=np.int64),
    )


def has_declared(matrix: NDArray[np.float32]) -> Mask:
    return np.asarray(matrix.any(axis=1))


def _indicator(sets: Sequence[frozenset[str]], columns: dict[str, int]) -> NDArray[np.float32]:
    matrix = np.zeros((len(sets), len(columns)), dtype=np.float32)
    rows = np.repeat(np.arange(len(sets)), [len(codes) for codes in sets])
    matrix[rows, [columns[code] for codes in sets for code in codes]] = 1
    return matrix
