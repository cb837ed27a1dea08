"""Reads by keys, of nobody in particular, whose query is compiled once (core.compiled_queries)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from functools import lru_cache, update_wrapper
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, localtime, make_aware
from django.utils.translation import get_language

from core.compiled_queries import CompiledQuery, named_keys, room_for
from core.dates import today


One = int | str
Given = One | Sequence[int] | Sequence[str]
# Of what is given: its name, the room of a list, whether it is text.
Shape = tuple[tuple[str, int, bool], ...]

BEGINNING = "%"  # after the name of a text: what begins with it
ANYTHING = 8_999_999_999_998_000_000  # a key that no row has; others follow it
A_LIST = 10_000  # keys between those of two lists
LONGEST = 512  # keys of a list in a compiled query
KEPT = 32  # queries of one function: of two days, in each language, for some lengths of lists

compiled_reads: list["CompiledRead"] = []  # all of this process, to be held against their builders


class CompiledRead:
    """Calls a function that builds a query of keys, with the rows as its answer.

    In a call, named values are keys, texts or lists of these: parameters, for which the query is built with others that
    no row has. Values without a name are part of the query.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        update_wrapper(self, build)
        compiled_reads.append(self)
        self.build = build
        self._compiled = lru_cache(maxsize=KEPT)(self._compile)

    def __call__(self, *others: Any, **given: Given) -> list[Any]:
        shape = tuple((name, *_shape_of(value)) for name, value in given.items())
        if any(room > LONGEST for _name, room, _is_text in shape):
            return list(self.build(*others, **given))
        return self._compiled(common_to_readers(), shape, *others).rows(**_places(given))

    def _compile(self, _common: object, shape: Shape, *others: Any) -> CompiledQuery:
        markers = {
            name: _markers(place, room, is_text)
            for place, (name, room, is_text) in enumerate(shape)
        }
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(refuse_tables):
            query = CompiledQuery(self.build(*others, **markers), _places(markers))
        for place, marker in _places(markers).items():
            is_beginning = place.endswith(BEGINNING)
            is_read = marker in query.params or begins_with(marker) in query.params
            if not (is_beginning or is_read):
                raise RuntimeError(f"“{place}” is no parameter of {self.build.__name__}.")
        return without_moment(query)


def common_to_readers() -> tuple[object, ...]:
    """Return what a query may depend on besides what it is given."""
    return today(), settings.LANGUAGE_CODE, get_language()


def _shape_of(given: Given) -> tuple[int, bool]:
    if isinstance(given, int | str):
        return 0, isinstance(given, str)
    return room_for(len(given)), bool(given) and isinstance(given[0], str)


def _markers(place: int, room: int, is_text: bool) -> Given:
    first = ANYTHING + place * A_LIST
    keys = range(first, first + (room or 1))
    markers: list[Any] = [f"={key}=" for key in keys] if is_text else list(keys)
    return markers if room else markers[0]


def _places(given: Mapping[str, Given]) -> dict[str, One]:
    """Return each value by the name of its place; texts also as patterns of what begins with them."""
    values: dict[str, One] = {}
    for name, value in given.items():
        if isinstance(value, int | str):
            values[name] = value
        else:
            values |= named_keys(value, room_for(len(value)), name, none=ANYTHING)
    patterns = {
        f"{name}{BEGINNING}": begins_with(value)
        for name, value in values.items()
        if isinstance(value, str)
    }
    return values | patterns


def begins_with(text: One) -> str:
    """Return the pattern with which Django looks for what begins with a text."""
    return f"{connections[DEFAULT_DB_ALIAS].ops.prep_for_like_query(str(text))}%"


def refuse_tables(execute: Any, sql: str, *rest: Any) -> Any:
    """Refuse to read a table; what Django asks about the database itself reads none."""
    if " FROM " in sql:
        raise RuntimeError(f"A query that is compiled once read a table: {sql[:200]}")
    return execute(sql, *rest)


def without_moment(query: CompiledQuery) -> CompiledQuery:
    """Refuse a moment of the clock, which would stay in the query all day: days are fine, and `Now()` is the database's."""
    for value in query.params:
        moment = value if isinstance(value, datetime) else _as_moment(value)
        if moment is not None and localtime(moment).time() != time.min:
            raise RuntimeError(f"A query that is compiled once holds the moment {moment}.")
    return query


def _as_moment(value: object) -> datetime | None:
    """Return a moment that a database takes as text."""
    moment = parse_datetime(value) if isinstance(value, str) and ":" in value else None
    return moment and (make_aware(moment, UTC) if is_naive(moment) else moment)
