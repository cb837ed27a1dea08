"""Keeps what a row said before it was changed. No Django."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar


Revision = TypeVar("Revision")


def replace_values(row: Any, given: Mapping[str, Any], kept: Iterable[str]) -> dict[str, Any]:
    """Set the given values on a row; return what stood in the columns of which revisions are kept, {} for no change."""
    before = {name: getattr(row, name) for name in kept}
    for name, value in given.items():
        setattr(row, name, value)
    return before if any(getattr(row, name) != value for name, value in before.items()) else {}


def replaced_wordings(
    revisions: Sequence[Revision], current: Any, said: Iterable[str]
) -> list[Revision]:
    """Return the revisions after which these columns said something else, the latest first. `revisions`: oldest first."""
    names = list(said)
    wordings = [[getattr(wording, name) for name in names] for wording in (*revisions, current)]
    pairs = zip(revisions, pairwise(wordings), strict=True)
    return [revision for revision, (before, after) in pairs if before != after][::-1]
