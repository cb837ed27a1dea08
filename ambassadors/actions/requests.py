from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ambassadors.actions.locks import living_pairs_end
from ambassadors.actions.offers import checked_formats, checked_slots
from ambassadors.enums import RequestStatus, Urgency
from ambassadors.models import HelpRequest, Pair
from cms.models import PortalService
from people.models import Person
from quizzes.models import Competence


@transaction.atomic
def ask_for_help(
    *,
    person: Person,
    topics: Iterable[PortalService],
    formats: Iterable[str],
    slots: Iterable[str],
    ruled_out: Iterable[Person] = (),
    competences: Iterable[Competence] = (),
    urgency: Urgency = Urgency.WHENEVER,
) -> HelpRequest:
    """Raises ValidationError when a request is under way, or nothing is asked."""
    topics, competences = list(topics), list(competences)
    if not topics and not competences:
        raise ValidationError(_("Say what you would like help with."), code="no_topic")
    how_and_when = {
        "formats": checked_formats(formats),
        "slots": checked_slots(slots),
        "urgency": Urgency(urgency),
        "at_once": urgency == Urgency.TODAY,
    }
    try:
        with transaction.atomic():
            request = HelpRequest.objects.create(person=person, **how_and_when)
    except IntegrityError as error:
        message = _("You already have a request under way.")
        raise ValidationError(message, code="under_way") from error
    request.topics.set(topics)
    request.competences.set(competences)
    request.ruled_out.set(ruled_out)
    return request


@transaction.atomic
def cancel_request(*, request: HelpRequest) -> None:
    """Close a request at its author's wish, with whatever came of it."""
    closed = HelpRequest.objects.under_way().filter(pk=request.pk)
    if not closed.update(status=RequestStatus.CLOSED, closed_at=Now()):
        raise ValidationError(_("This request is closed."), code="closed")
    living_pairs_end(Pair.objects.filter(request=request))
