from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy as _

from adoption.foundation.periods import Quarter
from adoption.publishing.models import PartFigure, Publication, ReachPublication, Roll
from adoption.usage.pseudonyms import roll_key_of
from core.json_lists import IsInList, NameOfListWith
from people.enums import DataChapter, ErasureOutcome
from people.models import Person, Team
from people.privacy_registry import Holding, Rows, register_holding
from people.queries.compiled import compiled_for_person
from people.queries.own_rows import OwnRows


def register() -> None:
    roll = Holding(
        model=Roll._meta.label,
        title=_("The team, and the part of the staff, in which you were counted"),
        purpose=_("So that a month’s figures cannot be subtracted from another’s to point at you."),
        recipients=_("Nobody: a fingerprint beside a team and a part, and nothing of your use."),
        retention=_("As long as the figures; the fingerprint leads to nobody once you are erased."),
        source=_("The staff list, when a month is published."),
        chapter=DataChapter.USE,
        export=_export_roll,
        outcome=ErasureOutcome.KEPT,
        erase=lambda person: 0,
    )
    reach = Holding(
        model=ReachPublication._meta.label,
        title=_("The quarters in which you were counted among the staff"),
        purpose=_(
            "So that a quarter’s figures cannot be subtracted from another’s to point at you."
        ),
        recipients=_("Nobody: a fingerprint in a list, and nothing of what you learn."),
        retention=_("As long as the figures; the fingerprint leads to nobody once you are erased."),
        source=_("The staff list, when a quarter is published."),
        chapter=DataChapter.LEARNING,
        export=OwnRows(_reached, _roll_key, tell=_reach_rows),
        outcome=ErasureOutcome.KEPT,
        erase=lambda person: 0,
    )
    register_holding(roll)
    register_holding(reach)


def _roll_key(person: Person) -> str:
    return roll_key_of(str(person.uuid))


def _reached(person: Person) -> QuerySet[Any, Any]:
    is_named = IsInList("members", Value(_roll_key(person)))
    return ReachPublication.objects.order_by("quarter").filter(is_named).values("quarter")


def _reach_rows(reached: Rows) -> Rows:
    return [{"quarter": str(Quarter.containing(row["quarter"]))} for row in reached]


def _export_roll(person: Person) -> Rows:
    places = [
        _Place(pk, portal, month, int(team), part or "")
        for pk, portal, month, team, part in _places_of(person)
        if team is not None
    ]
    teams = dict(
        Team.objects.filter(pk__in={place.team for place in places}).values_list("pk", "name")
    )
    figures = PartFigure.objects.filter(
        publication__in=[place.publication for place in places],
        part__in={place.part for place in places},
    )
    parts = {(row.publication_id, row.part): row.name for row in figures.order_by("pk")}
    return [
        {
            "portal_name": place.portal,
            "month": f"{place.month:%Y-%m}",
            "team": teams.get(place.team, ""),
            "part": parts.get((place.publication, place.part), ""),
        }
        for place in places
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """The team and the part in which somebody was counted in a publication."""

    publication: int
    portal: str
    month: date
    team: int
    part: str


@compiled_for_person(_roll_key)
def _places_of(person: Person) -> QuerySet[Any, Any]:
    key = Value(_roll_key(person))
    return (
        Publication.objects.out()
        .order_by("portal", "month")
        .annotate(
            team=NameOfListWith("roll__members", key), part=NameOfListWith("roll__parts", key)
        )
        .values_list("pk", "portal__name", "month", "team", "part")
    )
