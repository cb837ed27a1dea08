"""Compute publishable figures of mutual help: closed quarters, in thirds and tens (docs/decisions/0041)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.timezone import localdate

from ambassadors.help.enums import Part, Side
from ambassadors.help.models import HelpRequest, Pair, PairFeedback, Session
from ambassadors.help.queries.follow_up import quiet_pairs
from core.dates import months_after
from core.site_settings import value_of
from people.models import Person


LEAST_PEOPLE = 20
LEAST_AMBASSADORS = 5
ROUNDED_TO = 10
# Feedback is accepted for a fortnight after a pair ends.
SETTLED_AFTER = timedelta(days=20)
FIRST_SESSION_BANDS = ("fortnight", "month", "later", "never")
MEETINGS_BANDS = ("none", "one", "few", "many")


def quarter_start(day: date) -> date:
    """Return the first day of the quarter."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def settled_quarters(*, today: date, most: int) -> list[date]:
    """Return first days of the latest quarters in which nothing changes any more, oldest first."""
    first = quarter_start(today)
    quarters: list[date] = []
    while len(quarters) < most:
        if today >= first + SETTLED_AFTER:
            quarters.append(months_after(first, -3))
        first = months_after(first, -3)
    return quarters[::-1]


def quarter_figures(first_day: date) -> dict[str, Any]:
    """Return figures of the pairs that ended in the quarter; {} where there are too few people."""
    begins, ends = _midnight(first_day), _midnight(months_after(first_day, 3))
    ended = _between_proven_people(Pair.objects.accepted_by_both(), first_day)
    ended = ended.filter(ended_at__gte=begins, ended_at__lt=ends)
    if not _are_enough(ended, least=_least_people()):
        return {}
    rows = list(_with_sessions(ended))
    return {
        "closed": _closed_requests_in_tens(begins, ends),
        "first_session": _thirds_by_band(map(_wait_band, rows), FIRST_SESSION_BANDS),
        "meetings": _thirds_by_band(map(_meetings_band, rows), MEETINGS_BANDS),
        "useful": _useful_third(ended),
    }


def count_quiet_pairs_in_tens(*, today: date) -> int:
    """Return the number of quiet pairs rounded down to tens; 0 among few ambassadors."""
    quiet = _between_proven_people(quiet_pairs(today=today), today.replace(day=1))
    if not _are_enough(quiet, least=ROUNDED_TO):
        return 0
    return quiet.count() // ROUNDED_TO * ROUNDED_TO


def third_reached(count: int, total: int) -> Part:
    thirds = 3 * count
    if thirds < total:
        return Part.FEW
    return Part.MOST if thirds > 2 * total else Part.SOME


def _between_proven_people(pairs: QuerySet[Pair], day: date) -> QuerySet[Pair]:
    """Return pairs whose two people had proved who they are by then (docs/decisions/0052)."""
    proven = Person.objects.proven_before(day).order_by().values("pk")
    return pairs.filter(request__person__in=proven, ambassador__person__in=proven)


def _least_people() -> int:
    return max(LEAST_PEOPLE, value_of("PUBLICATION_THRESHOLD"))


def _are_enough(pairs: QuerySet[Pair], *, least: int) -> bool:
    """Return whether there are enough people on both sides, and no ambassador in half of the pairs or more."""
    pairs = Pair.objects.filter(pk__in=pairs.order_by().values("pk"))
    counts = pairs.order_by().aggregate(
        people=Count("request__person", distinct=True),
        ambassadors=Count("ambassador", distinct=True),
        pairs=Count("pk", distinct=True),
    )
    if counts["people"] < least or counts["ambassadors"] < LEAST_AMBASSADORS:
        return False
    by_one = pairs.order_by().values("ambassador").annotate(n=Count("pk", distinct=True))
    return 2 * max(row["n"] for row in by_one) < counts["pairs"]


def _with_sessions(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    sessions = Session.objects.filter(pair=OuterRef("pk")).order_by().values("pair")
    return pairs.select_related("request").annotate(
        first_held=Subquery(sessions.annotate(first=Min("held_on")).values("first")),
        held=Subquery(sessions.annotate(n=Count("pk")).values("n")),
    )


def _wait_band(pair: Any) -> str:
    """Return the band of days from the request to the first session."""
    if pair.first_held is None:
        return "never"
    days = (pair.first_held - localdate(pair.request.created_at)).days
    return "fortnight" if days <= 14 else "month" if days <= 31 else "later"


def _meetings_band(pair: Any) -> str:
    sessions = pair.held or 0
    return (
        "none" if not sessions else "one" if sessions == 1 else "few" if sessions <= 3 else "many"
    )


def _thirds_by_band(values: Iterable[str], bands: tuple[str, ...]) -> dict[str, str]:
    listed = list(values)
    return {band: third_reached(listed.count(band), len(listed)).value for band in bands}


def _useful_third(ended: QuerySet[Pair]) -> str:
    """Return the third of seekers who found it useful; "" where few answered."""
    feedbacks = PairFeedback.objects.filter(pair__in=ended.values("pk"), side=Side.SEEKER)
    people = feedbacks.aggregate(n=Count("pair__request__person", distinct=True))["n"]
    if people < _least_people():
        return ""
    return third_reached(feedbacks.filter(useful__gte=3).count(), feedbacks.count()).value


def _closed_requests_in_tens(begins: datetime, ends: datetime) -> int:
    """Return the number of closed requests that a pair had answered, rounded down to tens."""
    accepted = _between_proven_people(Pair.objects.accepted_by_both(), localdate(begins))
    helped = accepted.filter(request=OuterRef("pk"))
    closed = HelpRequest.objects.filter(closed_at__gte=begins, closed_at__lt=ends)
    return closed.filter(Exists(helped)).count() // ROUNDED_TO * ROUNDED_TO


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
