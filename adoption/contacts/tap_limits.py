"""Keep in the cache of limits, under keyed names: weekly limits of taps, forms already sent, undone taps. No name, no time.

How often somebody noted a thing this week, since the rule of adoption.publishing.disclosure.tally rests on that bound; and
which pages were sent already, so that nothing is counted twice. What a tap was travels in a signed token that only
the page of whoever tapped holds.

Of a tap that waited on a device without a network the week counts, so what a week left stays until no device holds one.

Where that cache does not answer, CacheUnavailable is raised and nothing counts. Where it was emptied somebody may note
more than the bound: `counting_since` and `lost_taps` tell, and the month is not published.
"""

import secrets
from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.utils import timezone

from adoption.contacts.enums import Tap
from adoption.foundation.periods import Month
from adoption.publishing.disclosure.tally import DAYS, MOST_A_WEEK, Week
from core.cache import CacheUnavailable, limits
from core.offline import KEPT_DAYS
from people.keyed_hash import keyed_hash
from people.models import Person


A_DAY = 24 * 60 * 60
A_WEEK_AND_WAIT = DAYS + KEPT_DAYS + 1
FOUR_MONTHS = 124  # days; boxes are kept for three months
UNDO_SECONDS = 10 * 60
LONGEST_SUBMISSION = 64
MARK = "tally:since"


@dataclass(frozen=True, slots=True)
class RecordedTap:
    """Content of an undo token. `number`: random, used once."""

    portal: int
    site: int | None
    week: Week
    tap: Tap
    number: str


def new_submission_token() -> str:
    return secrets.token_urlsafe(16)


def _until_midnight_in(days: int) -> int:
    """Return the seconds until a midnight: what a day's taps leave ends at one moment, which tells no time of day."""
    return (days + 1) * A_DAY - int(timezone.now().timestamp()) % A_DAY


def claim_submission(send: str) -> bool:
    """Return True the first time a form is sent, however often it is sent again."""
    return limits.add(_submission_key(send), 1, _until_midnight_in(A_WEEK_AND_WAIT))


def release_submission(send: str) -> None:
    limits.delete(_submission_key(send))


def _submission_key(send: str) -> str:
    return f"tally:sent:{keyed_hash(f'tally send:{send}')}"


def claim_tap(person: Person, portal: int, week: Week, tap: Tap) -> bool:
    """Count one tap; False beyond the weekly limit of this person, over all portals and sites."""
    place = _place(person, week, tap)
    if _raise(place, A_WEEK_AND_WAIT) <= MOST_A_WEEK:
        _raise(_total_key(portal, week.month), FOUR_MONTHS)
        return True
    _lower(place)
    return False


def release_tap(person: Person, portal: int, week: Week, tap: Tap) -> None:
    _lower(_place(person, week, tap))
    _lower(_total_key(portal, week.month))


def _raise(place: str, days: int) -> int:
    limits.add(place, 0, _until_midnight_in(days))
    try:
        return limits.incr(place)
    except ValueError as error:  # it went between the two: it may have held counts
        raise CacheUnavailable from error


def _lower(place: str) -> None:
    try:
        limits.decr(place)
    except ValueError:
        return


def _place(person: Person, week: Week, tap: Tap) -> str:
    return f"tally:{keyed_hash(f'tally:{person.pk}:{week.monday}:{tap}')}"


def _total_key(portal: int, month: Month) -> str:
    return f"tally:total:{keyed_hash(f'tally total:{portal}:{month}')}"


def counting_since(today: date) -> date:
    """Return since when the cache has kept everything; from today on, where it was emptied."""
    limits.add(MARK, today.isoformat(), None)
    return date.fromisoformat(limits.get(MARK, today.isoformat()))


def lost_taps(portal: int, month: Month, counted: int) -> bool:
    """Return whether the cache knows of fewer taps than were counted: it went back to an earlier state."""
    return limits.get(_total_key(portal, month), counted) < counted


def sign_undo_token(person: Person, noted: RecordedTap) -> str:
    """Sign a token with which this person alone may undo the tap for a few minutes."""
    values = [noted.portal, noted.site, noted.week.monday.isoformat(), str(noted.tap), noted.number]
    return signing.dumps(values, salt=_salt(person))


def read_undo_token(person: Person, token: str) -> RecordedTap | None:
    try:
        portal, site, monday, tap, number = signing.loads(
            token, salt=_salt(person), max_age=UNDO_SECONDS
        )
    except signing.BadSignature:
        return None
    return RecordedTap(portal, site, Week(date.fromisoformat(monday)), Tap(tap), number)


def claim_undo(noted: RecordedTap) -> bool:
    return limits.add(f"tally:undone:{noted.number}", 1, UNDO_SECONDS)


def _salt(person: Person) -> str:
    return keyed_hash(f"tally undo:{person.pk}")
