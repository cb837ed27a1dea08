from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ambassadors.help.actions.locks import lock_ambassadors, lock_request_of_pair, lock_requests
from ambassadors.help.actions.request_notifications import notify_proposals
from ambassadors.help.enums import MatchingObjective, PairStatus, RequestStatus, RoundStatus
from ambassadors.help.models import Ambassador, HelpRequest, MatchingRound, Pair, UnmetRequest
from ambassadors.help.queries.colleagues import managers_by_person
from ambassadors.help.queries.review import equals_computed_score, round_totals
from ambassadors.help.queries.rounds import RoundPlan, plan_round
from ambassadors.help.queries.wishes import unwanted_colleague_pairs
from ambassadors.help.reasons import Unmet, displayed_reason
from core.dates import today
from core.site_settings import value_of
from people.actions.outbox import enqueue_task
from people.models import Person


MATCH = "ambassadors.tasks.match_round_task"
BATCH = 2000


@dataclass(frozen=True, slots=True)
class PublicationCounts:
    """Counts of a round's drafts: proposed, and let go because a place, a request or an ambassador was gone."""

    proposed: int
    let_go: int


@transaction.atomic
def begin_round(*, title: str, mode: MatchingObjective) -> MatchingRound:
    """Have a worker match waiting requests with ambassadors in a draft that only its reviewers see."""
    matching_round = MatchingRound.objects.create(
        title=title, mode=mode, status=RoundStatus.MATCHING
    )
    enqueue_task(MATCH, matching_round.pk)
    return matching_round


def match_round(*, matching_round: MatchingRound) -> None:
    """Fill a round that is being matched; two workers fill it once.

    Requests taken meanwhile are left out. Raises ValidationError when that is all of them.
    """
    plan = plan_round(mode=MatchingObjective(matching_round.mode))
    with transaction.atomic():
        being_matched = MatchingRound.objects.filter(
            pk=matching_round.pk, status=RoundStatus.MATCHING
        )
        if being_matched.update(status=RoundStatus.DRAFT):
            _lock_sides(plan)
            matching_round.status = RoundStatus.DRAFT
            _store_plan(matching_round, plan)


@transaction.atomic
def draft_round(
    *, title: str, mode: MatchingObjective = MatchingObjective.BEST_FIT
) -> MatchingRound:
    """Match a round at once, for whoever waits at the command line."""
    matching_round = MatchingRound.objects.create(
        title=title, mode=mode, status=RoundStatus.MATCHING
    )
    match_round(matching_round=matching_round)
    return matching_round


def redraft_round(*, matching_round: MatchingRound, mode: MatchingObjective) -> MatchingRound:
    """Replace the contents of a draft by a new match. Raises ValidationError when it is published."""
    plan = plan_round(mode=mode, redrafted=matching_round)
    with transaction.atomic():
        if not MatchingRound.objects.drafts().filter(pk=matching_round.pk).update(mode=mode):
            raise ValidationError(_("This round is already published."), code="published")
        _lock_sides(plan, redrafted=matching_round)
        matching_round.pairs.all().delete()
        matching_round.unmet.all().delete()
        _store_plan(matching_round, plan)
    matching_round.refresh_from_db()
    return matching_round


@transaction.atomic
def discard_round(*, matching_round: MatchingRound) -> None:
    """Delete a round that is no more than a draft: its requests wait for the next one. Raises ValidationError
    when it is published."""
    unpublished = MatchingRound.objects.exclude(status=RoundStatus.PUBLISHED)
    draft = unpublished.select_for_update().filter(pk=matching_round.pk)
    if not list(draft):
        raise ValidationError(_("This round is already published."), code="published")
    matching_round.delete()


@transaction.atomic
def discard_pair(*, pair: Pair) -> None:
    """Remove a pair from its draft round: the request counts as unmet. Raises ValidationError when it is
    published."""
    rounds = MatchingRound.objects.drafts().filter(pk=pair.round_id).select_for_update()
    matching_round = rounds.first()
    lock_request_of_pair(pair)
    if matching_round is None or not Pair.objects.drafts().filter(pk=pair.pk).delete()[0]:
        raise ValidationError(_("This pair is already proposed."), code="published")
    UnmetRequest.objects.update_or_create(
        round=matching_round,
        request_id=pair.request_id,
        defaults={"reason": Unmet.LEFT_OUT, "lifts": []},
    )


@transaction.atomic
def publish_round(*, matching_round: MatchingRound) -> PublicationCounts:
    """Propose the drafts to the people, once, and delete those that no longer hold. Raises ValidationError.

    Checked again under a lock: capacity, request, pause, employment, managers and people ruled out.
    """
    claimed = MatchingRound.objects.drafts().filter(pk=matching_round.pk)
    if not claimed.update(status=RoundStatus.PUBLISHED, published_at=Now()):
        raise ValidationError(_("This round is already published."), code="published")
    let_go = _delete_stale_drafts(matching_round)
    if not equals_computed_score(matching_round):
        MatchingRound.objects.filter(pk=matching_round.pk).update(gap=None)
    drafts = matching_round.pairs.drafts()
    HelpRequest.objects.open().filter(pk__in=drafts.values("request")).update(
        status=RequestStatus.PROPOSED
    )
    proposed = drafts.update(
        status=PairStatus.PROPOSED,
        proposed_at=Now(),
        expires_at=Now() + timedelta(days=value_of("PROPOSAL_EXPIRES_DAYS")),
    )
    people = ("request__person", "ambassador__person")
    notify_proposals(matching_round.pairs.proposed().select_related(*people))
    return PublicationCounts(proposed=proposed, let_go=let_go)


def _lock_sides(plan: RoundPlan, *, redrafted: MatchingRound | None = None) -> None:
    """Lock all ambassadors and requests of a plan, and of the draft that it replaces."""
    ambassadors = {plan.ambassadors[int(pair.guide)] for pair in plan.result.pairs}
    requests = set(plan.requests.values())
    if redrafted is not None:
        drafts = redrafted.pairs.all()
        ambassadors |= set(drafts.values_list("ambassador", flat=True))
        requests |= set(drafts.values_list("request", flat=True))
    for keys in _batches(ambassadors):
        lock_ambassadors(Ambassador.objects.filter(pk__in=keys))
    for keys in _batches(requests):
        lock_requests(HelpRequest.objects.filter(pk__in=keys))


def _batches(keys: Iterable[int]) -> Iterable[list[int]]:
    """Yield the keys in batches, sorted in locking order."""
    ordered = sorted(keys)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


def _still_waiting(plan: RoundPlan) -> set[int]:
    """Return the requests of a plan that are still open and unheld; the caller holds their locks."""
    unavailable = Pair.objects.unavailable_to_rounds().values("request")
    open_requests: set[int] = set()
    for keys in _batches(plan.requests.values()):
        waiting = HelpRequest.objects.open().filter(pk__in=keys).exclude(pk__in=unavailable)
        open_requests.update(waiting.values_list("pk", flat=True))
    return open_requests


def _still_available(plan: RoundPlan) -> set[int]:
    available: set[int] = set()
    for keys in _batches(plan.ambassadors.values()):
        there = Ambassador.objects.available().filter(pk__in=keys)
        available.update(there.values_list("pk", flat=True))
    return available


def _store_plan(matching_round: MatchingRound, plan: RoundPlan) -> None:
    """Store the plan's pairs and unmet requests; the caller holds the locks of both sides (_lock_sides)."""
    requests, ambassadors = _still_waiting(plan), _still_available(plan)
    pairs = [
        Pair(
            round=matching_round,
            request_id=plan.requests[int(pair.seeker)],
            ambassador_id=plan.ambassadors[int(pair.guide)],
            points=pair.points,
            reasons=[str(reason) for reason in pair.reasons],
        )
        for pair in plan.result.pairs
        if plan.requests[int(pair.seeker)] in requests
        and plan.ambassadors[int(pair.guide)] in ambassadors
    ]
    if plan.result.pairs and not pairs:
        message = _("Requests were taken by another round meanwhile. Draft this one again.")
        raise ValidationError(message, code="taken")
    unmet = [
        UnmetRequest(
            round=matching_round,
            request_id=plan.requests[int(seeker.seeker)],
            reason=displayed_reason(seeker.reason),
            lifts=[str(lift) for lift in seeker.lifts],
        )
        for seeker in plan.result.unassigned
        if plan.requests[int(seeker.seeker)] in requests
    ]
    Pair.objects.bulk_create(pairs, batch_size=BATCH)
    UnmetRequest.objects.bulk_create(unmet, batch_size=BATCH)
    matching_round.gap = plan.result.gap
    matching_round.best_total = plan.result.total
    matching_round.best_people = len(plan.result.pairs)
    if len(pairs) < len(plan.result.pairs):
        stands = round_totals(matching_round)
        matching_round.best_total, matching_round.best_people = stands.total, stands.people
    matching_round.save(update_fields=["gap", "best_total", "best_people"])


def _delete_stale_drafts(matching_round: MatchingRound) -> int:
    """Delete the drafts that no longer hold, the least fitting first; return how many."""
    drafts = matching_round.pairs.drafts()
    ambassadors = lock_ambassadors(Ambassador.objects.filter(pk__in=drafts.values("ambassador")))
    requests = lock_requests(HelpRequest.objects.filter(pk__in=drafts.values("request")))
    free = _free_places(ambassadors)
    open_requests = {
        help_request.pk for help_request in requests if help_request.status == RequestStatus.OPEN
    }
    either = Person.objects.filter(_either_side(drafts))
    managers = managers_by_person(either, on=today(), among=either)
    apart = set(
        unwanted_colleague_pairs(Ambassador.objects.filter(pk__in=drafts.values("ambassador")))
    )
    here = set(either.employed_on(today()).values_list("pk", flat=True))
    gone = []
    columns = ("pk", "request", "ambassador", "request__person", "ambassador__person")
    for pk, help_request, ambassador, *people in drafts.order_by("-points", "pk").values_list(
        *columns
    ):
        holds = help_request in open_requests and free[ambassador] > 0
        asks, helps = people
        may_meet = here >= {asks, helps} and (helps, asks) not in apart
        if (
            holds
            and may_meet
            and not (helps in managers.get(asks, ()) or asks in managers.get(helps, ()))
        ):
            free[ambassador] -= 1
        else:
            gone.append(pk)
    for start in range(0, len(gone), BATCH):
        Pair.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    return len(gone)


def _free_places(ambassadors: list[Ambassador]) -> Counter[int]:
    """Return free places by ambassador; drafts of other rounds take none."""
    places = Counter(
        {
            ambassador.pk: ambassador.capacity
            for ambassador in ambassadors
            if ambassador.ended_at is None and not ambassador.is_paused
        }
    )
    taken = Pair.objects.taking_a_place().shown().filter(ambassador__in=places)
    places.subtract(taken.values_list("ambassador", flat=True))
    return places


def _either_side(drafts: QuerySet[Pair]) -> Q:
    asks, helps = drafts.values("request__person"), drafts.values("ambassador__person")
    return Q(pk__in=asks) | Q(pk__in=helps)
