"""Queries of what waits for a person on their first screen, beside the next step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateField, DateTimeField, F, QuerySet, UUIDField, Value
from django.db.models.functions import Now, TruncDate
from django.utils.timezone import localdate

from core.dates import start_of_day
from learning.enums import WeekAim
from learning.outline import PathRow
from learning.policies import certificates_visible_to
from learning.queries.transcript import renewal_period
from learning.queries.week_goals import WeekStanding, goals_of_week
from people.models import Person
from people.queries.compiled import compiled_for_person
from quizzes.policies import attempts_visible_to
from quizzes.queries.results import quiz_title_expression
from quizzes.queries.review import questions_of_week


ATTEMPT, CERTIFICATE, GOAL, REVIEW = "attempt", "certificate", "goal", "review"
NOTHING = {
    "uuid": Value(None, UUIDField()),
    "since": Value(None, DateField()),
    "until": Value(None, DateField()),
    "at": Value(None, DateTimeField()),
}
LEFT_ALONE = timedelta(days=30)  # a quiz that was begun longer ago is not recalled


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An attempt under way of a quiz, or a certificate of a path. `of`: the key of the one or the other."""

    uuid: UUID
    of: int
    title: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """The things that wait. `review`: how many questions this week still offers."""

    attempt: WaitingItem | None = None
    certificates: tuple[WaitingItem, ...] = field(default=())  # the latest first
    goal: WeekStanding | None = None
    review: int = 0


def waiting_items_for(person: Person, *, on: date) -> Waiting:
    """Return the quiz that they began last and have not handed in, their certificates, the goal of their week and
    the questions that it offers. One query."""
    found = _waiting_rows(person, on)
    numbers = {kind: (number, word) for kind, _uuid, number, word, *_rest in found}
    rows = [row for row in found if row[0] in (ATTEMPT, CERTIFICATE)]
    rows.sort(key=lambda row: (row[4], row[6], row[1]))  # of one moment: always the same first
    items = [(kind, WaitingItem(*values)) for kind, *values, _at in rows]
    begun = [item for kind, item in items if kind == ATTEMPT]
    return Waiting(
        attempt=begun[-1] if begun else None,
        certificates=tuple(item for kind, item in reversed(items) if kind == CERTIFICATE),
        goal=_goal(*numbers[GOAL]) if GOAL in numbers else None,
        review=max(0, numbers.get(REVIEW, (0, ""))[0]),
    )


@compiled_for_person()
def _waiting_rows(person: Person, on: date) -> QuerySet[Any, Any]:
    attempts = (
        attempts_visible_to(person)
        .open()
        .filter(started_at__gte=start_of_day(on) - LEFT_ALONE)
        .exclude(closes_at__lte=Now())
        .order_by()
        .annotate(kind=Value(ATTEMPT), since=TruncDate("started_at"))
        .annotate(until=Value(None, output_field=DateField()))
        .annotate(at=F("started_at"), called=quiz_title_expression())
        .values_list("kind", "uuid", "quiz_id", "called", "since", "until", "at")
    )
    certificates = (
        certificates_visible_to(person)
        .exclude(path=None)
        .order_by()
        .annotate(kind=Value(CERTIFICATE), at=F("made_at"))
        .values_list("kind", "uuid", "path_id", "title", "issued_on", "expires_on", "at")
    )
    goals = (
        goals_of_week(person, on=on)
        .order_by()
        .annotate(kind=Value(GOAL), **NOTHING)
        .values_list("kind", "uuid", "minutes", "aim", "since", "until", "at")
    )
    reviews = (
        questions_of_week(person, on=on)
        .annotate(kind=Value(REVIEW), called=Value(""), **NOTHING)
        .values_list("kind", "uuid", "offered", "called", "since", "until", "at")
    )
    return certificates.union(attempts, goals, reviews, all=True)


def _goal(minutes: int, aim: str) -> WeekStanding:
    return WeekStanding(WeekAim(aim), minutes)


def paths_without_certificate(
    paths: Iterable[PathRow], certificates: Iterable[WaitingItem]
) -> list[PathRow]:
    """Return paths that are done, without a certificate of their round."""
    items = list(certificates)
    return [path for path in paths if path.is_done and not _has_one(path, items)]


def _has_one(path: PathRow, items: Iterable[WaitingItem]) -> bool:
    first = localdate(path.counts_from) if path.counts_from else date.min
    return any(item.of == path.pk and item.since >= first for item in items)


def certificates_ending_soon(
    paths: Iterable[PathRow], certificates: Iterable[WaitingItem], *, on: date
) -> list[WaitingItem]:
    """Return the last one of each path, while it is valid and nears its end; not once it is being renewed."""
    renewing = {path.pk for path in paths if path.counts_from and not path.is_done}
    last: dict[int, WaitingItem] = {}
    for certificate in certificates:
        last.setdefault(certificate.of, certificate)
    return sorted(
        (
            item
            for item in last.values()
            if item.of not in renewing
            and item.until is not None
            and on <= item.until <= on + renewal_period()
        ),
        key=lambda item: item.until or date.max,
    )
