"""Monthly partitions of the table of days of use, on PostgreSQL alone; elsewhere no-ops.

A month has a part of its own before its first row comes in: an import makes those that it needs, a
task those of the months to come. What is older than `FIRST`, or was written otherwise, stands in the
part for all the others, which a reader does not notice.
"""

from collections.abc import Iterable

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

from adoption.foundation.periods import Month
from adoption.usage.models import UsageDay
from core.dates import today


TABLE = UsageDay._meta.db_table
DEFAULT_PARTITION = f"{TABLE}_others"
FIRST = Month(2000, 1)  # a file of odd days does not make parts by the thousand
MONTHS_AHEAD = 3
LOCK_TIMEOUT = "5s"
_LOCK = 0x70617274  # one at a time makes parts


def partition_name(month: Month) -> str:
    return f"{TABLE}_{month.year:04d}_{month.month:02d}"


def is_partitioned() -> bool:
    return connection.vendor == "postgresql"


def partitioned_months() -> list[Month]:
    if not is_partitioned():
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass",
            [TABLE],
        )
        names = [name for (name,) in cursor.fetchall()]
    return sorted(
        Month.parse(name[len(TABLE) + 1 :].replace("_", "-"))
        for name in names
        if name != DEFAULT_PARTITION
    )


def create_partitions(months: Iterable[Month]) -> list[Month]:
    """Create partitions, moving rows from the default one; return the new months."""
    wanted = {month for month in months if month >= FIRST}
    if not is_partitioned() or wanted <= set(partitioned_months()):
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        missing = sorted(wanted - set(partitioned_months()))
        for month in missing:
            _make(cursor, month)
    return missing


def create_coming_partitions() -> list[Month]:
    """Create those of this month and the next three."""
    this = Month.containing(today())
    return create_partitions(this.shifted(ahead) for ahead in range(MONTHS_AHEAD + 1))


def drop_partitions(due: QuerySet[UsageDay]) -> list[Month]:
    """Drop partitions whose rows are all due, unless the table is in use; return their months."""
    return [month for month in partitioned_months() if _is_due(month, due) and _drop(month, due)]


def _is_due(month: Month, due: QuerySet[UsageDay]) -> bool:
    """Whether all rows of the month are due; never before the month is over, even where it is empty."""
    if month >= Month.containing(today()):
        return False
    rows = {"day__range": (month.first_day, month.last_day)}
    return UsageDay.objects.filter(**rows).count() == due.filter(**rows).count()


def _drop(month: Month, due: QuerySet[UsageDay]) -> bool:
    """Drop a partition, locking the whole table first as writers do, so that no deadlock is possible."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            cursor.execute(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
            if not _is_due(month, due):
                return False
            cursor.execute(f"DROP TABLE {partition_name(month)}")
    except OperationalError:  # an import is under way: the rows go one by one, or another night
        return False
    return True


def _make(cursor: CursorWrapper, month: Month) -> None:
    """Create a table and then attach it, so that readers and writers of other months do not wait."""
    part, ends = partition_name(month), [month.first_day, month.next().first_day]
    cursor.execute(f"CREATE TABLE {part} (LIKE {TABLE} INCLUDING DEFAULTS)")
    cursor.execute(
        f"WITH moved AS (DELETE FROM {DEFAULT_PARTITION} WHERE day >= %s AND day < %s RETURNING *)"  # noqa: S608
        f" INSERT INTO {part} SELECT * FROM moved",
        ends,
    )
    cursor.execute(
        f"ALTER TABLE {TABLE} ATTACH PARTITION {part} FOR VALUES FROM ('{ends[0]}') TO ('{ends[1]}')"
    )
