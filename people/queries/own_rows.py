"""Exports of what one query finds about a person: compiled once for everybody, read whole or in part."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, QuerySet, Window

from people.models import Person
from people.privacy_registry import Rows
from people.queries.compiled import CompiledForPerson


IN_ALL = "rows_in_all"


class OwnRows:
    """Calls a function that builds a query about a person, with its rows as answer; see CompiledForPerson.

    `values`: what the query takes of a person beside the key. `tell`: makes the rows of an export from what was found.
    """

    def __init__(
        self,
        build: Callable[[Person], QuerySet[Any, Any]],
        *values: Callable[[Person], Any],
        tell: Callable[[list[Any]], Rows] = list,
    ) -> None:
        self._build = build
        self._tell = tell
        self._all = CompiledForPerson(build, values, ())
        self._first = CompiledForPerson(self._numbered, values, ())

    def __call__(self, person: Person) -> Rows:
        return self._tell(self._all(person))

    def first(self, person: Person, most: int) -> tuple[Rows, int]:
        """Return so many of the rows, and how many there are."""
        found = self._first(person, most)
        numbers = [_number_of(row) for row in found]
        return self._tell(found), max(numbers, default=0)

    def _numbered(self, person: Person, most: int) -> QuerySet[Any, Any]:
        return self._build(person).annotate(**{IN_ALL: Window(Count("*"))})[:most]


def columns_of(own: Callable[[Person], QuerySet[Any, Any]], *columns: str) -> OwnRows:
    """Return the export of these columns, in the order of the keys."""
    return OwnRows(lambda person: own(person).order_by("pk").values(*columns))


def _number_of(row: Any) -> int:
    number: int = row.pop(IN_ALL) if isinstance(row, dict) else getattr(row, IN_ALL)
    return number
