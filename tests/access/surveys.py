"""Surveys in the small organisation: a round that is out, and two that are open."""

from datetime import timedelta
from pathlib import Path

import yaml
from django.conf import settings

from adoption.surveys.actions.answers import answer_survey, save_barometer_copy
from adoption.surveys.actions.editions import import_survey
from adoption.surveys.actions.own_questions import (
    WrittenQuestion,
    review_own_questions,
    save_own_questions,
    submit_own_questions,
)
from adoption.surveys.actions.rounds import close_round, open_round
from adoption.surveys.enums import QuestionKind
from core.dates import today
from learning.folder_registry import SurveyFile
from people.enums import Role


CONTENT = Path(settings.BASE_DIR) / "content"
QUESTION = WrittenQuestion(
    QuestionKind.SCALE, {"fr": "Les réunions sont utiles.", "en": "Meetings are useful."}, {}
)
ANSWERED = {"device_at_home": "phone_or_tablet_only", "main_worry": "left_behind"}


def survey_file(name, language="fr"):
    path = CONTENT / language / "surveys" / f"{name}.yaml"
    return SurveyFile(name, language, yaml.safe_load(path.read_text("utf-8")))


def load_surveys():
    for name in ("barometre", "habitudes"):
        for language in ("fr", "en"):
            import_survey(survey_file(name, language))


def surveys(world):
    """Everybody answered about their habits and keeps a copy of an earlier barometer; one waits for them."""
    load_surveys()
    last = today() + timedelta(days=9)
    closed = open_round(survey="barometer", closes_on=last)
    for person in world.people.values():
        save_barometer_copy(
            person=person, survey_round=closed, answers={"wish": "3", "know_how": "5"}
        )
    close_round(survey_round=closed)
    habits = open_round(survey="habits", closes_on=last)
    for person in world.people.values():
        answer_survey(person=person, survey="habits", answers=ANSWERED)
    _own_questions(world)
    world.shared |= {
        "closed_round": closed,
        "open_round": habits,
        "barometer": open_round(survey="barometer", closes_on=last),
        "questions": open_round(survey="questions", closes_on=last),
    }
    save_own_questions(questions=[QUESTION], by=world.people[Role.TRAINING_MANAGER])


def _own_questions(world):
    """One set is approved, and asked with the others; the next one is being written."""
    save_own_questions(questions=[QUESTION], by=world.people[Role.TRAINING_MANAGER])
    submit_own_questions()
    review_own_questions(version=1, by=world.people[Role.DATA_PROTECTION_OFFICER], is_approved=True)
