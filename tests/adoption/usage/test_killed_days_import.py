"""F15, F16: an import of days of use that is killed anywhere, or that meets another or a publication.

The process is killed before each statement, at rows of the file, and after a time, which falls inside
statements. On PostgreSQL, and on SQLite in a copy of the database that outlives the process.
"""

import os
import random
import signal
import threading
from datetime import date

import pytest
from django.db import connection, transaction

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Publication
from adoption.usage import usage_partitions
from adoption.usage.importers import days
from adoption.usage.importers.days import import_day_rows
from adoption.usage.importers.usage import import_usage
from adoption.usage.models import UsageDay
from tests.adoption.conftest import OCTOBER
from tests.adoption.separate_process import Base


pytestmark = pytest.mark.postgresql
committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)

KEPT = [(f"p-{who}", "messagerie", "2026-09-01") for who in range(3)]
SENT = [
    (f"p-{who}", service, f"2026-{month:02d}-{day:02d}")
    for who in range(12)
    for service in ("messagerie", "attestation")
    for month, day in ((7, 1), (9, 1), (10, 31), (11, 2))
]
TIMES, ROWS = 12, 10  # kills after a time, and at a row


def file_of(rows):
    return "\n".join(["pseudonyme,service,jour", *map(",".join, rows), ""]).encode()


def take(rows, portal, killed_at=None):
    def source(report):
        for place, row in enumerate(rows):
            if place == killed_at:
                os.kill(os.getpid(), signal.SIGKILL)
            yield place, *row

    names = {"pseudonym": "p", "service": "s", "day": "d"}
    return import_day_rows(source, portal=portal, names=names, read_day=date.fromisoformat)


def rows_in(base):
    found = base.ask(
        "SELECT pseudonym, slug, day FROM adoption_usageday"
        " JOIN cms_portalservice s ON s.id = service_id"
    )
    return sorted((who, service, str(day)) for who, service, day in found)


def staging_left_behind(base):
    """Of sessions that are no more; a server takes a moment to notice."""
    if not base.is_postgresql:
        return base.ask("SELECT name FROM sqlite_master WHERE name = 'usage_staging'")
    for _time in range(100):
        left = base.ask("SELECT relname FROM pg_class WHERE relname = 'usage_staging'")
        if not left:
            break
        base.ask("SELECT pg_sleep(0.05)")
    return left


def before_statement(number, work):
    def run():
        left = number

        def count(execute, sql, params, many, context):
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            work()

    return run


def after_seconds(seconds, work):
    def run():
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process as a kill does
        signal.setitimer(signal.ITIMER_REAL, seconds)
        work()

    return run


def killed_anywhere_all_or_nothing(portal, folder):
    """All rows are there or none, and the next run ends as a clean one."""
    take(KEPT, portal)
    base, dice = Base(folder), random.Random()
    before, after = sorted(KEPT), sorted({*KEPT, *SENT})

    def work():
        take(SENT, portal)

    kills = [before_statement(number, work) for number in range(40)]
    kills += [
        lambda at=at: take(SENT, portal, killed_at=at) for at in dice.sample(range(len(SENT)), ROWS)
    ]
    kills += [after_seconds(dice.uniform(0.001, 0.08), work) for _time in range(TIMES)]
    killed = 0
    for kill in kills:
        killed += base.apart(kill)
        assert rows_in(base) in (before, after)
        if rows_in(base) == after:  # begin again with what stood there
            base.apart(lambda: UsageDay.objects.order_by().delete())
            base.apart(lambda: take(KEPT, portal))

    assert killed > ROWS + 5
    assert not staging_left_behind(base)
    for _time in range(2):
        assert not base.apart(work)
        assert rows_in(base) == after


@pytest.fixture
def written_bit_by_bit(monkeypatch):
    monkeypatch.setattr(days, "FULL", 20 * days.ROW)


@committed
def test_f15_killed_anywhere_on_postgresql(written_bit_by_bit, portal, tmp_path):
    killed_anywhere_all_or_nothing(portal, tmp_path)


@pytest.mark.django_db
def test_f15_killed_anywhere_on_sqlite(written_bit_by_bit, portal, tmp_path):
    if connection.vendor == "postgresql":
        pytest.skip("SQLite alone")
    killed_anywhere_all_or_nothing(portal, tmp_path)


# --- Beside others, on PostgreSQL ---------------------------------------------------------------------


def beside(work, failed):
    def run():
        try:
            work()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    return threading.Thread(target=run)


@committed
def test_f16_imports_of_the_same_rows_at_once_store_each_once(portal):
    """Also where each finds that the parts of the months are missing."""
    start, failed, reports = threading.Barrier(3), [], []

    def work(rows):
        start.wait(timeout=10)
        reports.append(import_usage(file_of(rows), portal=portal))

    orders = [SENT, SENT[::-1], SENT[40:] + SENT[:60]]
    threads = [beside(lambda rows=rows: work(rows), failed) for rows in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert failed == []
    assert sum(report.created for report in reports) == len(SENT) == UsageDay.objects.count()


@committed
def test_rows_that_meet_their_publication_are_counted_or_late_and_reading_holds_nobody_up(declared):
    """The publication takes place while the file is read: it does not wait, and the rows are late."""
    portal, failed, waited = declared["portal"], [], []

    def source(report):
        yield 1, "p-1", "messagerie", "2026-10-06"
        publishing = beside(lambda: publish(portal=portal, month=OCTOBER), failed)
        publishing.start()
        publishing.join(timeout=60)
        waited.append(publishing.is_alive())
        yield 2, "p-1", "messagerie", "2026-10-07"
        yield 3, "p-1", "messagerie", "2026-11-07"

    report = import_day_rows(source, portal=portal, names={}, read_day=date.fromisoformat)

    assert (failed, waited, report.created) == ([], [False], 3)
    late = UsageDay.objects.order_by("day").values_list("is_late", flat=True)
    assert list(late) == [True, True, False]
    assert Publication.objects.count() == 1


@committed
def test_an_import_and_a_publication_at_once_agree_on_what_is_late(declared):
    portal, failed = declared["portal"], []
    rows = [(f"p-{who}", "messagerie", "2026-10-06") for who in range(300)]
    threads = [
        beside(lambda: publish(portal=portal, month=OCTOBER), failed),
        beside(lambda: import_usage(file_of(rows), portal=portal), failed),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert failed == []
    assert UsageDay.objects.count() == 300
    assert len(set(UsageDay.objects.order_by().values_list("is_late", flat=True))) == 1


@committed
def test_a_month_is_not_dropped_whole_while_somebody_writes_days(portal, monkeypatch):
    """The purge does not wait long, and takes its rows one by one."""
    monkeypatch.setattr(usage_partitions, "LOCK_TIMEOUT", "50ms")
    old = Month(2024, 5)
    import_usage(file_of([("p-1", "messagerie", "2024-05-02")]), portal=portal)
    due, dropped, failed = UsageDay.objects.filter(day__year=2024), [], []

    with transaction.atomic():
        import_usage(file_of([("p-2", "messagerie", "2026-10-02")]), portal=portal)
        purging = beside(lambda: dropped.extend(usage_partitions.drop_partitions(due)), failed)
        purging.start()
        purging.join(timeout=60)

    assert (failed, dropped) == ([], [])
    assert old in usage_partitions.drop_partitions(due)
    assert [str(use) for use in UsageDay.objects.order_by("day")] == ["2026-10-02"]
