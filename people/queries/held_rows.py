"""Tells in one query which classes of data have no row about a person, so that they are not read one by one.

Nothing is declared for it. An export is tried on two stand-ins, every query of it answered with no row: where both give
nothing and ask the same, save for what names the stand-in, the export gives nothing to whomever those queries find
nothing about. Whatever takes more of a person than that (a name, a digest, the clock) is read as it is.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import get_language

from core.compiled_queries import CompiledText
from core.dates import today
from core.site_settings import settings_read_anew
from people.models import Person
from people.policies import active_seal
from people.privacy_registry import Holding, holdings
from people.queries.compiled import ANYBODY, ANYBODYS_UUID, FactRefused, anybody
from people.queries.facts import registered_values


STAND_INS = (
    (ANYBODY, ANYBODYS_UUID),
    (ANYBODY + 1, UUID("00000000-0000-4000-8000-c0da11ed0bad")),
)
NO_ROW = "SELECT 1 WHERE 1 = 0"
FOUND = "EXISTS (SELECT 1 FROM ({}) AS asked)"


class _Asked(NamedTuple):
    """A query of an export. `params`: as given, and in `names` the place in `_names_of` of each that names the person."""

    sql: str
    params: tuple[Any, ...]
    names: tuple[int | None, ...] = ()


class _Query(NamedTuple):
    """One query over all classes of data that can be asked about, with their keys in its order."""

    keys: tuple[str, ...]
    sql: CompiledText
    asked: tuple[_Asked, ...]


def classes_without_rows(person: Person) -> frozenset[str]:
    """Return the keys of holdings that hold nothing about this person, of those that can be asked about."""
    if active_seal(person) is not None:
        return frozenset()
    query = _query(
        (today(), settings.LANGUAGE_CODE, get_language()),
        tuple(holding.key for holding in holdings()),
    )
    if not query.keys:
        return frozenset()
    own = _names_of(person)
    values = [
        value if name is None else own[name]
        for asked in query.asked
        for value, name in zip(asked.params, asked.names, strict=True)
    ]
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(query.sql, values)
        found = cursor.fetchone()
    return frozenset(key for key, is_found in zip(query.keys, found, strict=True) if not is_found)


def _names_of(person: Person) -> list[Any]:
    """Return what names a person in queries."""
    ways = (person.pk, str(person.pk), person.uuid, str(person.uuid), person.uuid.hex)
    return [*ways, *(value(person) for value in registered_values())]


@lru_cache(maxsize=4)
def _query(_common: object, _keys: tuple[str, ...]) -> _Query:
    """Return the query of this day and language."""
    first, second = (anybody(pk, uuid) for pk, uuid in STAND_INS)
    asked_by_key: dict[str, Sequence[_Asked]] = {}
    ContentType.objects.get_for_model(
        Person
    )  # known from here on: an export would make one that it does not find
    with settings_read_anew():
        for holding in holdings():
            asked = _with_names(
                _tried(holding, first), _tried(holding, second), _names_of(first), _names_of(second)
            )
            if asked:
                asked_by_key[holding.key] = asked
    columns = [
        " OR ".join(FOUND.format(one.sql) for one in asked) for asked in asked_by_key.values()
    ]
    every = tuple(one for asked in asked_by_key.values() for one in asked)
    return _Query(tuple(asked_by_key), CompiledText("SELECT " + ", ".join(columns)), every)


def _tried(holding: Holding, stand_in: Person) -> list[_Asked]:
    """Return what the export asks while it finds no row; nothing where it gives rows, or takes a fact of the person."""
    asked: list[_Asked] = []

    def find_nothing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith("SELECT"):
            raise RuntimeError("An export writes.")
        asked.append(_Asked(sql, tuple(params or ())))
        return execute(NO_ROW, None, many, context)

    try:
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(find_nothing):
            rows = holding.export(stand_in)
    except (FactRefused, Person.DoesNotExist):  # the latter: a field, which it looks up
        return []
    return [] if rows else asked


def _with_names(
    first: list[_Asked], second: list[_Asked], own: list[Any], others: list[Any]
) -> list[_Asked]:
    """Return the queries of both with what names the person; nothing where they differ in anything else."""
    if [one.sql for one in first] != [one.sql for one in second]:
        return []
    named = []
    for one, other in zip(first, second, strict=True):
        if not one.params or len(one.params) != len(other.params):
            return []
        names = []
        for value, twin in zip(one.params, other.params, strict=True):
            name = _name_of(value, twin, own, others)
            if name is None and value != twin:
                return []
            names.append(name)
        named.append(one._replace(names=tuple(names)))
    return named


def _name_of(value: Any, twin: Any, own: list[Any], others: list[Any]) -> int | None:
    """Return the place of what names each of two stand-ins in this parameter, None for what names nobody."""
    for place, pair in enumerate(zip(own, others, strict=True)):
        if type(value) is type(pair[0]) and (value, twin) == pair:
            return place
    return None
