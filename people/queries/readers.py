"""Finds who opened the records of unusually many people, from the log of looks."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from people.enums import Purpose, ViewedData
from people.models import Look, Person


WINDOW_DAYS = 30
MANY_PEOPLE, MANY_IN_A_DAY = 50, 20  # opened one by one

# What a page shows of many people at once: no sign of curiosity by its number.
SHOWN_AT_ONCE = Q(seen__in=(ViewedData.STAFF_LINE, ViewedData.CHOSEN)) | Q(
    purpose__in=(Purpose.MANDATORY_TRAINING, Purpose.MARKING)
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who opened records. `people`: of how many, one by one; `most`: in their busiest day."""

    person: Person
    people: int
    most: int
    busiest: date
    purposes: list[tuple[str, int]]


def unusual_readers(now: datetime) -> list[Reader]:
    """Return who is above a threshold in the days before, those with most people first."""
    looks = _opened_one_by_one(now)
    busiest, totals = _above_threshold(looks)
    purposes = _purposes(looks, list(totals))
    readers = [
        Reader(person, totals[person.pk], *busiest[person.pk], purposes[person.pk])
        for person in Person.objects.filter(pk__in=totals)
    ]
    return sorted(readers, key=lambda reader: (-reader.people, reader.person.pk))


def count_unusual_readers(now: datetime) -> int:
    return len(_above_threshold(_opened_one_by_one(now))[1])


def _above_threshold(
    looks: QuerySet[Look],
) -> tuple[dict[int, tuple[int, date]], dict[int, int]]:
    """Return the busiest day of viewers, and of how many people in all those above a threshold opened records."""
    days = looks.annotate(day=TruncDate("looked_at")).order_by().values("viewer", "day")
    busiest: dict[int, tuple[int, date]] = {}
    at_most = Counter[int]()
    for row in days.annotate(people=Count("subject", distinct=True)):
        viewer, in_day = row["viewer"], (row["people"], row["day"])
        busiest[viewer] = max(busiest.get(viewer, in_day), in_day)
        at_most[viewer] += row["people"]
    perhaps = [
        viewer
        for viewer, number in at_most.items()
        if number >= MANY_PEOPLE or busiest[viewer][0] >= MANY_IN_A_DAY
    ]
    totals = looks.filter(viewer__in=perhaps).order_by().values_list("viewer")
    return busiest, {
        viewer: people
        for viewer, people in totals.annotate(people=Count("subject", distinct=True))
        if people >= MANY_PEOPLE or busiest[viewer][0] >= MANY_IN_A_DAY
    }


def _opened_one_by_one(now: datetime) -> QuerySet[Look]:
    recent = Look.objects.filter(looked_at__gte=now - timedelta(days=WINDOW_DAYS))
    return recent.exclude(SHOWN_AT_ONCE).exclude(viewer=None)


def _purposes(looks: QuerySet[Look], viewers: list[int]) -> dict[int, list[tuple[str, int]]]:
    labels = dict(Purpose.choices)
    found: dict[int, list[tuple[str, int]]] = {viewer: [] for viewer in viewers}
    counted = looks.filter(viewer__in=viewers).order_by().values("viewer", "purpose")
    for row in counted.annotate(people=Count("subject", distinct=True)).order_by("-people"):
        found[row["viewer"]].append((str(labels[row["purpose"]]), row["people"]))
    return found
