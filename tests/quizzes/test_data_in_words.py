"""“My data” is read by people: figures, languages and answers as they would say them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from people.queries.privacy import class_held_about
from quizzes.actions.attempts import save_response, submit_attempt
from quizzes.actions.review import start_memory
from quizzes.actions.starts import start_attempt
from quizzes.models import Attempt, AttemptItem, ReviewCard
from quizzes.queries.asking import attempt_items
from tests.people.factories import PersonFactory
from tests.quizzes.factories import quiz_asking


pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def answered(person):
    quiz = quiz_asking("Est-ce vrai\u00a0?{F}")
    attempt = start_attempt(quiz=quiz, learner=person)
    (item,) = attempt_items(attempt)
    save_response(attempt=attempt.uuid, slot=item.slot, raw={"choice": "false"}, sequence=1)
    submit_attempt(attempt=attempt.uuid)
    return quiz


def read(person, model):
    held = class_held_about(person, model._meta.label)
    return held, [cell for row in held.cells for cell in row]


def test_an_answer_is_read_in_words_and_its_share_without_zeros(person, answered):
    with override("fr"):
        _held, cells = read(person, AttemptItem)
    assert {"Faux", "Français", "1", "Est-ce vrai\u00a0?"} <= set(cells)
    assert not {"false", "fr", "1.0000000000"} & set(cells)


def test_points_are_written_as_in_the_language(person, answered):
    Attempt.objects.update(points="2.50000", max_points="4.00000")
    with override("fr"):
        _held, cells = read(person, Attempt)
    assert {"2,5", "4"} <= set(cells)
    with override("en"):
        _held, cells = read(person, Attempt)
    assert "2.5" in cells


def test_of_a_mistake_to_review_one_reads_the_day_and_a_program_gets_the_rest(person, answered):
    item = AttemptItem.objects.get()
    memory, due = start_memory(timezone.now() - timedelta(days=1))
    ReviewCard.objects.create(
        learner=person,
        question=item.version.question,
        memory=memory,
        due_at=due,
    )
    held, cells = read(person, ReviewCard)
    assert not any("stability" in cell or "card_id" in cell for cell in cells)
    assert len(held.headings) == len(held.cells[0])
    assert held.rows[0]["memory"] == memory
