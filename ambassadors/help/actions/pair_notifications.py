"""Enqueue mails to both people of a pair; they contain neither a name nor a topic: the pair's page does."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from ambassadors.help.follow_up_mails import (
    PAIR_CLOSED,
    PAIR_ENDED,
    PAIR_FIT,
    PAIR_QUIET,
)
from ambassadors.help.models import Pair
from ambassadors.help.queries.follow_up import REVEAL_DELAY, fit_check_day_from
from core.typography import day_text
from people.actions.mails import Letter, enqueue_mails


def notify_quiet_pairs(pairs: Iterable[Pair]) -> None:
    _notify_both(PAIR_QUIET, pairs, key=lambda pair: str(pair.plan.quiet_since))


def notify_fit_check(pairs: Iterable[Pair]) -> None:
    """Mail pairs annotated with `check_begins` (queries.follow_up.pairs_with_begun_fit_check)."""
    _notify_both(
        PAIR_FIT,
        pairs,
        key=lambda _pair: "check",
        values=lambda pair: {"day": _lazy_day_text(_last_day(pair))},
        until=lambda pair: _end_of(_last_day(pair)),
    )


def notify_ended_by_fit_check(pairs: Iterable[Pair]) -> None:
    """Send both people the same mail at the same moment."""
    _notify_both(PAIR_ENDED, pairs, key=lambda _pair: "ended")


def notify_pair_closed(pair: Pair) -> None:
    """Mail both people that they may leave feedback, for a fortnight from today."""
    last = timezone.localdate() + REVEAL_DELAY - timedelta(days=1)
    _notify_both(
        PAIR_CLOSED,
        [pair],
        key=lambda _pair: "closed",
        values=lambda _pair: {"day": _lazy_day_text(last)},
        until=lambda _pair: _end_of(last),
    )


def _notify_both(
    kind: str,
    pairs: Iterable[Pair],
    *,
    key: Callable[[Any], str],
    values: Callable[[Any], dict[str, Any]] = lambda _pair: {},
    until: Callable[[Any], datetime | None] = lambda _pair: None,
) -> None:
    letters = [
        Letter(
            person=person,
            key=f"{pair.uuid} {person.pk} {key(pair)}",
            path=reverse("ambassadors:pair", args=[pair.uuid]),
            values=values(pair),
            expires_at=until(pair),
        )
        for pair in pairs
        for person in (pair.request.person, pair.ambassador.person)
    ]
    enqueue_mails(kind=kind, letters=letters)


def _last_day(pair: Any) -> date:
    return fit_check_day_from(pair.check_begins) - timedelta(days=1)


def _lazy_day_text(day: date) -> Callable[[], str]:
    return lambda: day_text(day, "l j F")


def _end_of(day: date) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(midnight)
