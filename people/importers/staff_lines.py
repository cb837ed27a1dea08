"""Keeps the lines that were set aside as they were sent, and gives them back in the same format."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.opendocument import SPREADSHEET_TYPE, opendocument_bytes
from core.spreadsheets import CSV_TYPE, WORKBOOK_TYPE, csv_bytes, workbook_bytes
from core.tabular import is_opendocument, is_workbook
from core.tabular.reading import records_of
from people.importers.staff_diff import StaffReport
from people.importers.staff_rows import staff_format
from people.models import ImportMapping, ImportRun, LinesToCorrect


CSV, EXCEL, OPEN = "csv", "xlsx", "ods"


def keep_lines_to_correct(
    *, run: ImportRun, data: bytes, mapping: ImportMapping | None, report: StaffReport
) -> None:
    """Keep the refused lines of an applied list, if there are any; in its transaction."""
    if not report.lines_refused:
        return
    table = staff_format(mapping)
    LinesToCorrect.objects.create(
        run=run,
        table=list(_lines(data, mapping, report)),
        written={
            "kind": _kind_of(data),
            "separator": table.separator or ";",
            "encoding": table.encoding,
            "sheet": table.sheet or _("agents"),
        },
    )


def _lines(data: bytes, mapping: ImportMapping | None, report: StaffReport) -> Iterator[list[str]]:
    """Yield the headings and the refused lines, the reason in front; a reason of an earlier time is left out."""
    reasons: dict[int, list[str]] = {}
    for refusal in report.refused:
        expected = _("Expected: %(expected)s.") % {"expected": refusal.expected}
        reason = f"{refusal.reason} {expected}" if refusal.expected else refusal.reason
        reasons.setdefault(refusal.line, []).append(reason)
    records, _found_by = records_of(data, staff_format(mapping))
    headings = next(records).cells
    why = _("to correct")
    kept = [index for index, heading in enumerate(headings) if heading.strip() != why]
    yield [why, *(headings[index] for index in kept)]
    for record in records:
        if record.line in reasons:
            yield [" ".join(reasons[record.line]), *(record.cells[index] for index in kept)]


def _kind_of(data: bytes) -> str:
    if not is_workbook(data):
        return CSV
    return OPEN if is_opendocument(data) else EXCEL


def written_lines(kept: LinesToCorrect) -> tuple[bytes, str, str]:
    """Return (the file, its type, its ending)."""
    written = kept.written
    if written["kind"] == EXCEL:
        return workbook_bytes(kept.table, sheet=written["sheet"]), WORKBOOK_TYPE, EXCEL
    if written["kind"] == OPEN:
        return opendocument_bytes({written["sheet"]: kept.table}), SPREADSHEET_TYPE, OPEN
    data = csv_bytes(kept.table, separator=written["separator"], encoding=written["encoding"])
    return data, CSV_TYPE, CSV
