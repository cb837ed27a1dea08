"""Value classes of the demonstration organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from demo.campaign.model import Campaign, Contact, Job, Role
from demo.generation.months import Month


FORMATS = ("in_person", "phone", "screen_share")
SLOTS = tuple(
    f"{day}_{half}" for day in ("mon", "tue", "wed", "thu", "fri") for half in ("am", "pm")
)


class Answer(StrEnum):
    YES_WEEKLY = "yes_weekly"
    YES_NOW_AND_THEN = "yes_now_and_then"
    NOT_YET = "not_yet"
    NO_ACCOUNT = "no_account"
    RATHER_NOT_SAY = "rather_not_say"


@dataclass(frozen=True, slots=True)
class Team:
    """A team with its first and last month, both included; None while it exists."""

    name: str
    parent: str | None
    first_month: Month
    last_month: Month | None

    def exists_in(self, month: Month) -> bool:
        return self.first_month <= month and (self.last_month is None or month <= self.last_month)


@dataclass(frozen=True, slots=True)
class Position:
    """A person's position; `until` is the last day, None while it lasts."""

    team: str
    job: Job
    site: str
    contact: Contact
    is_manager: bool
    since: date
    until: date | None


def position_on(positions: Sequence[Position], day: date) -> Position | None:
    for position in positions:
        if position.since <= day and (position.until is None or day <= position.until):
            return position
    return None


@dataclass(frozen=True, slots=True)
class Person:
    """A person with hidden data: account, use, habits.

    `email` is empty for those without an address. `ease` and `quiz_skill` lie in 0..1. `use` holds
    every (day, service), also of people who never link their account.
    """

    staff_number: str
    last_name: str
    first_name: str
    email: str
    entered_on: date
    left_on: date | None
    positions: tuple[Position, ...]
    ease: float
    quiz_skill: float
    willing_to_link: bool
    account_since: date | None
    use: tuple[tuple[date, str], ...]

    def employed_on(self, day: date) -> bool:
        return self.entered_on <= day and (self.left_on is None or day <= self.left_on)

    def position_on(self, day: date) -> Position | None:
        return position_on(self.positions, day)

    def has_account_on(self, day: date) -> bool:
        return self.account_since is not None and self.account_since <= day


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A line of a month's full staff list. The root team's parent is None."""

    staff_number: str
    last_name: str
    first_name: str
    email: str
    team: str
    parent_team: str | None
    job: str
    job_family: str
    site: str
    contact: Contact
    is_manager: bool
    entered_on: date
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Link:
    pseudonym: str
    staff_number: str
    linked_on: Month


@dataclass(frozen=True, slots=True, order=True)
class ServiceUseDay:
    pseudonym: str
    service: str
    day: date


@dataclass(frozen=True, slots=True)
class Declaration:
    staff_number: str
    month: Month
    answer: Answer


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop. From the month after, `lift` is added to each attendee's chance of using the portal."""

    held_on: date
    teams: tuple[str, ...]
    attendees: tuple[str, ...]
    lift: float


@dataclass(frozen=True, slots=True)
class CastMember:
    """A named account of the demonstration; `key` never changes, whatever the seed."""

    key: str
    role: Role
    first_name: str
    last_name: str
    staff_number: str
    team: str
    email: str


@dataclass(frozen=True, slots=True)
class HelpRequest:
    staff_number: str
    asked_on: date
    topics: tuple[str, ...]
    formats: tuple[str, ...]
    slots: tuple[str, ...]
    languages: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Ambassador:
    staff_number: str
    since: date
    topics: tuple[str, ...]
    capacity: int
    formats: tuple[str, ...]
    slots: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LessonDone:
    """Lessons are done in order, from index 0."""

    staff_number: str
    lesson: int
    done_on: date


@dataclass(frozen=True, slots=True)
class Demo:
    """The whole organisation. Tuples are sorted; dict keys are the months, in order."""

    campaign: Campaign
    seed: int
    months: tuple[Month, ...]
    teams: tuple[Team, ...]
    jobs: tuple[Job, ...]
    people: tuple[Person, ...]
    staff_files: dict[Month, tuple[StaffRow, ...]]
    links: tuple[Link, ...]
    usage_files: dict[Month, tuple[ServiceUseDay, ...]]
    declarations: tuple[Declaration, ...]
    workshops: tuple[Workshop, ...]
    cast: tuple[CastMember, ...]
    ambassadors: tuple[Ambassador, ...]
    help_requests: tuple[HelpRequest, ...]
    learning: tuple[LessonDone, ...]
    quiz_skill: dict[str, float]
