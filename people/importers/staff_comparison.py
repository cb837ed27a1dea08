"""Holds a staff list beside the tables as they stand, for those who compare the two."""

from dataclasses import dataclass, field
from datetime import date

from people.importers.staff_diff import StaffReport
from people.importers.staff_rows import StaffList
from people.models import Person, Position, Team
from people.queries.staff import primary_positions_begun_last
from people.queries.teams import team_parents
from people.staff_fields import PERSON_FIELDS, PersonFacts, StaffRow, Workplace
from people.staffing import HeldPosition, StaffAnswers


PERSON_COLUMNS = ("staff_number", "pk", *(declared.person for declared in PERSON_FIELDS))


@dataclass(frozen=True, slots=True)
class CurrentTeam:
    name: str
    is_open: bool


@dataclass(slots=True)
class CurrentTables:
    """The tables as they stand, read in a fixed number of queries."""

    people: dict[str, tuple[int, PersonFacts]]  # by staff number
    held: dict[int, HeldPosition]
    other_teams: set[tuple[int, str]]  # (person, team) of open positions that are not primary
    parents: dict[str, str]
    teams: dict[str, CurrentTeam]


@dataclass(slots=True)
class StaffComparison:
    listed: StaffList
    as_of: date
    is_full: bool
    report: StaffReport
    answers: StaffAnswers
    known: CurrentTables = field(init=False)
    tree: dict[str, str] = field(init=False)
    former_numbers: dict[str, str] = field(default_factory=dict)  # by the new one
    emptied: dict[str, int] = field(default_factory=dict)  # empty cells of what is known, by column
    names: dict[str, set[str]] = field(default_factory=dict)  # known, of jobs and sites listed
    places: dict[Workplace, Workplace] = field(default_factory=dict)  # equal ones are one in memory

    @property
    def rows(self) -> list[StaffRow]:
        return self.listed.rows

    @property
    def present(self) -> frozenset[str]:
        return self.listed.present

    def set_aside(self, rows: list[StaffRow]) -> None:
        """Leave out refused lines: nothing of them is applied, and whom they name is not absent."""
        lines = {row.line for row in rows}
        self.listed.rows = [row for row in self.listed.rows if row.line not in lines]
        for row in rows:
            self.listed.set_aside(row)

    def numbers(self) -> set[str]:
        """Return everybody whom the list names, on a refused line too."""
        return {row.staff_number for row in self.rows} | self.listed.refused_numbers


def read_current_tables() -> CurrentTables:
    rows = Person.objects.staff().order_by("pk").values_list(*PERSON_COLUMNS)
    people = {number: (pk, PersonFacts(*facts)) for number, pk, *facts in rows.iterator()}
    others = Position.objects.filter(is_primary=False, ended_on=None).order_by("pk")
    return CurrentTables(
        people,
        primary_positions_begun_last(),
        set(others.values_list("person_id", "team__code")),
        team_parents(),
        {
            code: CurrentTeam(name, closed_on is None)
            for code, name, closed_on in Team.objects.exclude(code=Team.ROOT_CODE)
            .order_by("path")
            .values_list("code", "name", "closed_on")
        },
    )
