"""Decide which parts of an organisation can be shown with their ambassadors, large enough groups only.

Pure: who is where, and who is an ambassador, come in as plain values.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


Key = str


@dataclass(frozen=True, slots=True)
class CoverageCounts:
    """Counts of a population that is shown; `staff` and `ambassadors` include all below it."""

    key: Key
    staff: int
    ambassadors: int

    @property
    def per_hundred(self) -> float:
        return 100 * self.ambassadors / self.staff if self.staff else 0.0


def publishable_in_tree(
    sizes: Mapping[Key, int], above: Mapping[Key, Key], *, least: int
) -> set[Key]:
    """Return the populations of a tree that can be shown apart; `sizes` count all below.

    None is smaller than `least`, and neither is the difference between one and its shown children: otherwise
    the smallest of these is counted with its parent only.
    """
    below: dict[Key, list[Key]] = defaultdict(list)
    for key in sizes:
        if key in above:
            below[above[key]].append(key)
    shown = {key for key in sizes if key not in above and sizes[key] >= least}
    waiting = sorted(shown)
    while waiting:
        key = waiting.pop()
        apart = publishable_parts(
            sizes[key], {child: sizes[child] for child in below[key]}, least=least
        )
        shown |= apart
        waiting.extend(apart)
    return shown


def publishable_parts(whole: int, parts: Mapping[Key, int], *, least: int) -> set[Key]:
    """Return the parts that can be shown so that the rest of the whole is empty or at least `least`."""
    apart = sorted((key for key in parts if parts[key] >= least), key=lambda key: (parts[key], key))
    rest = whole - sum(parts[key] for key in apart)
    while apart and 0 < rest < least:
        rest += parts[apart.pop(0)]
    return set(apart)


def sorted_by_need(rows: Iterable[CoverageCounts]) -> list[CoverageCounts]:
    """Sort rows without an ambassador first, the largest first; then by fewest ambassadors per hundred."""
    return sorted(rows, key=lambda row: (row.ambassadors > 0, row.per_hundred, -row.staff, row.key))
