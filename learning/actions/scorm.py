"""Stores packages, and what their units report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.db.models import Exists
from django.utils import timezone

from learning.models import ScormPackage, ScormState
from learning.queries.scorm import rounds_since_completed
from learning.scorm.runtime import clean_state, unit_outcome
from people.models import Person


FURTHEST = 10_000  # sequence numbers that a window may have lost on its way
BATCH = 500


class StaleState(Exception):
    """Raised where another window has stored a later state, which this one would undo."""


@dataclass(frozen=True, slots=True)
class StoredState:
    sequence: int
    is_completed: bool
    percent: int | None


def store_package(
    *,
    file: BinaryIO,
    title: str,
    version: str,
    digest: str,
    size: int,
    units: list[dict[str, Any]],
    notes: list[str],
) -> ScormPackage:
    """Store the archive as it is; where the row cannot be written the file is deleted again."""
    package = ScormPackage(
        title=title, version=version, digest=digest, size=size, units=units, notes=notes
    )
    file.seek(0)
    package.archive.save(f"{package.uuid}.zip", File(file), save=False)
    try:
        with transaction.atomic():
            package.save(force_insert=True)
    except BaseException:
        package.archive.storage.delete(str(package.archive.name))
        raise
    return package


def delete_package(*, package: ScormPackage) -> None:
    """Delete a package. Raises ProtectedError while somebody’s state or a lesson points at it."""
    storage, name = package.archive.storage, str(package.archive.name)
    with transaction.atomic():
        package.delete()
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def copy_states(*, old: ScormPackage, new: ScormPackage) -> int:
    """Carry states to the new version, where a unit has the same name. Returns how many.

    The data stay behind when the run-time is another.
    """
    units = {unit["id"] for unit in new.units}
    states = ScormState.objects.filter(package=old, unit__in=units).order_by("pk")
    carried = [
        ScormState(
            person_id=state.person_id,
            package=new,
            unit=state.unit,
            data=state.data if old.version == new.version else {},
            percent=state.percent,
            started_at=state.started_at,
            completed_at=state.completed_at,
        )
        for state in states.iterator()
    ]
    ScormState.objects.bulk_create(carried, batch_size=BATCH, ignore_conflicts=True)
    return len(carried)


@transaction.atomic
def store_state(
    *, person: Person, package: ScormPackage, unit: Mapping[str, Any], sequence: int, data: Any
) -> StoredState:
    """Store what a unit reports of this person, if no window has reported later.

    Completed once is completed, until a path that the person follows counts from a later moment: then this
    completion takes its place. Of several scores the best counts. A page without a run-time is completed by
    being opened. The same sent twice is stored once. Raises StateRefused, StaleState.
    """
    cleaned = clean_state(package.version, data)
    result = unit_outcome(package.version, cleaned, unit.get("data"))
    ScormState.objects.get_or_create(person=person, package=package, unit=unit["id"])
    states = ScormState.objects.annotate(is_asked_again=Exists(rounds_since_completed()))
    state = states.select_for_update(of=("self",)).get(
        person=person, package=package, unit=unit["id"]
    )
    if sequence == state.sequence and state.data == cleaned and sequence:
        return _kept(state)
    if not state.sequence < sequence <= state.sequence + FURTHEST:
        raise StaleState
    state.sequence = sequence
    state.data = cleaned
    is_completed = result.is_completed or not unit["is_sco"]
    if is_completed and (state.completed_at is None or state.is_asked_again):
        state.completed_at = timezone.now()
        state.is_asked_again = False
    if result.percent is not None:
        state.percent = max(result.percent, state.percent or 0)
    state.save(update_fields=["sequence", "data", "completed_at", "percent"])
    return _kept(state)


def _kept(state: Any) -> StoredState:
    is_completed = state.completed_at is not None and not state.is_asked_again
    return StoredState(state.sequence, is_completed, state.percent)
