"""F20 to F23: the database away, slow, full of sessions, in a deadlock."""

import threading
import time

import psycopg

from faults.cases.outcomes import expect, outcome_of, pause
from faults.rows import Outcome, case
from faults.servers import until
from faults.stage import Stage
from faults.visitors import Traffic


BUSY = ("503",)


@case("F20", "PostgreSQL is stopped at once while people answer, and started again 5 s later")
def stopped_and_started(stage: Stage) -> Outcome:
    with Traffic(stage) as people:
        pause(3)
        stage.database.stop()
        pause(5)
        stage.database.start()
        back = time.monotonic()
        pause(10)
    late = [at + spent - back for at, word, spent in people.answers if word[:1] not in "23"]
    recovery = max(0.0, round(max(late, default=0.0), 1))
    words = f"last 503 {recovery} s after the return, slowest {people.slowest_trouble()} s"
    outcome = outcome_of(people, allowed=BUSY, words=words)
    expect(outcome, recovery <= 5, "good answers within 5 s of the return")
    return expect(outcome, people.slowest_trouble() <= 2.5, "503 within 2 s")


@case("F20", "Every session of PostgreSQL is ended (pg_terminate_backend), three times")
def sessions_ended(stage: Stage) -> Outcome:
    with Traffic(stage) as people:
        for _ in range(3):
            pause(3)
            stage.database.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
        pause(3)
    return outcome_of(people, allowed=BUSY)


@case("F20", "The network between the site and PostgreSQL swallows everything for 8 s")
def network_silent(stage: Stage) -> Outcome:
    with Traffic(stage) as people:
        pause(3)
        stage.to_database.manner = "hangs"
        pause(8)
        stage.to_database.manner = "ok"
        stage.to_database.cut()
        pause(8)
    return outcome_of(people, allowed=BUSY, words=f"slowest {people.slowest()} s")


@case("F21", "The table of attempts is locked for 12 s (LOCK TABLE … ACCESS EXCLUSIVE)")
def table_locked(stage: Stage) -> Outcome:
    with Traffic(stage) as people:
        pause(2)
        with psycopg.connect(stage.database.url) as holder:
            holder.execute("LOCK TABLE quizzes_attempt IN ACCESS EXCLUSIVE MODE")
            pause(12)
            holder.rollback()
        pause(5)
    outcome = outcome_of(people, allowed=BUSY, words=f"slowest {people.slowest()} s")
    return expect(outcome, people.slowest() < 15, "no request waits for the whole lock")


@case("F21", "Each answer of PostgreSQL comes 100 ms late for 15 s")
def database_slow(stage: Stage) -> Outcome:
    with Traffic(stage, count=3) as people:
        stage.to_database.delay = 0.1
        pause(15)
        stage.to_database.delay = 0
        pause(3)
    return outcome_of(people, allowed=BUSY, words=f"p95 {people.p95()} s")


@case("F22", "PostgreSQL takes 12 sessions in all while 50 people answer")
def sessions_exhausted(stage: Stage) -> Outcome:
    people = Traffic(stage, count=50)
    stage.database.stop()
    stage.database.start(max_connections=12)
    try:
        with people:
            pause(20)
    finally:
        stage.database.stop()
        stage.database.start()
    until(lambda: people.learners[0].page()[0] == 200, "the site answers again")
    good = sum(word[:1] in "23" for _at, word, _s in people.answers)
    outcome = outcome_of(people, allowed=BUSY)
    return expect(outcome, good > len(people.answers) / 2, "most requests are answered")


@case("F23", "Another session takes the locks of answers in the opposite order, 30 times")
def deadlocks(stage: Stage) -> Outcome:
    over = threading.Event()
    with Traffic(stage) as people:
        other = threading.Thread(target=_lock_backwards, args=(stage, people, over))
        other.start()
        other.join(90)
        over.set()
        pause(2)
    return outcome_of(people, allowed=BUSY, words=f"slowest {people.slowest()} s")


def _lock_backwards(stage: Stage, people: Traffic, over: threading.Event) -> None:
    """Lock the answers of an attempt, then the attempt: saving does it the other way round."""
    for turn in range(30):
        if over.is_set():
            return
        attempt = people.learners[turn % len(people.learners)].attempt
        own = f"(SELECT id FROM quizzes_attempt WHERE uuid = '{attempt}')"
        try:
            with psycopg.connect(stage.database.url) as session:
                session.execute(
                    f"SELECT id FROM quizzes_attemptitem WHERE attempt_id = {own} FOR UPDATE"
                )
                pause(0.5)
                session.execute(
                    f"SELECT id FROM quizzes_attempt WHERE uuid = '{attempt}' FOR UPDATE"
                )
        except psycopg.errors.DeadlockDetected:
            continue
