from collections.abc import Callable
from dataclasses import fields
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from core.registry import staffing_changed
from core.reports import silent
from people.actions.identifiers import note_new_addresses, note_new_numbers
from people.actions.teams import open_and_close_teams, reshape_teams
from people.models import Job, JobFamily, Person, Position, Site, Team
from people.policies import may_vouch_for_addresses
from people.staffing import ONE_DAY, PersonChange, PersonFacts, Place, StaffPlan


BATCH = 500
SLICE = 2000  # rows between two words on the progress
Progress = Callable[[int], None]
Named = TypeVar("Named", bound=models.Model)


class _Places:
    """The rows behind the names of a plan's places, read once."""

    def __init__(self) -> None:
        self.teams = {team.code: team for team in Team.objects.all()}
        self.jobs = {job.name: job for job in Job.objects.all()}
        self.sites = {site.name: site for site in Site.objects.all()}

    def write(self, place: Place, position: Position) -> Position:
        position.team = self.teams[place.team]
        position.job = self.jobs.get(place.job)
        position.site = self.sites.get(place.site)
        if place.contact:
            position.contact = place.contact
        position.is_manager = place.is_manager
        return position


def lock_organisation() -> None:
    """One import or reorganisation at a time; inside a transaction."""
    Team.objects.select_for_update().get(code=Team.ROOT_CODE)


@transaction.atomic
def apply_staff_plan(
    *, plan: StaffPlan, by: Person | None = None, progress: Progress = silent
) -> dict[str, int]:
    """Write all that the plan decided, in batches; answers how many teams, jobs and sites are new.

    `progress` hears how many of the plan's changes are written. `by`: who sent the list, None for a
    machine.
    """
    last_day = plan.as_of - ONE_DAY
    new = {"teams": reshape_teams(plan.parents), "sites": _make_missing(Site, plan.sites)}
    open_and_close_teams(opened=plan.teams_reopened, closed=plan.teams_closed, last_day=last_day)
    new["jobs"] = _write_jobs(plan.families)
    changes = [change for change in plan.changes if change.facts_changed or change.position]
    _release_addresses(changes, freed=plan.addresses_freed)
    vouches = may_vouch_for_addresses(by)
    if vouches:
        _vouch(plan.addresses_repeated)
    places = _Places()
    for start in range(0, len(changes), SLICE):
        part = changes[start : start + SLICE]
        people = _write_people(part, freed=set(plan.addresses_freed), vouched=vouches)
        note_new_addresses(earlier=_earlier_addresses(part), by=by)
        note_new_numbers(people=[each.pk for each in part if each.pk and each.former_number], by=by)
        _write_positions(part, people, places)
        progress(start + len(part))
    staffing_changed()
    return new


def _make_missing(model: type[Named], names: set[str]) -> int:
    known = set(model._default_manager.order_by("pk").values_list("name", flat=True))
    missing = sorted(names - known)
    model._default_manager.bulk_create([model(name=name) for name in missing], batch_size=BATCH)
    return len(missing)


def _write_jobs(families: dict[str, str]) -> int:
    """A job whose family the file does not name keeps the one it has."""
    _make_missing(JobFamily, {family for family in families.values() if family})
    new = _make_missing(Job, set(families))
    by_name = {family.name: family for family in JobFamily.objects.all()}
    changed = []
    for job in Job.objects.select_related("family"):
        family = by_name.get(families.get(job.name, ""))
        if family is not None and job.family != family:
            job.family = family
            changed.append(job)
    Job.objects.bulk_update(changed, ["family"], batch_size=BATCH)
    return new


def _release_addresses(changes: list[PersonChange], *, freed: list[int]) -> None:
    """Addresses are let go before they are given: two may be swapped."""
    releasing = set(freed) | {
        change.pk
        for change in changes
        if change.pk is not None
        and change.known is not None
        and change.known.email is not None
        and change.known.email != change.facts.email
    }
    keys = sorted(releasing)
    for start in range(0, len(keys), SLICE):
        Person.objects.filter(pk__in=keys[start : start + SLICE]).update(email=None)


def _write_people(changes: list[PersonChange], *, freed: set[int], vouched: bool) -> dict[str, int]:
    """Their keys by staff number."""
    facts = [change for change in changes if change.pk is not None and change.facts_changed]
    columns = [field.name for field in fields(PersonFacts)]
    if any(change.former_number for change in facts):
        columns.append("staff_number")
    Person.objects.bulk_update(
        [_person(change, freed=freed) for change in facts], columns, batch_size=BATCH
    )
    created = Person.objects.bulk_create(
        [_person(change, freed=set(), vouched=vouched) for change in changes if change.pk is None],
        batch_size=BATCH,
    )
    keys = {change.staff_number: change.pk for change in changes if change.pk is not None}
    return keys | {person.staff_number: person.pk for person in created}


def _earlier_addresses(changes: list[PersonChange]) -> dict[int, str | None]:
    """Of those who have another one from now on, or a first one."""
    return {
        change.pk: change.known.email
        for change in changes
        if change.pk is not None
        and change.known is not None
        and change.facts.email not in (change.known.email, None)
    }


def _vouch(keys: list[int]) -> None:
    for start in range(0, len(keys), SLICE):
        Person.objects.filter(pk__in=keys[start : start + SLICE]).update(address_is_vouched=True)


def _person(change: PersonChange, *, freed: set[int], vouched: bool = False) -> Person:
    """Nobody imported can sign in before they open their account with an invitation."""
    facts = change.facts
    person = Person(
        pk=change.pk,
        staff_number=change.staff_number,
        last_name=facts.last_name,
        first_name=facts.first_name,
        email=None if change.pk in freed else facts.email,
        employed_from=facts.employed_from,
        employed_until=facts.employed_until,
        is_active=facts.is_active,
        address_is_vouched=vouched and facts.email is not None,
    )
    if change.pk is None:
        person.password = make_password(None)
    return person


def _write_positions(changes: list[PersonChange], people: dict[str, int], places: _Places) -> None:
    """Old positions end before new ones open: one is open at a time."""
    dropped, ended, amended, opened = [], [], [], []
    for change in changes:
        step = change.position
        if change.held is not None:
            pk, held = change.held.pk, change.held.place
            if step.drop_held:
                dropped.append(pk)
            elif step.end_held_on or step.keep_held_open:
                ended.append(Position(pk=pk, ended_on=step.end_held_on))
            elif step.amend_held:
                position = Position(pk=pk, ended_on=step.ends_on, contact=held.contact)
                amended.append(places.write(step.amend_held, position))
        if step.open_from is not None and change.wanted is not None:
            position = Position(
                person_id=people[change.staff_number],
                started_on=step.open_from,
                ended_on=step.ends_on,
            )
            opened.append(places.write(change.wanted, position))
    Position.objects.filter(pk__in=dropped).delete()
    Position.objects.bulk_update(ended, ["ended_on"], batch_size=BATCH)
    Position.objects.bulk_update(
        amended, ["team", "job", "site", "contact", "is_manager", "ended_on"], batch_size=BATCH
    )
    Position.objects.bulk_create(opened, batch_size=BATCH)
