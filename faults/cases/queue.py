"""F15, F17 to F19, F31, F32: workers, the broker, beat and the mail server."""

import os
import signal
import time

from faults.cases.outcomes import expect, outcome_of, pause
from faults.rows import Outcome, case
from faults.servers import until
from faults.stage import Process, Stage
from faults.visitors import Office, Stranger, Traffic, staff_list
from tests.e2e import site as sites


PEOPLE = 3_000
BROKER = 1  # its database in Redis
NOWHERE = 2147483000  # the key of nothing
POISON = f"arguments::text LIKE '%{NOWHERE}%'"
WITHIN = 150  # seconds in which another worker has taken up what a killed one left, and ended it


def enqueue_mails(stage: Stage, count: int) -> None:
    """Write so many mails, to as many people, in one transaction, as a grave change of accounts does."""
    stage.shell(
        "from people.actions.account_warnings import warn_of_account_change\n"
        "from people.enums import AccountChange\n"
        "from people.models import Person\n"
        f"people = Person.objects.exclude(email=None).filter(is_active=True).order_by('pk')[:{count}]\n"
        "warn_of_account_change(people=list(people), change=AccountChange.INVITATION)"
    )


def mails_taken(stage: Stage) -> int:
    return sum(stage.mail.taken.values())


def retry_mails_now(stage: Stage) -> None:
    stage.database.ask(
        "UPDATE people_outgoingmail SET next_try_at = now() WHERE status = 'waiting'"
    )


def newcomers(stage: Stage, prefix: str) -> int:
    return stage.database.ask(
        f"SELECT count(*) FROM people_person WHERE staff_number LIKE '{prefix}%'"
    )[0][0]


def state_of(stage: Stage, run: str) -> tuple[str, int]:
    uuid = run.rstrip("/").rpartition("/")[2]
    return stage.database.ask(f"SELECT state, done FROM people_importrun WHERE uuid = '{uuid}'")[0]


def a_team(stage: Stage) -> str:
    return stage.database.ask("SELECT name FROM people_team WHERE depth = 3 ORDER BY path LIMIT 1")[
        0
    ][0]


def kill_workers(stage: Stage, *, whole: bool) -> None:
    """End each worker at once, or the processes that it has begun for its work."""
    for worker in stage.workers():
        for pid in [worker.pid] if whole else worker.workers():
            os.kill(pid, signal.SIGKILL)


def _import_killed(stage: Stage, prefix: str, *, whole: bool) -> Outcome:
    office = Office(stage.url, sites.YANN)
    run = office.send_staff_list(staff_list(PEOPLE, a_team(stage), prefix), "2026-11-30")
    until(lambda: state_of(stage, run)[0] == "checked", "the list is checked")
    office.post(run)
    until(lambda: state_of(stage, run)[1] > 0, "it is being applied")
    kill_workers(stage, whole=whole)
    killed = time.monotonic()
    until(lambda: state_of(stage, run)[0] == "applied", "the import is applied", WITHIN)
    seconds = round(time.monotonic() - killed)
    there = newcomers(stage, prefix)
    outcome = Outcome(
        f"applied {seconds} s after the kill: {there} of {PEOPLE}", lost=PEOPLE - there
    )
    return expect(outcome, there == PEOPLE, "everybody of the list is there once")


@case("F15", f"A staff list of {PEOPLE} people: the process that applies it is killed (SIGKILL)")
def import_process_killed(stage: Stage) -> Outcome:
    return _import_killed(stage, "ZA", whole=False)


@case("F15", f"A staff list of {PEOPLE} people: the workers are killed whole and begun again")
def import_worker_killed(stage: Stage) -> Outcome:
    return _import_killed(stage, "ZB", whole=True)


@case(
    "F17",
    "A task that always fails, and messages that nobody can read, in each queue; mails follow them",
)
def poison(stage: Stage) -> Outcome:
    stage.shell(
        "from people.models import OutboxTask\n"
        f"OutboxTask.objects.create(task='quizzes.tasks.remark_task', arguments=[{NOWHERE}], queue='default')"
    )
    broker = stage.redis.client(BROKER)
    for name in ("mails", "imports", "publications", "default"):
        broker.rpush(name, b"not a message", b'{"body": "bm90", "headers": {}, "properties": {}}')
    before = mails_taken(stage)
    enqueue_mails(stage, 10)
    seconds = until(lambda: mails_taken(stage) >= before + 10, "the mails behind it are sent", 120)
    until(lambda: _poison_status(stage)[0] == "given_up", "it is a dead letter", 120)
    error = _poison_status(stage)[1]
    stage.database.ask(f"DELETE FROM people_outboxtask WHERE {POISON}")
    doubled = mails_taken(stage) - before - 10
    outcome = Outcome(
        f"the mails behind it went in {seconds:.0f} s; the dead letter says {error}",
        doubled=doubled,
    )
    return expect(outcome, error == "DoesNotExist", "the dead letter names its error")


def _poison_status(stage: Stage) -> tuple[str, str]:
    """Return what became of the task, whose next try is now."""
    stage.database.ask(
        f"UPDATE people_outboxtask SET next_try_at = now() WHERE status = 'waiting' AND {POISON}"
    )
    return stage.database.ask(f"SELECT status, error FROM people_outboxtask WHERE {POISON}")[0]


@case(
    "F18",
    "Redis is stopped; somebody asks for a new password and a staff list is sent; it is started after 10 s",
)
def broker_down(stage: Stage) -> Outcome:
    office, before = Office(stage.url, sites.YANN), mails_taken(stage)
    stage.redis.stop()
    start = time.monotonic()
    answered = Stranger(stage.url).ask_new_password(sites.NADIA)
    run = office.send_staff_list(staff_list(20, a_team(stage), "ZC"), "2026-11-30")
    spent = time.monotonic() - start
    pause(10)
    stage.redis.start()
    until(lambda: state_of(stage, run)[0] == "checked", "the list is checked", 120)
    until(lambda: mails_taken(stage) > before, "the mail is sent", 120)
    outcome = Outcome(
        f"new password answered {answered}, list taken, in {spent:.1f} s together; both done after its return",
        doubled=stage.mail.doubled(),
    )
    return expect(outcome, mails_taken(stage) == before + 1, "one mail")


@case(
    "F19",
    "The workers stand still while 20 mails and a staff list are asked for; the broker is emptied (FLUSHALL)",
)
def broker_emptied(stage: Stage) -> Outcome:
    office, before = Office(stage.url, sites.YANN), mails_taken(stage)
    for worker in stage.workers():
        _signal_group(worker, signal.SIGSTOP)
    try:
        enqueue_mails(stage, 20)
        run = office.send_staff_list(staff_list(20, a_team(stage), "ZD"), "2026-11-30")
        stage.redis.client().flushall()
    finally:
        for worker in stage.workers():
            _signal_group(worker, signal.SIGCONT)
    start = time.monotonic()
    until(lambda: mails_taken(stage) >= before + 20, "the mails are sent", 120)
    until(lambda: state_of(stage, run)[0] == "checked", "the list is checked", 120)
    seconds = time.monotonic() - start
    outcome = Outcome(f"all done {seconds:.0f} s later", doubled=mails_taken(stage) - before - 20)
    return expect(outcome, outcome.doubled == 0, "each mail once")


def _signal_group(process: Process, number: int) -> None:
    os.killpg(process.pid, number)


@case(
    "F31",
    "Two more beats run beside the first; the first is stopped for 60 s while the broker is emptied; 20 mails",
)
def beats(stage: Stage) -> Outcome:
    first, before = stage.processes["beat"], mails_taken(stage)
    others = [
        Process(f"beat {n}", first.command, stage.settings, stage.folder / f"beat {n}.log")
        for n in (2, 3)
    ]
    for other in others:
        other.start()
    try:
        pause(15)
        first.stop()
        enqueue_mails(stage, 20)
        stage.redis.client().flushall()
        seconds = until(
            lambda: mails_taken(stage) >= before + 20, "another beat wakes the workers", 150
        )
        pause(60)
    finally:
        for other in others:
            other.stop()
        first.start()
    outcome = Outcome(
        f"the mails went {seconds:.0f} s after the first beat was stopped",
        doubled=mails_taken(stage) - before - 20,
    )
    return expect(outcome, outcome.doubled == 0, "each mail once")


def _with_bad_mail_server(stage: Stage, manner: str, *, seconds: float) -> tuple[Outcome, int]:
    before = mails_taken(stage)
    with Traffic(stage, count=2) as people:
        if manner == "down":
            stage.mail.stop()
        else:
            stage.mail.manner, stage.mail.seconds = manner, 2
        enqueue_mails(stage, 5)
        pause(seconds)
        if manner == "down":
            stage.mail.start()
        stage.mail.manner = "ok"
        until(lambda: _are_closed(stage), f"the mails are closed after {manner}", 120)
    return outcome_of(people), mails_taken(stage) - before


def _are_closed(stage: Stage) -> bool:
    retry_mails_now(stage)
    return (
        stage.database.ask(
            "SELECT count(*) FROM people_outgoingmail WHERE status IN ('waiting', 'sending')"
            " AND kind = 'account_changed'"
        )[0][0]
        == 0
    )


@case(
    "F32",
    "The mail server is down, answers 451, takes 2 s for each mail, never answers: 8 s each, 5 mails each",
)
def mail_server_bad(stage: Stage) -> Outcome:
    whole, sent = Outcome(""), {}
    for manner in ("down", "busy", "slow", "hangs"):
        outcome, sent[manner] = _with_bad_mail_server(stage, manner, seconds=8)
        whole.lost += outcome.lost
        whole.failure = "; ".join(filter(None, [whole.failure, outcome.failure]))
        expect(whole, sent[manner] == 5, f"5 mails after “{manner}”, not {sent[manner]}")
    whole.doubled = stage.mail.doubled()
    whole.seen = "pages unaffected; 5 mails once each after " + ", ".join(sent)
    return expect(whole, whole.doubled == 0, "each mail once")


@case("F32", "The mail server takes each of 5 mails and ends the connection before it says so")
def mail_server_cuts(stage: Stage) -> Outcome:
    twice = stage.mail.doubled()
    outcome, sent = _with_bad_mail_server(stage, "cuts", seconds=8)
    outcome.doubled = stage.mail.doubled() - twice
    outcome.seen += (
        f"; {sent} mails taken in all: cut between sending and noting, they may come twice"
    )
    return outcome
