from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ambassadors.help.actions.locks import end_living_pairs, lock_requests
from ambassadors.help.actions.meetings import call_off_meetings_of
from ambassadors.help.actions.offers import validated_formats, validated_slots
from ambassadors.help.enums import ApplicationStatus, RequestStatus
from ambassadors.help.models import Ambassador, Application, HelpRequest, UnmetRequest
from ambassadors.help.queries.joining import network_settings
from ambassadors.help.reasons import Unmet
from ambassadors.workshops.actions.workshops import cancel_proposals_of
from cms.models import PortalService
from learning.actions.enrolments import enrol
from people.models import Person
from quizzes.models import Competence


# Agreed time and charter end when an ambassador leaves: coming back starts anew.
RESET_ON_RETURN = {
    "minutes_a_week": None,
    "charter_version": 0,
    "charter_accepted_at": None,
    "is_named": False,
    "is_thanked": False,
}


@transaction.atomic
def become_ambassador(
    *,
    person: Person,
    topics: Iterable[PortalService],
    formats: Iterable[str],
    slots: Iterable[str],
    capacity: int,
    competences: Iterable[Competence] = (),
    may_be_chosen: bool = False,
) -> Ambassador:
    """Join, come back, or change one's offer. Raises ValidationError.

    The only place that makes an ambassador active. Joining or coming back enrols on the network's path, as a
    proposal. For time and charter see actions.joining.
    """
    offer = {
        "formats": validated_formats(formats),
        "slots": validated_slots(slots),
        "capacity": _checked_capacity(capacity),
        "may_be_chosen": may_be_chosen,
        "ended_at": None,
    }
    gone = Ambassador.objects.filter(person=person).exclude(ended_at=None)
    is_back = gone.update(started_at=Now(), is_paused=False, **RESET_ON_RETURN)
    ambassador, is_new = Ambassador.objects.update_or_create(person=person, defaults=offer)
    ambassador.topics.set(topics)
    ambassador.competences.set(competences)
    if is_new or is_back:
        enrol_on_network_path(person)
    return ambassador


def set_capacity(*, ambassador: Ambassador, capacity: int, is_paused: bool) -> None:
    """Set capacity and pause for the next round; current pairs and proposals stay. Raises ValidationError."""
    changed = Ambassador.objects.active().filter(pk=ambassador.pk)
    if not changed.update(capacity=_checked_capacity(capacity), is_paused=is_paused):
        raise ValidationError(_("You have left the network of ambassadors."), code="left")


@transaction.atomic
def leave_network(*, ambassador: Ambassador) -> None:
    """End the ambassador's pairs and proposals, of workshops too, reopen the requests, record lost drafts as
    unmet. Raises ValidationError."""
    if not Ambassador.objects.active().filter(pk=ambassador.pk).update(ended_at=Now()):
        raise ValidationError(_("You have left the network of ambassadors."), code="left")
    helped = ambassador.pairs.taking_a_place()
    requests = lock_requests(HelpRequest.objects.filter(pk__in=helped.values("request")))
    UnmetRequest.objects.bulk_create(
        [
            UnmetRequest(round_id=round_, request_id=help_request, reason=Unmet.AMBASSADOR_LEFT)
            for round_, help_request in ambassador.pairs.drafts().values_list("round", "request")
        ],
        ignore_conflicts=True,
    )
    # Read again under the lock: a request refused meanwhile may have another ambassador by now.
    left = list(helped.shown().filter(request__in=requests).values_list("request", flat=True))
    call_off_meetings_of(ambassador.pairs.active())
    end_living_pairs(helped)
    # Those for more time included.
    Application.objects.under_way().filter(person=ambassador.person).update(
        status=ApplicationStatus.WITHDRAWN, closed_at=Now()
    )
    HelpRequest.objects.under_way().filter(pk__in=left).update(status=RequestStatus.OPEN)
    cancel_proposals_of(ambassador.person)


def enrol_on_network_path(person: Person) -> None:
    """Enrol as a proposal, never as mandatory; does nothing without a path or when it is retired."""
    settings = network_settings()
    if settings.path is not None and not settings.path.is_retired:
        enrol(person=person, path=settings.path)


def _checked_capacity(capacity: int) -> int:
    for constraint in Ambassador._meta.constraints:
        constraint.validate(Ambassador, Ambassador(capacity=capacity))
    return capacity
