"""Answers, closings and erasures at the same moment. On PostgreSQL alone."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection

from adoption.surveys.actions.answers import answer_survey
from adoption.surveys.actions.mails import enqueue_survey_mails
from adoption.surveys.actions.own_questions import save_own_questions
from adoption.surveys.actions.rounds import close_round, open_round
from adoption.surveys.enums import DraftState
from adoption.surveys.models import (
    BallotBox,
    OwnQuestions,
    SurveyAnswers,
    SurveyFigure,
    SurveyPublication,
    SurveyRound,
)
from core.dates import today
from people.actions.privacy import erase_person
from people.models import OutgoingMail
from tests.access.surveys import QUESTION, load_surveys
from tests.people.factories import PersonFactory
from tests.racing import at_once, refused


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db, settings, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    load_surveys()


@pytest.fixture
def staff(on_postgresql):
    return [PersonFactory(employed_from=date(2020, 1, 1)) for _ in range(60)]


def opened(survey):
    return open_round(survey=survey, closes_on=today() + timedelta(days=9))


def answering(person, survey="barometer", **answers):
    return partial(answer_survey, person=person, survey=survey, answers=answers)


def test_no_answer_is_lost_when_many_answer_at_once(staff):
    opened("barometer")
    answers = at_once(*(answering(person, wish="4") for person in staff[:12]))

    assert refused(answers) == []
    assert BallotBox.objects.get().counts["wish"]["4"] == 12


def test_one_person_counts_once_however_often_they_send(staff):
    opened("barometer")
    answers = at_once(*(answering(staff[0], wish=value) for value in "12345"))

    assert len(refused(answers)) == 4
    assert sum(BallotBox.objects.get().counts["wish"].values()) == 1


@pytest.mark.parametrize("survey", ["barometer", "habits"])
def test_an_answer_beside_the_closing_is_counted_or_refused(staff, survey):
    answers = {"wish": "4"} if survey == "barometer" else {"device_at_home": "nothing"}
    (question,) = answers
    asked = opened(survey)
    for person in staff[:20]:
        answer_survey(person=person, survey=survey, answers=answers)
    late = [answering(person, survey, **answers) for person in staff[20:26]]
    told = at_once(*late, partial(close_round, survey_round=asked))

    counted = 26 - len(refused(told))
    figure = SurveyFigure.objects.get(question=question, option="")
    assert (figure.low, figure.high) == (60 - counted, 60 - counted)
    if survey == "habits":
        assert SurveyAnswers.objects.count() == counted


def test_a_round_closes_and_opens_once(staff):
    asked = opened("barometer")
    told = at_once(*[partial(close_round, survey_round=asked)] * 3)
    assert len(refused(told)) == 2
    assert SurveyPublication.objects.count() == 1

    told = at_once(*[partial(opened, "barometer")] * 3)
    assert len(refused(told)) == 2
    assert SurveyRound.objects.open().count() == 1


def test_no_answer_outlives_the_erasure_of_its_owner(staff):
    opened("habits")
    person = staff[0]
    at_once(
        answering(person, "habits", device_at_home="nothing"),
        partial(erase_person, person=type(person).objects.get(pk=person.pk)),
    )

    assert not SurveyAnswers.objects.exists()


def test_own_questions_opened_by_two_at_once_are_asked_once(staff):
    save_own_questions(questions=[QUESTION], by=staff[0])
    OwnQuestions.objects.update(state=DraftState.APPROVED)
    answers = at_once(*[partial(opened, "questions")] * 3)

    assert len(refused(answers)) == 2
    assert SurveyRound.objects.get().edition_id == OwnQuestions.objects.get().edition_id


def test_mails_enqueued_by_two_at_once_go_once(staff):
    opened("barometer")
    at_once(*[partial(enqueue_survey_mails, on=today())] * 2)

    assert OutgoingMail.objects.count() == len(staff)
