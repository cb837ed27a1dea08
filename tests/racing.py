"""Several things at the same moment, each in a thread with a connection of its own. For PostgreSQL."""

import threading

from django.core.exceptions import ValidationError
from django.db import connection


def at_once(*calls):
    """What each call answered, a refusal (ValidationError) among them. Any other error is raised here."""
    start = threading.Barrier(len(calls))
    answers = [None] * len(calls)
    failures = []

    def run(number, call):
        try:
            start.wait(timeout=30)
            answers[number] = call()
        except ValidationError as refusal:
            answers[number] = refusal
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    if failures:
        raise ExceptionGroup("raised at once", failures)
    return answers


def refused(answers):
    return [answer for answer in answers if isinstance(answer, ValidationError)]


def until_blocked(number=1, *, seconds=20):
    """Returns once as many transactions of this database wait for a lock. For PostgreSQL."""
    pause, waited = threading.Event(), 0.0
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while waited < seconds:
        with connection.cursor() as cursor:
            # What this transaction has read of it once would be read again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0] >= number:
                return
        pause.wait(0.02)
        waited += 0.02
    raise AssertionError("nobody waits for a lock")
