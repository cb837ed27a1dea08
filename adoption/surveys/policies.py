from datetime import date
from typing import TypeVar

from django.db.models import QuerySet

from adoption.publishing.policies import populations_visible_to
from adoption.surveys.models import BarometerCopy, SurveyAnswers, SurveyToken
from adoption.usage.policies import sealed_use
from adoption.usage.pseudonyms import subject_of
from people.enums import Role
from people.models import Person


# --- Surveys --------------------------------------------------------------------------------------------

OfSurvey = TypeVar("OfSurvey", SurveyToken, SurveyAnswers, BarometerCopy)


def may_run_surveys(person: Person) -> bool:
    """Whether the person may open and close rounds; this shows nobody's answer."""
    return Role.TRAINING_MANAGER in person.roles


def may_review_questions(person: Person) -> bool:
    """Whether the person may read, approve or return questions before they are asked."""
    return Role.DATA_PROTECTION_OFFICER in person.roles


def may_read_surveys(person: Person) -> bool:
    """Whether the person may read survey figures, which are of the whole organisation and protected: all who
    are asked."""
    return may_run_surveys(person) or not person.is_external


def may_lead_talks(person: Person, *, on: date) -> bool:
    """Whether talking points for low answers are shown: to readers of any population's figures."""
    return may_run_surveys(person) or populations_visible_to(person, on=on).exists()


def survey_tokens_visible_to(person: Person) -> QuerySet[SurveyToken]:
    return _of_rounds_not_sealed(SurveyToken.objects.all(), person)


def survey_answers_visible_to(person: Person) -> QuerySet[SurveyAnswers]:
    return _of_rounds_not_sealed(SurveyAnswers.objects.all(), person)


def barometer_copies_visible_to(person: Person) -> QuerySet[BarometerCopy]:
    return _of_rounds_not_sealed(BarometerCopy.objects.all(), person)


def _of_rounds_not_sealed(rows: QuerySet[OfSurvey], person: Person) -> QuerySet[OfSurvey]:
    """Filter own rows. They have no day, so a seal counts by the day on which the round opened."""
    own = rows.filter(subject=subject_of(person))
    sealed = sealed_use(person)
    if sealed is None or not sealed.is_whole:
        return own
    return own.filter(round__opened_on__gt=sealed.last_day)
