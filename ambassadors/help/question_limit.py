"""Limit the questions that one sign-in may submit within a clock hour.

Counts live only in the cache, under a digest whose key is drawn each hour and forgotten with it; all counts
of an hour end at the same moment, so that none tells when it began.
"""

import secrets
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac


MOST_AN_HOUR = 5


def may_submit_question(sign_in: str) -> bool:
    """Return whether the sign-in is under its hourly limit; counts this attempt."""
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    left = int((hour + timedelta(hours=1) - now).total_seconds()) + 1
    drawn = cache.get_or_set(f"question-box-{hour:%Y%m%d%H}", secrets.token_hex(32), left)
    key = salted_hmac("ambassadors.help.question_limit", f"{drawn} {sign_in}", algorithm="sha256")
    return _incremented(f"question-box-{key.hexdigest()}", left) <= MOST_AN_HOUR


def _incremented(key: str, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # the hour ended in between
        return 1
