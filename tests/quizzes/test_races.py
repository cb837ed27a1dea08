"""Many at once. SQLite runs one writer after the other, so these mean something on PostgreSQL only."""

import threading
from collections import Counter

import pytest
from django.db import IntegrityError, connection

from quizzes.actions import (
    Saved,
    check_item,
    choose_reply,
    publish_version,
    save_response,
    start_attempt,
    submit_attempt,
)
from quizzes.importers.gift import import_gift
from quizzes.models import Attempt, Question
from quizzes.specs import from_dict
from tests.people.factories import PersonFactory
from tests.quizzes.factories import (
    AttemptFactory,
    QuestionFactory,
    quiz_asking,
    right_response,
    spec,
)
from tests.quizzes.new_kinds import SCENARIO


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite runs writers one after the other"
    ),
]


def at_once(*calls):
    """What each call answered, or the exception that it raised; all begin together."""
    barrier = threading.Barrier(len(calls))
    answers = [None] * len(calls)

    def run(index, call):
        try:
            barrier.wait(timeout=30)
            answers[index] = call()
        except Exception as error:
            answers[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def test_many_starts_open_one_attempt():
    quiz, learner = quiz_asking("Vrai ?{T}", "Faux ?{F}"), PersonFactory()

    answers = at_once(*[lambda: start_attempt(quiz=quiz, learner=learner).pk] * 50)

    assert Attempt.objects.count() == 1
    assert set(answers) == {Attempt.objects.get().pk}
    assert Attempt.objects.get().items.count() == 2


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
        assert save(99) is Saved.CLOSED


def test_saves_out_of_order_keep_the_last_one():
    attempt = AttemptFactory(quiz=quiz_asking("Comment ?{=ainsi}"))

    def save(number):
        return save_response(
            attempt=attempt.uuid, slot=1, raw={"text": str(number)}, sequence=number
        )

    answers = at_once(*[lambda n=n: save(n) for n in range(1, 21)])

    assert attempt.items.get().response == {"text": "20"}
    assert Counter(answers)[Saved.SAVED] >= 1
    assert set(answers) <= {Saved.SAVED, Saved.STALE}


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
        return lambda: choose_reply(attempt=attempt.uuid, slot=1, step=0, choice=choice)

    answers = at_once(*[choose(choice) for choice in ("r1", "r2", "r3") * 4])

    assert not any(isinstance(answer, Exception) for answer in answers)
    path = attempt.items.get(slot=1).response["path"]
    assert len(path) == 1
    assert {tuple(answer.response["path"]) for answer in answers} == {tuple(path)}
