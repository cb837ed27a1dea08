"""Writes a table as a file for a spreadsheet, in which no text is taken for a formula, whoever wrote it."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from django.http import HttpResponse


SIGNS = ("=", "+", "-", "@", "|", "%")
CSV_TYPE = "text/csv; charset=utf-8"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# No file of XML may hold them, so that a workbook with one would not open, or not be made.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NUMBERS = {int, float}  # a bool is a word
MEASURED, NARROWEST, WIDEST = 50, 10, 60  # rows; characters
BEFORE = re.compile("^[\\s\x00-\x1f\ufeff\"']+")


def csv_bytes(
    rows: Iterable[Iterable[object]], *, separator: str = ";", encoding: str = "utf-8"
) -> bytes:
    """Return UTF-8 with its mark and semicolons, as a French spreadsheet opens it, unless asked otherwise.

    What the encoding has not is a question mark.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerows([escape_formula(cell) for cell in row] for row in rows)
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    return out.getvalue().encode(codec, "replace")


def unescaped_csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """Return a table that we read again ourselves, each cell as it is. Never for a download: a spreadsheet would run it."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def csv_response(
    name: str, headings: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    return attachment(csv_bytes((headings, *rows)), CSV_TYPE, name)


def workbook_bytes(
    rows: Iterable[Iterable[object]],
    *,
    sheet: str,
    more: Mapping[str, Iterable[Iterable[object]]] | None = None,
    text_columns: Collection[int] = (),
) -> bytes:
    """Return an Excel workbook: numbers as numbers, all else as text, headings in view. `more`: further sheets.

    `text_columns`, counted from 1, of the first sheet: what is typed there stays as it is, with zeros in front. No cell is a formula, an error, or a character that breaks the file.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - few pages load it
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    for name, lines in ((sheet, rows), *(more or {}).items()):
        page = book.create_sheet(name)
        page.freeze_panes = "A2"
        rest = iter(lines)
        measured = [list(row) for row in islice(rest, MEASURED)]
        _set_widths(page, measured)
        for column in text_columns if name == sheet else ():
            page.column_dimensions[get_column_letter(column)].number_format = "@"
        for row in chain(measured, rest):
            page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _set_widths(page: Any, rows: list[list[object]]) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for at in range(max(map(len, rows), default=0)):
        longest = max(len(str(row[at])) for row in rows if at < len(row))
        width = min(max(longest + 2, NARROWEST), WIDEST)
        page.column_dimensions[get_column_letter(at + 1)].width = width


def _cell(page: Any, value: object) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    if type(value) in NUMBERS:
        return WriteOnlyCell(page, value)
    cell = WriteOnlyCell(page, NOT_IN_XML.sub("\ufffd", escape_formula(value)))
    cell.data_type = "s"
    return cell


def workbook_response(
    name: str, headings: Sequence[object], rows: Iterable[Sequence[object]], *, sheet: str
) -> HttpResponse:
    return attachment(workbook_bytes((headings, *rows), sheet=sheet), WORKBOOK_TYPE, name)


def attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def table_response(
    name: str,
    headings: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    sheet: str | None = None,
) -> HttpResponse:
    """Answer a table as a workbook, or as CSV without a sheet's name. `name` without its ending."""
    if sheet is None:
        return csv_response(f"{name}.csv", headings, rows)
    return workbook_response(f"{name}.xlsx", headings, rows, sheet=sheet)


def escape_formula(value: object) -> str:
    """Return the text, with an apostrophe before it where a spreadsheet would compute it.

    Also after spaces or quotation marks, and for full-width signs. A dash alone computes nothing, nor does
    a number.
    """
    text = str(value)
    if type(value) in NUMBERS:
        return text
    bare = BEFORE.sub("", unicodedata.normalize("NFKC", text))
    computes = bare.startswith(SIGNS) and len(bare) > 1
    return f"'{text}" if computes or text.startswith(("\t", "\r", "\n")) else text
