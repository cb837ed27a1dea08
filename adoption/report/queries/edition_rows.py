"""Rows of the committee's report, for one portal up to a month: one query over five tables, one over two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from adoption.contacts.models import ContactVolume, TallyFigure, TallyPublication
from adoption.contacts.queries.contacts import own_channel_name_subquery
from adoption.contacts.queries.front_desk import WINDOW as DESK_MONTHS
from adoption.foundation.indicators import KNOWN
from adoption.foundation.periods import Month
from adoption.publishing.models import Figure, OrganisationFigure, Publication
from adoption.publishing.queries.daily_cache import A_DAY, cache_key
from adoption.publishing.queries.quarters import latest_quarters
from adoption.targets.models import Target
from adoption.team_actions.models import TeamAction
from people.models import Team


COURSE = 24  # months that a forecast reads
WHOLE, GROUP, LINKED, DESKS, CONTACTS = "whole", "group", "linked", "desks", "contacts"
FIGURES, ACTIONS = "figures", "actions"


class CountRow(NamedTuple):
    """A published count. `of`: one of the five tables; `place`: the team; `name`: of a channel of the organisation's own."""

    of: str
    month: date
    place: int
    what: str
    name: str | None
    low: int | None
    high: int | None
    people: int


class Actions(NamedTuple):
    """Numbers of team actions by the end of the month: in all, done and dropped."""

    planned: int
    done: int
    dropped: int


def organisation_counts(publication: Publication, out: Sequence[Publication]) -> list[CountRow]:
    """Counts in the order of their months. `out`: publications up to this one, the latest first. One query.

    The organisation's own are there where they are hidden too: how many people it has is no secret.
    """
    up_to = {"portal": publication.portal_id, "month__lte": publication.month}
    figures = Figure.objects.filter(publication__in=out)
    aimed_at = Target.objects.in_force().filter(portal=publication.portal_id).order_by()
    groups = Figure.objects.filter(
        Q(indicator=KNOWN.code) | Q(indicator__in=aimed_at.values("indicator")),
        publication__in=out[:COURSE],
        team__in=aimed_at.values("team"),
        low__isnull=False,
    ).exclude(team__code=Team.ROOT_CODE)
    linked = OrganisationFigure.objects.filter(
        publication__in=latest_quarters(out), part="", low__isnull=False
    )
    tallies = TallyPublication.objects.filter(**up_to).order_by("-month").values("pk")
    desks = TallyFigure.objects.filter(publication__in=tallies[:DESK_MONTHS], site=None)
    contacts = ContactVolume.objects.filter(**up_to).annotate(
        called=Subquery(own_channel_name_subquery(OuterRef("channel")))
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
    return sorted(map(CountRow._make, rows), key=itemgetter(0, 1, 2, 3))


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


@dataclass(frozen=True, slots=True)
class Numbers:
    """`kinds`: numbers of the month's figures by indicator and kind. `actions`: by kind."""

    kinds: dict[str, dict[str, int]]
    actions: dict[str, Actions]


def numbers(publication: Publication) -> Numbers:
    """Read the numbers in one query; those of published figures are cached for a day."""
    set_out = _set_out(publication)
    key = cache_key(publication, "by-kind")
    kept = cache.get(key)
    if kept is None:
        rows = list(_of_each_kind(publication).union(set_out, all=True))
        kept = [row for row in rows if row[0] == FIGURES]
        cache.set(key, kept, timeout=A_DAY)
    else:
        rows = [*kept, *set_out]
    kinds: dict[str, dict[str, int]] = {}
    actions: dict[str, Actions] = {}
    for of, what, how, *counts in sorted(rows):
        if of == FIGURES:
            kinds.setdefault(what, {})[how] = counts[0]
        else:
            actions[what] = Actions(*counts)
    return Numbers(kinds, actions)


def _of_each_kind(publication: Publication) -> QuerySet[Any, Any]:
    figures = Figure.objects.filter(publication=publication.pk).order_by()
    none = Value(0, IntegerField())
    return _numbers(figures, FIGURES, F("indicator"), F("kind"), done=none, dropped=none)


def _set_out(publication: Publication) -> QuerySet[Any, Any]:
    """Actions as of the end of the month: those recorded or ended later are not counted."""
    end = Month.containing(publication.month).last_day
    noted = TeamAction.objects.filter(portal=publication.portal_id, noted_on__lte=end).order_by()
    done, dropped = (
        Count(day, filter=Q(**{f"{day}__lte": end}), output_field=IntegerField())
        for day in ("done_on", "dropped_on")
    )
    how = Value("", CharField())
    return _numbers(noted, ACTIONS, F("kind"), how, done=done, dropped=dropped)


def _numbers(
    rows: QuerySet[Any], of: str, what: Any, how: Any, *, done: Any, dropped: Any
) -> QuerySet[Any, Any]:
    named = rows.annotate(n_of=Value(of, CharField()), n_what=what, n_how=how)
    counted_each = named.values("n_of", "n_what", "n_how").annotate(
        number=Count("*", output_field=IntegerField()), n_done=done, n_dropped=dropped
    )
    return counted_each.values_list("n_of", "n_what", "n_how", "number", "n_done", "n_dropped")
