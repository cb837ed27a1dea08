"""Facts about the signed-in person for which the first screen asks: in one query, whatever app each is of.

An app registers its own in `AppConfig.ready()` and its panels read them, so that a part of the screen that does not
concern this person costs no query.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from people.models import Person
from people.queries.compiled import CompiledForPerson


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact, as an expression for a query over the person; asked of those alone whom it concerns."""

    name: str
    expression: Callable[[Person], Any]
    concerns: Callable[[Person], bool] = lambda person: True


_facts: dict[str, Fact] = {}
_values: list[Callable[[Person], Any]] = []


def register_facts(*facts: Fact, values: Sequence[Callable[[Person], Any]] = ()) -> None:
    """Register facts. `values`: what their expressions take of a person beside the key (CompiledForPerson)."""
    _facts.update((fact.name, fact) for fact in facts)
    _values.extend(value for value in values if value not in _values)


def registered_values() -> Sequence[Callable[[Person], Any]]:
    """Return what computes from a person the ways in which queries name them beside the key."""
    return _values


def count_of(rows: QuerySet[Any]) -> Coalesce:
    """Return an expression of how many rows there are."""
    counted = rows.order_by().values(one=Value(1)).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def fact_for(request: HttpRequest, name: str) -> Any:
    """Return a fact about the signed-in person, None where it does not concern them; all are read once a request."""
    if not hasattr(request, "_facts"):
        request._facts = _facts_about(request.user)  # type: ignore[attr-defined]
    return request._facts.get(name)  # type: ignore[attr-defined]


def facts_read(request: HttpRequest) -> dict[str, Any] | None:
    """Return all facts where this request has asked for one, None before."""
    return getattr(request, "_facts", None)


def _facts_about(person: Any) -> dict[str, Any]:
    names = tuple(fact.name for fact in _facts.values() if fact.concerns(person))
    [found] = _query()(person, names)
    return dict(zip(names, found, strict=True))


@cache
def _query() -> CompiledForPerson:
    return CompiledForPerson(_build, _values, facts=("kind",))


def _build(person: Person, names: Sequence[str]) -> QuerySet[Any, Any]:
    expressions = [_facts[name].expression(person) for name in names]
    return Person.objects.filter(pk=person.pk).order_by().values_list(*expressions)
