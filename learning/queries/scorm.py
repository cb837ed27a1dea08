"""The packages of a lesson, and how far somebody is in their units."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from learning.enums import State
from learning.models import LessonPage, ScormPackage, ScormState
from people.models import Person


@dataclass(frozen=True, slots=True)
class UnitRow:
    id: str
    title: str
    number: int
    is_sco: bool
    state: State
    percent: int | None

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE


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
    def state(self) -> State:
        if self.is_done:
            return State.DONE
        begun = any(unit.state != State.TODO for unit in self.units)
        return State.STARTED if begun else State.TODO

    @property
    def next(self) -> UnitRow:
        """The first that is not done; the first of all once all are."""
        return next((unit for unit in self.units if not unit.is_done), self.units[0])


def package_row(person: Person, package: ScormPackage) -> PackageRow:
    """One query."""
    states = {
        unit: (completed_at is not None, percent)
        for unit, completed_at, percent in ScormState.objects.filter(
            person=person, package=package
        ).values_list("unit", "completed_at", "percent")
    }
    units = tuple(
        _unit_row(number, unit, states.get(unit["id"]))
        for number, unit in enumerate(package.units, 1)
    )
    return PackageRow(package, units)


def fresh_row(package: ScormPackage) -> PackageRow:
    """As somebody sees it who never opened it: for a preview."""
    units = enumerate(package.units, 1)
    return PackageRow(package, tuple(_unit_row(number, unit, None) for number, unit in units))


def _unit_row(number: int, unit: dict[str, Any], known: tuple[bool, int | None] | None) -> UnitRow:
    is_completed, percent = known or (False, None)
    state = State.DONE if is_completed else State.STARTED if known else State.TODO
    return UnitRow(unit["id"], unit["title"], number, unit["is_sco"], state, percent)


def package_of_lesson(page: LessonPage, uuid: UUID) -> ScormPackage | None:
    """The package of this name that stands in the published body of the page."""
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
