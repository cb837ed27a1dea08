"""Queries of the packages of a lesson, and how far somebody is in their units."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from learning.enums import ProgressState
from learning.models import Enrolment, LessonPage, ScormPackage, ScormState
from learning.scorm.runtime import unit_outcome
from people.models import Person


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit. `starts_afresh`: completed before a path began to count anew, and not opened since."""

    id: str
    title: str
    number: int
    is_sco: bool
    state: ProgressState
    percent: int | None
    starts_afresh: bool = False

    @property
    def is_done(self) -> bool:
        return self.state == ProgressState.DONE


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package with the units that a person has before them, in order."""

    package: ScormPackage
    units: tuple[UnitRow, ...]

    @property
    def done(self) -> int:
        return sum(unit.is_done for unit in self.units)

    @property
    def is_done(self) -> bool:
        return self.done == len(self.units)

    @property
    def state(self) -> ProgressState:
        if self.is_done:
            return ProgressState.DONE
        begun = any(unit.state != ProgressState.TODO for unit in self.units)
        return ProgressState.STARTED if begun else ProgressState.TODO

    @property
    def next(self) -> UnitRow:
        """Return the first that is not done; the first of all once all are."""
        return next((unit for unit in self.units if not unit.is_done), self.units[0])


def package_row(person: Person, package: ScormPackage) -> PackageRow:
    """Return the row in one query; two where a path that the person follows asks for a unit again."""
    states = {
        state.unit: state
        for state in ScormState.objects.filter(person=person, package=package)
        .annotate(is_asked_again=Exists(rounds_since_completed()))
        .defer("data")
    }
    again = {unit for unit, state in states.items() if state.is_asked_again}
    progress: Mapping[str, Any] = {}
    if again:
        progress = dict(
            ScormState.objects.filter(person=person, package=package, unit__in=again).values_list(
                "unit", "data"
            )
        )
    units = tuple(
        _unit_row(number, unit, states.get(unit["id"]), progress.get(unit["id"]), package.version)
        for number, unit in enumerate(package.units, 1)
    )
    return PackageRow(package, units)


def rounds_since_completed() -> QuerySet[Enrolment]:
    """Return, for a state around it, paths of its person that ask for its package and count from a later moment."""
    return Enrolment.objects.filter(
        person=OuterRef("person"),
        path__entries__module__lessons__required_package=OuterRef("package"),
        counts_from__gt=OuterRef("completed_at"),
    )


def unopened_package_row(package: ScormPackage) -> PackageRow:
    """Return the row as of somebody who never opened it: for a preview."""
    units = enumerate(package.units, 1)
    return PackageRow(
        package,
        tuple(_unit_row(number, unit, None, None, package.version) for number, unit in units),
    )


def _unit_row(
    number: int,
    unit: Mapping[str, Any],
    state: ScormState | None,
    asked_again: Mapping[str, str] | None,
    version: str,
) -> UnitRow:
    """Return the row of a unit. `asked_again`: the data of a state that counts no more."""
    known = UnitRow(unit["id"], unit["title"], number, unit["is_sco"], ProgressState.TODO, None)
    if state is None:
        return known
    if asked_again is None:
        reached = ProgressState.STARTED if state.completed_at is None else ProgressState.DONE
        return replace(known, state=reached, percent=state.percent)
    if unit_outcome(version, asked_again, unit.get("data")).is_completed or not unit["is_sco"]:
        return replace(known, starts_afresh=True)
    return replace(known, state=ProgressState.STARTED)


def package_of_lesson(page: LessonPage, uuid: UUID) -> ScormPackage | None:
    """Return the package of this name that stands in the published body of the page."""
    return next(
        (
            package
            for block in page.body
            if block.block_type == "scorm"
            and (package := block.value["package"])
            and package.uuid == uuid
        ),
        None,
    )


def unit_state(person: Person, package: ScormPackage, unit: str) -> ScormState | None:
    return ScormState.objects.filter(person=person, package=package, unit=unit).first()
