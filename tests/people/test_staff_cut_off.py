"""An import whose process is killed anywhere, or that meets another: the rows of one clean run.

On PostgreSQL, which is what a killed process leaves behind.
"""

import os
import random
import signal
import threading
import warnings
from dataclasses import asdict
from datetime import date

import pytest
from django.db import connection
from django.utils.timezone import now

from core.background import Queue
from people.actions.imports import begin_applying, open_import, record_progress
from people.actions.outbox_run import run_next_task
from people.enums import ImportSource, ImportState
from people.importers.runs import apply_run, check_run
from people.importers.staff import import_staff
from people.models import ImportRun, OutboxTask, Person, Position, StagedFile, Team
from people.models.outbox import LEASE
from tests.people.staff_lists import ANSWERED


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
DAY = date(2026, 4, 30)
HEADING = "matricule;nom;prenom;courriel;equipe;equipe_parente;metier;site"


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps its tables in the memory of the process that would be killed")


def listing(*lines):
    return "\n".join([HEADING, *lines]).encode()


BEFORE = listing(*[f"{n};N{n};P;p{n}@x.fr;U{n % 3};;J;S" for n in range(30)])
AFTER = listing(
    *[f"{n};N{n}-R;P;p{(n + 1) % 30}@x.fr;V{n % 4};T;K{n % 2};S" for n in range(27)],
    *[f"{n};Neuve;P;n{n}@x.fr;V{n % 4};T;;" for n in range(40, 60)],
    "90;Neuve;P;;T;;;",
)


def everything():
    """What a list decides, without the keys that a second attempt may number otherwise."""
    return {
        "people": sorted(
            Person.objects.values_list(
                "staff_number", "last_name", "email", "employed_until", "is_active"
            ),
            key=str,
        ),
        "positions": sorted(
            Position.objects.values_list(
                "person__staff_number", "team__code", "job__name", "started_on", "ended_on"
            ),
            key=str,
        ),
        "teams": sorted(Team.objects.values_list("code", "path", "depth", "numchild", "closed_on")),
    }


@pytest.fixture
def by_workers(settings):
    """What waits in the outbox is run by whoever asks for it, and not by its sender after the commit."""
    settings.CELERY_TASK_ALWAYS_EAGER = False


def sent():
    return open_import(
        sender=None,
        source=ImportSource.SCREEN,
        name="agents.csv",
        data=AFTER,
        options={
            "as_of": DAY.isoformat(),
            "full": True,
            "mapping": "",
            "language": "fr",
            "answers": asdict(ANSWERED),
        },
    )


def staged():
    run = sent()
    check_run(run)
    assert begin_applying(run=run, leavers_confirmed=None)
    return run


def killed_after(statements):
    """Have a worker run what waits, which kills itself before that statement; then its lease ends."""
    connection.close()
    connection.close_pool()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        left = statements

        def count(execute, sql, params, many, context):
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(count):
                run_next_task(Queue.IMPORTS)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    OutboxTask.objects.running().update(heartbeat_at=now() - 2 * LEASE, attempts=1)
    return os.WIFSIGNALED(status)


def kill_workers_until(state, run, before, step):
    """Return how many died before one got through."""
    point = killed = 0
    while run.state != state:
        killed += killed_after(point := point + random.randint(1, step))
        run.refresh_from_db()
        if run.state != state:
            assert everything() == before
            assert (run.is_at_work, run.is_interrupted) == (True, False)
    return killed


@pytest.mark.usefixtures("by_workers")
def test_killed_workers_leave_nothing_and_others_end_with_the_rows_of_one_clean_run():
    import_staff(BEFORE, as_of=date(2026, 3, 31))
    before = everything()
    run = sent()
    killed = kill_workers_until(ImportState.CHECKED, run, before, 6)
    assert begin_applying(run=run, leavers_confirmed=None)
    run.refresh_from_db()
    killed += kill_workers_until(ImportState.APPLIED, run, before, 12)
    while run_next_task(Queue.IMPORTS):
        continue

    assert (run.counts["created"], run.counts["left"], killed >= 5) == (21, 3, True)
    assert not StagedFile.objects.exists()
    assert not OutboxTask.objects.filter(queue=Queue.IMPORTS).exists()
    again = import_staff(AFTER, as_of=DAY, full=True, answers=ANSWERED)
    assert (again.created, again.changed, len(again.leavers)) == (0, 0, 0)
    assert Team.find_problems() == ([], [], [], [], [])


@pytest.mark.usefixtures("by_workers")
def test_a_worker_taken_for_dead_changes_nothing_of_what_went_on_without_it():
    import_staff(BEFORE, as_of=date(2026, 3, 31))
    run = sent()
    overtaken = []

    def overtake(execute, sql, params, many, context):
        if sql.startswith('SELECT "people_team"') and not overtaken:
            overtaken.append(threading.Thread(target=another_worker, args=(run.pk,)))
            overtaken[0].start()
            overtaken[0].join(timeout=30)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(overtake):
        check_run(run)

    run.refresh_from_db()
    assert overtaken
    assert (run.state, run.counts["created"]) == (ImportState.APPLIED, 21)
    assert Person.objects.filter(last_name="Neuve").count() == 21


def another_worker(pk):
    try:
        run = ImportRun.objects.get(pk=pk)
        check_run(run)
        begin_applying(run=run, leavers_confirmed=None)
        apply_run(run)
    finally:
        connection.close()


@pytest.mark.usefixtures("by_workers")
def test_a_file_given_to_two_workers_is_applied_once():
    import_staff(BEFORE, as_of=date(2026, 3, 31))
    run = staged()
    start = threading.Barrier(2)
    failed = []

    def work():
        try:
            start.wait(timeout=10)
            apply_run(ImportRun.objects.get(pk=run.pk))
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _each in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)

    run.refresh_from_db()
    assert failed == []
    assert (run.state, run.counts["created"]) == ("applied", 21)
    assert Person.objects.filter(last_name="Neuve").count() == 21


@pytest.mark.usefixtures("by_workers")
def test_progress_is_seen_while_the_import_is_still_open():
    """By another connection, as a page would ask."""
    run = staged()
    seen = []

    def look():
        seen.append(ImportRun.objects.get(pk=run.pk).done)
        connection.close()

    def watch(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "people_position"') and not seen:
            looker = threading.Thread(target=look)
            looker.start()
            looker.join(timeout=10)
        return execute(sql, params, many, context)

    ImportRun.objects.filter(pk=run.pk).update(done=0)

    def progress(done, total):
        record_progress(run=run, done=max(done, 1), total=max(total, 1))

    with connection.execute_wrapper(watch):
        lines = [f"{n};N;P;;U;;;" for n in range(600)]
        import_staff(listing(*lines), as_of=DAY, progress=progress)
    assert seen[0] > 0
