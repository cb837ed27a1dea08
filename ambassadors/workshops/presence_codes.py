"""Compute the six-digit code shown on the room's screen, another every two minutes.

It is a keyed digest of the session and the moment, so nothing is stored, and a photo sent to somebody
elsewhere is soon worthless.
"""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from people.keyed_hash import keyed_hash


DIGITS = 6
STEP_SECONDS = 120  # seconds
VALID_STEPS_BACK = 1  # previous codes still accepted
OPENS_BEFORE = timedelta(minutes=30)
CLOSES_AFTER = timedelta(minutes=15)


def is_check_in_open(starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> bool:
    """Return True from half an hour before the session to a quarter of an hour after it."""
    if starts_at is None or ends_at is None:
        return False
    return starts_at - OPENS_BEFORE <= now <= ends_at + CLOSES_AFTER


def presence_code(session: UUID, now: datetime) -> str:
    return _code(session, _step(now))


def is_valid_presence_code(session: UUID, typed: str, now: datetime) -> bool:
    """Return whether this is the current or previous code; blanks are ignored."""
    plain = "".join(typed.split())
    step = _step(now)
    known = (_code(session, step - back) for back in range(VALID_STEPS_BACK + 1))
    return any(hmac.compare_digest(plain.encode(), code.encode()) for code in known)


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def _code(session: UUID, step: int) -> str:
    number = int(keyed_hash(f"workshop-presence {session} {step}")[:15], 16)
    return f"{number % 10**DIGITS:0{DIGITS}d}"
