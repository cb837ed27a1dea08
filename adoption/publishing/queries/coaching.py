"""Read coaching reach: the people helped by ambassadors, for its publication, and what is published."""

from dataclasses import dataclass

from django.db.models import Min

from adoption.foundation.periods import Quarter
from adoption.foundation.rates import Measure
from adoption.publishing.disclosure.protection import Figure, Kind
from adoption.publishing.models import CoachingFigure
from adoption.usage.models import Objection
from adoption.usage.pseudonyms import subject_of_uuid
from ambassadors.help.models import Session
from people.models import Person


@dataclass(frozen=True, slots=True)
class CoachingFacts:
    """population: employed throughout, and proved who they are before. helped: those of them helped for the first time in the quarter."""

    population: int
    helped: int


def first_coaching_quarter() -> Quarter | None:
    first = Session.objects.aggregate(first=Min("held_on"))["first"]
    return Quarter.containing(first) if first else None


def coaching_facts(quarter: Quarter) -> CoachingFacts:
    """Read a quarter's facts; people who object to being counted count as not helped. Three queries."""
    staff = Person.objects.staff().employed_throughout(quarter.first_day, quarter.last_day)
    staff = staff.proven_before(quarter.first_day)
    uuids = dict(staff.order_by().values_list("pk", "uuid"))
    objecting = set(Objection.objects.order_by().values_list("subject", flat=True))
    first_times = Session.objects.order_by().values_list("pair__request__person")
    helped = 0
    for person, first in first_times.annotate(first=Min("held_on")):
        if person in uuids and quarter.first_day <= first <= quarter.last_day:
            helped += subject_of_uuid(str(uuids[person])) not in objecting
    return CoachingFacts(len(uuids), helped)


def earlier_coaching() -> list[Figure]:
    rows = CoachingFigure.objects.order_by("quarter").values_list("kind", "low", "high")
    return [Figure(Kind(kind), low, high) for kind, low, high in rows]


@dataclass(frozen=True, slots=True)
class CoachingOfQuarter:
    quarter: Quarter
    helped: Measure


def published_coaching() -> list[CoachingOfQuarter]:
    """Published quarters of a year, the latest first. One query."""
    return [
        CoachingOfQuarter(Quarter.containing(figure.quarter), figure.as_measure)
        for figure in CoachingFigure.objects.order_by("-quarter")[:4]
    ]
