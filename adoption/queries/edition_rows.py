"""The rows of which the committee's report is made, of one portal up to a month: a query over five tables, and one over two."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)

from adoption.models import (
    ContactVolume,
    Figure,
    OrganisationFigure,
    Publication,
    TallyFigure,
    TallyPublication,
    Target,
    TeamAction,
)
from adoption.periods import Month
from adoption.queries.contacts import own_names
from adoption.queries.front_desk import WINDOW as DESK_MONTHS
from adoption.queries.quarters import latest_quarters
from people.models import Team


COURSE = 24  # months that a forecast reads
WHOLE, GROUP, LINKED, DESKS, CONTACTS = "whole", "group", "linked", "desks", "contacts"
FIGURES, ACTIONS = "figures", "actions"
A_DAY = 24 * 60 * 60  # seconds
DONE, DROPPED, WAITING = "done", "dropped", "waiting"


class Counted(NamedTuple):
    """A count as it is out. `of`: one of the five; `place`: the team; `name`: of a channel of the organisation's own."""

    of: str
    month: date
    place: int
    what: str
    name: str | None
    low: int | None
    high: int | None
    people: int


def counted(publication: Publication, out: Sequence[Publication]) -> list[Counted]:
    """In the order of their months. `out`: the portal's publications up to this one, the latest first. One query.

    The organisation's own are there where they are hidden too: how many people it has is no secret.
    """
    up_to = {"portal": publication.portal_id, "month__lte": publication.month}
    figures = Figure.objects.filter(publication__in=out)
    aimed_at = Target.objects.in_force().filter(portal=publication.portal_id).order_by()
    groups = Figure.objects.filter(
        publication__in=out[:COURSE], team__in=aimed_at.values("team"), low__isnull=False
    ).exclude(team__code=Team.ROOT_CODE)
    linked = OrganisationFigure.objects.filter(
        publication__in=latest_quarters(out), part="", low__isnull=False
    )
    tallies = TallyPublication.objects.filter(**up_to).order_by("-month").values("pk")
    desks = TallyFigure.objects.filter(publication__in=tallies[:DESK_MONTHS], site=None)
    contacts = ContactVolume.objects.filter(**up_to).annotate(
        called=Subquery(own_names(OuterRef("channel")))
    )
    month, team = F("publication__month"), F("team_id")
    rows = _columns(figures.filter(team__code=Team.ROOT_CODE), WHOLE, month, place=team).union(
        _columns(groups, GROUP, month, place=team),
        _columns(linked, LINKED, month),
        _columns(desks, DESKS, month, what="tap", people="staff"),
        _columns(
            contacts,
            CONTACTS,
            F("month"),
            what="channel",
            name=F("called"),
            low="count",
            high="count",
            people="count",
        ),
        all=True,
    )
    return sorted(map(Counted._make, rows), key=lambda each: each[:4])


def _columns(
    rows: QuerySet[Any],
    of: str,
    month: Any,
    *,
    place: Any = None,
    what: str = "indicator",
    name: Any = None,
    low: str = "low",
    high: str = "high",
    people: str = "population",
) -> QuerySet[Any, Any]:
    named = rows.order_by().annotate(
        c_of=Value(of, CharField()),
        c_month=month,
        c_place=place or Value(0, BigIntegerField()),
        c_what=F(what),
        c_name=name or Value(None, CharField()),
        c_low=F(low),
        c_high=F(high),
        c_people=F(people),
    )
    columns = ("c_of", "c_month", "c_place", "c_what", "c_name", "c_low", "c_high", "c_people")
    return named.values_list(*columns)


def numbers(publication: Publication) -> dict[tuple[str, str], dict[str, int]]:
    """Of the month's figures, how many of an indicator are of a kind; of what teams set out to do by its end, how
    many of a kind are done, dropped or waiting. One query: figures that are out never change, and are counted once a day.
    """
    end = Month.containing(publication.month).last_day
    figures = Figure.objects.filter(publication=publication.pk).order_by()
    actions = TeamAction.objects.filter(portal=publication.portal_id, noted_on__lte=end).order_by()
    state = Case(
        When(done_on__lte=end, then=Value(DONE)),
        When(dropped_on__lte=end, then=Value(DROPPED)),
        default=Value(WAITING),
        output_field=CharField(),
    )
    set_out = _numbers(actions, ACTIONS, F("kind"), state)
    key = f"figures-by-kind:{publication.pk}:{publication.published_at:%Y%m%d%H%M%S%f}"
    kept = cache.get(key)
    if kept is None:
        counted_now = _numbers(figures, FIGURES, F("indicator"), F("kind"))
        rows = list(counted_now.union(set_out, all=True))
        cache.set(key, [row for row in rows if row[0] == FIGURES], timeout=A_DAY)
    else:
        rows = [*kept, *set_out]
    found: dict[tuple[str, str], dict[str, int]] = {}
    for of, what, how, number in rows:
        found.setdefault((of, what), {})[how] = number
    return found


def _numbers(rows: QuerySet[Any], of: str, what: Any, how: Any) -> QuerySet[Any, Any]:
    named = rows.annotate(n_of=Value(of, CharField()), n_what=what, n_how=how)
    grouped = named.values("n_of", "n_what", "n_how")
    return grouped.annotate(number=Count("pk", output_field=IntegerField())).values_list(
        "n_of", "n_what", "n_how", "number"
    )
