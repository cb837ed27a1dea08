"""Yields rows with our field names from any kind of file: the one entrance of this package."""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from core.tabular.archive import oversized_workbook_error
from core.tabular.shapes import (
    NO_NUMBERS,
    Record,
    Records,
    Row,
    TableFormat,
    Undecodable,
    Unreadable,
    column_positions,
)
from core.tabular.stream import (
    BLOCK,
    DAMAGED,
    damaged_file_error,
    decompressed,
    peekable_reader,
    stream_rows,
)
from core.tabular.text import separator_text, text_records
from core.tabular.workbook import is_workbook, workbook_records


# What other files begin with, and what they are: to be named rather than called a bad byte.
OTHER_FILES = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        gettext_noop("an old Excel workbook (.xls), or one with a password"),
    ),
    (b"%PDF-", gettext_noop("a PDF document")),
    (b"\x1f\x8b", gettext_noop("a compressed file (.gz)")),
    (b"7z\xbc\xaf\x27\x1c", gettext_noop("a compressed file (.7z)")),
    (b"Rar!", gettext_noop("a compressed file (.rar)")),
    (b"{\\rtf", gettext_noop("a text document (.rtf)")),
)

LONGEST_MARK = max(len(beginning) for beginning, _kind in OTHER_FILES)
WORKBOOKS = (".xlsx", ".xlsm", ".ods")


def workbook_name_problem(name: str, beginning: bytes) -> str:
    """Say why a file named as a workbook is none; "" for any other. `beginning`: LONGEST_MARK bytes."""
    if not name.lower().endswith(WORKBOOKS) or is_workbook(beginning):
        return ""
    for mark, kind in OTHER_FILES:
        if beginning.startswith(mark):
            return _("This file is %(kind)s.") % {"kind": _(kind)}
    return _(
        "This file is named as a workbook and is none. Open it in your spreadsheet and save it as a "
        "workbook (.xlsx or .ods), or name it .csv if it is a CSV file."
    )


def read_rows(data: bytes, table: TableFormat) -> Iterator[Row]:
    """Yield rows with our field names and stripped text; blank lines are left out.

    Raises Unreadable at the first line that is not a row of the table.
    """
    records, found_by = records_of(data, table)
    heading = next(records, Record(1, []))
    positions = column_positions(heading, found_by, table)
    width = len(heading.cells)
    for record in records:
        cells = record.cells
        if len(cells) != width:
            raise _not_as_wide(record, width)
        yield Row(
            record.line,
            {name: cells[index].strip() for name, index in positions.items()},
            frozenset(name for name, index in positions.items() if index in record.numbers)
            if record.numbers
            else NO_NUMBERS,
        )


def read_values(
    source: BinaryIO, table: TableFormat, names: Sequence[str], *, texts: Sequence[str] = ()
) -> Iterator[tuple[Any, ...]]:
    """Yield (line, values of `names` as they are written) for each row, of a file of any length.

    `texts`: those of `names` that a workbook may not keep as a number, which loses zeros in front. A text
    may be compressed (.gz). It is not held in memory: what is wrong with a line is raised as Unreadable
    after the rows before it. A workbook is held, up to IMPORT_MAX_BYTES.
    """
    with peekable_reader(source) as whole:
        stream = decompressed(whole)
        try:
            first = stream.read(BLOCK)
        except DAMAGED as error:
            raise damaged_file_error(1) from error
        if is_workbook(first):
            yield from _workbook_values(first, stream, table, names, texts)
            return
        _refuse_other_files(first)
        rows, separator = stream_rows(stream, first, table)
        line, cells = next(rows, (1, []))
        positions = column_positions(Record(line, cells), separator_text(separator), table)
        width, pick = len(cells), itemgetter(*(positions[name] for name in names))
        for line, cells in rows:
            if len(cells) != width:
                raise _not_as_wide(Record(line, cells), width)
            yield line, *pick(cells)


def _workbook_values(
    first: bytes,
    stream: BinaryIO,
    table: TableFormat,
    names: Sequence[str],
    texts: Sequence[str],
) -> Iterator[tuple[Any, ...]]:
    data = first + stream.read(settings.IMPORT_MAX_BYTES)
    if len(data) > settings.IMPORT_MAX_BYTES:
        raise oversized_workbook_error()
    for row in read_rows(data, table):
        if row.numbers and not row.numbers.isdisjoint(texts):
            raise Undecodable(
                row.line,
                _("A number in this line may have lost zeros in front, in a spreadsheet."),
                _("cells kept as text, or the file as its sender made it"),
            )
        yield row.line, *(row.values[name] for name in names)


def records_of(data: bytes, table: TableFormat) -> tuple[Records, str]:
    """Return (rows without names, the heading line first; how their cells were separated, in words)."""
    if is_workbook(data):
        return workbook_records(data, table)
    _refuse_other_files(data)
    return text_records(data, table)


def _refuse_other_files(data: bytes) -> None:
    for beginning, kind in OTHER_FILES:
        if data.startswith(beginning):
            raise Unreadable(
                0,
                _("This file is %(kind)s.") % {"kind": _(kind)},
                _("a CSV file, or a workbook (.xlsx or .ods) without a password"),
            )


def _not_as_wide(record: Record, width: int) -> Unreadable:
    return Unreadable(
        record.line,
        ngettext(
            "This line has %(count)s column.",
            "This line has %(count)s columns.",
            len(record.cells),
        )
        % {"count": len(record.cells)},
        _("%(count)s, as in the heading line") % {"count": width},
    )
