"""How far a person is with a quiz, as lessons and cards show it."""

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils.translation import gettext

from people.privacy_registry import holdings
from quizzes.actions.attempts import check_item
from quizzes.actions.starts import start_attempt
from quizzes.blocks import QuizBlock
from quizzes.models import Attempt, AttemptItem
from quizzes.policies import attempts_visible_to, quizzes_visible_to
from quizzes.queries.states import QuizStatus, quiz_states
from tests.people.factories import PersonFactory
from tests.quizzes.factories import (
    failed_attempt,
    passed_attempt,
    quiz_asking,
    quiz_of,
)


pytestmark = pytest.mark.django_db


def state(person, quiz):
    return quiz_states(person, [quiz.pk])[quiz.pk]


def test_a_quiz_not_started(person):
    one = state(person, quiz_of(3))

    assert (one.status, one.questions, one.open_attempt) == (QuizStatus.NOT_STARTED, 3, None)


def test_a_quiz_in_progress(person):
    quiz = quiz_of(3)
    attempt = start_attempt(quiz=quiz, learner=person)
    check_item(attempt=attempt.uuid, slot=1, raw={})

    one = state(person, quiz)

    assert one.status is QuizStatus.IN_PROGRESS
    assert (one.answered, one.asked, one.open_attempt) == (1, 3, attempt.uuid)


def test_a_quiz_to_try_again(person):
    quiz = quiz_of(2)
    failed_attempt(quiz, person)

    one = state(person, quiz)

    assert (one.status, one.points, one.max_points) == (QuizStatus.TO_RETRY, 0, 2)


def test_passed_once_is_passed(person):
    quiz = quiz_of(2)
    passed = passed_attempt(quiz, person)
    failed_attempt(quiz, person)
    start_attempt(quiz=quiz, learner=person)

    one = state(person, quiz)

    assert (one.status, one.passed_at) == (QuizStatus.PASSED, passed.submitted_at)
    assert one.open_attempt is not None


def test_nobody_elses_attempt_counts(person):
    quiz = quiz_of(1)
    passed_attempt(quiz, PersonFactory())

    assert state(person, quiz).status is QuizStatus.NOT_STARTED


@pytest.mark.parametrize("number", [1, 5])
def test_a_page_of_quizzes_asks_two_queries_however_many(person, number, django_assert_num_queries):
    quizzes = [quiz_of(2) for _ in range(number)]
    for quiz in quizzes:
        failed_attempt(quiz, person)

    with django_assert_num_queries(2):
        states = quiz_states(person, [quiz.pk for quiz in quizzes])

    assert len(states) == number


def test_no_quiz_no_query(person, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert quiz_states(person, []) == {}


def test_who_sees_what(person, editor):
    quiz = quiz_of(1)
    attempt = passed_attempt(quiz, person)

    assert list(attempts_visible_to(person)) == [attempt]
    assert list(attempts_visible_to(editor)) == []
    assert list(quizzes_visible_to(editor)) == [quiz]


def card(quiz, states=None, request=None):
    context = {"value": {"quiz": quiz, "required": True}}
    if states is not None:
        context["quiz_states"] = states
    if request is not None:
        context["request"] = request
    context["csrf_token"] = "jeton"
    return Template(
        "{% load quiz_tags %}{% quiz_card value.quiz required=value.required %}"
    ).render(Context(context))


def test_the_card_of_a_draft_starts_no_attempt_and_its_author_may_try(editor, person, rf):
    quiz = quiz_of(2)
    request = rf.get("/lecon/")
    request.is_preview, request.user = True, editor

    shown = card(quiz, request=request)
    request.user = person
    of_a_reader = card(quiz, request=request)

    assert "<form" not in shown + of_a_reader
    assert (trial := reverse("wagtailsnippets_quizzes_quiz:as_learner", args=[quiz.pk])) in shown
    assert trial not in of_a_reader


def test_the_card_of_a_preview_has_no_state_and_a_start():
    quiz = quiz_of(4, title="Les attestations")

    shown = card(quiz)

    assert "Les attestations" in shown
    assert "4 questions" in shown
    assert str(quiz.uuid) in shown


def test_the_card_takes_its_state_from_the_page(person, rf):
    quiz = quiz_of(2)
    start_attempt(quiz=quiz, learner=person)

    shown = card(quiz, quiz_states(person, [quiz.pk]), rf.get("/lecon/"))

    assert 'name="back" value="/lecon/"' in shown
    assert "0" in shown


def test_the_card_of_a_page_asks_nothing(person, django_assert_num_queries):
    quiz = quiz_of(2)
    passed_attempt(quiz, person)
    states = quiz_states(person, [quiz.pk])

    with django_assert_num_queries(0):
        card(quiz, states)


def test_the_card_of_a_page_that_gives_no_state_asks_for_its_own(person, rf):
    quiz = quiz_of(2)
    passed_attempt(quiz, person)
    request = rf.get("/lecon/")
    request.user = person

    assert "badge--good" in card(quiz, request=request)


def test_the_card_of_an_empty_quiz_has_no_button():
    assert "<form" not in card(quiz_asking())


def test_the_card_of_a_quiz_that_was_deleted_is_empty():
    assert card(None).strip() == ""


def test_the_block_shows_the_card():
    quiz = quiz_of(1, title="Les attestations")
    block = QuizBlock()

    shown = block.render(
        block.to_python({"quiz": quiz.pk, "required": True}), context={"csrf_token": "jeton"}
    )

    assert "Les attestations" in shown


def holding(label):
    return next(one for one in holdings() if one.model == label)


def test_a_persons_own_data_hold_their_attempts_and_nobody_elses(person):
    quiz = quiz_asking("Vrai ?{T}", "Qui ?{=Moi ~Toi}", "Associez.{=a -> 1 =b -> 2}", title="Q")
    passed_attempt(quiz, person)
    passed_attempt(quiz, PersonFactory())

    attempts = holding("quizzes.Attempt").export(person)
    answers = holding("quizzes.AttemptItem").export(person)

    assert [(row["quiz"], row["points"]) for row in attempts] == [("Q", 3)]
    words = [gettext("True"), "Moi", "a → 1 ; b → 2"]
    assert [row["response"] for row in answers] == words


def test_erasing_a_person_leaves_nothing_of_theirs_and_all_of_the_others(person):
    quiz = quiz_of(2)
    passed_attempt(quiz, person)
    other = passed_attempt(quiz, PersonFactory())

    erased = [holding(f"quizzes.{name}").erase(person) for name in ("AttemptItem", "Attempt")]

    assert erased == [2, 1]
    assert list(Attempt.objects.all()) == [other]
    assert AttemptItem.objects.filter(attempt=other).count() == 2
