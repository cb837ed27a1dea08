"""What markers read and say of answers of before stays closed to whoever opened the account."""

import pytest
from django.urls import reverse

from people.mail.kinds import ACCOUNT_OPENED
from people.models import Look, OutgoingMail
from people.queries.privacy import looks_at
from quizzes.actions.essays import mark_answer
from quizzes.answer_addresses import address_of
from tests.access.test_sealed import browser, opened, rows_of
from tests.access.world import STAFF, TRAINING


pytestmark = pytest.mark.django_db


def read(world):
    address = reverse("marking_admin:answer", args=[address_of(world.owned[STAFF]["essay"].pk)])
    assert world.client(TRAINING).get(address).status_code == 200


def mark(world):
    mark_answer(
        item=world.owned[STAFF]["essay"],
        by=world.people[TRAINING],
        percents=[100, 100],
        comment="Clair.",
        seen=0,
    )


def test_what_was_said_of_an_answer_of_before_is_not_in_the_file(world):
    mark(world)
    assert rows_of(world.people[STAFF])["quizzes.EssayMark"]

    assert rows_of(opened(world, STAFF))["quizzes.EssayMark"] == []


def test_no_look_tells_which_question_was_answered_before(world):
    title = world.owned[STAFF]["essay"].version.question.title
    read(world)
    assert looks_at(world.people[STAFF])[0].matter == title

    person = opened(world, STAFF)
    read(world)

    assert {look.matter for look in looks_at(person)} == {""}
    assert Look.objects.order_by("pk").last().about == ""
    page = browser(person).get(reverse("people:who_looked")).content.decode()
    assert title not in page


def test_no_mail_tells_that_an_answer_of_before_was_marked(world):
    person = opened(world, STAFF)
    OutgoingMail.objects.filter(person=person, kind=ACCOUNT_OPENED).delete()
    mark(world)

    assert not OutgoingMail.objects.filter(person=person).exists()
