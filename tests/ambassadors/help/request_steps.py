"""Steps of the tests about requests for help."""

from datetime import timedelta

from django.utils import timezone

from ambassadors.help.actions.direct_matching import send_request
from ambassadors.help.enums import Format, Urgency
from ambassadors.help.models import Pair
from people.models import OutgoingMail
from tests.ambassadors.factories import AmbassadorFactory
from tests.people.factories import (
    PersonFactory,
)


def form_data(topic, **changes):
    return {"about": topic.pk, "how": "phone", "by_when": "today", **changes}


def helper(topic, **changes):
    return AmbassadorFactory(topics=[topic], formats=list(Format.values), **changes)


def send_urgent_request(topic, person=None, **changes):
    details = {"formats": [Format.PHONE], "urgency": Urgency.TODAY} | changes
    return send_request(person=person or PersonFactory(), topics=[topic], **details)


def ambassadors_asked(help_request):
    return [pair.ambassador for pair in help_request.pairs.order_by("pk")]


def people_mailed(kind):
    return [mail.person for mail in OutgoingMail.objects.filter(kind=kind)]


def make_overdue(pair):
    Pair.objects.filter(pk=pair.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
