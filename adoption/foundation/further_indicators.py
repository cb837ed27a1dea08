"""Definitions of the indicators of the whole organisation that are in no chain.

Like those of adoption.foundation.indicators, these definitions are the only ones. They are derived from counts of
people that adoption.publishing.disclosure.further protects. All but one rest on linked accounts alone: a declaration knows no
service and no day, so whoever only declares is neither counted nor in the denominator.
"""

from datetime import date, timedelta
from functools import partial

from adoption.foundation.indicators import Definition, gettext_noop
from adoption.foundation.periods import Quarter


WINDOW = 90  # days
FIRST_STEPS = 60


def last_90_days(quarter: Quarter) -> tuple[date, date]:
    """The last 90 days of the quarter, which lie within its three months."""
    return quarter.last_day - timedelta(days=WINDOW - 1), quarter.last_day


def previous_90_days(quarter: Quarter) -> tuple[date, date]:
    """The 90 days before those of `last_90_days`."""
    first, _last = last_90_days(quarter)
    return first - timedelta(days=WINDOW), first - timedelta(days=1)


_PEOPLE = gettext_noop("people")
_LINKED = gettext_noop("people whose days are known: their account was linked before the 90 days")
_USERS = gettext_noop("those of them who used the portal in these 90 days")
_QUARTER = gettext_noop("the 90 days that end with the quarter")
_TWO_QUARTERS = gettext_noop("these 90 days and the 90 before")
_of_linked_accounts = partial(
    Definition, source=gettext_noop("the portal’s own data, of linked accounts alone")
)

MEASURED = Definition(
    code="measured",
    title=gettext_noop("Declared and measured"),
    unit=_PEOPLE,
    denominator=gettext_noop(
        "of the measured, those whose account is linked; of the declared, those who answered"
    ),
    window=gettext_noop("the calendar month"),
    source=gettext_noop("the portal’s own data, beside the monthly declaration; never added up"),
    version=1,
)
ADVANCED = _of_linked_accounts(
    code="advanced",
    title=gettext_noop("Used an advanced service"),
    unit=_PEOPLE,
    denominator=_LINKED,
    window=_QUARTER,
    version=1,
)
BREADTH = _of_linked_accounts(
    code="breadth",
    title=gettext_noop("Breadth: services used by each user, on average"),
    unit=gettext_noop("services"),
    denominator=_USERS,
    window=_QUARTER,
    version=1,
)
SERVICES = _of_linked_accounts(
    code="services",
    title=gettext_noop("Use by service"),
    unit=_PEOPLE,
    denominator=_USERS,
    window=_QUARTER,
    version=1,
)
STEPS = _of_linked_accounts(
    code="first_steps",
    title=gettext_noop("First steps: used it for the first time in the last 60 days"),
    unit=_PEOPLE,
    denominator=_LINKED,
    window=gettext_noop("the 60 days that end with the quarter"),
    version=1,
)
DORMANT = _of_linked_accounts(
    code="dormant",
    title=gettext_noop("Dormant: used it before, but not in these 90 days"),
    unit=_PEOPLE,
    denominator=_LINKED,
    window=_QUARTER,
    version=1,
)
FLOWS = _of_linked_accounts(
    code="flows",
    title=gettext_noop("Flows: who kept on, came back, began, or stopped"),
    unit=_PEOPLE,
    denominator=_LINKED,
    window=_TWO_QUARTERS,
    version=1,
)
RHYTHM = _of_linked_accounts(
    code="rhythm",
    title=gettext_noop(
        "On rhythm: used each service that they began as often as is expected of it"
    ),
    unit=_PEOPLE,
    denominator=_USERS,
    window=gettext_noop(
        "the quarter, since each service’s first use: every week, every month, or once in 365 days"
    ),
    version=1,
)
RETENTION = _of_linked_accounts(
    code="retention",
    title=gettext_noop("Retention: still there a quarter after the first use"),
    unit=_PEOPLE,
    denominator=gettext_noop("people whose first known use was in the 90 days before"),
    window=_TWO_QUARTERS,
    version=1,
)
COHORTS = _of_linked_accounts(
    code="cohorts",
    title=gettext_noop("Retention by quarter of first use: two and three quarters later"),
    unit=_PEOPLE,
    denominator=gettext_noop("people whose first known use was in that quarter, and still linked"),
    window=_QUARTER,
    version=1,
)
DELAY = _of_linked_accounts(
    code="delay",
    title=gettext_noop("Activation delay: days from linking the account to the first use after it"),
    unit=gettext_noop("days, read from the shares within 7, 30 and 90"),
    denominator=gettext_noop("people who linked their account in the 90 days before"),
    window=_TWO_QUARTERS,
    version=1,
)

COACHING = Definition(
    code="coaching",
    title=gettext_noop("Coaching reach: helped by an ambassador for the first time"),
    unit=_PEOPLE,
    denominator=gettext_noop("staff employed during the whole quarter"),
    window=gettext_noop("the quarter of the first meeting"),
    source=gettext_noop("the meetings that ambassadors noted; not the use of a portal"),
    version=1,
)

FURTHER: tuple[Definition, ...] = (
    MEASURED,
    ADVANCED,
    SERVICES,
    BREADTH,
    STEPS,
    DORMANT,
    FLOWS,
    RETENTION,
    COHORTS,
    RHYTHM,
    DELAY,
    COACHING,
)
