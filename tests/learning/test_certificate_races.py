"""Many at once. SQLite runs one writer after the other, so these mean something on PostgreSQL only."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from learning.actions.certificates import issue_certificate, issue_certificates
from learning.models import Certificate, LessonProgress
from tests.learning.factories import make_enrolment, make_lesson, make_module, make_path
from tests.people.factories import PersonFactory
from tests.racing import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite runs writers one after the other"
    ),
]


def test_the_lesson_the_button_and_the_task_at_once_make_one_certificate():
    module, person = make_module(), PersonFactory()
    lesson = make_lesson(module).record
    path = make_path(module)
    make_enrolment(person, path)
    now = timezone.now()
    LessonProgress.objects.create(
        person=person, lesson=lesson, started_at=now - timedelta(minutes=5), read_at=now
    )

    def ask():
        return issue_certificate(person=person, path=path).code

    answers = at_once(*[ask, issue_certificates] * 6)

    certificate = Certificate.objects.get()
    assert {answer for answer in answers if not isinstance(answer, int)} == {certificate.code}
