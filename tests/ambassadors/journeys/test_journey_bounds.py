"""Limits on what one visitor, one member of staff or one facilitator can do to a journey workshop."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambassadors.journeys import actions as journeys
from ambassadors.journeys.actions import add_remark, join_as_staff, open_sitting
from ambassadors.journeys.enums import IdeaKind
from ambassadors.journeys.models import JourneyBallot, JourneyIdea, JourneyWorkshop
from ambassadors.journeys.queries import closed_workshops
from people.actions.notices import record_notice_seen
from people.enums import NoticePurpose
from people.queries.notices import current_notices
from tests.ambassadors.factories import AmbassadorFactory, make_journey
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting():
    return open_sitting(journey=make_journey(), facilitator=AmbassadorFactory().person)


def client_of(person):
    record_notice_seen(person=person, shown=current_notices([NoticePurpose.HELP]))
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def test_whoever_is_signed_in_joins_as_staff_and_has_no_ticket_of_the_public(sitting):
    client = client_of(PersonFactory())

    answer = client.post(reverse("journeys:door"), {"code": sitting.code})

    assert answer["Location"] == f"{reverse('journeys:index')}?code={sitting.code}"
    assert not JourneyBallot.objects.exists()


def test_one_address_does_not_take_all_the_places(sitting):
    visitor = Client(headers={"accept-language": "en"})

    answers = [visitor.post(reverse("journeys:door"), {"code": sitting.code}) for _ in range(61)]

    assert [answer.status_code for answer in answers] == [302] * 60 + [200]
    assert "wait a few minutes" in answers[-1].content.decode()


def test_a_sitting_takes_so_many_remarks_that_somebody_can_read_them(sitting):
    step = sitting.steps.first()
    JourneyIdea.objects.bulk_create(
        JourneyIdea(step=step, kind=IdeaKind.IDEA, text=f"Remarque {n}")
        for n in range(journeys.MOST_IDEAS)
    )
    ballot, *_others = [join_as_staff(workshop=sitting, person=PersonFactory()) for _n in range(5)]

    with pytest.raises(ValidationError) as refusal:
        add_remark(ballot=ballot, step=step, kind=IdeaKind.IDEA, text="Encore une")

    assert refusal.value.code == "many"


def test_a_facilitator_opens_ten_workshops_in_an_hour_at_most():
    facilitator, journey = AmbassadorFactory().person, make_journey()
    client = client_of(facilitator)

    for _ in range(12):
        client.post(reverse("journeys:open"), {"journey": journey.pk})

    assert JourneyWorkshop.objects.count() == 10


def test_workshops_of_which_nothing_is_told_push_no_other_off_the_list(sitting):
    JourneyWorkshop.objects.update(closed_at=timezone.now())
    assert list(closed_workshops()) == []

    JourneyWorkshop.objects.update(voters=6)
    assert list(closed_workshops()) == [sitting]
