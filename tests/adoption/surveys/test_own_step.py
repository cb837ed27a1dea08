"""The next step that one's own copy of the barometer suggests: to its owner alone, and stored nowhere."""

import pytest
from django.apps import apps
from django.urls import reverse

from adoption.surveys.actions.answers import forget_survey_answers, save_barometer_copy
from adoption.surveys.models import SurveyRound
from adoption.surveys.queries import own_answers
from adoption.surveys.suggested_steps import STEPS, suggested_steps
from tests.access.surveys import load_surveys
from tests.adoption.surveys.surveys import (
    BAROMETER,
    OWN,
    QUESTIONS,
    all_of,
    answer,
    open_now,
    sixty_people,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db):
    load_surveys()
    return sixty_people()


def kept(person, answers):
    asked = open_now(BAROMETER)
    answer(person)
    save_barometer_copy(person=person, survey_round=asked, answers=answers)
    return asked


def barriers_of(person):
    found = suggested_steps(person, own_answers(person))
    return [step.barrier for step in found[1]] if found else []


def named(*dimensions):
    return [STEPS[dimension][0] for dimension in dimensions]


def test_the_first_barrier_and_what_helps_against_it_stand_beside_the_copy(staff, client):
    answers = all_of("5") | {"able_to_show": "3", "at_peace_for_job": "1"}
    kept(staff[0], answers)
    client.force_login(staff[0])

    page = client.get(OWN).content.decode()

    assert f'href="{reverse("workshops:index")}"' in page
    assert barriers_of(staff[0]) == named("ability", "job_fear")


def test_the_fear_for_the_job_is_never_passed_over(staff):
    kept(staff[0], all_of("1"))
    kept_by_another = all_of("1") | {"at_peace_for_job": "4"}
    answer(staff[1])
    save_barometer_copy(
        person=staff[1], survey_round=SurveyRound.objects.get(), answers=kept_by_another
    )

    assert barriers_of(staff[0]) == named("awareness", "job_fear")
    assert barriers_of(staff[1]) == named("awareness")


@pytest.mark.parametrize(
    ("question", "dimension"), list(zip(QUESTIONS[:-1], STEPS, strict=True)), ids=list(STEPS)
)
def test_each_barrier_has_its_step_and_a_page_that_opens(staff, client, question, dimension):
    kept(staff[0], all_of("4") | {question: "2"})
    client.force_login(staff[0])

    _round, (step,) = suggested_steps(staff[0], own_answers(staff[0]))

    assert step.barrier == STEPS[dimension][0]
    assert client.get(step.url).status_code in {200, 302}  # 302: to what they asked for already


def test_whoever_agrees_with_all_and_whoever_answers_nothing_is_offered_none(staff):
    kept(staff[0], all_of("4") | {"trust_in_oneself": "1"})
    assert barriers_of(staff[0]) == []
    assert barriers_of(staff[1]) == []


def test_nobody_else_sees_it_and_it_goes_with_the_copy(staff, client):
    asked = kept(staff[0], all_of("2"))
    client.force_login(staff[1])
    assert (
        reverse("adoption:erase_answers", args=[asked.uuid]) not in client.get(OWN).content.decode()
    )
    assert barriers_of(staff[1]) == []

    forget_survey_answers(person=staff[0], survey_round=asked)

    assert barriers_of(staff[0]) == []


def test_reading_it_stores_nothing(staff, client):
    kept(staff[0], all_of("2"))
    client.force_login(staff[0])
    client.get(OWN)

    def rows():
        return {model: model._default_manager.count() for model in apps.get_models()}

    before = rows()
    client.get(OWN)

    assert rows() == before
