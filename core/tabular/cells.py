"""Reads and refuses cells of a sheet, however its workbook is written."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from core.tabular.shapes import Record, Records, Unreadable


LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
LONGEST_ROW = 64 * 1024  # characters, as of a line of text
EXACT = 10**15  # a larger number has lost digits in the spreadsheet


def pad_to_headings(records: Iterable[Record]) -> Records:
    """Yield the rows that hold something, each as wide as the first. A value beyond the headings stays, and is
    refused."""
    width = 0
    for record in records:
        cells = record.cells
        if not any(cell.strip() for cell in cells):
            continue
        if not width:
            width = len(_without_empty_end(cells))
        if len(cells) != width:
            cells = _without_empty_end(cells)
            cells = cells + [""] * (width - len(cells))
        yield Record(record.line, cells, record.numbers)


def _without_empty_end(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def number_text(value: float) -> str:
    """Return a finite number as people write it. Raises OverflowError where its last digits are lost."""
    if not value.is_integer():
        return format(Decimal(repr(value)), "f")
    if abs(value) >= EXACT:
        raise OverflowError(_("holds a number whose last digits the spreadsheet has lost"))
    return str(int(value))


def refuse_long_row(row: int, length: int) -> None:
    if length > LONGEST_ROW:
        raise Unreadable(
            row, _("This line has %(count)s characters.") % {"count": length}, _("a table of text")
        )


def cell_error(row: int, column: int, what: str) -> Unreadable:
    return Unreadable(
        row,
        _("Cell %(cell)s %(what)s.") % {"cell": f"{_letters(column)}{row}", "what": what},
        _("values only (in a spreadsheet: paste the values over the formulas)"),
    )


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
