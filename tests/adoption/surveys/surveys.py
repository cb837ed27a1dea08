"""Rounds that are opened and answered in a line, for the tests of surveys."""

from datetime import date, timedelta

from django.urls import reverse

from adoption.surveys.actions.answers import answer_survey
from adoption.surveys.actions.rounds import open_round
from adoption.surveys.models import SurveyFigure
from core.dates import today
from tests.people.factories import PersonFactory


BAROMETER, HABITS = "barometer", "habits"
FRENCH = {"accept-language": "fr"}
PAGES = {BAROMETER: reverse("adoption:barometer"), HABITS: reverse("adoption:habits")}
LIST, KEEP, OWN = (reverse(f"adoption:{name}") for name in ("surveys", "keep_copy", "own_answers"))
QUESTIONS = [
    *("why_portal", "wish", "know_how", "able_to_show", "encouraged"),
    *("at_peace_for_job", "trust_in_oneself"),
]


def sixty_people():
    return [PersonFactory(employed_from=date(2020, 1, 1)) for _ in range(60)]


def open_now(survey, **options):
    return open_round(survey=survey, closes_on=today() + timedelta(days=9), **options)


def all_of(value, keys=QUESTIONS):
    return dict.fromkeys(keys, value)


def answer(person, value="4", survey=BAROMETER):
    return answer_survey(person=person, survey=survey, answers=all_of(value))


def shown(question, survey_round):
    rows = SurveyFigure.objects.filter(publication__round=survey_round, question=question)
    return {row.option: (row.kind, row.low, row.high) for row in rows}
