"""Limit the questions without a name that one sign-in, and all together, may submit within a clock hour, in the box and
on lessons; and how often somebody may say that an answer helped.

Counts of questions live only in the cache of limits, under a digest whose key is drawn each hour and forgotten with it; all counts
of an hour end at the same moment, so that none tells when it began. Where that cache does not answer, CacheUnavailable
is raised, no question is taken and nothing is counted.
"""

import secrets
from contextlib import suppress
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from ambassadors.help.models import BoxedQuestion
from core.cache import CacheUnavailable, limits
from people.keyed_hash import keyed_hash
from people.models import Person


MOST_AN_HOUR, MOST_OF_ALL = 5, 30
A_DAY = 24 * 60 * 60
DAYS_KEPT = 124  # of who said that an answer helped


def may_submit_question(sign_in: str) -> bool:
    """Return whether the sign-in is under its hourly limit; counts this attempt."""
    hour, left = _hour()
    drawn = limits.get_or_set(f"question-box-{hour}", secrets.token_hex(32), left)
    key = salted_hmac("ambassadors.help.question_limit", f"{drawn} {sign_in}", algorithm="sha256")
    return _incremented(f"question-box-{key.hexdigest()}", left) <= MOST_AN_HOUR


def may_take_question() -> bool:
    """Return whether the box is under its hourly limit; counts this attempt. A limit for each person would tell who asked."""
    hour, left = _hour()
    return _incremented(f"question-box-all-{hour}", left) <= MOST_OF_ALL


def claim_helped(person: Person, question: BoxedQuestion) -> bool:
    """Return True the first time somebody says that an answer helped them. The mark ends at a midnight, and without
    the key of pseudonyms nobody tells whose it is: no row says who was helped by what."""
    seconds = (DAYS_KEPT + 1) * A_DAY - int(timezone.now().timestamp()) % A_DAY
    key = f"question-helped-{keyed_hash(f'question helped:{person.pk}:{question.pk}')}"
    return limits.add(key, 1, seconds)


def forget_past_hour() -> None:
    """Have the limits deleted that are over: a file keeps them, with the key that tells whose they are, until it is
    written to again."""
    with suppress(CacheUnavailable):
        limits.add("question-box-forgotten", 1, 1)


def _hour() -> tuple[str, int]:
    """Return the name of the clock hour, and the seconds until its end."""
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    return f"{hour:%Y%m%d%H}", int((hour + timedelta(hours=1) - now).total_seconds()) + 1


def _incremented(key: str, seconds: int) -> int:
    limits.add(key, 0, seconds)
    try:
        return limits.incr(key)
    except ValueError:  # the hour ended in between
        return 1
