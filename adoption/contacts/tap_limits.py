"""Keep in the cache, under keyed names: weekly limits of taps, forms already sent, undone taps. No name, no time.

How often somebody noted a thing this week, since the rule of adoption.publishing.disclosure.tally rests on that bound; and
which pages were sent already, so that nothing is counted twice. What a tap was travels in a signed token that only
the page of whoever tapped holds.
"""

import secrets
from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.core.cache import cache

from adoption.contacts.enums import Tap
from adoption.publishing.disclosure.tally import DAYS, MOST_A_WEEK, Week
from people.keyed_hash import keyed_hash
from people.models import Person


EIGHT_DAYS = (DAYS + 1) * 24 * 60 * 60
UNDO_SECONDS = 10 * 60
LONGEST_SUBMISSION = 64


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


def claim_submission(send: str) -> bool:
    """Return True the first time a form is sent, however often it is sent again."""
    return cache.add(_submission_key(send), 1, EIGHT_DAYS)


def release_submission(send: str) -> None:
    cache.delete(_submission_key(send))


def _submission_key(send: str) -> str:
    return f"tally:sent:{keyed_hash(f'tally send:{send}')}"


def claim_tap(person: Person, week: Week, tap: Tap) -> bool:
    """Count one tap; False beyond the weekly limit of this person, over all portals and sites."""
    place = _place(person, week, tap)
    for _try in range(3):
        cache.add(place, 0, EIGHT_DAYS)
        try:
            count = cache.incr(place)
        except ValueError:  # it went between the two
            continue
        if count <= MOST_A_WEEK:
            return True
        _lower(place)
        return False
    return False


def release_tap(person: Person, week: Week, tap: Tap) -> None:
    _lower(_place(person, week, tap))


def _lower(place: str) -> None:
    try:
        cache.decr(place)
    except ValueError:
        return


def _place(person: Person, week: Week, tap: Tap) -> str:
    return f"tally:{keyed_hash(f'tally:{person.pk}:{week.monday}:{tap}')}"


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
    return cache.add(f"tally:undone:{noted.number}", 1, UNDO_SECONDS)


def _salt(person: Person) -> str:
    return keyed_hash(f"tally undo:{person.pk}")
