"""With the clock moved each class of data is gone on schedule; nothing younger goes with it."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ambassadors.help.enums import Outcome, PairStatus
from ambassadors.help.models import (
    FitAnswer,
    HelpRequest,
    Meeting,
    MeetingProposal,
    Pair,
    PairFeedback,
    PairMessage,
    PairNotebook,
    PairPlan,
    PairThread,
    Session,
)
from core.dates import months_before
from people import retention_registry
from people.actions import retention as purging
from people.actions.accounts import invite
from people.actions.retention import PurgeFailed, purge
from people.actions.rights import open_data_request
from people.enums import (
    ErasureRoute,
    Purpose,
    RequestKind,
)
from people.models import (
    ErasureEntry,
    Invitation,
    Look,
    NoticeSeen,
    Person,
    RetentionRun,
)
from people.retention import people_who_left_before
from people.retention_registry import Retention, retentions
from people.tasks import purge_task
from tests.ambassadors.factories import PairFactory
from tests.learning.factories import make_attempt, make_quiz
from tests.people.factories import PersonFactory
from tests.people.outdated import (
    NOON,
    answered_request,
    assignment_of_leaver,
    at,
    attempt_of_leaver,
    bookmark_of_leaver,
    card_of_leaver,
    certificate_of_leaver,
    closed_application,
    closed_request,
    device_of_leaver,
    ended_pair,
    exercise_of_leaver,
    expired_invitation,
    failure,
    feed_of_leaver,
    goal_of_past_week,
    grant_of_leaver,
    import_run,
    lines_to_correct,
    mark_of_old,
    months_later,
    note_of_leaver,
    notice_of_old,
    of_lived_pair,
    old_ballot,
    old_booking,
    old_mark,
    old_message,
    old_plan,
    old_proposal,
    old_report,
    old_seat,
    old_session,
    open_session,
    package_of_leaver,
    path_of_leaver,
    personal_device,
    practice_of_leaver,
    progress_of_leaver,
    received_form,
    refuse,
    removed_case,
    report_of_leaver,
    sent_mail,
    server_session,
    staged,
    staged_from_the_folder,
    stopped_ambassador,
    throttled,
    trainer_of_old,
    unmet,
    unread_case,
    used_invitation,
    view_of_leaver,
)


pytestmark = pytest.mark.django_db

# --- Each class, on its day -------------------------------------------------------------------------


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
    Case("lines_to_correct", lines_to_correct, lambda _n: NOON + timedelta(days=30)),
    Case("staged_files", staged, lambda _n: NOON + timedelta(days=1)),
    Case("folder_files", staged_from_the_folder, lambda _n: NOON + timedelta(days=7)),
    Case("import_runs", import_run, period=12),
    Case("mails", sent_mail, lambda _n: NOON + timedelta(days=30)),
    Case("devices", personal_device, lambda _n: NOON + timedelta(days=14)),
    Case("received_forms", received_form, lambda _n: NOON + timedelta(days=15)),
    Case("sessions", open_session, lambda _n: NOON + timedelta(hours=12)),
    Case("session_data", server_session, lambda _n: NOON + timedelta(hours=12)),
    Case("failures", failure, lambda _n: HALF_AN_HOUR),
    Case("throttles", throttled, lambda _n: NOON + timedelta(hours=1)),
    Case("help_requests", closed_request, period=24),
    Case("pairs", ended_pair, period=24),
    Case("help_sessions", old_session, period=24),
    Case("pair_plans", of_lived_pair(PairPlan), period=24),
    Case("pair_notebooks", of_lived_pair(PairNotebook), period=24),
    Case("pair_messages", of_lived_pair(PairMessage), period=24),
    Case("pair_threads", of_lived_pair(PairThread), period=24),
    Case("pair_meetings", of_lived_pair(Meeting), period=24),
    Case("meeting_proposals", of_lived_pair(MeetingProposal), period=24),
    Case("message_reports", old_report, period=24),
    Case("unmet_requests", unmet, period=24),
    Case("ambassadors", stopped_ambassador, period=24),
    Case("ambassador_applications", closed_application, period=24),
    Case("workshop_seats", old_seat, period=24),
    Case("practice_proposals", old_proposal, period=24),
    Case("useful_marks", old_mark, period=24),
    Case("case_proposals", unread_case, lambda _n: NOON + timedelta(days=90)),
    Case("case_removals", removed_case, period=24),
    Case("journey_ballots", old_ballot, lambda _n: NOON + timedelta(days=1)),
    Case("workshop_trainers", trainer_of_old, period=24),
    Case("workshop_plans", old_plan, period=24),
    Case("workshop_bookings", old_booking, period=24),
    Case("calendar_feeds", feed_of_leaver, period=24),
    Case("saved_views", view_of_leaver, period=1),
    Case("saved_reports", report_of_leaver, period=1),
    Case("push_devices", device_of_leaver, period=1),
    Case("evaluation_marks", mark_of_old, period=24),
    Case("attempts", attempt_of_leaver, period=12),
    Case("reviews", card_of_leaver, period=12),
    Case("lesson_progress", progress_of_leaver, period=12),
    Case("enrolments", path_of_leaver, period=12),
    Case("assignments", assignment_of_leaver, period=12),
    Case("lesson_notes", note_of_leaver, period=12),
    Case("bookmarks", bookmark_of_leaver, period=12),
    Case("exercise_tries", exercise_of_leaver, period=12),
    Case("module_grants", grant_of_leaver, period=12),
    Case("scorm_states", package_of_leaver, period=12),
    Case("practice_completions", practice_of_leaver, period=12),
    Case("week_goals", goal_of_past_week, lambda _n: NOON + timedelta(days=28)),
    Case("messages", old_message, period=24),
    Case("certificates", certificate_of_leaver, period=12),
]
OF_DAYS = {  # a last day has no hour
    *("attempts", "reviews", "lesson_progress", "enrolments", "assignments", "lesson_notes"),
    *("calendar_feeds", "saved_views", "saved_reports", "push_devices"),
    *("bookmarks", "exercise_tries", "module_grants", "scorm_states", "practice_completions"),
    *("certificates", "received_forms", "case_proposals", "case_removals"),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.make.__name__)
def test_a_row_stays_to_the_last_minute_and_goes_the_night_after(case):
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


@pytest.mark.parametrize(
    ("key", "model"), [("fit_answers", FitAnswer), ("pair_feedbacks", PairFeedback)]
)
def test_what_each_of_a_pair_said_goes_for_both_the_night_after(key, model):
    of_lived_pair(model)()
    end = months_later(NOON, 24)

    with at(end - timedelta(minutes=1)):
        purge()
    assert model.objects.count() == 2
    with at(end + timedelta(minutes=1)):
        assert purge().counts[key] == 2

    assert not model.objects.exists()


def test_every_class_is_proved_above_or_by_name():
    elsewhere = {
        *("looks", "accounts", "usage_days", "declarations", "own_ticks", "earlier_passwords")
    }
    elsewhere |= {"link_codes", "journey_facilitators", "boxed_questions"}
    elsewhere |= {"fit_answers", "pair_feedbacks", "notifications", "case_readers"}
    elsewhere |= {"survey_answers", "barometer_copies", "tally_boxes", "committee_decisions"}

    assert {case.key for case in CASES} | elsewhere == {retention.key for retention in retentions()}


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
    waiting = open_data_request(person=person, kind=RequestKind.ERASURE, wrong="Tout.", right="")
    seen = NoticeSeen.objects.create(person=person, purpose="account", version="7.0", seen_at=NOON)

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
def test_a_leaver_who_came_back_meanwhile_is_not_erased(leaver):
    gone = people_who_left_before(NOON)
    assert leaver in gone
    Person.objects.filter(pk=leaver.pk).update(employed_until=None)

    assert purging.erase_leaver(leavers=people_who_left_before(NOON), pk=leaver.pk) == 0
    assert Person.objects.filter(pk=leaver.pk).exists()


# --- A run ----------------------------------------------------------------------------------------------


def test_the_purge_goes_in_batches_and_a_second_one_deletes_nothing_more(monkeypatch):
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

    report = json.loads(capsys.readouterr().out)
    assert report["failed"] == RetentionRun.objects.get().failed == ["broken"]
    assert report["counts"]["invitations"] == 1
    assert report["kept"]["invitations"] == "3 months"
    assert report["off"] == ["accounts"]
    with at(months_later(NOON, 4)), pytest.raises(PurgeFailed):
        purge_task()


def test_the_limit_of_the_whole_night_is_no_trouble_of_one_class(monkeypatch):
    def too_long(limit):
        raise SoftTimeLimitExceeded

    slow = Retention(key="slow", title="", words="", outdated=too_long)
    monkeypatch.setitem(retention_registry._retentions, "slow", slow)

    with pytest.raises(SoftTimeLimitExceeded):
        purge()


def test_a_dry_run_writes_nothing_and_says_what_would_go_by_which_limit(capsys, in_english, leaver):
    row = expired_invitation()

    with at(months_later(NOON, 4)):
        call_command("purge", "--dry-run")

    output = capsys.readouterr().out
    assert "Invitations used or expired (invitations), older than 3 months: 1 would go\n" in output
    assert "(declarations), older than 2 years: not counted\n" in output
    assert "1 would go, if RETENTION_ERASE_LEAVERS were set to 1\n" in output
    assert output.endswith("Dry run: nothing was changed.\n")
    assert Invitation.objects.get() == row
    assert not RetentionRun.objects.exists()


def test_a_purge_says_what_went_and_what_is_switched_off(capsys, in_english, leaver):
    expired_invitation()

    with at(months_later(NOON, 4)):
        call_command("purge")

    output = capsys.readouterr().out
    assert "Invitations used or expired (invitations), older than 3 months: 1 deleted\n" in output
    assert "none deleted, until RETENTION_ERASE_LEAVERS is set to 1\n" in output


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
