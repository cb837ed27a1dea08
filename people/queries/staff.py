from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from core.collation import search_words
from core.dates import today
from people.enums import Role
from people.models import Person, Position, RoleChange, Team
from people.staff_fields import POSITION_FIELDS, Workplace
from people.staffing import HeldPosition


def primary_positions_begun_last() -> dict[int, HeldPosition]:
    """Return, for each person who ever held a primary position, the one that began last."""
    columns = [field.position for field in POSITION_FIELDS]
    rows = (
        Position.objects.primary()
        .order_by("started_on", "pk")
        .values_list("person_id", "pk", "started_on", "ended_on", *columns)
    )
    empty = [field.empty for field in POSITION_FIELDS]

    @cache  # many share a workplace: one in memory
    def workplace(*values: Any) -> Workplace:
        pairs = zip(values, empty, strict=True)
        return Workplace(*(nothing if value is None else value for value, nothing in pairs))

    return {
        person: HeldPosition(pk, workplace(*values), started_on, ended_on)
        for person, pk, started_on, ended_on, *values in rows.iterator()
    }


def role_holders() -> dict[int, set[Role]]:
    """Return the roles of each member of staff who may sign in today; a superuser administers."""
    may_enter = Person.objects.filter(
        Q(employed_until=None) | Q(employed_until__gte=today()), is_active=True
    )
    holders: dict[int, set[Role]] = defaultdict(set)
    rows = may_enter.filter(groups__name__in=Role.values).order_by("pk")
    for pk, name in rows.values_list("pk", "groups__name"):
        holders[pk].add(Role(name))
    for pk in may_enter.filter(is_superuser=True).order_by("pk").values_list("pk", flat=True):
        holders[pk].add(Role.ADMINISTRATOR)
    return dict(holders)


def is_only_holder(person: Person, role: Role) -> bool:
    """Whether nobody else who may sign in today holds a role that this person holds."""
    holders = {pk for pk, held in role_holders().items() if role in held}
    return holders == {person.pk}


def role_holder_or_superuser_ids() -> set[int]:
    """Return whoever holds a role or is a superuser, those who left too."""
    holders = Person.objects.filter(Q(groups__name__in=Role.values) | Q(is_superuser=True))
    return set(holders.order_by().values_list("pk", flat=True))


def with_current_position(people: QuerySet[Person], on: date) -> QuerySet[Person]:
    """Prefetch `current_positions`: the primary position held on that day, in a list of at most one."""
    positions = Position.objects.primary().held_on(on).select_related("team", "job", "site")
    return people.prefetch_related(Prefetch("positions", positions, to_attr="current_positions"))


def holding_position(people: QuerySet[Person], on: date, **what: Any) -> QuerySet[Person]:
    """Return those whose primary position on that day has this job, or this site."""
    positions = Position.objects.primary().held_on(on).filter(**what)
    return people.filter(pk__in=positions.values("person"))


def in_team_subtree(people: QuerySet[Person], team: Team, on: date) -> QuerySet[Person]:
    """Return those whose primary position on that day is in the team or below it."""
    positions = Position.objects.primary().held_on(on).filter(team__path__startswith=team.path)
    return people.filter(pk__in=positions.values("person"))


def found_by_name(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Return those in whose name each of the words stands, by name."""
    for part in search_words(words):
        people = people.filter(folded_name__contains=part)
    return people.order_by("folded_name", "pk")


def positions_of(person: Person) -> QuerySet[Position]:
    """Return a person's positions, the latest first."""
    return person.positions.select_related("team", "job", "site")


def role_changes_of(person: Person) -> QuerySet[RoleChange]:
    """Return roles granted and taken back; the latest first."""
    return person.role_changes.select_related("changed_by")
