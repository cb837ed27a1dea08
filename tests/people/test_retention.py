"""With the clock moved each class of data is gone on schedule; nothing younger goes with it."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session as ServerSession
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from ambassadors.enums import Outcome, PairStatus, RequestStatus
from ambassadors.models import HelpRequest, Pair, Session, UnmetRequest
from core.dates import months_before
from learning.models import Lesson, LessonProgress, Module
from people import checks, retention_registry
from people.actions import answer_data_request, ask_about_data, invite, purge, stage_file
from people.actions import retention as purging
from people.admin_views.retention import next_night
from people.enums import (
    ErasureRoute,
    ImportKind,
    ImportSource,
    ImportState,
    MailStatus,
    Purpose,
    RequestKind,
    Role,
)
from people.enums import RequestStatus as Answered
from people.models import (
    DataRequest,
    ErasureEntry,
    ImportRun,
    Invitation,
    Look,
    NoticeSeen,
    OpenSession,
    OutgoingMail,
    Person,
    RetentionRun,
    StagedFile,
)
from people.privacy_registry import holdings
from people.retention import leavers
from people.retention_registry import Retention, Unit, kept, retention_of, retentions
from people.tasks import purge_task
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    MatchingRoundFactory,
    PairFactory,
)
from tests.learning.factories import make_attempt, make_enrolment, make_path, make_quiz
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def months_later(moment, months):
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1)


def at(moment):
    return time_machine.travel(moment, tick=False)


# --- Each class, on its day -------------------------------------------------------------------------


def used_invitation():
    invite(person=PersonFactory(), by=None)
    Invitation.objects.update(used_at=NOON, created_at=NOON, expires_at=NOON + timedelta(days=30))
    return Invitation.objects.get()


def expired_invitation():
    invite(person=PersonFactory(), by=None)
    Invitation.objects.update(expires_at=NOON)
    return Invitation.objects.get()


def answered_request():
    asked = ask_about_data(person=PersonFactory(), kind=RequestKind.ACCESS, wrong="Tout.", right="")
    answer_data_request(
        data_request=asked, by=PersonFactory(), status=Answered.ANSWERED, answer="Voici."
    )
    DataRequest.objects.update(answered_at=NOON)
    return asked


def notice_of_old():
    return NoticeSeen.objects.create(
        person=PersonFactory(), purpose="account", version="0.9", seen_at=NOON
    )


def staged():
    sent = stage_file(
        sender=PersonFactory(), kind=ImportKind.STAFF, name="a.csv", data=b"a", options={}
    )
    StagedFile.objects.update(created_at=NOON)
    return sent


def import_run():
    return ImportRun.objects.create(
        sender=PersonFactory(),
        kind=ImportKind.STAFF,
        source=ImportSource.SCREEN,
        state=ImportState.APPLIED,
        name="a.csv",
        created_at=NOON,
    )


def sent_mail():
    return OutgoingMail.objects.create(
        person=PersonFactory(),
        kind="invitation",
        key="a" * 64,
        language="fr",
        status=MailStatus.SENT,
        made_at=NOON,
        sent_at=NOON,
        next_try_at=NOON,
    )


def open_session():
    return OpenSession.objects.create(
        person=PersonFactory(), session_key="a" * 32, signed_in_at=NOON
    )


def server_session():
    return ServerSession.objects.create(
        session_key="b" * 32, session_data="", expire_date=NOON + timedelta(hours=12)
    )


def failure():
    attempt = AccessAttempt.objects.create(
        username="x", ip_address="10.0.0.1", failures_since_start=1
    )
    AccessAttempt.objects.update(attempt_time=NOON)
    return attempt


def closed_request():
    return HelpRequestFactory(status=RequestStatus.CLOSED, closed_at=NOON, created_at=NOON)


def ended_pair():
    return PairFactory(status=PairStatus.ENDED, ended_at=NOON)


def old_session():
    return Session.objects.create(
        pair=PairFactory(active=True),
        held_on=NOON.date(),
        minutes=30,
        outcome=Outcome.ACQUIRED,
        logged_at=NOON,
    )


def unmet():
    held = MatchingRoundFactory(created_at=NOON)
    return UnmetRequest.objects.create(
        round=held, request=HelpRequestFactory(), reason="no_common_topic"
    )


def stopped_ambassador():
    return AmbassadorFactory(ended_at=NOON, started_at=NOON)


def left():
    """Their last day is the day before, so that at noon they have left."""
    return PersonFactory(employed_until=NOON.date())


def attempt_of_leaver():
    return make_attempt(left(), make_quiz())


def progress_of_leaver():
    lesson = Lesson.objects.create(module=Module.objects.create(title="M"), title="L")
    return LessonProgress.objects.create(person=left(), lesson=lesson)


def path_of_leaver():
    return make_enrolment(left(), make_path())


class Case(NamedTuple):
    key: str
    make: Callable
    until: Callable = lambda months: months_later(NOON, months)
    period: int = 0


HALF_AN_HOUR = NOON + timedelta(minutes=30)
CASES = [
    Case("invitations", used_invitation, period=3),
    Case("invitations", expired_invitation, period=3),
    Case("data_requests", answered_request, period=60),
    Case("notices", notice_of_old, period=60),
    Case("staged_files", staged, lambda _n: NOON + timedelta(days=1)),
    Case("import_runs", import_run, period=12),
    Case("mails", sent_mail, lambda _n: NOON + timedelta(days=30)),
    Case("sessions", open_session, lambda _n: NOON + timedelta(hours=12)),
    Case("session_data", server_session, lambda _n: NOON + timedelta(hours=12)),
    Case("failures", failure, lambda _n: HALF_AN_HOUR),
    Case("help_requests", closed_request, period=24),
    Case("pairs", ended_pair, period=24),
    Case("help_sessions", old_session, period=24),
    Case("unmet_requests", unmet, period=24),
    Case("ambassadors", stopped_ambassador, period=24),
    Case("attempts", attempt_of_leaver, period=12),
    Case("lesson_progress", progress_of_leaver, period=12),
    Case("enrolments", path_of_leaver, period=12),
]
OF_DAYS = {"attempts", "lesson_progress", "enrolments"}  # a last day has no hour


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.make.__name__)
def test_it_stays_to_the_last_minute_and_goes_the_night_after(case):
    row = case.make()
    rows = type(row)._default_manager.filter(pk=row.pk)
    end = case.until(case.period)

    with at(end - timedelta(minutes=1)):
        purge()
    assert rows.exists()
    after = timedelta(days=1) if case.key in OF_DAYS else timedelta(minutes=1)
    with at(end + after):
        would = purge(dry_run=True)
        assert rows.exists()
        purged = purge()

    assert not rows.exists()
    assert would.counts[case.key] == purged.counts[case.key] == 1


def test_every_class_is_proved_above_or_by_name():
    elsewhere = {"looks", "accounts", "usage_days", "declarations", "earlier_passwords"}

    assert {case.key for case in CASES} | elsewhere == {each.key for each in retentions()}


@pytest.mark.postgresql
def test_looks_older_than_a_year_go_and_the_database_agrees():
    """The database reckons by its own clock, so the row is aged and the clock is not moved."""
    viewer, subject = PersonFactory.create_batch(2)
    for days in (1, 364, 367, 900):
        Look.objects.create(
            viewer=viewer,
            subject=subject,
            purpose=Purpose.DATA_REQUEST,
            looked_at=timezone.now() - timedelta(days=days),
        )

    assert purge().counts["looks"] == 2
    assert Look.objects.count() == 2
    assert min(Look.objects.values_list("looked_at", flat=True)) > timezone.now() - timedelta(
        days=365
    )


# --- What must not go ---------------------------------------------------------------------------------


def test_ten_years_on_what_is_under_way_is_still_there():
    """Open requests, pairs and invitations unanswered, notices in force, people at work."""
    person = PersonFactory()
    pair = PairFactory(active=True)
    attempt = make_attempt(person, make_quiz())
    waiting = ask_about_data(person=person, kind=RequestKind.ERASURE, wrong="Tout.", right="")
    seen = NoticeSeen.objects.create(person=person, purpose="account", version="1.0", seen_at=NOON)

    with at(months_later(NOON, 120)):
        purge()

    for row in (person, pair, pair.request, pair.ambassador, attempt, waiting, seen):
        assert type(row)._default_manager.filter(pk=row.pk).exists()


def test_a_closed_request_waits_for_what_hangs_on_it():
    request = closed_request()
    pair = PairFactory(request=request, status=PairStatus.ENDED, ended_at=NOON + timedelta(days=10))
    late = Session.objects.create(
        pair=pair,
        held_on=NOON.date(),
        minutes=30,
        outcome=Outcome.ACQUIRED,
        logged_at=NOON + timedelta(days=20),
    )

    with at(months_later(NOON, 24) + timedelta(days=15)):
        purge()
    assert HelpRequest.objects.filter(pk=request.pk).exists()
    assert Pair.objects.filter(pk=pair.pk).exists()
    assert Session.objects.filter(pk=late.pk).exists()

    with at(months_later(NOON, 24) + timedelta(days=21)):
        purge()
    assert not HelpRequest.objects.filter(pk=request.pk).exists()


def test_ambassadors_keep_the_pairs_that_ended_after_they_stopped():
    pair = PairFactory(
        ambassador=stopped_ambassador(), status=PairStatus.EXPIRED, ended_at=NOON + timedelta(3)
    )

    with at(months_later(NOON, 24) + timedelta(days=2)):
        purge()

    assert Pair.objects.filter(pk=pair.pk).exists()


YEAR_2000 = datetime(2000, 1, 1)  # noqa: DTZ001 - the strategy adds the zone


@given(
    st.datetimes(min_value=YEAR_2000, timezones=st.just(UTC)),
    st.integers(0, 240),
)
def test_so_many_months_before_is_never_later_and_at_most_a_shorter_month_earlier(moment, months):
    before = months_before(moment, months)

    assert (moment.year - before.year) * 12 + moment.month - before.month == months
    assert before.day <= moment.day
    assert before.day == moment.day or (before + timedelta(days=1)).day == 1
    assert before.timetz() == moment.timetz()


# --- People who left ------------------------------------------------------------------------------------


@pytest.fixture
def leaver():
    return PersonFactory(employed_until=date(2025, 11, 20), last_name="Partante")


def test_nobody_is_erased_until_it_is_switched_on(leaver):
    with at(NOON):
        assert purge(dry_run=True).counts["accounts"] == 1
        assert purge().counts["accounts"] == 0

    assert Person.objects.filter(pk=leaver.pk).exists()


@pytest.mark.postgresql
def test_once_switched_on_leavers_are_erased_with_a_line_in_the_journal(settings, leaver):
    settings.RETENTION_ERASE_LEAVERS = True
    others = [
        PersonFactory(),
        PersonFactory(employed_until=date(2025, 11, 24)),
        PersonFactory(employed_until=date(2027, 1, 1)),
    ]

    with at(NOON):
        assert purge().counts["accounts"] == 1

    assert list(Person.objects.order_by("pk")) == others
    assert ErasureEntry.objects.get().route == ErasureRoute.RETENTION


@pytest.mark.postgresql
def test_whoever_came_back_meanwhile_stays(leaver):
    gone = leavers(NOON)
    assert leaver in gone
    Person.objects.filter(pk=leaver.pk).update(employed_until=None)

    assert purging.erase_leaver(leavers=leavers(NOON), pk=leaver.pk) == 0
    assert Person.objects.filter(pk=leaver.pk).exists()


# --- A run ----------------------------------------------------------------------------------------------


def test_it_goes_in_batches_and_twice_deletes_nothing_more(monkeypatch):
    monkeypatch.setattr(purging, "BATCH", 2)
    for _each in range(5):
        invite(person=PersonFactory(), by=None)
    Invitation.objects.update(expires_at=NOON)

    with at(months_later(NOON, 4)):
        assert purge().counts["invitations"] == 5
        assert purge().counts["invitations"] == 0

    first, second = RetentionRun.objects.order_by("pk")
    assert (first.counts["invitations"], second.counts["invitations"]) == (5, 0)


def test_a_class_that_fails_is_named_and_does_not_keep_the_others(monkeypatch, capsys):
    expired_invitation()
    broken = Retention(key="broken", title="", words="", outdated=refuse)
    monkeypatch.setitem(retention_registry._retentions, "broken", broken)

    with at(months_later(NOON, 4)), pytest.raises(CommandError, match="broken"):
        call_command("purge", "--json")

    told = json.loads(capsys.readouterr().out)
    assert told["failed"] == RetentionRun.objects.get().failed == ["broken"]
    assert told["counts"]["invitations"] == 1


def refuse(limit):
    raise ProtectedError("refused", set())


def test_a_dry_run_writes_nothing(capsys):
    row = expired_invitation()

    with at(months_later(NOON, 4)):
        call_command("purge", "--dry-run")

    assert "invitations: 1\n" in capsys.readouterr().out
    assert Invitation.objects.get() == row
    assert not RetentionRun.objects.exists()


def test_the_night_runs_it():
    expired_invitation()
    with at(months_later(NOON, 4)):
        purge_task.delay()

    assert not Invitation.objects.exists()


def test_the_number_of_answers_is_told_to_nobody(capsys):
    call_command("purge", "--json")

    counts = json.loads(capsys.readouterr().out)["counts"]
    assert counts["usage_days"] is counts["declarations"] is None
    assert RetentionRun.objects.get().counts["declarations"] is None


# --- The words and the settings ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_people_read_is_what_the_purge_does(language):
    by_key = {holding.key: holding for holding in holdings()}
    with translation.override(language):
        for each in retentions():
            for key in each.holdings:
                assert each.in_words() in str(by_key[key].retention), key


def test_a_period_that_is_changed_changes_the_words(settings):
    settings.RETENTION_HELP_MONTHS = 7
    by_key = {holding.key: holding for holding in holdings()}
    with translation.override("en"):
        assert "7 months" in str(by_key["ambassadors.Pair"].retention)
        assert "then until your account is erased" in str(by_key["people.Person"].retention)
        settings.RETENTION_ERASE_LEAVERS = True
        assert "then 12 months" in str(by_key["people.Person"].retention)


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (1, Unit.MONTHS, "1 month"),
        (12, Unit.MONTHS, "12 months"),
        (25, Unit.MONTHS, "25 months"),
        (60, Unit.MONTHS, "5 years"),
        (1, Unit.DAYS, "1 day"),
        (12, Unit.HOURS, "12 hours"),
        (30, Unit.MINUTES, "30 minutes"),
    ],
)
def test_a_period_is_said_as_people_say_it(number, unit, words):
    retention = Retention(key="", title="", words="", outdated=refuse, fixed=number, unit=unit)
    with translation.override("en"):
        assert retention.period_in_words() == words


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("RETENTION_HELP_MONTHS", 0, "people.E001"),
        ("RETENTION_USE_MONTHS", 12, "people.E001"),
        ("RETENTION_DATA_REQUESTS_MONTHS", 11, "people.E001"),
        ("RETENTION_LEAVERS_MONTHS", -3, "people.E001"),
        ("RETENTION_HELP_MONTHS", 61, "people.E002"),
    ],
)
def test_a_period_out_of_bounds_is_refused(settings, name, value, error):
    assert checks.check_retention_periods() == []
    setattr(settings, name, value)

    found = checks.check_retention_periods()
    assert {each.id for each in found} == {error}
    assert all(name in each.msg for each in found)


# --- The page -----------------------------------------------------------------------------------------------

PAGE = reverse("people_admin_retention")


def reader(role):
    person = PersonFactory()
    person.groups.add(*_groups(role))
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def _groups(role):
    return Person.groups.rel.model.objects.filter(name=role)


def test_the_page_says_what_tonight_would_delete_and_what_the_last_run_did(leaver):
    expired_invitation()
    with at(months_later(NOON, 4)):
        officer = reader(Role.DATA_PROTECTION_OFFICER)
        before = officer.get(PAGE)
        purge()
        after = officer.get(PAGE)

    lines = {line.retention.key: line for line in before.context["lines"]}
    assert lines["invitations"].due == 1
    assert lines["declarations"].due is None
    assert before.context["run"] is None
    lines = {line.retention.key: line for line in after.context["lines"]}
    assert (lines["invitations"].due, lines["invitations"].last) == (0, 1)
    assert "Partante" in after.content.decode()
    with translation.override("en"):
        assert str(kept("accounts")) in after.content.decode()


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-11-24T00:10+00:00", "2026-11-24T02:45+00:00"),
        ("2026-11-24T02:46+00:00", "2026-11-25T02:45+00:00"),
        ("2026-03-28T12:00+00:00", "2026-03-29T01:45+00:00"),
    ],
)
def test_tonight_is_the_hour_of_the_task_here(now, night):
    assert next_night(datetime.fromisoformat(now)) == datetime.fromisoformat(night)


def test_the_accounts_are_the_ones_that_the_purge_would_take():
    assert retention_of("accounts").due(NOON).model is Person
