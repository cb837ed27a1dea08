from collections.abc import Collection, Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.help.actions.locks import end_living_pairs
from ambassadors.help.actions.meetings import call_off_meetings_of
from ambassadors.help.actions.offers import validated_formats, validated_slots
from ambassadors.help.actions.pair_notifications import notify_pair_closed
from ambassadors.help.enums import RequestStatus, Urgency
from ambassadors.help.models import HelpRequest, HelpSituation, Pair
from ambassadors.help.policies import own_requests
from cms.models import PortalService
from people.models import Person
from quizzes.models import Competence


MOST_A_DAY = 5
A_DAY = timedelta(days=1)


@transaction.atomic
def create_request(
    *,
    person: Person,
    topics: Iterable[PortalService],
    formats: Iterable[str],
    slots: Iterable[str],
    ruled_out: Iterable[Person] = (),
    competences: Iterable[Competence] = (),
    urgency: Urgency = Urgency.WHENEVER,
    situation: HelpSituation | None = None,
    line: str = "",
) -> HelpRequest:
    """Create a request. Raises ValidationError when one is under way, nothing says what about, or the daily
    limit is reached."""
    topics, competences = list(topics), list(competences)
    validate_subject(topics, competences, situation)
    lately = own_requests(person).filter(created_at__gt=timezone.now() - A_DAY)
    if lately.count() >= MOST_A_DAY:
        raise ValidationError(
            _("You have asked several times since yesterday: ask again tomorrow."), code="many"
        )
    how_and_when = {
        "formats": validated_formats(formats),
        "slots": validated_slots(slots),
        "urgency": Urgency(urgency),
        "at_once": urgency == Urgency.TODAY,
        "situation": situation,
        "line": line.strip(),
    }
    try:
        with transaction.atomic():
            help_request = HelpRequest.objects.create(person=person, **how_and_when)
    except IntegrityError as error:
        message = _("You already have a request under way.")
        raise ValidationError(message, code="under_way") from error
    help_request.topics.set(topics)
    help_request.competences.set(competences)
    help_request.ruled_out.set(ruled_out)
    return help_request


def validate_subject(
    topics: Collection[PortalService],
    competences: Collection[Competence],
    situation: HelpSituation | None,
) -> None:
    """Refuse a request about nothing; a situation alone is enough: whoever is an ambassador may help."""
    if not topics and not competences and situation is None:
        raise ValidationError(_("Say what you would like help with."), code="no_topic")


@transaction.atomic
def cancel_request(*, help_request: HelpRequest, notify: bool = True) -> None:
    """Close a request for its author, and end its pairs and proposals. Raises ValidationError.

    `notify`: mail both people of an active pair that it is closed.
    """
    closed = HelpRequest.objects.under_way().filter(pk=help_request.pk)
    if not closed.update(status=RequestStatus.CLOSED, closed_at=Now()):
        raise ValidationError(_("This request is closed."), code="closed")
    under_way = Pair.objects.active().filter(request=help_request)
    ending = list(under_way.select_related("request__person", "ambassador__person"))
    call_off_meetings_of(under_way)
    end_living_pairs(Pair.objects.filter(request=help_request))
    for pair in ending if notify else ():
        notify_pair_closed(pair)
