"""Definitions of the adoption indicators, and each person's values for a month.

The definitions here are the only ones: page, chart, export and documentation all read them.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from adoption.foundation.periods import Month


WEEKS_OF_A_HABIT = 3


def gettext_noop(message: str) -> str:
    """Mark a source string for translation where it is shown, without importing Django."""
    return message


class Answer(StrEnum):
    """Possible declarations about one portal and one month: the values of DeclaredUse."""

    YES_WEEKLY = "yes_weekly"
    YES_NOW_AND_THEN = "yes_now_and_then"
    NOT_YET = "not_yet"
    NO_ACCOUNT = "no_account"
    RATHER_NOT_SAY = "rather_not_say"


ANSWERS_OF_USERS = frozenset({Answer.YES_WEEKLY, Answer.YES_NOW_AND_THEN})
# "Not yet" is offered beside "I have no account": whoever picks it has one and left it unused.
ANSWERS_WITH_ACCOUNT = ANSWERS_OF_USERS | {Answer.NOT_YET}


@dataclass(frozen=True, slots=True)
class Definition:
    """Definition of a count of people, and of the rate whose numerator it is.

    title, unit, denominator, window and source are English source strings, to be translated
    where they are shown. `version` grows with each change of meaning and is kept with every
    published figure, so that old figures say by which definition they were counted.
    """

    code: str
    title: str
    unit: str
    denominator: str
    window: str
    source: str
    version: int


_PEOPLE = gettext_noop("people")
_POPULATION = gettext_noop("staff employed during the whole month, in the portal’s scope")
_MONTH = gettext_noop("the calendar month")
_MONTH_END = gettext_noop("the last day of the month")
_LINK_OR_DECLARATION = gettext_noop(
    "the portal’s own data for those who linked their account, else the monthly declaration"
)

KNOWN = Definition(
    code="known",
    title=gettext_noop("Use known"),
    unit=_PEOPLE,
    denominator=_POPULATION,
    window=_MONTH,
    source=_LINK_OR_DECLARATION,
    version=3,
)
ACCOUNT = Definition(
    code="account",
    title=gettext_noop("Have an account"),
    unit=_PEOPLE,
    denominator=_POPULATION,
    window=_MONTH_END,
    source=_LINK_OR_DECLARATION,
    version=3,
)
USED = Definition(
    code="used",
    title=gettext_noop("Used it on at least one day"),
    unit=_PEOPLE,
    denominator=_POPULATION,
    window=_MONTH,
    source=_LINK_OR_DECLARATION,
    version=3,
)
HABIT = Definition(
    code="habit",
    title=gettext_noop("Used it in at least three of the month’s four weeks"),
    unit=_PEOPLE,
    denominator=_POPULATION,
    window=gettext_noop("the calendar month in four weeks: 1–7, 8–14, 15–21, 22 to the end"),
    source=_LINK_OR_DECLARATION,
    version=3,
)

# From the widest to the narrowest: each count contains the next.
CHAIN: tuple[Definition, ...] = (KNOWN, ACCOUNT, USED, HABIT)

# --- Beside the chain: no count of people ------------------------------------------------------------

SUBSTITUTION = Definition(
    code="substitution",
    title=gettext_noop("Contacts of the public beside the usage rate"),
    unit=gettext_noop("contacts of the public, by channel"),
    denominator=gettext_noop(
        "nothing: a number of contacts; the usage rate beside it is that of the month"
    ),
    window=_MONTH,
    source=gettext_noop(
        "the numbers that the organisation notes for each channel, as corrected since"
    ),
    version=1,
)


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """Recorded facts about one person, one portal and one month.

    team: the team that the person belongs to directly.
    linked: whether the portal's data reach us for this person; False for whoever objects.
    account: at the month's end, according to the portal; read only when linked.
    days: days of use according to the portal; read only when linked.
    answer: the declaration, None without one.
    """

    team: int | str
    linked: bool = False
    account: bool = False
    days: AbstractSet[date] = frozenset()
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class UseValues:
    """One person's 0/1 values: known >= account >= used >= habit."""

    known: bool
    account: bool
    used: bool
    habit: bool


UNKNOWN = UseValues(known=False, account=False, used=False, habit=False)


def use_values(person: PersonMonth, month: Month) -> UseValues:
    """The chain's values for one person.

    Where there is a link, its data prevail and the declaration is not read, not even when it
    says more: one person has one source, so that measured and declared are never mixed within
    a person, and can still be told apart between people. Without a link the declaration
    counts; with neither, or with "rather not say", the person is unknown, which is not a "no".
    Days outside the month are refused with a ValueError.
    """
    if person.linked:
        weeks = {month.week_of(day) for day in person.days}
        used = bool(person.days)
        return UseValues(
            known=True,
            account=person.account or used,
            used=used,
            habit=len(weeks) >= WEEKS_OF_A_HABIT,
        )
    if person.answer is None or person.answer is Answer.RATHER_NOT_SAY:
        return UNKNOWN
    return UseValues(
        known=True,
        account=person.answer in ANSWERS_WITH_ACCOUNT,
        used=person.answer in ANSWERS_OF_USERS,
        habit=person.answer is Answer.YES_WEEKLY,
    )
