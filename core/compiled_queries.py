"""Queries whose SQL is built and compiled once. Their rows are never kept: each reading asks the database.

Building a query with Django costs more than the database takes to answer most of them. What differs from one
reading to the next must be a parameter: it is compiled with a marker in its place.
"""

from collections.abc import Hashable, Mapping, Sequence
from copy import copy
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet


A_KEY = 8_999_999_999_999_000_000  # a key that no row has; those of lists follow it


class CompiledText(str):
    """The text of a compiled query, by which a database knows that it comes again (core.postgresql)."""

    __slots__ = ()


class CompiledQuery:
    """A query that was compiled with `markers`: the values that stand for others, which each reading gives by name."""

    def __init__(self, queryset: QuerySet[Any, Any], markers: Mapping[str, Hashable]) -> None:
        self._queryset = queryset
        self._compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = self._compiler.as_sql()
        except EmptyResultSet:  # no row can fit, whatever the values
            sql, params = "", ()
        self._sql = CompiledText(sql)
        self.params = tuple(params)
        self._places = [
            (place, name)
            for place, value in enumerate(self.params)
            for name, marker in markers.items()
            if type(value) is type(marker) and value == marker
        ]

    def rows(self, **values: Any) -> list[Any]:
        """Return what the query finds now, of whatever it was to yield."""
        if not self._sql:
            return []
        params = list(self.params)
        for place, name in self._places:
            params[place] = values[name]
        compiler = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # of this thread
        compiler.as_sql = lambda: (self._sql, tuple(params))
        queryset: Any = self._queryset.all()
        queryset.query.get_compiler = lambda *args, **kwargs: compiler
        return list(queryset)


def room_for(length: int) -> int:
    """Return for how many keys a list is compiled: so few lengths that its queries stay few."""
    room = 4
    while room < length:
        room *= 2
    return room


def named_keys(
    keys: Sequence[Any], room: int, name: str = "key", *, none: Any = A_KEY
) -> dict[str, Any]:
    """Return keys by the names of their places; the last one fills what is left, `none` where there is no key."""
    filled = [*keys, *[keys[-1] if keys else none] * (room - len(keys))]
    return {f"{name}{place}": key for place, key in enumerate(filled)}
