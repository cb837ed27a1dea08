from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import count
from secrets import token_urlsafe
from typing import Any, TypeVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection, models, transaction

from core.registry import notify_staffing_changed
from core.staged_rows import StagedRows, reserved_keys
from people.actions.account_warnings import warn_of_files_made_meanwhile
from people.actions.identifiers import (
    new_address_values,
    notify_of_new_addresses,
    record_new_staff_numbers,
)
from people.actions.teams import open_and_close_teams, reshape_teams
from people.models import Job, JobFamily, Person, Position, Site, Team
from people.policies import may_vouch_for_addresses
from people.staff_fields import PERSON_FIELDS, POSITION_FIELDS, Workplace, values_of
from people.staffing import ONE_DAY, PersonChange, StaffPlan


BATCH = 500
SLICE = 2000  # rows between two words on the progress
Progress = Callable[[int], None]
Write = Callable[[], object]
Named = TypeVar("Named", bound=models.Model)
Item = TypeVar("Item")


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


@transaction.atomic
def apply_staff_plan(*, plan: StaffPlan, by: Person | None, progress: Progress) -> dict[str, int]:
    """Write all that the plan decided; returns how many teams, jobs and sites are new.

    Rows are prepared first; then a statement for each kind makes them true, those of people last, whom their
    own pages may be writing. `progress` is called with how many of the plan's changes are prepared. `by`: who sent
    the list, None for a machine.
    """
    last_day = plan.as_of - ONE_DAY
    new = {"teams": reshape_teams(plan.parents), "sites": _make_missing(Site, plan.sites)}
    open_and_close_teams(opened=plan.teams_reopened, closed=plan.teams_closed, last_day=last_day)
    new["jobs"] = _write_jobs(plan.families)
    changes = [change for change in plan.changes if change.facts_changed or change.position]
    keys = _keys(changes)
    earlier = _earlier_addresses(changes)
    positions = _staged_positions(changes, keys)
    new_people, *known_people = _staged_people(
        changes, keys, freed=set(plan.addresses_freed), earlier=earlier, by=by, progress=progress
    )
    for write in positions:
        write()
    _release_addresses(changes, freed=plan.addresses_freed)
    new_people.insert()
    connection.check_constraints([Position._meta.db_table])  # now rather than at the commit
    for people in known_people:
        people.update()
    _notify_of_new_identifiers(changes, earlier, by)
    _warn_who_is_back(changes, plan.as_of)
    if may_vouch_for_addresses(by):
        _vouch_for_addresses(plan.addresses_repeated)
    notify_staffing_changed()
    return new


def _keys(changes: list[PersonChange]) -> dict[str, int]:
    """Return the primary key of each person by staff number; newcomers get one."""
    new = reserved_keys(Person, sum(change.pk is None for change in changes))
    return {
        change.staff_number: next(new) if change.pk is None else change.pk for change in changes
    }


def _slices(items: list[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), SLICE):
        yield items[start : start + SLICE]


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
    wanted = {change.facts.email_key for change in changes if change.facts.email}
    releasing = set(freed) | {
        change.pk
        for change in changes
        if change.pk is not None
        and change.known is not None
        and change.known.email != change.facts.email
        and change.known.email_key in wanted
    }
    for part in _slices(sorted(releasing)):
        Person.objects.filter(pk__in=part).update(email=None)


def _vouch_for_addresses(of: list[int]) -> None:
    """Vouch for addresses; those that were vouched for are left alone, and whoever writes them waits for nobody."""
    for part in _slices(of):
        people = Person.objects.filter(pk__in=part, address_is_vouched=False)
        people.update(address_is_vouched=True)


def _staged_people(
    changes: list[PersonChange],
    keys: dict[str, int],
    *,
    freed: set[int],
    earlier: Mapping[int, str | None],
    by: Person | None,
    progress: Progress,
) -> list[StagedRows]:
    """Prepare newcomers, then whoever gets another address, then the others: each person is written once."""
    address = new_address_values(by)
    vouched = address["address_is_vouched"]
    columns = [*(field.person for field in PERSON_FIELDS), "folded_name"]
    if any(change.former_number for change in changes):
        columns.append("staff_number")
    new: list[PersonChange] = []
    renewed: list[PersonChange] = []
    others: list[PersonChange] = []
    for change in changes:
        if change.facts_changed:
            group = new if change.pk is None else renewed if change.pk in earlier else others
            group.append(change)
    done = count(start=1)

    def people(group: list[PersonChange], **more: Any) -> Iterator[Person]:
        for change in group:
            if (number := next(done)) % SLICE == 0:
                progress(number)
            yield _person(change, keys[change.staff_number], freed=freed, **more)

    return [
        StagedRows(Person, people(new, address_is_vouched=vouched)),
        StagedRows(Person, people(renewed, **address), [*columns, *address]),
        StagedRows(Person, people(others), columns),
    ]


def _notify_of_new_identifiers(
    changes: list[PersonChange], earlier: Mapping[int, str | None], by: Person | None
) -> None:
    for part in _slices(list(earlier)):
        notify_of_new_addresses(earlier={pk: earlier[pk] for pk in part}, by=by)
    renumbered = [change.pk for change in changes if change.pk and change.former_number]
    for part in _slices(renumbered):
        record_new_staff_numbers(people=part, by=by)


def _warn_who_is_back(changes: list[PersonChange], day: date) -> None:
    returned = {
        change.pk: change.known.employed_until
        for change in changes
        if change.pk is not None
        and change.known is not None
        and change.known.employed_until is not None
        and change.known.has_left(day)
        and not change.facts.has_left(day)
    }
    for part in _slices(list(returned)):
        warn_of_files_made_meanwhile(returned={pk: returned[pk] for pk in part})


def _earlier_addresses(changes: list[PersonChange]) -> dict[int, str | None]:
    """Return the former addresses of those who get another one, or a first one."""
    return {
        change.pk: change.known.email
        for change in changes
        if change.pk is not None
        and change.known is not None
        and change.facts.email not in (change.known.email, None)
    }


def _person(change: PersonChange, key: int, *, freed: set[int], **more: Any) -> Person:
    """Return the person with a change applied. Nobody imported can sign in before they open their account
    with an invitation."""
    person = Person(pk=key, staff_number=change.staff_number, **values_of(change.facts), **more)
    person.fold_name()
    if change.pk in freed:
        person.email = None
    if change.pk is None:
        person.password = UNUSABLE_PASSWORD_PREFIX + token_urlsafe()
        person.address_is_vouched = person.address_is_vouched and person.email is not None
    return person


def _staged_positions(changes: list[PersonChange], keys: dict[str, int]) -> list[Write]:
    """Prepare positions. Old ones end before new ones open: one is open at a time."""
    places = _Places()
    steps = [
        (change.held, change.position) for change in changes if change.held and change.position
    ]
    dropped = [held.pk for held, step in steps if step.drop_held]
    ended = (
        Position(pk=held.pk, ended_on=step.end_held_on)
        for held, step in steps
        if step.end_held_on or step.keep_held_open
    )
    amended = (
        places.write(
            step.amend_held,
            Position(pk=held.pk, ended_on=step.ends_on, contact=held.place.contact),
        )
        for held, step in steps
        if step.amend_held
    )
    opening = [
        (change, change.wanted, change.position.open_from)
        for change in changes
        if change.wanted is not None and change.position.open_from is not None
    ]
    opened = (
        places.write(
            wanted,
            Position(
                pk=key,
                person_id=keys[change.staff_number],
                started_on=first_day,
                ended_on=change.position.ends_on,
            ),
        )
        for (change, wanted, first_day), key in zip(
            opening, reserved_keys(Position, len(opening)), strict=True
        )
    )
    columns = [*(field.name for field in POSITION_FIELDS), "ended_on"]
    return [
        Position.objects.filter(pk__in=dropped).delete,
        StagedRows(Position, ended, ["ended_on"]).update,
        StagedRows(Position, amended, columns).update,
        StagedRows(Position, opened).insert,
    ]
