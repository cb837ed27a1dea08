"""Nightly maintenance of active pairs. Idempotent."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from ambassadors.help.actions.effect import freeze_quarters, record_quiet_month
from ambassadors.help.actions.locks import lock_requests
from ambassadors.help.actions.meeting_notifications import notify_meetings_soon
from ambassadors.help.actions.meetings import call_off_meetings_of
from ambassadors.help.actions.messages import hand_on_reports
from ambassadors.help.actions.pair_notifications import (
    notify_ended_by_fit_check,
    notify_fit_check,
    notify_pair_closed,
    notify_quiet_pairs,
)
from ambassadors.help.enums import Fit, PairStatus, RequestStatus
from ambassadors.help.models import FitAnswer, HelpRequest, Meeting, Pair, PairPlan
from ambassadors.help.models.pairs import PairQuerySet
from ambassadors.help.notifications import end_urgency_of_meetings, settle_pairs
from ambassadors.help.queries.colleagues import pairs_with_a_manager
from ambassadors.help.queries.follow_up import pairs_with_begun_fit_check, quiet_pairs
from core.site_settings import settings_read_once, value_of
from people.models import Person


BATCH = 500
PAIR_PEOPLE = ("request__person", "ambassador__person")


@settings_read_once()
def run_pair_maintenance(*, today: date) -> dict[str, int]:
    """Run every step and return how many rows each changed."""
    return {
        "left": end_pairs_of_leavers(today=today),
        "led": end_pairs_with_managers(today=today),
        "plans": create_missing_plans(),
        "asked": send_fit_checks(today=today),
        "let_end": settle_fit_checks(today=today),
        "calmed": end_urgency_of_meetings(today=today),
        "reminded": send_meeting_reminders(today=today),
        "handed_on": hand_on_reports(),
        "quiet": send_quiet_pair_reminders(today=today),
        "months": record_quiet_month(today=today),
        "quarters": freeze_quarters(today=today),
    }


@transaction.atomic
def end_pairs_of_leavers(*, today: date) -> int:
    """End the pairs of people who left; their seekers' requests are closed, those of the seekers they helped
    reopened."""
    gone = Person.objects.filter(Q(employed_until__lt=today) | Q(is_active=False)).values("pk")
    of_seekers = Pair.objects.active().filter(request__person__in=gone)
    of_helpers = Pair.objects.active().filter(ambassador__person__in=gone)
    ended = _end_pairs(of_seekers, RequestStatus.CLOSED)
    return ended + _end_pairs(of_helpers, RequestStatus.OPEN)


@transaction.atomic
def end_pairs_with_managers(*, today: date) -> int:
    """End pairs in which one person manages the other, with the usual mail, and reopen the request.

    A proposal in that case expires at once.
    """
    living = Pair.objects.active() | Pair.objects.awaiting_answer()
    led = [
        pair.pk
        for pair in pairs_with_a_manager(living.select_related("request", "ambassador"), on=today)
    ]
    Pair.objects.awaiting_answer().filter(pk__in=led).update(expires_at=Now())
    ending = list(Pair.objects.active().filter(pk__in=led).select_related(*PAIR_PEOPLE))
    ended = _end_pairs(Pair.objects.filter(pk__in=[pair.pk for pair in ending]), RequestStatus.OPEN)
    for pair in ending:
        notify_pair_closed(pair)
    return ended


def create_missing_plans() -> int:
    """Create the plan of active pairs that have none: maintenance marks on it what it has done."""
    bare = list(Pair.objects.active().filter(plan=None).values_list("pk", flat=True))
    PairPlan.objects.bulk_create(
        [PairPlan(pair_id=pk) for pk in bare], batch_size=BATCH, ignore_conflicts=True
    )
    return len(bare)


@transaction.atomic
def send_fit_checks(*, today: date) -> int:
    """Mail both people the night after their first session was noted, unless the day of the check has come."""
    begun = pairs_with_begun_fit_check().filter(
        plan__fit_asked_at=None, check_begins__gt=_fit_check_cutoff(today)
    )
    return _claim_and_notify(begun, Q(fit_asked_at=None), {"fit_asked_at": Now()}, notify_fit_check)


def _fit_check_cutoff(today: date) -> date:
    return today - timedelta(days=value_of("FIT_CHECK_DAYS"))


@transaction.atomic
def settle_fit_checks(*, today: date) -> int:
    """On the day of the check, end each pair unless both said that it suits or neither answered.

    So an end tells nobody whether the other said no or said nothing (docs/decisions/0041).
    """
    due = pairs_with_begun_fit_check().filter(
        plan__fit_settled_at=None, check_begins__lte=_fit_check_cutoff(today)
    )
    requests = lock_requests(HelpRequest.objects.filter(pairs__in=due.values("pk")))
    pairs = list(due.filter(request__in=requests).select_related(*PAIR_PEOPLE))
    answers: dict[int, list[str]] = {pair.pk: [] for pair in pairs}
    for pk, answer in FitAnswer.objects.filter(pair__in=pairs).values_list("pair", "answer"):
        answers[pk].append(answer)
    ending = [pair for pair in pairs if not _is_continued(answers[pair.pk])]
    PairPlan.objects.filter(pair__in=pairs).update(fit_settled_at=timezone.now())
    PairPlan.objects.filter(pair__in=ending).update(was_let_end=True)
    _end_pairs(Pair.objects.filter(pk__in=[pair.pk for pair in ending]), RequestStatus.OPEN)
    notify_ended_by_fit_check(ending)
    return len(ending)


def _is_continued(answers: list[str]) -> bool:
    return not answers or (len(answers) == 2 and Fit.NOT_RIGHT not in answers)


@transaction.atomic
def send_meeting_reminders(*, today: date) -> int:
    """Remind both people on the eve of their meeting, or on the day when a night was missed."""
    near = [today, today + timedelta(days=1)]
    due = Meeting.objects.filter(pair__status=PairStatus.ACTIVE, starts_at__date__in=near)
    people = [f"pair__{name}" for name in PAIR_PEOPLE]
    meetings = list(
        due.filter(reminded_at=None).select_related(*people).select_for_update(of=("self",))
    )
    Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings]).update(reminded_at=Now())
    notify_meetings_soon(meetings)
    return len(meetings)


@transaction.atomic
def send_quiet_pair_reminders(*, today: date) -> int:
    """Mail pairs that have noted nothing for long, once for each silence."""
    quiet = quiet_pairs(today=today)
    count = 0
    for pairs in _in_batches(quiet.select_related("plan", *PAIR_PEOPLE)):
        new = [pair for pair in pairs if pair.plan.quiet_since != pair.last_heard]
        for pair in new:
            pair.plan.quiet_since = pair.last_heard
        PairPlan.objects.bulk_update([pair.plan for pair in new], ["quiet_since"])
        notify_quiet_pairs(new)
        count += len(new)
    return count


# --- Parts ------------------------------------------------------------------------------------------


def _end_pairs(pairs: PairQuerySet, status: RequestStatus) -> int:
    """End the pairs that are still active once their requests are locked; set the requests' status."""
    requests = lock_requests(HelpRequest.objects.filter(pairs__in=pairs.values("pk")))
    keys = [help_request.pk for help_request in requests]
    still = list(pairs.filter(status=PairStatus.ACTIVE, request__in=keys))
    call_off_meetings_of(Pair.objects.filter(pk__in=[pair.pk for pair in still]))
    Pair.objects.filter(pk__in=[pair.pk for pair in still]).update(
        status=PairStatus.ENDED, ended_at=Now()
    )
    settle_pairs([pair.uuid for pair in still])
    closing = {"closed_at": Now()} if status == RequestStatus.CLOSED else {}
    HelpRequest.objects.under_way().filter(pk__in=[pair.request_id for pair in still]).update(
        status=status, **closing
    )
    return len(still)


def _claim_and_notify(
    due: PairQuerySet,
    still: Q,
    claim: dict[str, Any],
    notify: Callable[[Iterable[Pair]], None],
) -> int:
    """Mark the plans, then notify: a second run at the same time finds none left."""
    count = 0
    for pairs in _in_batches(due.select_related("plan", *PAIR_PEOPLE)):
        plans = PairPlan.objects.filter(pair__in=pairs)
        free = set(plans.select_for_update().filter(still).values_list("pair", flat=True))
        PairPlan.objects.filter(pair__in=free).update(**claim)
        mine = [pair for pair in pairs if pair.pk in free]
        notify(mine)
        count += len(mine)
    return count


def _in_batches(pairs: Iterable[Any]) -> Iterator[list[Any]]:
    rows = list(pairs)
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
