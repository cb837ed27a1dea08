from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from core.registry import notify_staffing_changed
from people.actions.identifiers import record_new_addresses, record_new_staff_numbers
from people.actions.teams import open_and_close_teams, reshape_teams
from people.models import Job, JobFamily, Person, Position, Site, Team
from people.policies import may_vouch_for_addresses
from people.staff_fields import PERSON_FIELDS, POSITION_FIELDS, Workplace, values_of
from people.staffing import ONE_DAY, PersonChange, StaffPlan


BATCH = 500
SLICE = 2000  # rows between two words on the progress
Progress = Callable[[int], None]
Named = TypeVar("Named", bound=models.Model)


class _Places:
    """The rows behind the names of a plan's places, read once."""

    def __init__(self) -> None:
        self.rows = {
            "team": {team.code: team for team in Team.objects.all()},
            "job": {job.name: job for job in Job.objects.all()},
            "site": {site.name: site for site in Site.objects.all()},
        }

    def write(self, place: Workplace, position: Position) -> Position:
        for field in POSITION_FIELDS:
            value = getattr(place, field.name)
            if field.name in self.rows:
                setattr(position, field.name, self.rows[field.name].get(value))
            elif value != field.empty or not field.empty_keeps:
                setattr(position, field.name, value)
        return position


def lock_organisation() -> None:
    """Let one import or reorganisation run at a time; inside a transaction."""
    Team.objects.select_for_update().get(code=Team.ROOT_CODE)


@transaction.atomic
def apply_staff_plan(*, plan: StaffPlan, by: Person | None, progress: Progress) -> dict[str, int]:
    """Write all that the plan decided, in batches; returns how many teams, jobs and sites are new.

    `progress` is called with how many of the plan's changes are written. `by`: who sent the list, None for
    a machine.
    """
    last_day = plan.as_of - ONE_DAY
    new = {"teams": reshape_teams(plan.parents), "sites": _make_missing(Site, plan.sites)}
    open_and_close_teams(opened=plan.teams_reopened, closed=plan.teams_closed, last_day=last_day)
    new["jobs"] = _write_jobs(plan.families)
    changes = [change for change in plan.changes if change.facts_changed or change.position]
    _release_addresses(changes, freed=plan.addresses_freed)
    vouches = may_vouch_for_addresses(by)
    if vouches:
        _update_people(plan.addresses_repeated, address_is_vouched=True)
    places = _Places()
    for start in range(0, len(changes), SLICE):
        part = changes[start : start + SLICE]
        people = _write_people(part, freed=set(plan.addresses_freed), vouched=vouches)
        record_new_addresses(earlier=_earlier_addresses(part), by=by)
        record_new_staff_numbers(
            people=[change.pk for change in part if change.pk and change.former_number], by=by
        )
        _write_positions(part, people, places)
        progress(start + len(part))
    notify_staffing_changed()
    return new


def _make_missing(model: type[Named], names: set[str]) -> int:
    known = set(model._default_manager.order_by("pk").values_list("name", flat=True))
    missing = sorted(names - known)
    model._default_manager.bulk_create([model(name=name) for name in missing], batch_size=BATCH)
    return len(missing)


def _write_jobs(families: dict[str, str]) -> int:
    """Write the jobs. A job whose family the file does not name keeps the one it has."""
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
    """Clear addresses before others get them: two may be swapped."""
    releasing = set(freed) | {
        change.pk
        for change in changes
        if change.pk is not None
        and change.known is not None
        and change.known.email is not None
        and change.known.email != change.facts.email
    }
    _update_people(sorted(releasing), email=None)


def _update_people(keys: list[int], **values: Any) -> None:
    for start in range(0, len(keys), SLICE):
        Person.objects.filter(pk__in=keys[start : start + SLICE]).update(**values)


def _write_people(changes: list[PersonChange], *, freed: set[int], vouched: bool) -> dict[str, int]:
    """Write people; returns their keys by staff number."""
    facts = [change for change in changes if change.pk is not None and change.facts_changed]
    columns = [field.person for field in PERSON_FIELDS]
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
    """Return the former addresses of those who get another one, or a first one."""
    return {
        change.pk: change.known.email
        for change in changes
        if change.pk is not None
        and change.known is not None
        and change.facts.email not in (change.known.email, None)
    }


def _person(change: PersonChange, *, freed: set[int], vouched: bool = False) -> Person:
    """Return the person with a change applied. Nobody imported can sign in before they open their account
    with an invitation."""
    person = Person(
        pk=change.pk,
        staff_number=change.staff_number,
        address_is_vouched=vouched and change.facts.email is not None,
        **values_of(change.facts),
    )
    if change.pk in freed:
        person.email = None
    if change.pk is None:
        person.password = make_password(None)
    return person


def _write_positions(changes: list[PersonChange], people: dict[str, int], places: _Places) -> None:
    """End old positions before new ones open: one is open at a time."""
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
        amended, [*(field.name for field in POSITION_FIELDS), "ended_on"], batch_size=BATCH
    )
    Position.objects.bulk_create(opened, batch_size=BATCH)
