"""Import the portal's file of use: which pseudonym used which service on which day, and nothing else."""

import io
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import BinaryIO

from django.utils.translation import gettext as _

from adoption.usage.importers.days import DayRow, import_day_rows
from adoption.usage.importers.intake import portal_format, values_without_echo
from adoption.usage.importers.progress import with_progress
from cms.models import Portal
from core.reports import ImportReport, Progress, ignore_progress
from core.tabular import TableFormat, parsed_date
from core.tabular.shapes import EXAMPLE_DAY
from people.models import ImportMapping


COLUMNS = {"pseudonym": "pseudonyme", "service": "service", "day": "jour"}
LAST_OF_A_DAY = ("%d", "%m")


def import_usage(
    source: BinaryIO | bytes,
    *,
    portal: Portal,
    mapping: ImportMapping | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
    progress: Progress = ignore_progress,
) -> ImportReport:
    """Import a file of days of use, as `import_day_rows` does. `mapping`: our own headings by default.

    A stream is read bit by bit: a text of any length takes the same memory.
    """
    table = portal_format(mapping, COLUMNS)
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    return import_day_rows(
        partial(_rows, with_progress(stream, progress), table),
        portal=portal,
        names=table.columns,
        read_day=partial(_day, table=table),
        dry_run=dry_run,
        skip_refused=skip_refused,
    )


def _rows(stream: BinaryIO, table: TableFormat, report: ImportReport) -> Iterator[DayRow]:
    yield from values_without_echo(stream, table, list(COLUMNS), report)


def _day(text: str, *, table: TableFormat) -> date:
    """Parse a day, refusing a truncated one: where the day comes last, 2026-10-1 may be the rest of 2026-10-15."""
    day = parsed_date(text, table)
    if table.date_format.endswith(LAST_OF_A_DAY) and text != day.strftime(table.date_format):
        example = EXAMPLE_DAY.strftime(table.date_format)
        raise ValueError(_("a date written like %(example)s") % {"example": example})
    return day
