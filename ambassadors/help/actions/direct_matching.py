"""Match requests outside rounds: at once when urgent, or with a chosen ambassador; after a refusal the next
is asked.

Each attempt locks the ambassador, then the request, in a transaction of its own (see locks); when the place
is taken, both locks are released and the search goes on.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.help.actions.locks import lock_ambassadors, lock_requests
from ambassadors.help.actions.offers import validated_formats, validated_slots
from ambassadors.help.actions.pairs import answer_pair, expire_proposals
from ambassadors.help.actions.request_notifications import (
    notify_ambassador_asked,
    notify_nobody_found,
)
from ambassadors.help.actions.requests import create_request, validate_subject
from ambassadors.help.enums import Answer, PairStatus, RequestStatus, Urgency
from ambassadors.help.matching import Pair as Match
from ambassadors.help.models import Ambassador, HelpRequest, HelpSituation, Pair
from ambassadors.help.open_hours import add_open_hours, half_days_until_next_working_day
from ambassadors.help.queries.direct_matching import (
    choosable_ambassadors,
    reason_nobody_found,
    requests_to_match_now,
    search_for,
)
from cms.models import PortalService
from core.site_settings import value_of
from people.mail.queries import quiet_hours
from people.models import Person
from quizzes.models import Competence


logger = logging.getLogger(__name__)


class _NoPlaceLeft(Exception):
    """Raised when the ambassador has no place left, is paused or has left."""


class _RequestNotOpen(Exception):
    """Raised when the request is closed or already has an ambassador."""


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
    situation: HelpSituation | None = None,
    line: str = "",
) -> HelpRequest:
    """Create a help request; when urgent (today or tomorrow), ask the best ambassador at once.

    `ruled_out` None: reuse the people ruled out in the person's last request. Raises ValidationError.
    """
    if urgency == Urgency.TODAY and not slots:
        slots = half_days_until_next_working_day(timezone.localtime(), quiet_hours())
    help_request = create_request(
        person=person,
        topics=topics,
        competences=competences,
        formats=formats,
        slots=slots,
        urgency=urgency,
        ruled_out=_ruled_out_in_last_request(person) if ruled_out is None else ruled_out,
        situation=situation,
        line=line,
    )
    if help_request.at_once:
        propose_best_ambassador(help_request=help_request)
    return help_request


def change_request(*, help_request: HelpRequest, **changes: Any) -> None:
    """Change an open request, which keeps its place, its wishes and the colleagues asked before.

    `changes`: as for `send_request`; without slots or people ruled out, those stay. While a colleague is asked,
    the line alone changes. Raises ValidationError when the request has somebody or is closed.
    """
    if _save_changes(help_request, **changes):
        # Committed before: it holds the request, and must not reach for an ambassador (see locks).
        propose_best_ambassador(help_request=help_request)


@transaction.atomic
def _save_changes(
    help_request: HelpRequest,
    *,
    line: str = "",
    urgency: Urgency = Urgency.WHENEVER,
    topics: Iterable[PortalService] = (),
    competences: Iterable[Competence] = (),
    formats: Iterable[str] = (),
    slots: Iterable[str] | None = None,
    ruled_out: Iterable[Person] | None = None,
    situation: HelpSituation | None = None,
) -> bool:
    """Return whether somebody is to be looked for at once."""
    locked = next(iter(lock_requests(HelpRequest.objects.filter(pk=help_request.pk))), None)
    if locked is None or locked.status not in (RequestStatus.OPEN, RequestStatus.PROPOSED):
        raise ValidationError(_("This request cannot be changed any more."), code="closed")
    locked.line = line.strip()
    if locked.status == RequestStatus.PROPOSED:
        locked.save(update_fields=["line"])
        return False
    topics, competences = list(topics), list(competences)
    validate_subject(topics, competences, situation)
    locked.situation, locked.urgency = situation, Urgency(urgency)
    locked.formats = validated_formats(formats)
    if slots is not None:
        locked.slots = validated_slots(slots)
    locked.at_once = locked.at_once or urgency == Urgency.TODAY
    locked.found_nobody = ""
    locked.save()
    locked.topics.set(topics)
    locked.competences.set(competences)
    if ruled_out is not None:
        locked.ruled_out.set(ruled_out)
    return bool(locked.at_once)


def propose_best_ambassador(*, help_request: HelpRequest) -> Pair | None:
    """Propose the best ambassador not asked yet, or record why nobody is left."""
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
    """Ask this ambassador, who agreed to be chosen.

    Raises ValidationError, the same whatever the reason, when they cannot be asked now.
    """
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
    """Answer a proposal (see `answer_pair`); after a refusal, ask the next ambassador if the request waits
    for no round."""
    answer_pair(pair=pair, person=person, accept=accept)
    if not accept and requests_to_match_now().filter(pk=pair.request_id).exists():
        propose_best_ambassador(help_request=pair.request)


def continue_direct_searches() -> int:
    """Expire late proposals made outside rounds and ask the next ambassador of each; return how many were
    asked.

    A database error on one request is logged and does not stop the others.
    """
    expire_proposals(outside_rounds=True)
    count = 0
    for help_request in requests_to_match_now():
        try:
            count += propose_best_ambassador(help_request=help_request) is not None
        except DatabaseError:
            logger.exception("a request could not be looked after")
    return count


@transaction.atomic
def _propose(help_request: HelpRequest, best: Match, ambassador: int) -> Pair:
    """Create the proposal, already accepted by the seeker: by the urgency, or by choosing."""
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
    for locked in lock_ambassadors(Ambassador.objects.available().filter(pk=ambassador)):
        taken = Pair.objects.taking_a_place().shown().filter(ambassador=locked).count()
        if locked.ended_at is None and not locked.is_paused and taken < locked.capacity:
            return
    raise _NoPlaceLeft


def _lock_open_request(help_request: HelpRequest) -> None:
    """Lock the request and delete its drafts in rounds: a direct proposal goes first. Raises _RequestNotOpen."""
    locked = lock_requests(HelpRequest.objects.filter(pk=help_request.pk))
    if not locked or locked[0].status != RequestStatus.OPEN:
        raise _RequestNotOpen
    Pair.objects.drafts().filter(request=help_request).delete()


def _proposal_expiry(help_request: HelpRequest, moment: datetime) -> datetime:
    is_urgent = help_request.urgency == Urgency.TODAY
    hours = value_of("URGENT_PROPOSAL_HOURS") if is_urgent else value_of("CHOSEN_PROPOSAL_HOURS")
    return add_open_hours(timezone.localtime(moment), hours, quiet_hours())


@transaction.atomic
def _record_nobody_found(help_request: HelpRequest) -> None:
    """Record why nobody is left; mail it once, and only when an ambassador had been asked before."""
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
