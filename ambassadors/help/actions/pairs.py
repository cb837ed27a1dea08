from datetime import date
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ambassadors.help.actions.follow_up import side_of
from ambassadors.help.actions.locks import lock_request_of_pair, lock_requests
from ambassadors.help.actions.meetings import call_off_meetings_of
from ambassadors.help.actions.pair_notifications import notify_pair_closed
from ambassadors.help.actions.request_notifications import (
    notify_help_found,
    notify_proposals_expired,
)
from ambassadors.help.enums import Answer, Outcome, PairStatus, RequestStatus, Side
from ambassadors.help.models import HelpRequest, Pair, Session
from ambassadors.help.notifications import (
    ask_for_meeting,
    ask_seeker,
    settle_answer,
    settle_meeting,
    settle_pairs,
)
from ambassadors.help.queries.colleagues import pairs_with_a_manager
from cms.models import PortalService
from core.dates import today
from people.models import Person


@transaction.atomic
def answer_pair(*, pair: Pair, person: Person, accept: bool) -> None:
    """Record one side's answer: accepted by both, the pair is active; declined, the request reopens.

    Raises PermissionDenied for anybody else; ValidationError when it is answered, too late, or when one of
    the two now manages the other.
    """
    own_answer = f"{side_of(pair, person)}_answer"
    lock_request_of_pair(pair)
    if accept and pairs_with_a_manager([pair], on=today()):
        raise ValidationError(_("This proposal no longer awaits your answer."), code="answered")
    waiting = Pair.objects.awaiting_answer().filter(pk=pair.pk, **{own_answer: Answer.WAITING})
    change: dict[str, Any]
    if accept:
        change = {own_answer: Answer.ACCEPTED}
    else:
        change = {own_answer: Answer.DECLINED, "status": PairStatus.DECLINED, "ended_at": Now()}
    if not waiting.update(**change):
        raise ValidationError(_("This proposal no longer awaits your answer."), code="answered")
    settle_answer(pair, person.pk)
    if not accept:
        _set_request_status(pair, RequestStatus.OPEN)
    elif not _activate_if_accepted(pair):
        ask_seeker(pair)
    else:
        _set_request_status(pair, RequestStatus.MATCHED)
        ask_for_meeting(pair)
        if pair.round_id is None:
            notify_help_found(pair)


@transaction.atomic
def expire_proposals(*, outside_rounds: bool = False) -> int:
    """Expire overdue proposals of rounds, with a mail, or those outside rounds, without; reopen the requests.

    Return how many.
    """
    overdue = Pair.objects.overdue().filter(round__isnull=outside_rounds)
    requests = lock_requests(HelpRequest.objects.filter(pk__in=overdue.values("request")))
    # Read again under the lock: an answer may have come in between.
    late = overdue.filter(request__in=requests)
    ended = [(pair.pk, pair.request) for pair in late.select_related("request__person")]
    expired = late.update(status=PairStatus.EXPIRED, ended_at=Now())
    reopened = [help_request.pk for _pair, help_request in ended]
    HelpRequest.objects.under_way().filter(pk__in=reopened).update(status=RequestStatus.OPEN)
    if not outside_rounds:
        notify_proposals_expired(ended)
    return expired


@transaction.atomic
def log_session(
    *,
    pair: Pair,
    by: Person,
    held_on: date,
    minutes: int,
    outcome: Outcome,
    topic: PortalService | None = None,
) -> Session:
    """Record a session of an active pair; outcome "acquired" ends the pair and closes the request.

    There is one session a day: a second record replaces the first. Raises PermissionDenied, ValidationError.
    """
    side_of(pair, by)
    lock_request_of_pair(pair)
    if not Pair.objects.active().filter(pk=pair.pk).exists():
        raise ValidationError(_("You no longer follow this person."), code="ended")
    session = Session.objects.filter(pair=pair, held_on=held_on).first()
    session = session or Session(pair=pair, held_on=held_on)
    session.minutes, session.outcome = minutes, outcome
    session.topic = topic or session.topic
    session.full_clean(exclude=["pair", "logged_at", "topic"])
    validate_session_day(pair, held_on)
    session.save()
    settle_meeting(pair)
    if outcome == Outcome.ACQUIRED:
        _end(pair)
        _set_request_status(pair, RequestStatus.CLOSED)
        notify_pair_closed(pair)
    return session


def validate_session_day(pair: Pair, held_on: date) -> None:
    """Refuse a day to come or before the proposal. Raises ValidationError on `held_on`."""
    if held_on > today():
        _refuse_day(_("This day is still to come."), "to_come")
    if pair.proposed_at and held_on < localdate(pair.proposed_at):
        _refuse_day(_("This day is before you were brought together."), "too_early")


def _refuse_day(message: str, code: str) -> NoReturn:
    raise ValidationError({"held_on": ValidationError(message, code=code)})


@transaction.atomic
def end_pair(*, pair: Pair, by: Person) -> None:
    """End an active pair: the request is closed if its author ends it, reopened otherwise. Raises
    ValidationError."""
    side = side_of(pair, by)
    lock_request_of_pair(pair)
    if not _end(pair):
        raise ValidationError(_("This pair has ended."), code="ended")
    _set_request_status(pair, RequestStatus.CLOSED if side == Side.SEEKER else RequestStatus.OPEN)
    notify_pair_closed(pair)


def _activate_if_accepted(pair: Pair) -> bool:
    both = Pair.objects.proposed().accepted_by_both().filter(pk=pair.pk)
    return bool(both.update(status=PairStatus.ACTIVE))


def _end(pair: Pair) -> bool:
    active = Pair.objects.active().filter(pk=pair.pk)
    call_off_meetings_of(active)
    has_ended = bool(active.update(status=PairStatus.ENDED, ended_at=Now()))
    if has_ended:
        settle_pairs([pair.uuid])
    return has_ended


def _set_request_status(pair: Pair, status: RequestStatus) -> None:
    closing = {"closed_at": Now()} if status == RequestStatus.CLOSED else {}
    HelpRequest.objects.under_way().filter(pk=pair.request_id).update(status=status, **closing)
