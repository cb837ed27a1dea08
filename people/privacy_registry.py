"""Registers what each app holds about a person: the list behind “my data”, the export and the erasure.

An app registers one `Holding` for each of its models that points at a person, and one more for each other
way in which the same model does. A test fails when a model with such a pointer has none.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from people.enums import DataChapter, ErasureOutcome
from people.models import Person


Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Holding:
    """A class of data about a person.

    `model` is the label ("quizzes.Attempt"); `part` tells two holdings of one model apart. `source` says
    where the rows come from, `chapter` where the page shows them. `export` returns plain rows about that
    person and nobody else; `erase` deletes or detaches them and returns how many rows it touched.
    `private`: nobody else reads it, so after an opening with an invitation `export` leaves out what is
    older (people.policies). `outcome`: what `erase` leaves, said before an erasure. `for_programs`: columns that
    say nothing to a reader; the copy for programs has them.
    """

    model: str
    title: Any
    purpose: Any
    recipients: Any
    retention: Any
    source: Any
    chapter: DataChapter
    export: Callable[[Person], Rows]
    erase: Callable[[Person], int]
    part: str = ""
    private: bool = False
    outcome: ErasureOutcome = ErasureOutcome.DELETED
    for_programs: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """Return its name in an export and in an address."""
        return f"{self.model}.{self.part}" if self.part else self.model


@dataclass(frozen=True, slots=True)
class RepeatableErasure:
    """A kind of erasure that a restored backup would undo, so that it can be done again.

    `candidates`: all in the database that an erasure of this kind may have been about, each with the
    identity under which the journal records it. `again` erases one; doing it twice does no harm.
    """

    kind: str
    candidates: Callable[[], Iterable[tuple[str, Any]]]
    again: Callable[[Any], object]


def plain_rows(rows: Iterable[Mapping[str, Any]]) -> Rows:
    return [dict(row) for row in rows]


def rows_of(held: QuerySet[Any], *columns: str) -> Rows:
    """Return the rows in the order of their keys."""
    return plain_rows(held.order_by("pk").values(*columns))


def delete_rows(held: QuerySet[Any]) -> int:
    return held.delete()[0]


_holdings: dict[str, Holding] = {}
_erasures: dict[str, RepeatableErasure] = {}


def register_holding(holding: Holding) -> None:
    _holdings[holding.key] = holding


def holdings() -> list[Holding]:
    return list(_holdings.values())


def register_erasure(erasure: RepeatableErasure) -> None:
    _erasures[erasure.kind] = erasure


def erasures() -> list[RepeatableErasure]:
    return list(_erasures.values())
