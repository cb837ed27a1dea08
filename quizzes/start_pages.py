"""From which page an attempt was begun: kept in the session of its learner."""

from typing import Any

from django.utils.http import url_has_allowed_host_and_scheme

from quizzes.models import Attempt


BACK = "quiz_back"
BACK_KEPT = 20


def address_on_this_site(request: Any, url: str) -> str:
    """An address of this site, or ""."""
    allowed = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if allowed else ""


def remember_start(request: Any, attempt: Attempt, back: str) -> None:
    """Keep the page of the last attempts only; nothing of one that has no such page."""
    if back:
        starts = [*request.session.get(BACK, {}).items(), (str(attempt.uuid), back)]
        request.session[BACK] = dict(starts[-BACK_KEPT:])


def start_page_of(request: Any, attempt: Attempt) -> str:
    """Return the page, "" after another sign-in, for one."""
    return request.session.get(BACK, {}).get(str(attempt.uuid), "")
