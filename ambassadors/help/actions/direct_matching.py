"""Requests that wait for no round: matched at once or with whom one chose, then one after the other.

Each try holds the ambassador, then the request, in a transaction of its own (see locks): who finds the
place taken lets go of both and looks further.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.help.actions.locks import lock_ambassadors, lock_requests
from ambassadors.help.actions.pairs import answer_pair, expire_proposals
from ambassadors.help.actions.request_notifications import (
    notify_ambassador_asked,
    notify_nobody_found,
)
from ambassadors.help.actions.requests import create_request
from ambassadors.help.enums import Answer, PairStatus, RequestStatus, Urgency
from ambassadors.help.matching import Pair as Match
from ambassadors.help.models import Ambassador, HelpRequest, Pair
from ambassadors.help.open_hours import add_open_hours, slots_today_or_tomorrow
from ambassadors.help.queries.direct_matching import (
    choosable_ambassadors,
    reason_nobody_found,
    requests_to_match_now,
    search_for,
)
from cms.models import PortalService
from people.mail.queries import quiet_hours
from people.models import Person
from quizzes.models import Competence


logger = logging.getLogger(__name__)


class _NoPlaceLeft(Exception):
    """The ambassador has no place left, pauses or has left."""


class _RequestNotOpen(Exception):
    """The request is closed, or has somebody."""


@transaction.atomic
def send_request(
    *,
    person: Person,
    urgency: Urgency,
    topics: Iterable[PortalService] = (),
    competences: Iterable[Competence] = (),
    formats: Iterable[str] = (),
    slots: Iterable[str] = (),
    ruled_out: Iterable[Person] | None = None,
) -> HelpRequest:
    """Ask; for today or tomorrow, somebody is asked at once. Raises ValidationError.

    `ruled_out` None: those of one's last request, for whom one did not ask again.
    """
    if urgency == Urgency.TODAY and not slots:
        slots = slots_today_or_tomorrow(timezone.localtime())
    help_request = create_request(
        person=person,
        topics=topics,
        competences=competences,
        formats=formats,
        slots=slots,
        urgency=urgency,
        ruled_out=_ruled_out_in_last_request(person) if ruled_out is None else ruled_out,
    )
    if help_request.at_once:
        propose_best_ambassador(help_request=help_request)
    return help_request


def propose_best_ambassador(*, help_request: HelpRequest) -> Pair | None:
    """Propose the best who was not asked yet, or note why nobody is left."""
    search = search_for(help_request)
    while search and (best := search.best()):
        try:
            return _propose(help_request, best, search.keys[int(best.guide)])
        except _NoPlaceLeft:
            search = search.without(best.guide)
        except _RequestNotOpen:
            return None
    if search:
        _record_nobody_found(help_request)
    return None


def choose_ambassador(*, help_request: HelpRequest, ambassador: Ambassador) -> Pair:
    """One of those who agreed to be chosen. Raises ValidationError where they cannot be asked now,
    whatever the reason."""
    among = choosable_ambassadors().filter(pk=ambassador.pk)
    search = search_for(help_request, among=among, wishes=[ambassador.person_id])
    best = search.best() if search else None
    if best is not None:
        try:
            return _propose(help_request, best, ambassador.pk)
        except (_NoPlaceLeft, _RequestNotOpen):
            pass
    raise ValidationError(_("This colleague cannot be asked just now."), code="not_now")


def answer_and_continue_search(*, pair: Pair, person: Person, accept: bool) -> None:
    """`answer_pair`; after a refusal the next is asked, where that waits for no round."""
    answer_pair(pair=pair, person=person, accept=accept)
    if not accept and requests_to_match_now().filter(pk=pair.request_id).exists():
        propose_best_ambassador(help_request=pair.request)


def continue_direct_searches() -> int:
    """For who waits for no round: proposals too late end, and the next is asked. Answers how many.

    Where the database refuses one of them, the others are looked after all the same.
    """
    expire_proposals(outside_rounds=True)
    asked = 0
    for help_request in requests_to_match_now():
        try:
            asked += propose_best_ambassador(help_request=help_request) is not None
        except DatabaseError:
            logger.exception("a request could not be looked after")
    return asked


@transaction.atomic
def _propose(help_request: HelpRequest, best: Match, ambassador: int) -> Pair:
    """Whoever asked has agreed already: by the urgency, or by choosing."""
    _lock_place(ambassador)
    _lock_open_request(help_request)
    moment = timezone.now()
    until = _proposal_expiry(help_request, moment)
    pair = Pair.objects.create(
        request=help_request,
        ambassador_id=ambassador,
        points=best.points,
        reasons=[str(reason) for reason in best.reasons],
        status=PairStatus.PROPOSED,
        seeker_answer=Answer.ACCEPTED,
        proposed_at=moment,
        expires_at=until,
    )
    HelpRequest.objects.filter(pk=help_request.pk).update(
        status=RequestStatus.PROPOSED, at_once=True, found_nobody=""
    )
    notify_ambassador_asked(pair, until=until)
    return pair


def _lock_place(ambassador: int) -> None:
    for held in lock_ambassadors(Ambassador.objects.available().filter(pk=ambassador)):
        taken = Pair.objects.taking_a_place().shown().filter(ambassador=held).count()
        if held.ended_at is None and not held.is_paused and taken < held.capacity:
            return
    raise _NoPlaceLeft


def _lock_open_request(help_request: HelpRequest) -> None:
    """A draft of a round gives way."""
    held = lock_requests(HelpRequest.objects.filter(pk=help_request.pk))
    if not held or held[0].status != RequestStatus.OPEN:
        raise _RequestNotOpen
    Pair.objects.drafts().filter(request=help_request).delete()


def _proposal_expiry(help_request: HelpRequest, moment: datetime) -> datetime:
    is_urgent = help_request.urgency == Urgency.TODAY
    hours = settings.URGENT_PROPOSAL_HOURS if is_urgent else settings.CHOSEN_PROPOSAL_HOURS
    return add_open_hours(timezone.localtime(moment), hours, quiet_hours())


@transaction.atomic
def _record_nobody_found(help_request: HelpRequest) -> None:
    """Mailed once, to who had been told that somebody was asked."""
    code = reason_nobody_found(help_request)
    still = HelpRequest.objects.open().filter(pk=help_request.pk)
    if still.filter(found_nobody="").update(found_nobody=code):
        tried = Pair.objects.filter(request=help_request).count()
        if tried:
            notify_nobody_found(help_request, tried=tried)
    else:
        still.update(found_nobody=code)


def _ruled_out_in_last_request(person: Person) -> list[Person]:
    last = HelpRequest.objects.filter(person=person).order_by("-created_at", "-pk").first()
    return list(last.ruled_out.all()) if last else []
