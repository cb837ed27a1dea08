"""Markers, runs and submissions at once. SQLite runs one writer after the other."""

from collections import Counter

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection

from people.enums import Role
from quizzes.actions import remarking as remarking_actions
from quizzes.actions.attempts import check_item, submit_attempt
from quizzes.actions.bank import publish_version
from quizzes.actions.essays import mark_answer
from quizzes.actions.remarking import continue_remark, start_remark
from quizzes.actions.starts import start_attempt
from quizzes.models import Attempt, EssayMark, RemarkedItem, RemarkRun
from tests.people.factories import PersonFactory
from tests.quizzes.essays import written_answer
from tests.quizzes.factories import QuestionFactory, QuizFactory, spec
from tests.quizzes.test_races import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite runs writers one after the other"
    ),
]


def test_of_many_markers_at_once_one_marks_and_the_others_are_told():
    item = written_answer(PersonFactory())
    markers = PersonFactory.create_batch(8)
    for marker in markers:
        marker.groups.add(Group.objects.get(name=Role.TRAINING_MANAGER))

    def mark(marker, percent):
        return mark_answer(item=item, by=marker, percents=[percent] * 2, comment="", seen=0)

    found = at_once(*[lambda m=m, n=n: mark(m, n * 10) for n, m in enumerate(markers)])

    kept = EssayMark.objects.get()
    refused = [one for one in found if isinstance(one, ValidationError)]
    assert {one.code for one in refused} == {"marked_meanwhile"}
    assert len(refused) == 7
    assert Attempt.objects.get().percent == kept.grid[0]


def asked_wrongly(number, *, submitted):
    """Attempts that answered false to what is false, while the key said true."""
    question = QuestionFactory(asks="Le guichet ouvre à midi. {T}")
    quiz = QuizFactory(entries=[question], pass_percent=100)
    attempts = [start_attempt(quiz=quiz, learner=PersonFactory()) for _each in range(number)]
    for attempt in attempts:
        check_item(attempt=attempt.uuid, slot=1, raw={"choice": "false"})
        if submitted:
            submit_attempt(attempt=attempt.uuid)
    publish_version(question=question, spec=spec("Le guichet ouvre à midi. {F}"))
    question.refresh_from_db()
    return question, attempts


def begin(question):
    return start_remark(
        question=question, versions=question.versions.filter(number=1), only_raises=True, by=None
    )


def test_a_run_given_to_many_workers_marks_each_answer_once(monkeypatch):
    monkeypatch.setattr(remarking_actions, "BATCH", 3)
    question, _attempts = asked_wrongly(20, submitted=True)
    run = begin(question)

    found = at_once(*[lambda: continue_remark(run)] * 5)

    run.refresh_from_db()
    assert found == [True] * 5
    assert RemarkedItem.objects.count() == 20
    assert (run.examined, run.raised, run.now_passed) == (20, 20, 20)
    assert Attempt.objects.passed().count() == 20


def test_two_authors_who_start_at_once_start_one_run():
    question, _attempts = asked_wrongly(1, submitted=True)

    found = at_once(*[lambda: begin(question)] * 6)

    assert RemarkRun.objects.count() == 1
    assert Counter(type(one) for one in found) == {RemarkRun: 1, ValidationError: 5}


def test_whoever_submits_while_a_run_goes_is_marked_by_the_corrected_key(monkeypatch):
    monkeypatch.setattr(remarking_actions, "BATCH", 2)
    for _each in range(5):
        question, attempts = asked_wrongly(10, submitted=False)

        def remark(question=question):
            return continue_remark(begin(question))

        found = at_once(
            remark, *[lambda one=one: submit_attempt(attempt=one.uuid) for one in attempts]
        )

        assert not [one for one in found if isinstance(one, Exception)]
        closed = Attempt.objects.filter(pk__in=[one.pk for one in attempts])
        assert {one.percent for one in closed} == {100}
        rows = RemarkedItem.objects.filter(run__question=question)
        assert rows.count() == 10
