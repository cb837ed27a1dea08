"""Computes what a staff list means for the positions that people hold.

No database here: the importer fills these values from a file and from the tables, `actions.staff` applies
them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Any, Self

from people.staff_fields import PersonFacts, Workplace


ONE_DAY = timedelta(days=1)


class ListSender(Enum):
    """The sender of a staff list: what it may do to people who hold a role depends on them."""

    ADMINISTRATOR = "administrator"
    COLLEAGUE = "colleague"  # whoever administers the staff list, and grants no role
    MACHINE = "machine"  # the command line, the folder of the HR system


ANY = "*"
KEEP, CLEAR = "keep", "clear"


@dataclass(frozen=True, slots=True)
class StaffAnswers:
    """Answers of whoever imports a list. ANY as a name: each other one.

    `parents`: of new teams, the code of the team above, the root's for the top. `same`: a name that is a
    slip, and the team that is meant. `empty`: of columns, KEEP or CLEAR.
    """

    parents: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    empty: Mapping[str, str] = field(default_factory=dict)

    def parent_of(self, team: str) -> str:
        return self.parents.get(team) or self.parents.get(ANY, "")

    def for_empty(self, column: str) -> str:
        return self.empty.get(column) or self.empty.get(ANY, "")

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        return cls(**options.get("answers", {}))


NO_ANSWERS = StaffAnswers()


@dataclass(frozen=True, slots=True)
class HeldPosition:
    """The primary position that a person began last. `ended_on` is its last day, None while it lasts."""

    pk: int
    place: Workplace
    started_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class PositionChange:
    """A change of positions: at most one end of the held one, and at most one new one."""

    end_held_on: date | None = None
    keep_held_open: bool = False  # its last day is taken back
    drop_held: bool = False  # it had not begun, and never will
    amend_held: Workplace | None = None
    open_from: date | None = None
    ends_on: date | None = None  # of the one opened or amended

    def __bool__(self) -> bool:
        return self != NO_CHANGE


NO_CHANGE = PositionChange()


class LaterPosition(Exception):
    """Raised where the position held began after the day of the file: a later file was applied before this one."""


def next_position(
    held: HeldPosition | None,
    wanted: Workplace,
    *,
    as_of: date,
    first_day: date | None,
    last_day: date | None,
) -> PositionChange:
    """Return how the positions of a person follow a list drawn up on `as_of`.

    `first_day` and `last_day` are those of the employment, where known. What was true before `as_of` stays
    as it was; the first position begins with the employment. Raises LaterPosition.
    """
    is_gone = last_day is not None and last_day < as_of
    if held is None:
        start = first_day or as_of
        if last_day is not None and last_day < start:
            return NO_CHANGE
        return PositionChange(open_from=start, ends_on=last_day)
    if last_day is not None and is_gone:
        return _end(held, last_day)
    if held.ended_on is not None and held.ended_on < as_of:
        came_back = first_day is not None and first_day > held.ended_on
        return PositionChange(open_from=first_day if came_back else as_of, ends_on=last_day)
    if held.place == wanted:
        return _end(held, last_day)
    return _move(held, wanted, as_of=as_of, first_day=first_day, last_day=last_day)


def _end(held: HeldPosition, last_day: date | None) -> PositionChange:
    """End the held position on that day, or let it go on."""
    if held.ended_on == last_day:
        return NO_CHANGE
    if last_day is None:
        return PositionChange(keep_held_open=True)
    if last_day < held.started_on:
        return PositionChange(drop_held=True)
    return PositionChange(end_held_on=last_day)


def _move(
    held: HeldPosition,
    wanted: Workplace,
    *,
    as_of: date,
    first_day: date | None,
    last_day: date | None,
) -> PositionChange:
    is_to_come = held.started_on == first_day
    if held.started_on > as_of and not is_to_come:
        raise LaterPosition
    if held.started_on >= as_of:
        return PositionChange(amend_held=wanted, ends_on=last_day)
    return PositionChange(end_held_on=as_of - ONE_DAY, open_from=as_of, ends_on=last_day)


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person of the list, or absent from it. `pk` and `known` are None for somebody new.

    `former_number`: the one that `staff_number` takes the place of, or "".
    """

    staff_number: str
    pk: int | None
    known: PersonFacts | None
    facts: PersonFacts
    facts_changed: bool
    held: HeldPosition | None
    wanted: Workplace | None
    position: PositionChange
    former_number: str = ""


NOTICE = timedelta(days=366)  # a last day further away is a contract’s end, not a departure


def is_departure(change: PersonChange, *, day: date) -> bool:
    """Whether somebody no longer could sign in on that day, or within NOTICE, as the list has it and nothing
    before did."""
    if change.known is None:
        return False
    loses_account = change.known.is_active and not change.facts.is_active
    horizon = day + NOTICE
    return loses_account or (change.facts.has_left(horizon) and not change.known.has_left(horizon))


@dataclass(slots=True)
class StaffPlan:
    """All that a file changes, decided before anything is written.

    `parents` is the whole tree of teams, code to code of the parent, "" for a top team. `families` gives
    the family of each job that the file names, "" where it names none. `addresses_freed` are the keys of
    people who left and whose address somebody else now has; `addresses_repeated` those of people whose
    address the file says again: whoever may vouch for it does. `leavers` are those of the changes whom a
    full list misses or who have had their last day, out of `employed` people. `teams_new`: the known team
    whose name is so near that it may be meant, or "". `teams_moved`: the parents before and after.
    `contacts_supposed`: of how many arrivals each contact was taken, since the list does not say it.
    """

    as_of: date
    parents: dict[str, str]
    teams_new: dict[str, str] = field(default_factory=dict)
    teams_moved: dict[str, tuple[str, str]] = field(default_factory=dict)
    teams_closed: set[str] = field(default_factory=set)
    teams_reopened: set[str] = field(default_factory=set)
    families: dict[str, str] = field(default_factory=dict)
    sites: set[str] = field(default_factory=set)
    jobs_new: list[str] = field(default_factory=list)
    sites_new: list[str] = field(default_factory=list)
    contacts_supposed: dict[str, int] = field(default_factory=dict)
    changes: list[PersonChange] = field(default_factory=list)
    leavers: list[PersonChange] = field(default_factory=list)
    employed: int = 0
    addresses_freed: list[int] = field(default_factory=list)
    addresses_repeated: list[int] = field(default_factory=list)
