"""Many at once. SQLite runs one writer after the other, so these mean something on PostgreSQL only."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import F

from quizzes.actions.attempts import (
    SaveOutcome,
    check_item,
    choose_step,
    close_overdue_attempts,
    save_response,
    submit_attempt,
)
from quizzes.actions.bank import publish_version
from quizzes.actions.sharing import share_result
from quizzes.actions.starts import start_attempt
from quizzes.importers.gift import import_gift
from quizzes.models import Attempt, Question, SharedResult
from quizzes.specs.codec import from_dict
from tests.people.factories import PersonFactory
from tests.quizzes.factories import (
    AttemptFactory,
    QuestionFactory,
    quiz_asking,
    right_response,
    spec,
)
from tests.quizzes.new_kinds import SCENARIO
from tests.racing import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite runs writers one after the other"
    ),
]


def test_many_starts_open_one_attempt():
    quiz, learner = quiz_asking("Vrai ?{T}", "Faux ?{F}"), PersonFactory()

    answers = at_once(*[lambda: start_attempt(quiz=quiz, learner=learner).pk] * 50)

    assert Attempt.objects.count() == 1
    assert set(answers) == {Attempt.objects.get().pk}
    assert Attempt.objects.get().items.count() == 2


def test_two_starts_at_once_begin_no_more_attempts_than_are_allowed():
    quiz, learner = quiz_asking("Vrai ?{T}", max_attempts=1), PersonFactory()

    def take():
        return submit_attempt(attempt=start_attempt(quiz=quiz, learner=learner).uuid).pk

    answers = at_once(*[take] * 20)

    [attempt] = Attempt.objects.all()
    assert not attempt.is_open
    refused = [one for one in answers if isinstance(one, ValidationError)]
    assert len(refused) + answers.count(attempt.pk) == 20
    assert {one.code for one in refused} <= {"used_up"}


def test_a_retake_that_races_the_submission_begins_one_attempt_after_it():
    for _ in range(5):
        attempt = AttemptFactory(quiz=quiz_asking("Vrai ?{T}", max_attempts=2))
        starts = [lambda a=attempt: start_attempt(quiz=a.quiz, learner=a.learner).pk] * 6

        answers = at_once(lambda a=attempt: submit_attempt(attempt=a.uuid).pk, *starts)

        mine = Attempt.objects.filter(quiz=attempt.quiz)
        assert mine.open().count() <= 1
        assert mine.count() <= 2
        assert set(answers) <= set(mine.values_list("pk", flat=True))


def test_the_learner_and_the_clock_close_an_attempt_once():
    for _ in range(3):
        attempt = AttemptFactory(quiz=quiz_asking("Vrai ?{T}", time_limit=5))
        gone = timedelta(minutes=6)
        Attempt.objects.filter(pk=attempt.pk).update(
            started_at=F("started_at") - gone, closes_at=F("closes_at") - gone
        )

        submits = [lambda a=attempt: submit_attempt(attempt=a.uuid).submitted_at] * 10
        answers = at_once(*submits, *[close_overdue_attempts] * 4)

        closed = Attempt.objects.get(pk=attempt.pk)
        assert closed.closed_by == "time"
        assert set(answers[:10]) == {closed.submitted_at}


def test_fifty_tries_of_one_answer_at_once_are_one_try():
    quiz = quiz_asking("Q ?{=a ~b ~c ~d}", behaviour="tries", max_tries=3, try_penalty=10)
    attempt = AttemptFactory(quiz=quiz)
    spec_ = from_dict(attempt.items.get().version.spec)
    wrong = next(choice.id for choice in spec_.choices if not choice.fraction)

    at_once(*[lambda: check_item(attempt=attempt.uuid, slot=1, raw={"choice": wrong}).tries] * 50)

    item = attempt.items.get()
    assert (item.tries, item.checked_at) == (1, None)


def test_a_result_sent_many_times_at_once_is_sent_once():
    attempt = AttemptFactory(passed=True, quiz=quiz_asking("Vrai ?{T}"))

    answers = at_once(
        *[lambda: share_result(attempt=attempt.uuid, learner=attempt.learner).pk] * 20
    )

    assert set(answers) == {SharedResult.objects.get().pk}


def test_many_submissions_give_one_result():
    attempt = AttemptFactory(quiz=quiz_asking("Vrai ?{T}"))
    save_response(attempt=attempt.uuid, slot=1, raw={"choice": "true"}, sequence=1)

    answers = at_once(*[lambda: submit_attempt(attempt=attempt.uuid)] * 50)

    assert {(one.points, one.submitted_at) for one in answers} == {
        (1, Attempt.objects.get().submitted_at)
    }


def test_a_save_that_races_the_submission_never_leaves_another_answer_than_the_marked_one():
    for _ in range(5):
        attempt = AttemptFactory(quiz=quiz_asking("Vrai ?{T}"))
        save_response(attempt=attempt.uuid, slot=1, raw={"choice": "true"}, sequence=1)

        def save(sequence, attempt=attempt):
            return save_response(
                attempt=attempt.uuid, slot=1, raw={"choice": "false"}, sequence=sequence
            )

        calls = [lambda n=n: save(n) for n in range(2, 12)]
        at_once(*calls, lambda attempt=attempt: submit_attempt(attempt=attempt.uuid))

        item, closed = attempt.items.get(), Attempt.objects.get(pk=attempt.pk)
        assert item.fraction == closed.points
        assert item.fraction == (1 if item.response == {"choice": "true"} else 0)
        assert save(99) is SaveOutcome.CLOSED


def test_saves_out_of_order_keep_the_last_one():
    attempt = AttemptFactory(quiz=quiz_asking("Comment ?{=ainsi}"))

    def save(number):
        return save_response(
            attempt=attempt.uuid, slot=1, raw={"text": str(number)}, sequence=number
        )

    answers = at_once(*[lambda n=n: save(n) for n in range(1, 21)])

    assert attempt.items.get().response == {"text": "20"}
    assert Counter(answers)[SaveOutcome.SAVED] >= 1
    assert set(answers) <= {SaveOutcome.SAVED, SaveOutcome.STALE}


def test_of_two_pages_that_save_at_once_one_is_kept_and_the_other_told():
    for _ in range(5):
        attempt = AttemptFactory(quiz=quiz_asking("Comment ?{=ainsi}"))

        def save(page, number, attempt=attempt):
            return save_response(
                attempt=attempt.uuid,
                slot=1,
                raw={"text": f"{page} {number}"},
                sequence=number,
                page=page,
                based_on=0,
            )

        pages = [(page, number) for number in range(1, 7) for page in ("one", "two")]
        answers = at_once(*[lambda p=page, n=number: save(p, n) for page, number in pages])

        item = attempt.items.get()
        assert item.response == {"text": f"{item.page} 6"}
        outcomes = list(zip(pages, answers, strict=True))
        assert {said for (page, _n), said in outcomes if page != item.page} == {SaveOutcome.STALE}
        assert {said for (page, n), said in outcomes if (page, n) == (item.page, 6)} == {
            SaveOutcome.SAVED
        }


def test_two_checks_at_once_freeze_one_answer():
    attempt = AttemptFactory(quiz=quiz_asking("Vrai ?{T}"))
    right = right_response(from_dict(attempt.items.get().version.spec))

    answers = at_once(
        *[lambda: check_item(attempt=attempt.uuid, slot=1, raw=right)] * 5,
        *[lambda: check_item(attempt=attempt.uuid, slot=1, raw={"choice": "false"})] * 5,
    )

    item = attempt.items.get()
    assert {(one.fraction, one.checked_at) for one in answers} == {(item.fraction, item.checked_at)}
    assert item.fraction == (1 if item.response == right else 0)


def test_two_authors_saving_at_once_make_two_versions():
    question = QuestionFactory(asks="Vrai ?{T}")

    def publish(text):
        return publish_version(
            question=Question.objects.get(pk=question.pk), spec=spec(text)
        ).number

    answers = at_once(*[lambda n=n: publish(f"Vrai {n} ?{{T}}") for n in range(10)])

    assert sorted(answers) == list(range(2, 12))


def test_two_imports_of_one_file_at_once_take_it_once():
    data = b"\n\n".join(f"::T{n}::Vrai {n} ?{{T}}".encode() for n in range(20))

    answers = at_once(*[lambda: import_gift(data)] * 6)

    assert Question.objects.count() == 20
    assert not any(isinstance(one, IntegrityError) for one in answers)
    assert any(one.created == 20 and one.applied for one in answers)


def test_two_windows_choose_in_one_scene_and_the_first_is_kept():
    attempt = AttemptFactory(quiz=quiz_asking(SCENARIO, "Vrai ?{T}"))

    def choose(choice):
        return lambda: choose_step(attempt=attempt.uuid, slot=1, step=0, choice=choice)

    answers = at_once(*[choose(choice) for choice in ("r1", "r2", "r3") * 4])

    assert not any(isinstance(answer, Exception) for answer in answers)
    path = attempt.items.get(slot=1).response["path"]
    assert len(path) == 1
    assert {tuple(answer.response["path"]) for answer in answers} == {tuple(path)}
