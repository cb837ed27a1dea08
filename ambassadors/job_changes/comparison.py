"""Compares the lines of a draft with those of the published map."""

from collections.abc import Iterable
from dataclasses import dataclass

from ambassadors.job_changes.models import JobChange
from core.collation import fold_text


ALIKE = 0.5  # of the words of two lines that both have: below, one is no rewording of the other
COMPARED = ("kind", "words", "becomes", "starts_on", "release_id", "course", "kit")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`earlier`: by pk of a line, the published line that it changes; None for a new one. `gone`: published lines left out."""

    earlier: dict[int, JobChange | None]
    gone: list[JobChange]


def compare_lines(changes: Iterable[JobChange], published: Iterable[JobChange]) -> Comparison:
    """Pair each line with the published one that is most alike; what is the same on both sides is not told."""
    left = list(published)
    earlier: dict[int, JobChange | None] = {}
    reworded = []
    for change in changes:
        same = next((line for line in left if _values(line) == _values(change)), None)
        if same is None:
            reworded.append(change)
        else:
            left.remove(same)
    for change in reworded:
        nearest = max(left, key=lambda line: _likeness(line, change), default=None)
        if nearest is not None and _likeness(nearest, change) >= ALIKE:
            left.remove(nearest)
            earlier[change.pk] = nearest
        else:
            earlier[change.pk] = None
    return Comparison(earlier, left)


def _values(change: JobChange) -> list[object]:
    return [getattr(change, name) for name in COMPARED]


def _likeness(one: JobChange, other: JobChange) -> float:
    here, there = (set(fold_text(line.words).split()) for line in (one, other))
    return len(here & there) / (len(here | there) or 1)
