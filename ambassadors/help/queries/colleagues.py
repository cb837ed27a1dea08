from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from people.models import Delegation, Person, Position, Team


@dataclass(frozen=True, slots=True)
class Workplace:
    """Site and job of a person's primary position; empty where it has none."""

    site: int | None = None
    job: int | None = None
    contact: str | None = None
    words: str = ""
    site_name: str = ""


def workplaces_of(people: QuerySet[Person], *, on: date) -> dict[int, Workplace]:
    """Return workplaces by person; people without a primary position are missing."""
    columns = ("person", "site", "job", "contact", "job__name", "site__name")
    rows = (
        Position.objects.held_on(on).primary().filter(person__in=people.values("pk"))
    ).values_list(*columns)
    return {
        person: Workplace(site, job, contact, work_in_words(job_name, site_name), site_name or "")
        for person, site, job, contact, job_name, site_name in rows
    }


def work_in_words(job: str | None, site: str | None) -> str:
    return ", ".join(filter(None, (job, site)))


def pairs_with_a_manager(pairs: Iterable[Any], *, on: date) -> list[Any]:
    """Return those of these pairs, read with `request` and `ambassador`, in which one person manages the
    other."""
    rows = list(pairs)
    both = {pair.pk: (pair.request.person_id, pair.ambassador.person_id) for pair in rows}
    people = Person.objects.filter(pk__in={key for two in both.values() for key in two})
    managers = managers_by_person(people, on=on, among=people)
    return [
        pair
        for pair in rows
        for one, other in [both[pair.pk]]
        if other in managers.get(one, ()) or one in managers.get(other, ())
    ]


def managers_by_person(
    people: QuerySet[Person], *, on: date, among: QuerySet[Person] | None = None
) -> dict[int, frozenset[int]]:
    """Return managers by person, in any of their positions that day: of the team or one above, stand-ins
    included. Who has none may be missing.

    Nobody manages themselves. `among`: the only managers asked for; without, those of the organisation are read.
    """
    positions, delegations = Position.objects.held_on(on), Delegation.objects.in_force(on)
    managing = positions.filter(is_manager=True)
    if among is not None:
        managing = managing.filter(person__in=among.values("pk"))
        delegations = delegations.filter(delegate__in=among.values("pk"))
    leading: dict[str, set[int]] = defaultdict(set)
    for leader, path in managing.order_by().values_list("person", "team__path"):
        leading[path].add(leader)
    for leader, path in delegations.order_by().values_list("delegate", "team__path"):
        leading[path].add(leader)
    if not leading:
        return {}
    managers: dict[int, set[int]] = defaultdict(set)
    rows = positions.filter(person__in=people.values("pk")).values_list("person", "team__path")
    for person, path in rows:
        for end in range(Team.steplen, len(path) + 1, Team.steplen):
            managers[person] |= leading.get(path[:end], set())
    return {
        person: frozenset(their_managers - {person}) for person, their_managers in managers.items()
    }
