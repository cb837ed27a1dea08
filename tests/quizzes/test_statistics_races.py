"""Two who publish at once: on PostgreSQL, where writers do not wait for one another by themselves."""

import pytest
from django.db import IntegrityError, connection, transaction

from quizzes.actions.statistics import publish_statistics
from quizzes.models import Attempt, StatisticsSnapshot
from quizzes.queries.statistics import published_of
from tests.quizzes.factories import answered_by_many, quiz_of
from tests.quizzes.test_races import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite runs writers one after the other"
    ),
]


def test_two_publications_at_once_read_each_person_once():
    quiz = quiz_of(3)
    answered_by_many(quiz, 40)
    made = at_once(*[lambda: publish_statistics(quiz=quiz)] * 2)
    assert sorted(map(len, made)) == [0, 1]
    assert StatisticsSnapshot.objects.get().n == 35
    assert Attempt.objects.filter(is_counted=True).count() == 40
    assert published_of(quiz).n == 35


def test_the_database_refuses_to_change_a_snapshot():
    quiz = quiz_of(2)
    answered_by_many(quiz, 15)
    publish_statistics(quiz=quiz)
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        StatisticsSnapshot.objects.update(n=99)
