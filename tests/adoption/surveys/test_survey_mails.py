"""The mails of a round: as it opens and once more, to everybody asked alike; nothing that sends them reads an answer."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adoption.surveys.actions.answers import dismiss_survey
from adoption.surveys.actions.mails import enqueue_survey_mails
from adoption.surveys.actions.rounds import close_round, open_round
from adoption.surveys.mails import OPENED, REMINDER
from adoption.surveys.models import SurveyRound
from adoption.tasks import enqueue_survey_mails_task
from adoption.usage.actions.objections import object_to_measurement
from core.dates import today
from people.actions.accounts import grant_role
from people.enums import Role
from people.mail.message import decrypt_mail
from people.models import OutgoingMail
from tests.access.surveys import load_surveys
from tests.adoption.surveys.surveys import BAROMETER, LIST, answer
from tests.background import post
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db
OPENING = reverse("adoption:open_survey", args=[BAROMETER])


@pytest.fixture
def people(db):
    """Four who differ in what they answered, and in nothing that the staff list says."""
    load_surveys()
    return PersonFactory.create_batch(4, employed_from=date(2020, 1, 1))


@pytest.fixture
def asked(people):
    asked = open_round(survey=BAROMETER, closes_on=today() + timedelta(days=13))
    answered, objecting, away, _silent = people
    answer(answered)
    object_to_measurement(person=objecting)
    dismiss_survey(person=away, survey=BAROMETER)
    return asked


def mailed(kind):
    rows = OutgoingMail.objects.filter(kind=kind).order_by("person_id")
    return list(rows.values_list("person", flat=True))


def test_both_go_once_to_whoever_answered_objects_put_it_away_or_is_silent(asked, people):
    everybody = [person.pk for person in people]
    for days in (0, 0, 5):
        enqueue_survey_mails(on=today() + timedelta(days=days))
    assert (mailed(OPENED), mailed(REMINDER)) == (everybody, [])

    for days in (6, 6, 9):
        enqueue_survey_mails(on=today() + timedelta(days=days))
    assert (mailed(OPENED), mailed(REMINDER)) == (everybody, everybody)

    OutgoingMail.objects.all().delete()  # as the purge does: the round remembers
    enqueue_survey_mails(on=today() + timedelta(days=13))
    assert not OutgoingMail.objects.exists()


def test_a_run_cut_off_is_made_up_for_and_writes_to_nobody_twice(asked, people):
    enqueue_survey_mails(on=today())
    OutgoingMail.objects.filter(person=people[2]).delete()
    SurveyRound.objects.update(announced_on=None)
    enqueue_survey_mails_task()

    assert sorted(mailed(OPENED)) == [person.pk for person in people]


def test_nothing_that_somebody_said_is_read_to_send_them(asked):
    with CaptureQueriesContext(connection) as queries:
        enqueue_survey_mails(on=today())
        enqueue_survey_mails(on=today() + timedelta(days=6))

    said = " ".join(query["sql"] for query in queries)
    assert "people_outgoingmail" in said
    for table in ("surveytoken", "surveyanswers", "barometercopy", "ballotbox", "objection"):
        assert f"adoption_{table}" not in said


def test_two_mails_differ_by_a_name_alone(asked, people):
    enqueue_survey_mails(on=today())
    texts = set()
    for mail in OutgoingMail.objects.select_related("person"):
        words = decrypt_mail(mail.content)
        texts.add((words.subject, words.text.replace(mail.person.get_full_name(), "…")))

    ((subject, text),) = texts
    assert subject.startswith("Le baromètre")
    assert reverse("adoption:barometer") in text


def test_a_round_that_is_over_is_not_mailed_of(asked):
    close_round(survey_round=asked)
    enqueue_survey_mails(on=today())
    assert not OutgoingMail.objects.exists()


def test_the_reminder_is_a_week_before_the_last_day_or_halfway_or_none():
    def reminder(days):
        first = date(2026, 11, 2)
        planned = SurveyRound(opened_on=first, closes_on=first + timedelta(days=days))
        return planned.reminder_on and (planned.reminder_on - first).days

    assert [reminder(days) for days in (0, 1, 2, 8, 13, 30)] == [None, None, 1, 4, 6, 23]


def test_whoever_opens_a_round_reads_first_whom_it_mails_and_when(client, people):
    training = PersonFactory(employed_from=date(2020, 1, 1))
    grant_role(person=training, role=Role.TRAINING_MANAGER, by=training)
    people[0].email = None
    people[0].save(update_fields=["email"])
    client.force_login(training)
    sent = {"closes_on": "2026-12-07"}
    with time_machine.travel(date(2026, 11, 24), tick=False):
        page = client.get(OPENING, sent, headers={"accept-language": "en"}).content.decode()
        assert "5 people are asked, until 7 December 2026" in page
        assert "the 4 people among them" in page
        assert "30 November" in page
        assert not SurveyRound.objects.exists()

        assert post(client, OPENING, sent).url == LIST
    assert mailed(OPENED) == [person.pk for person in (*people[1:], training)]
    assert client.get(OPENING, {"closes_on": "hier"}).status_code == 200
    assert client.get(OPENING.replace(BAROMETER, "mood")).status_code == 404
