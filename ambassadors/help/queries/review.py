"""A draft under review: where the round stands, and to whom else each request could be given."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from ambassadors.help.matching.parties import Id
from ambassadors.help.matching.review import (
    CurrentGuide,
    RoundTotals,
    best_guide_changes,
    load_cost_of,
    seekers_with_another_fit,
)
from ambassadors.help.models import Ambassador, HelpRequest, MatchingRound, Pair
from ambassadors.help.queries.rounds import sides_of_round
from people.models import Person


MOST_ALTERNATIVES = 6
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Alternative:
    """An ambassador to whom a request could be given. `total`: the round's after the change."""

    ambassador: Ambassador
    points: int
    change: int
    total: int
    follows: int

    @property
    def change_text(self) -> str:
        return f"{self.change:+d}".replace("-", MINUS)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Alternatives by request. `full`: requests without one although somebody would fit, had they a place."""

    by_request: dict[int, list[Alternative]]
    full: set[int]


def round_totals(matching_round: MatchingRound) -> RoundTotals:
    """Return the standing of the round's current drafts."""
    drafts = matching_round.pairs.drafts()
    sums = drafts.aggregate(people=Count("pk"), points=Sum("points", default=0))
    own = Q(round=matching_round)
    loads = (
        Pair.objects.unavailable_to_rounds()
        .filter(ambassador__in=drafts.order_by().values("ambassador"))
        .order_by()
        .values("ambassador")
        .annotate(here=Count("pk", filter=own), all=Count("pk"))
        .values_list("all", "here")
    )
    cost = load_cost_of((every - here, here) for every, here in loads)
    return RoundTotals(sums["people"], sums["points"], cost)


def equals_computed_score(
    matching_round: MatchingRound, standing: RoundTotals | None = None
) -> bool:
    """Return whether the drafts are worth what was computed; True for old rounds without a stored result."""
    computed = (matching_round.best_total, matching_round.best_people)
    standing = standing or round_totals(matching_round)
    return computed in ((None, None), (standing.total, standing.people))


def alternatives_for(
    standing: RoundTotals,
    pairs: Iterable[Pair],
    unmet: Iterable[HelpRequest] = (),
    *,
    before: Collection[int] = (),
) -> Alternatives:
    """Return, by request, the best alternatives with a place left and those of the same page.

    `before`: ambassadors of pairs left out, offered too. To show them, log a look at each person.
    """
    pairs = list(pairs)
    requests = [pair.request for pair in pairs] + list(unmet)
    if not requests:
        return Alternatives({}, set())
    keys = [help_request.pk for help_request in requests]
    seekers, guides, ambassadors = sides_of_round(HelpRequest.objects.filter(pk__in=keys))
    person = {pair.ambassador_id: pair.ambassador.person_id for pair in pairs}
    current: dict[Id, CurrentGuide] = {
        pair.request.person_id: CurrentGuide(person[pair.ambassador_id], pair.points)
        for pair in pairs
    }
    shown = {int(guide.id) for guide in guides if ambassadors[int(guide.id)] in before}
    changes = best_guide_changes(
        seekers, guides, held=current, most=MOST_ALTERNATIVES, shown=shown | set(person.values())
    )
    alone = [seeker for seeker in seekers if not changes.get(seeker.id)]
    fitting = seekers_with_another_fit(alone, guides, held=current)
    named = {
        ambassadors[int(move.guide)] for seeker_moves in changes.values() for move in seeker_moves
    }
    rows = Ambassador.objects.select_related("person").in_bulk(named)
    by_request = {
        help_request.pk: [
            Alternative(
                rows[ambassadors[int(move.guide)]],
                move.points,
                move.change,
                standing.total + move.change,
                move.follows,
            )
            for move in changes.get(help_request.person_id, [])
        ]
        for help_request in requests
    }
    return Alternatives(
        by_request,
        {help_request.pk for help_request in requests if help_request.person_id in fitting},
    )


def people_named_in(offered: Mapping[int, list[Alternative]]) -> set[Person]:
    return {
        alternative.ambassador.person for several in offered.values() for alternative in several
    }
