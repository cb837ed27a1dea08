"""The first screen: a certificate to receive or that ends soon, a quiz that was begun, and nothing that shames."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.dates import today
from learning.certificate_codes import generate_code
from learning.models import Certificate, LessonProgress
from learning.queries.waiting import waiting_items_for
from quizzes.models import Attempt
from tests.learning.factories import make_enrolment, make_lesson, make_module, make_path
from tests.people.factories import PersonFactory
from tests.quizzes.factories import AttemptFactory, quiz_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def path(person):
    module = make_module()
    path = make_path(module, title="Premiers pas")
    path.lesson = make_lesson(module).record
    make_enrolment(person, path)
    return path


def finish(person, path):
    now = timezone.now()
    LessonProgress.objects.create(person=person, lesson=path.lesson, started_at=now, read_at=now)


def certify(person, path, *, ends=None, ago=0):
    return Certificate.objects.create(
        person=person, path=path, title=path.title, code=generate_code(),
        issued_on=today() - timedelta(days=ago),
        expires_on=None if ends is None else today() + timedelta(days=ends),
    )  # fmt: skip


def part(reader, name):
    page = BeautifulSoup(reader.get("/").content, "html.parser")
    element = page.find(id=name)
    return element.find_parent("section").get_text() if element else ""


def test_a_path_that_is_done_says_that_a_certificate_waits_until_it_is_received(
    reader, person, path
):
    assert not part(reader, "attestations")
    finish(person, path)
    assert "Premiers pas" in part(reader, "attestations")

    reader.post(reverse("learning:receive_certificate", args=[path.uuid]))
    assert not part(reader, "attestations")


@pytest.mark.parametrize(
    ("days", "is_said"), [(61, False), (60, True), (0, True), (-1, False), (None, False)]
)
def test_a_certificate_is_spoken_of_while_it_nears_its_end(reader, person, path, days, is_said):
    finish(person, path)
    certify(person, path, ends=days, ago=100)
    assert ("Premiers pas" in part(reader, "attestations")) is is_said


def test_one_that_was_renewed_or_is_being_renewed_is_not_spoken_of(reader, person, path):
    certify(person, path, ends=10, ago=300)
    assert part(reader, "attestations")
    person.enrolments.update(counts_from=timezone.now() - timedelta(days=2))
    assert not part(reader, "attestations")
    person.enrolments.update(counts_from=None)
    certify(person, path, ends=300)
    assert not part(reader, "attestations")


def test_a_quiz_that_was_begun_is_led_back_to(reader, person):
    quiz = quiz_of(2, title="Le portail")
    attempt = AttemptFactory(learner=person, quiz=quiz)
    address = reverse("quizzes:attempt", args=[attempt.uuid])
    assert f'href="{address}"' in reader.get("/").content.decode()

    Attempt.objects.filter(pk=attempt.pk).update(started_at=timezone.now() - timedelta(days=31))
    assert f'href="{address}"' not in reader.get("/").content.decode()


def test_neither_one_whose_time_is_over_nor_anothers_is(reader, person):
    over = AttemptFactory(learner=person, quiz=quiz_of(1))
    Attempt.objects.filter(pk=over.pk).update(
        started_at=timezone.now() - timedelta(hours=2),
        closes_at=timezone.now() - timedelta(hours=1),
    )
    AttemptFactory(learner=PersonFactory(), quiz=quiz_of(1))
    assert waiting_items_for(person, on=today()).attempt is None


def test_what_is_past_its_day_is_said_by_its_day_alone(reader, person, path):
    person.enrolments.update(is_mandatory=True, due_on=today() - timedelta(days=4))
    page = BeautifulSoup(reader.get("/").content, "html.parser")
    text = page.main.get_text()

    assert path.title in text
    assert not page.main.select(".badge--bad, .badge--warn, .bad")
    assert not any(word in text for word in ("retard", "late", "overdue"))


def test_all_of_it_is_one_query(person, path):
    certify(person, path, ends=10)
    AttemptFactory(learner=person, quiz=quiz_of(1))
    with CaptureQueriesContext(connection) as seen:
        items = waiting_items_for(person, on=today())
    assert (len(seen), len(items.certificates), items.attempt is not None) == (1, 1, True)
