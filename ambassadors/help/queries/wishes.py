"""Kinds of help, levels and wishes for a match; people are given by key."""

from collections import defaultdict
from typing import Any

from django.db.models import F, Q, QuerySet

from ambassadors.help import matching
from ambassadors.help.models import (
    Ambassador,
    ColleagueWish,
    HelpRequest,
    OfferAim,
    RequestAim,
    RequestWish,
)
from core.dates import today
from people.models import Person, Position


def request_aims(requests: QuerySet[HelpRequest]) -> dict[int, dict[str, Any]]:
    """Return arguments of matching.Seeker by request; a request without aim or wishes is missing."""
    by_request: dict[int, dict[str, Any]] = defaultdict(dict)
    aims = RequestAim.objects.filter(request__in=requests.order_by().values("pk"))
    exchanged = _exchanged_services(
        RequestAim.exchange.through.objects.filter(requestaim__in=aims), "requestaim"
    )
    for aim in aims:
        by_request[aim.request_id] = _levels(aim, exchanged) | {"kind": matching.Kind(aim.kind)}
    wishes = RequestWish.objects.filter(request__in=requests.order_by().values("pk"))
    rows = wishes.order_by("request", "rank").values_list("request", "ambassador__person")
    for help_request, person in rows:
        by_request[help_request].setdefault("wishes", []).append(person)
    return {key: _with_wishes_as_tuple(values) for key, values in by_request.items()}


def offer_aims(ambassadors: QuerySet[Ambassador]) -> dict[int, dict[str, Any]]:
    """Return arguments of matching.Guide by ambassador."""
    by_ambassador: dict[int, dict[str, Any]] = defaultdict(dict)
    keys = ambassadors.order_by().values("pk")
    aims = OfferAim.objects.filter(ambassador__in=keys)
    exchanged = _exchanged_services(
        OfferAim.exchange.through.objects.filter(offeraim__in=aims), "offeraim"
    )
    for aim in aims:
        kinds = frozenset(matching.Kind(kind) for kind in aim.kinds)
        by_ambassador[aim.ambassador_id] = _levels(aim, exchanged) | {"kinds": kinds}
    glad = ColleagueWish.objects.filter(ambassador__in=keys).exclude(rank=None)
    for ambassador, person in glad.order_by("ambassador", "rank").values_list(
        "ambassador", "person"
    ):
        by_ambassador[ambassador].setdefault("wishes", []).append(person)
    return {key: _with_wishes_as_tuple(values) for key, values in by_ambassador.items()}


def unwanted_colleague_pairs(ambassadors: QuerySet[Ambassador]) -> list[tuple[int, int]]:
    """Return (person of the ambassador, colleague whom they would rather not meet)."""
    rows = ColleagueWish.objects.filter(
        ambassador__in=ambassadors.order_by().values("pk"), rank=None
    )
    return list(rows.order_by().values_list("ambassador__person", "person"))


def _levels(aim: RequestAim | OfferAim, exchanged: dict[int, set[str]]) -> dict[str, Any]:
    return {
        "ease": aim.ease,
        "responsibility": aim.responsibility,
        "domain": aim.domain or None,
        "exchange": frozenset(exchanged[aim.pk]),
    }


def _exchanged_services(rows: QuerySet[Any], name: str) -> dict[int, set[str]]:
    services: dict[int, set[str]] = defaultdict(set)
    for aim, service in rows.values_list(name, F("portalservice")):
        services[aim].add(str(service))
    return services


def _with_wishes_as_tuple(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"wishes": tuple(values.get("wishes", ()))}


def nearby_colleagues(person: Person) -> QuerySet[Person]:
    """Return staff of the same site or team today: whom an ambassador knows."""
    positions = Position.objects.held_on(today())
    own = positions.filter(person=person)
    near = positions.filter(Q(site__in=own.values("site")) | Q(team__in=own.values("team")))
    return (
        Person.objects.staff()
        .employed_on(today())
        .filter(pk__in=near.order_by().values("person"))
        .exclude(pk=person.pk)
    )
