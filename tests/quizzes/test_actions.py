"""Attempts as learners live them: resumed, autosaved, checked, submitted, never rewritten."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from quizzes.actions.attempts import SaveOutcome, check_item, save_response, submit_attempt
from quizzes.actions.bank import publish_version, save_question
from quizzes.actions.starts import start_attempt
from quizzes.enums import QuestionStatus
from quizzes.kinds.single_choice import SingleChoice
from quizzes.models import Attempt, Question, QuestionVersion
from quizzes.values.texts import Rich
from tests.people.factories import PersonFactory
from tests.quizzes.factories import (
    AttemptFactory,
    CategoryFactory,
    QuestionFactory,
    passed_attempt,
    quiz_asking,
    quiz_of,
    right_response,
    spec,
)


pytestmark = pytest.mark.django_db


def save(attempt, raw, sequence=1, slot=1):
    return save_response(attempt=attempt.uuid, slot=slot, raw=raw, sequence=sequence)


def response_of(attempt, slot=1):
    return attempt.items.get(slot=slot).response


def test_a_changed_question_gets_the_next_version_and_an_unchanged_one_none():
    question = QuestionFactory(asks="Un ?{=oui ~non}")

    again = publish_version(question=question, spec=spec("Un ?{=oui ~non}"))
    changed = publish_version(question=question, spec=spec("Un ?{=oui ~non ~peut-être}"))

    question.refresh_from_db()
    assert (again.number, changed.number) == (1, 2)
    assert question.current_version == changed
    assert question.versions.count() == 2


def test_a_question_that_cannot_be_asked_is_not_saved():
    question = Question(title="Sans choix", category=CategoryFactory())

    with pytest.raises(ValidationError):
        save_question(question=question, spec=SingleChoice(text=Rich("Quoi ?"), choices=()))

    assert not Question.objects.exists()


def test_an_attempt_asks_the_ready_questions_in_their_order(person):
    quiz = quiz_asking("A ?{T}", "B ?{F}", "C ?{T}")
    draft = quiz.entries.get(sort_order=1).question
    Question.objects.filter(pk=draft.pk).update(status=QuestionStatus.DRAFT)

    attempt = start_attempt(quiz=quiz, learner=person)

    asked = [item.version.spec["text"]["text"] for item in attempt.items.order_by("slot")]
    assert asked == ["A ?", "C ?"]
    assert attempt.max_points == 2


def test_texts_to_read_and_essays_carry_no_points(person):
    quiz = quiz_asking("Lisez ceci.", "Racontez.{}", "Vrai ?{T}")

    attempt = passed_attempt(quiz, person)

    assert (attempt.max_points, attempt.points, attempt.is_passed) == (1, 1, True)


def test_a_quiz_without_any_marked_question_does_not_start(person):
    with pytest.raises(ValidationError):
        start_attempt(quiz=quiz_asking("Racontez.{}"), learner=person)

    assert not Attempt.objects.exists()


def test_starting_again_resumes_with_the_answers_kept(person):
    quiz = quiz_of(2)
    first = start_attempt(quiz=quiz, learner=person)
    save(first, {"choice": "c1"})

    again = start_attempt(quiz=quiz, learner=person)

    assert again == first
    assert response_of(again) == {"choice": "c1"}


def test_after_submission_a_new_attempt_begins(person):
    quiz = quiz_of(1)
    passed_attempt(quiz, person)

    again = start_attempt(quiz=quiz, learner=person)

    assert again.is_open
    assert Attempt.objects.count() == 2


def test_the_database_refuses_a_second_open_attempt(person):
    attempt = AttemptFactory(learner=person)

    with transaction.atomic(), pytest.raises(IntegrityError):
        Attempt.objects.create(quiz=attempt.quiz, learner=person, pass_percent=80, max_points=1)


def test_a_stale_save_is_ignored_and_told():
    attempt = AttemptFactory()

    assert save(attempt, {"choice": "c1"}, sequence=5) is SaveOutcome.SAVED
    assert save(attempt, {"choice": "c2"}, sequence=4) is SaveOutcome.STALE
    assert save(attempt, {"choice": "c2"}, sequence=5) is SaveOutcome.STALE

    assert response_of(attempt) == {"choice": "c1"}


def test_a_save_whose_acknowledgement_was_lost_can_be_sent_again():
    attempt = AttemptFactory()

    assert save(attempt, {"choice": "c1"}, sequence=1) is SaveOutcome.SAVED
    assert save(attempt, {"choice": "c1"}, sequence=1) is SaveOutcome.SAVED


def test_a_save_after_submission_is_ignored():
    attempt = AttemptFactory()
    submit_attempt(attempt=attempt.uuid)

    assert save(attempt, {"choice": "c1"}) is SaveOutcome.CLOSED
    assert response_of(attempt) == {}


def test_once_the_explanation_was_seen_the_answer_cannot_change():
    attempt = AttemptFactory()
    first = check_item(attempt=attempt.uuid, slot=1, raw={"choice": "c1"})

    again = check_item(attempt=attempt.uuid, slot=1, raw={"choice": "c2"})

    assert save(attempt, {"choice": "c2"}, sequence=9) is SaveOutcome.CLOSED
    assert response_of(attempt) == {"choice": "c1"}
    assert (again.checked_at, again.fraction) == (first.checked_at, first.fraction)


@pytest.mark.parametrize(
    "raw",
    [
        {"choice": "c99"},
        {"choice": "c1", "fraction": 1, "points": 100},
        {"choices": ["c1", "c2", "c3"]},
        {"choice": ["c1"]},
        "c1",
        None,
        {"text": "\0\ud800"},
    ],
)
def test_a_tampered_answer_earns_nothing_more(raw):
    attempt = AttemptFactory(quiz=quiz_asking("Quoi ?{~faux =juste}"))

    save(attempt, raw)
    submitted = submit_attempt(attempt=attempt.uuid)

    assert submitted.points == 0


def test_submitting_marks_all_that_was_saved(person):
    quiz = quiz_asking("A ?{T}", "B ?{T}", "Deux ?{~%50%a ~%50%b ~%-50%c}")
    attempt = start_attempt(quiz=quiz, learner=person)
    save(attempt, {"choice": "true"}, slot=1)
    save(attempt, {"choices": ["c1"]}, slot=3)

    submitted = submit_attempt(attempt=attempt.uuid)

    assert submitted.points == Decimal("1.5")
    assert [item.fraction for item in submitted.items.order_by("slot")] == [1, 0, Decimal("0.5")]


def test_submitting_twice_gives_the_same_result():
    attempt = AttemptFactory(passed=True)

    again = submit_attempt(attempt=attempt.uuid)

    assert (again.points, again.submitted_at) == (attempt.points, attempt.submitted_at)


def test_three_thirds_make_a_whole(person):
    third = "Associez.{=a -> 1 =b -> 2 =c -> 3}"
    attempt = start_attempt(quiz=quiz_asking(third, third, third), learner=person)
    for slot in (1, 2, 3):
        right = right_response(spec(third))["pairs"]
        save(attempt, {"pairs": {"p1": right["p1"]}}, slot=slot)

    assert submit_attempt(attempt=attempt.uuid).points == 1


def test_the_percentage_keeps_its_fractions(person):
    attempt = start_attempt(quiz=quiz_of(3), learner=person)
    for slot in (1, 2):
        item = attempt.items.get(slot=slot)
        right = right_response(
            spec("Qui voit mes réponses ?{=Moi seul ~Mon responsable ~Tout le monde}")
        )
        check_item(attempt=attempt.uuid, slot=item.slot, raw=right)

    submitted = submit_attempt(attempt=attempt.uuid)

    assert round(submitted.percent, 3) == Decimal("66.667")


def test_an_attempt_keeps_the_version_that_it_began_with(person):
    quiz = quiz_asking("Vrai ?{T}")
    attempt = start_attempt(quiz=quiz, learner=person)
    question = quiz.entries.get().question
    publish_version(question=question, spec=spec("Vrai ?{F}"))

    save(attempt, {"choice": "true"})

    assert submit_attempt(attempt=attempt.uuid).points == 1
    assert start_attempt(quiz=quiz, learner=person).items.get().version.number == 2


def test_raising_the_pass_mark_fails_nobody_afterwards(person):
    quiz = quiz_asking("A ?{T}", "B ?{T}", pass_percent=50)
    attempt = start_attempt(quiz=quiz, learner=person)
    check_item(attempt=attempt.uuid, slot=1, raw={"choice": "true"})
    submit_attempt(attempt=attempt.uuid)

    quiz.pass_percent = 100
    quiz.save()

    assert list(Attempt.objects.passed()) == [attempt]


def test_a_question_without_answers_can_be_deleted_and_one_with_them_cannot(person):
    unused = QuestionFactory()
    attempt = AttemptFactory(learner=person)
    used = attempt.items.first().version.question
    used.uses.all().delete()

    unused.delete()

    assert not QuestionVersion.objects.filter(question_id=unused.pk).exists()
    with pytest.raises(ProtectedError):
        used.delete()


def test_another_learner_has_an_attempt_of_their_own():
    one = AttemptFactory()

    assert start_attempt(quiz=one.quiz, learner=PersonFactory()) != one
