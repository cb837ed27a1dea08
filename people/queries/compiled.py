"""Queries about one person whose SQL is compiled once a day and language (core.compiled_queries)."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, update_wrapper
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from core.compiled_queries import A_KEY, CompiledQuery, named_keys, room_for
from core.compiled_reads import common_to_readers, refuse_tables, without_moment
from people.models import Person
from people.policies import active_seal


ANYBODY = A_KEY
ANYBODYS_UUID = UUID("00000000-0000-4000-8000-c0da11ed0ace")
KEPT = 32  # queries of one function: of two days, in each language, for some lengths of lists


compiled_queries: list[
    "CompiledForPerson"
] = []  # all of this process, to be held against their builders


def _key(person: Person) -> Any:
    return person.pk


# What queries.signed_in reads with a person; without it the rules ask the database, or take an answer of nobody.
SIGNED_IN = frozenset(
    {"role_names", "manages", "manages_on", "leads", "is_at_a_desk", "waiting_count", "has_first_item"}
)  # fmt: skip


class FactRefused(RuntimeError):
    """A stand-in was asked for what differs from one person to the next."""


def _refuse_fact(person: Person, name: str) -> Any:
    if name in SIGNED_IN:
        raise FactRefused(f"A query that is compiled once read “{name}” of a person.")
    raise AttributeError(f"“Person” has no “{name}”.", name=name, obj=person)


# As Person, past the making of models: it is no other table, and no proxy that anything lists.
_Anybody: Any = type.__new__(type(Person), "_Anybody", (Person,), {"__getattr__": _refuse_fact})


def anybody(pk: int, uuid: UUID, facts: Mapping[str, Any] | None = None) -> Person:
    """Return a stand-in for a person that has a key, an identifier and these fields, and nothing else."""
    known = {"id": pk, "uuid": uuid, "opened_at": None} | dict(facts or {})
    names = [field.attname for field in Person._meta.concrete_fields if field.attname in known]
    stand_in: Person = _Anybody.from_db(None, names, [known[name] for name in names])
    return stand_in


class CompiledForPerson:
    """Calls a function that builds a query about a person, with the rows as its answer.

    It is built for a stand-in that has a key, an identifier and `facts`, the fields that people with one query have in
    common, and may ask the database nothing: no other fact of a person can stay in a query that others use. `values`
    computes from a person what else becomes a parameter. In a call, `others` are part of the query and must depend on
    no person; `keys`, numbers for an `__in`, are parameters. Who is under a seal has a query of their own.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Any, Any]],
        values: Sequence[Callable[[Person], Any]],
        facts: Sequence[str],
    ) -> None:
        update_wrapper(self, build)
        compiled_queries.append(self)
        self.build = build
        self._values = {str(place): value for place, value in enumerate((_key, *values))}
        self._facts = facts
        self._compiled = lru_cache(maxsize=KEPT)(self._compile)

    def __call__(
        self, person: Person, *others: Any, keys: Sequence[int] | None = None
    ) -> list[Any]:
        lists = {} if keys is None else {"keys": list(keys)}
        if active_seal(person) is not None:
            return list(self.build(person, *others, **lists))
        room = 0 if keys is None else room_for(len(keys))
        facts = tuple(getattr(person, name) for name in self._facts)
        compiled = self._compiled(common_to_readers(), facts, room, *others)
        values = {name: value(person) for name, value in self._values.items()}
        return compiled.rows(**values, **named_keys(keys or (), room))

    def _compile(
        self, _common: object, facts: tuple[Any, ...], room: int, *others: Any
    ) -> CompiledQuery:
        stand_in = anybody(ANYBODY, ANYBODYS_UUID, dict(zip(self._facts, facts, strict=True)))
        keys = [ANYBODY + 1 + place for place in range(room)]
        lists = {"keys": keys} if room else {}
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(refuse_tables):
            queryset = self.build(stand_in, *others, **lists)
            markers = {name: value(stand_in) for name, value in self._values.items()}
            return without_moment(CompiledQuery(queryset, markers | named_keys(keys, room)))


def compiled_for_person(
    *values: Callable[[Person], Any], facts: Sequence[str] = ()
) -> Callable[[Callable[..., QuerySet[Any, Any]]], CompiledForPerson]:
    """Compile the query that a function builds once; see CompiledForPerson."""
    return lambda build: CompiledForPerson(build, values, facts)
