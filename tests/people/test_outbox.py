"""What follows a commit is done once it can be, whatever dies, is lost or comes twice."""

from datetime import timedelta
from threading import Event
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from core.background import Queue, background_task, get_task
from people.actions.leases import end_lease, hold_lease
from people.actions.outbox import RUN, dismiss_task, enqueue_task, retry_task
from people.actions.outbox_run import MINUTES, WORKER_LOST, _record_success, run_next_task
from people.actions.schedule import run_beat, run_scheduled_task_now
from people.admin_views.failures import UNKNOWN_TASK, cause_of
from people.enums import OutboxStatus
from people.models import Lease, OutboxTask, ScheduledTask
from people.queries.outbox import beat_seen_until
from tests.racing import at_once


pytestmark = pytest.mark.django_db
DONE: list[object] = []
FAILURES: list[Exception] = []


@background_task(name="tests.note")
def note(word):
    if FAILURES:
        raise FAILURES.pop()
    DONE.append(word)


@background_task(name="tests.note_once", repeats=False)
def note_once(word):
    note(word)


@background_task(name="tests.note_night")
def note_night():
    note("night")


@background_task(name="tests.ask_again")
def ask_again():
    enqueue_task("tests.note", "again", key="all")
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def _nothing_done():
    DONE.clear()
    FAILURES.clear()


def run_all():
    while run_next_task(Queue.DEFAULT):
        continue


def later(**interval):
    return time_machine.travel(timezone.now() + timedelta(**interval), tick=False)


def test_it_runs_after_the_commit_and_a_rollback_runs_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_task("tests.note", "kept")
        assert DONE == []
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        enqueue_task("tests.note", "undone")
        transaction.set_rollback(True)

    assert (DONE, OutboxTask.objects.count()) == (["kept"], 0)


def test_of_one_key_one_waits_and_another_may_follow_the_one_at_work():
    enqueue_task("tests.note", 1, key="all")
    enqueue_task("tests.note", 2, key="all")
    assert OutboxTask.objects.get().arguments == [2]

    OutboxTask.objects.update(status=OutboxStatus.RUNNING, heartbeat_at=timezone.now())
    enqueue_task("tests.note", 3, key="all")
    run_all()
    assert DONE == [3]


def test_what_waits_becomes_what_was_asked_for_last_under_its_key():
    """A check to be tried again must not stand in the way of the import of its file."""
    enqueue_task("tests.note_once", "check", key="import 1")
    FAILURES[:] = [OperationalError()]
    run_all()
    enqueue_task("tests.note", "apply", key="import 1")

    OutboxTask.objects.update(next_try_at=timezone.now())
    run_all()
    assert DONE == ["apply"]


def test_what_fails_or_is_retried_while_another_of_its_key_waits_leaves_it_to_that_one():
    enqueue_task("tests.note", 1, key="all")
    OutboxTask.objects.update(status=OutboxStatus.GIVEN_UP)
    given_up = OutboxTask.objects.get()
    enqueue_task("tests.note", 2, key="all")
    assert retry_task(given_up.pk)
    assert OutboxTask.objects.get().arguments == [2]

    enqueue_task("tests.ask_again", key="all")
    run_next_task(Queue.DEFAULT)
    assert OutboxTask.objects.get().arguments == ["again"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_row_that_a_fact_joined_is_not_begun_before_the_fact_is_there():
    OutboxTask.objects.create(task="tests.note", arguments=["before"], queue="default", key="all")
    joined, committed = Event(), Event()

    def fact():
        with transaction.atomic():
            enqueue_task("tests.note", "after", key="all")
            joined.set()
            assert committed.wait(20)

    def worker():
        assert joined.wait(20)
        try:
            assert not run_next_task(Queue.DEFAULT)  # neither begun nor waited for
        finally:
            committed.set()

    at_once(fact, worker)
    assert DONE == ["after"]


def test_what_no_row_can_tell_of_is_logged(caplog):
    with pytest.raises(ValueError, match="nowhere"):
        get_task(RUN)("nowhere")

    assert "queue waits for the next round queue=nowhere" in caplog.messages


def test_a_task_of_a_later_version_waits_for_its_workers():
    OutboxTask.objects.create(task="tests.later", queue=Queue.DEFAULT)
    run_all()

    row = OutboxTask.objects.get()
    assert row.status == OutboxStatus.WAITING
    assert cause_of(row) is UNKNOWN_TASK


def test_a_failure_is_tried_again_later_and_given_up_in_the_end_with_its_reason():
    enqueue_task("tests.note", "word")
    for minutes in MINUTES:
        FAILURES[:] = [OSError(28, "No space", "/secret/path")]
        run_all()
        with later(minutes=minutes, seconds=-1):
            run_all()
            assert DONE == []
        OutboxTask.objects.update(next_try_at=timezone.now())
    FAILURES[:] = [ValidationError("Nadia Benali is not here", code="absent")]
    run_all()

    given_up = OutboxTask.objects.get()
    assert given_up.status == OutboxStatus.GIVEN_UP
    assert (given_up.error, given_up.detail) == ("ValidationError", "absent")
    assert "test_outbox.py" in given_up.place
    assert given_up.place.endswith("note")

    assert retry_task(given_up.pk)
    run_all()
    assert (DONE, OutboxTask.objects.count()) == (["word"], 0)


def test_what_a_person_decides_about_is_not_tried_again_by_itself(settings):
    FAILURES[:] = [OSError(28, "full", f"{settings.MEDIA_ROOT}/nadia-benali.png")]
    enqueue_task("tests.note_once", 1)
    run_all()

    row = OutboxTask.objects.get()
    assert row.status == OutboxStatus.GIVEN_UP
    assert row.detail == "ENOSPC: No space left on device, in MEDIA_ROOT"
    assert dismiss_task(row.pk)
    assert not retry_task(row.pk)


def test_a_dead_worker_is_followed_by_another_within_two_minutes_and_a_poison_has_an_end():
    enqueue_task("tests.note", "poison")
    for death in range(len(MINUTES) + 1):
        OutboxTask.objects.update(
            status=OutboxStatus.RUNNING,
            attempts=death + 1,
            claim=uuid4(),
            heartbeat_at=timezone.now(),
        )
        assert not run_next_task(Queue.DEFAULT)  # somebody is at work
        if death == 0:
            with later(minutes=2):
                assert run_next_task(Queue.DEFAULT)
                assert DONE == ["poison"]
                enqueue_task("tests.note", "poison")
    with later(minutes=2):
        run_all()

    assert DONE == ["poison"]
    assert OutboxTask.objects.get().error == WORKER_LOST


def test_a_worker_that_was_taken_for_dead_ends_nothing_that_another_has_begun():
    enqueue_task("tests.note", "slow")
    row = OutboxTask.objects.get()
    OutboxTask.objects.filter(pk=row.pk).claim(
        status=OutboxStatus.RUNNING, heartbeat_at=timezone.now()
    )
    row.claim = uuid4()
    _record_success(row, 1.0)

    assert OutboxTask.objects.get().status == OutboxStatus.RUNNING


@pytest.fixture
def nightly(settings):
    """A schedule of one task, every night."""
    entry = settings.BEAT_SCHEDULE["purge"]
    settings.BEAT_SCHEDULE = {"nightly": type(entry)("tests.note_night", entry.schedule)}


def test_beat_makes_up_once_for_what_an_outage_missed_and_a_second_beat_does_nothing(nightly):
    first, second = uuid4(), uuid4()
    assert run_beat(first)
    assert not run_beat(second)
    assert (DONE, ScheduledTask.objects.get().finished_at) == ([], None)

    with later(days=3):
        for holder, leads in ((second, True), (second, True), (first, False)):
            assert run_beat(holder) is leads
            run_all()
    row = ScheduledTask.objects.get()
    assert (DONE, row.finished_at is not None, row.error) == (["night"], True, "")


def test_a_failed_night_is_told_and_a_good_one_takes_its_place(nightly):
    ScheduledTask.objects.create(name="nightly")
    FAILURES[:] = [ZeroDivisionError()]
    run_scheduled_task_now("nightly")
    run_all()
    assert ScheduledTask.objects.get().error == "ZeroDivisionError"
    assert OutboxTask.objects.get().status == OutboxStatus.WAITING

    run_scheduled_task_now("nightly")
    run_all()
    assert (ScheduledTask.objects.get().error, OutboxTask.objects.count()) == ("", 0)


def test_cron_alone_runs_what_is_due(mailoutbox):
    enqueue_task("tests.note", "by cron")
    call_command("run_due_tasks")

    assert DONE == ["by cron"]
    assert beat_seen_until() > timezone.now()  # to probes somebody leads
    with later(minutes=1):
        call_command("run_due_tasks")
        assert beat_seen_until() > timezone.now() + timedelta(minutes=1)


def test_a_lease_has_one_holder():
    first, second = uuid4(), uuid4()
    minute = timedelta(minutes=1)
    assert hold_lease("round", first, minute)
    assert not hold_lease("round", second, minute)
    assert hold_lease("round", first, minute)
    end_lease("round", first)
    assert hold_lease("round", second, minute)
    with later(minutes=2):
        assert hold_lease("round", first, minute)
    assert Lease.objects.count() == 1


def test_a_clock_that_was_ahead_stops_neither_beat_nor_schedule(nightly):
    with later(days=400):
        run_beat(uuid4())
    assert run_beat(uuid4())
    with later(days=1):
        run_beat(uuid4())
    assert OutboxTask.objects.get().task == "tests.note_night"


def test_the_database_holds_the_rules_of_a_row():
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxTask.objects.create(task="tests.note", queue="somewhere")
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxTask.objects.create(
            task="tests.note", queue=Queue.DEFAULT, status=OutboxStatus.RUNNING
        )
