"""The mails about a round: one as it opens, one reminder, to everybody asked alike (docs/decisions/0034)."""

from datetime import date, datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import make_aware

from adoption.surveys.actions.rounds import open_round
from adoption.surveys.mails import OPENED, REMINDER
from adoption.surveys.models import SurveyRound
from adoption.surveys.queries import people_to_mail
from people.actions.mails import Letter, enqueue_mails
from people.actions.outbox import enqueue_task
from people.models import Person


BATCH = 500
TASK, SCHEDULED = "adoption.tasks.mail_surveys_task", "mail-surveys"


def enqueue_survey_mails(*, on: date) -> None:
    """Enqueue what is due of each open round, once.

    Nothing here reads a token, an answer or an objection: who is left out would tell. A run that was cut off is
    made up for by the next one, which the keys of the letters keep from writing to anybody twice.
    """
    for survey_round in SurveyRound.objects.answerable(on).order_by("pk"):
        if survey_round.announced_on is None:
            _enqueue(survey_round, OPENED)
            SurveyRound.objects.filter(pk=survey_round.pk).update(announced_on=on)
        elif survey_round.reminded_on is None and _is_reminder_due(survey_round, on):
            _enqueue(survey_round, REMINDER)
            SurveyRound.objects.filter(pk=survey_round.pk).update(reminded_on=on)


@transaction.atomic
def open_round_with_mails(*, survey: str, closes_on: date) -> None:
    """Open a round, and have its mails enqueued after the commit. Raises ValidationError."""
    open_round(survey=survey, closes_on=closes_on)
    enqueue_task(TASK, key=SCHEDULED)


def _is_reminder_due(survey_round: SurveyRound, on: date) -> bool:
    """Whether its day has come: not where that is the day of the first mail, late as it was."""
    day, announced = survey_round.reminder_on, survey_round.announced_on
    return day is not None and announced is not None and on >= day and on > announced


def _enqueue(survey_round: SurveyRound, kind: str) -> None:
    keys = list(people_to_mail(survey_round.opened_on).values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        people = Person.objects.filter(pk__in=keys[start : start + BATCH]).order_by("pk")
        enqueue_mails(kind=kind, letters=[_letter(person, survey_round) for person in people])


def _letter(person: Person, survey_round: SurveyRound) -> Letter:
    after = survey_round.closes_on + timedelta(days=1)
    return Letter(
        person=person,
        key=f"{survey_round.uuid} {person.uuid}",
        path=reverse(f"adoption:{survey_round.survey}"),
        values={
            "survey": lambda: str(survey_round.get_survey_display()),
            "day": partial(date_format, survey_round.closes_on, "j F Y"),
        },
        expires_at=make_aware(datetime.combine(after, time())),
    )
