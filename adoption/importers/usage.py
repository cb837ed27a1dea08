"""The portal's file of use: who, under a pseudonym, used which service on which day. Nothing else."""

from collections.abc import Iterator
from functools import partial

from adoption.importers.days import DayRow, take_in_days
from adoption.importers.intake import portal_format, quiet_rows
from cms.models import Portal
from core.reports import ImportReport, Progress, silent
from core.tabular import TableFormat, parsed_date
from people.models import ImportMapping


COLUMNS = {"pseudonym": "pseudonyme", "service": "service", "day": "jour"}
SHOWN_EVERY = 2000  # rows


def import_usage(
    data: bytes,
    *,
    portal: Portal,
    mapping: ImportMapping | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Take in a file of days of use, as `take_in_days` does. `mapping`: our own headings by default."""
    table = portal_format(mapping, COLUMNS)
    return take_in_days(
        partial(_rows, data, table, progress),
        portal=portal,
        names=table.columns,
        read_day=lambda text: parsed_date(text, table),
        dry_run=dry_run,
        skip_refused=skip_refused,
    )


def _rows(
    data: bytes, table: TableFormat, progress: Progress, report: ImportReport
) -> Iterator[DayRow]:
    total = data.count(b"\n")
    for read, row in enumerate(quiet_rows(data, table, report), start=1):
        if read % SHOWN_EVERY == 0:
            progress(min(read, total), total)
        values = row.values
        yield row.line, values["pseudonym"], values["service"], values["day"]
    progress(total, total)
