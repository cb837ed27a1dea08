"""What a matching round reads: who asks, who can help, and the outcome."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from ambassadors.help import matching
from ambassadors.help.enums import Begun, MatchingObjective
from ambassadors.help.models import Ambassador, HelpRequest, MatchingRound, Pair
from ambassadors.help.queries.colleagues import Workplace, managers_by_person, workplaces_of
from ambassadors.help.queries.wishes import offer_aims, request_aims, unwanted_colleague_pairs
from ambassadors.help.wording import COMPETENCE_PREFIX, reason_in_words, topic_keys
from cms.models import PortalService
from core.cache import CacheUnavailable, limits
from core.dates import today
from people.models import Person
from quizzes.models import Competence


NO_WORKPLACE = Workplace()
LEAST_PAIRS = 10
LEAST_AMBASSADORS = 5
DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """The result of a match, before it is stored. `requests` and `ambassadors` give the keys by person."""

    result: matching.Result
    requests: dict[int, int]
    ambassadors: dict[int, int]


@dataclass(frozen=True, slots=True)
class Demand:
    """Waiting requests and free places at the start of the day, rounded down to tens."""

    requests: int
    places: int

    def as_text(self) -> str:
        return f"{self.requests} {self.places}"


@dataclass(frozen=True, slots=True)
class ReviewedPair:
    pair: Pair
    seeker: Person
    ambassador: Person
    reasons: list[str]


# --- Before -----------------------------------------------------------------------------------------


def pending_demand() -> Demand | None:
    """Return the day's demand, cached all day and in tens: exact numbers would reveal single answers.

    None while the cache is away: numbers of the moment would, too.
    """
    day = today()
    try:
        text = limits.get_or_set(f"demand-{day}", lambda: _demand_of(day).as_text(), DAY)
    except CacheUnavailable:
        return None
    return Demand(*map(int, str(text).split()))


def _demand_of(day: date) -> Demand:
    free = _free_places(_available_ambassadors(day), excepting=None)
    waiting = _waiting_requests(day, excepting=None).count()
    return Demand(requests=_in_tens(waiting), places=_in_tens(sum(free.values())))


def _in_tens(number: int) -> int:
    return number // 10 * 10


def plan_round(*, mode: MatchingObjective, redrafted: MatchingRound | None = None) -> RoundPlan:
    """Match waiting requests with free places; write nothing.

    Draft pairs of a round that is being redrafted do not count.
    """
    day = today()
    waiting = _waiting_requests(day, excepting=redrafted)
    available = _available_ambassadors(day)
    seekers, requests = _seekers(waiting, available, day)
    guides, ambassadors = _guides(available, waiting, day, excepting=redrafted)
    result = matching.match(seekers, guides, mode=matching.Mode(mode))
    return RoundPlan(result, requests, ambassadors)


def _waiting_requests(day: date, *, excepting: MatchingRound | None) -> QuerySet[HelpRequest]:
    """Return open requests of people who work here that day, held by no pair, or by the given round's only."""
    taken = _pairs_left_alone(excepting).values("request")
    employed = Person.objects.employed_on(day).values("pk")
    return HelpRequest.objects.open().filter(person__in=employed).exclude(pk__in=taken)


def _pairs_left_alone(excepting: MatchingRound | None) -> QuerySet[Pair]:
    """Return the pairs held from rounds, except those of the given round. A pair may have no round."""
    pairs = Pair.objects.unavailable_to_rounds()
    return pairs.exclude(round=excepting) if excepting else pairs


def _available_ambassadors(day: date) -> QuerySet[Ambassador]:
    employed = Person.objects.employed_on(day).values("pk")
    return Ambassador.objects.available().filter(person__in=employed)


def _free_places(
    ambassadors: QuerySet[Ambassador], *, excepting: MatchingRound | None
) -> dict[int, int]:
    """Return by ambassador the capacity less the pairs that take a place, the given round's excepted."""
    taken: dict[int, int] = dict(
        _pairs_left_alone(excepting).order_by().values_list("ambassador").annotate(Count("pk"))
    )
    return {
        pk: max(0, capacity - taken.get(pk, 0))
        for pk, capacity in ambassadors.values_list("pk", "capacity")
    }


def _seekers(
    waiting: QuerySet[HelpRequest], available: QuerySet[Ambassador], day: date
) -> tuple[list[matching.Seeker], dict[int, int]]:
    people = _people_of(waiting)
    excluded = _pairs_of_keys(waiting, "ruled_out")
    for help_request, person in _earlier_proposals(waiting):
        excluded[help_request].add(person)
    topics, declared = _topics(waiting), _Declarations(people, _people_of(available), day)
    kinds = request_aims(waiting)
    rows = list(waiting.values_list("pk", "person", "formats", "slots"))
    seekers = [
        matching.Seeker(
            topics=frozenset(topics[help_request]),
            excludes=frozenset(excluded[help_request]),
            **declared.arguments_of(person, formats, slots),
            **kinds.get(help_request, {}),
        )
        for help_request, person, formats, slots in rows
    ]
    return seekers, {person: help_request for help_request, person, _formats, _slots in rows}


def _guides(
    available: QuerySet[Ambassador],
    waiting: QuerySet[HelpRequest],
    day: date,
    *,
    excepting: MatchingRound | None,
) -> tuple[list[matching.Guide], dict[int, int]]:
    free = _free_places(available, excepting=excepting)
    people = _people_of(available)
    asking = HelpRequest.objects.under_way().filter(person__in=people.values("pk"))
    ruled_out: dict[int, set[int]] = defaultdict(set)
    for person, other in asking.exclude(ruled_out=None).values_list("person", "ruled_out"):
        ruled_out[person].add(other)
    for person, other in unwanted_colleague_pairs(available):
        ruled_out[person].add(other)
    topics, declared = _topics(available), _Declarations(people, _people_of(waiting), day)
    kinds = offer_aims(available)
    rows = list(available.values_list("pk", "person", "formats", "slots", "capacity"))
    guides = [
        matching.Guide(
            topics=frozenset(topics[ambassador]),
            excludes=frozenset(ruled_out[person]),
            capacity=free.get(ambassador, 0),
            load=capacity - free.get(ambassador, 0),
            **declared.arguments_of(person, formats, slots),
            **kinds.get(ambassador, {}),
        )
        for ambassador, person, formats, slots, capacity in rows
    ]
    return guides, {row[1]: row[0] for row in rows}


def _people_of(rows: QuerySet[Any]) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=rows.order_by().values("person"))


def sides_of_round(
    requests: QuerySet[HelpRequest],
) -> tuple[list[matching.Seeker], list[matching.Guide], dict[int, int]]:
    """Return seekers of these requests, all available guides with drafts counted, and ambassador keys by
    person."""
    return sides_of_direct_match(requests, ambassadors_available_today())


def ambassadors_available_today() -> QuerySet[Ambassador]:
    return _available_ambassadors(today())


def sides_of_direct_match(
    requests: QuerySet[HelpRequest], ambassadors: QuerySet[Ambassador]
) -> tuple[list[matching.Seeker], list[matching.Guide], dict[int, int]]:
    """Return both sides of a match outside rounds, and ambassador keys by person."""
    day = today()
    seekers, _requests = _seekers(requests, ambassadors, day)
    guides, keys = _guides(ambassadors, requests, day, excepting=None)
    return seekers, guides, keys


class _Declarations:
    """Declarations and workplaces of one side of a match, read at once for all of its people.

    `others`: the other side, among whom alone somebody’s manager matters.
    """

    def __init__(self, people: QuerySet[Person], others: QuerySet[Person], day: date) -> None:
        self.workplaces = workplaces_of(people, on=day)
        self.managers = managers_by_person(people, on=day, among=others)

    def arguments_of(
        self, person: int, formats: Iterable[str], slots: Iterable[str]
    ) -> dict[str, Any]:
        workplace = self.workplaces.get(person, NO_WORKPLACE)
        return {
            "id": person,
            "formats": frozenset(formats),
            "slots": frozenset(slots),
            "site": workplace.site,
            "job": workplace.job,
            "office": workplace.contact,
            "manager_ids": self.managers.get(person, frozenset()),
        }


def _topics(rows: QuerySet[Any]) -> dict[int, set[str]]:
    topics: dict[int, set[str]] = defaultdict(set)
    for name, prefix in (("topics", ""), ("competences", COMPETENCE_PREFIX)):
        for row, keys in _pairs_of_keys(rows, name).items():
            topics[row] |= {f"{prefix}{key}" for key in keys}
    return topics


def _pairs_of_keys(rows: QuerySet[Any], name: str) -> dict[int, set[int]]:
    pairs: dict[int, set[int]] = defaultdict(set)
    for row, key in rows.exclude(**{name: None}).values_list("pk", name):
        pairs[row].add(key)
    return pairs


def _earlier_proposals(waiting: QuerySet[HelpRequest]) -> Iterable[tuple[int, int]]:
    """Return (request, person) of earlier proposals: nobody is proposed twice."""
    earlier = Pair.objects.shown().filter(request__in=waiting.values("pk"))
    return earlier.values_list("request", "ambassador__person")


# --- After ------------------------------------------------------------------------------------------


def reviewed_pairs(pairs: Iterable[Pair]) -> list[ReviewedPair]:
    """Return a page of drafts with their reasons in words. To show them, log a look at each person."""
    pairs = list(pairs)
    topics = topic_names_in_reasons(pairs)
    return [
        ReviewedPair(
            pair=pair,
            seeker=pair.request.person,
            ambassador=pair.ambassador.person,
            reasons=[reason_in_words(reason, topics) for reason in pair.reasons],
        )
        for pair in pairs
    ]


def topic_names_in_reasons(pairs: Iterable[Pair]) -> dict[str, str]:
    """Return names of services and competences in the pairs' reasons, by their detail."""
    return topic_names_by_key(topic_keys(reason for pair in pairs for reason in pair.reasons))


def topic_names_by_key(keys: Iterable[str]) -> dict[str, str]:
    """Return names of services and competences by key; no query when there are no keys."""
    services = {int(key) for key in keys if not key.startswith(COMPETENCE_PREFIX)}
    known = {
        int(key.removeprefix(COMPETENCE_PREFIX))
        for key in keys
        if key.startswith(COMPETENCE_PREFIX)
    }
    names = {str(one.pk): one.name_here for one in PortalService.objects.filter(pk__in=services)}
    if known:
        rows = Competence.objects.filter(pk__in=known)
        names |= {f"{COMPETENCE_PREFIX}{one.pk}": one.name for one in rows}
    return names


def begun_share_of(matching_round: MatchingRound) -> Begun:
    """Return how many of a round's proposals both accepted, in thirds, fixed once.

    Nothing for few people, whose names the draft has shown; nothing while answers may come, so that nobody
    learns from one day to the next what was answered. A refusal has no name.
    """
    pairs = matching_round.pairs.shown()
    counts = pairs.aggregate(pairs=Count("pk"), ambassadors=Count("ambassador", distinct=True))
    if counts["pairs"] < LEAST_PAIRS or counts["ambassadors"] < LEAST_AMBASSADORS:
        return Begun.NOT_TOLD
    if pairs.in_answer_period().exists():
        return Begun.TOO_EARLY
    thirds = 3 * pairs.accepted_by_both().count()
    if thirds < counts["pairs"]:
        return Begun.FEW
    return Begun.MOST if thirds > 2 * counts["pairs"] else Begun.SOME


def unmet_by_reason(matching_round: MatchingRound) -> dict[str, int]:
    """Return the number of unmet requests by reason code."""
    rows = matching_round.unmet.order_by().values_list("reason").annotate(Count("pk"))
    return dict(sorted(rows))
