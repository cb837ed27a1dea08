"""Mails to the two of a pair about its course: neither a name nor a topic, their page says both."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from ambassadors.help.models import Pair
from ambassadors.help.queries.routine import REVEALED_AFTER, check_day_from
from ambassadors.help.routine_mails import PAIR_CLOSED, PAIR_DATE, PAIR_ENDED, PAIR_FIT, PAIR_QUIET
from core.typography import day_text
from people.actions import Letter, enqueue_mails


def tell_of_date(pairs: Iterable[Pair]) -> None:
    _tell(
        PAIR_DATE,
        pairs,
        key=lambda pair: str(pair.plan.next_on),
        values=lambda pair: {"day": _words(pair.plan.next_on)},
        until=lambda pair: _end_of(pair.plan.next_on),
    )


def tell_of_quiet(pairs: Iterable[Pair]) -> None:
    _tell(PAIR_QUIET, pairs, key=lambda pair: str(pair.plan.quiet_since))


def tell_of_fit_check(pairs: Iterable[Pair]) -> None:
    """`check_begins` is there: queries.routine.begun_checks."""
    _tell(
        PAIR_FIT,
        pairs,
        key=lambda _pair: "check",
        values=lambda pair: {"day": _words(_last_day(pair))},
        until=lambda pair: _end_of(_last_day(pair)),
    )


def tell_of_let_end(pairs: Iterable[Pair]) -> None:
    """The same to both, at the same moment."""
    _tell(PAIR_ENDED, pairs, key=lambda _pair: "ended")


def tell_of_closing(pair: Pair) -> None:
    """Both may leave a word, from now for a fortnight."""
    last = timezone.localdate() + REVEALED_AFTER - timedelta(days=1)
    _tell(
        PAIR_CLOSED,
        [pair],
        key=lambda _pair: "closed",
        values=lambda _pair: {"day": _words(last)},
        until=lambda _pair: _end_of(last),
    )


def _tell(
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
    return check_day_from(pair.check_begins) - timedelta(days=1)


def _words(day: date) -> Callable[[], str]:
    return lambda: day_text(day, "l j F")


def _end_of(day: date) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(midnight)
