"""Reads the signed-in person as every page needs them: their roles, and whether they manage a team."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from core.compiled_queries import CompiledQuery
from core.compiled_reads import CompiledRead
from core.dates import today
from core.site_settings import keep_settings_read
from people.enums import PublicContact
from people.models import Delegation, Notification, Person, Position, Team
from people.notifications.registry import kinds_with_own_panel
from people.queries.compiled import ANYBODY
from people.queries.joined import JoinedTexts
from people.queries.settings import chosen_columns, chosen_in


def signed_in_person(pk: Any, *, on: date) -> Person | None:
    """Return the person with `role_names`, `leads`, `manages` and `is_at_a_desk` with their day, `waiting_count` and `has_first_item`."""
    found = _compiled(on).rows(pk=pk)
    person = found[0] if found else None
    if person is not None:
        keep_settings_read(chosen_in(person))
        person.role_names = (person.joined_roles or "").split(",")
        person.manages = person.leads or person.is_lent_a_team
        person.manages_on = on
    return person


@lru_cache(maxsize=2)
def _compiled(on: date) -> CompiledQuery:
    return CompiledQuery(_people(on).filter(pk=ANYBODY), {"pk": ANYBODY})


def _people(on: date) -> QuerySet[Any]:
    groups: QuerySet[Any] = Person.groups.through.objects.filter(person=OuterRef("pk"))
    names = groups.values("person").annotate(names=JoinedTexts("group__name"))
    led = Position.objects.managing(on).filter(person=OuterRef("pk"))
    lent = Delegation.objects.in_force(on).filter(delegate=OuterRef("pk")).order_by()
    at_a_desk = Position.objects.held_on(on).filter(
        person=OuterRef("pk"), contact=PublicContact.FRONT_OFFICE
    )
    waiting = Notification.objects.to_see().filter(person=OuterRef("pk")).order_by()
    shown_first = waiting.exclude(kind__in=kinds_with_own_panel())
    count = waiting.values("person").annotate(count=Count("pk")).values("count")
    return Person.objects.order_by().annotate(
        waiting_count=Coalesce(Subquery(count), 0),
        has_first_item=Exists(shown_first),
        joined_roles=Subquery(names.values("names")),
        leads=Exists(led),
        is_lent_a_team=Exists(lent),
        is_at_a_desk=Exists(at_a_desk.order_by()),
        **chosen_columns(),
    )


def manages_a_team(person: Any) -> bool:
    """Whether a person manages a team today: without a query for whoever is signed in."""
    on = today()
    if getattr(person, "manages_on", None) == on:
        return bool(person.manages)
    return Team.objects.managed_by(person, on).exists()


def managed_paths(person: Any, on: date) -> list[str]:
    """Return the paths of the teams that a person manages, in the order of the tree; for whoever is signed in by flat
    queries, and by none for whoever manages nothing."""
    if getattr(person, "manages_on", None) != on:
        return list(Team.objects.managed_by(person, on).values_list("path", flat=True))
    paths: set[str] = set()
    if person.leads:
        paths.update(_led_paths(on, person=person.pk))
    if person.is_lent_a_team:
        paths.update(_lent_paths(on, delegate=person.pk))
    return sorted(paths)


@CompiledRead
def _led_paths(on: date, person: int) -> QuerySet[Any]:
    held = Position.objects.managing(on).filter(person=person).order_by()
    return held.values_list("team__path", flat=True)


@CompiledRead
def _lent_paths(on: date, delegate: int) -> QuerySet[Any]:
    lent = Delegation.objects.in_force(on).filter(delegate=delegate).order_by()
    return lent.values_list("team__path", flat=True)


def manages_own_team(person: Any) -> bool:
    """Whether a person manages a team of their own, not lent."""
    on = today()
    if getattr(person, "manages_on", None) == on:
        return bool(person.leads)
    return Team.objects.held_by(person, on).exists()


def works_at_front_desk(person: Any) -> bool:
    """Whether a person works at the front desk today, in any position: without a query for whoever is signed in."""
    on = today()
    if getattr(person, "manages_on", None) == on:
        return bool(person.is_at_a_desk)
    positions = Position.objects.held_on(on).filter(
        person=person.pk, contact=PublicContact.FRONT_OFFICE
    )
    return positions.exists()
