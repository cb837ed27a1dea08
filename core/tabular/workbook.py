"""A table as a workbook, .xlsx or .ods: one sheet, read row by row in bounded memory.

Why by our own readers: docs/decisions/0058-reading-workbooks.md. openpyxl tells which number formats are dates, and
which day a number is.
"""

from datetime import date, datetime
from math import isfinite

from django.utils.translation import gettext as _

from core.tabular import opendocument
from core.tabular.archive import LONGEST_SMALL_PART, Archive, damaged_workbook_error
from core.tabular.cells import (
    LAST_COLUMN,
    LAST_ROW,
    cell_error,
    number_text,
    pad_to_headings,
    refuse_long_row,
)
from core.tabular.markup import MarkupParser
from core.tabular.parts import SharedStrings, SheetPart, Styles, chosen_sheet, find_sheet
from core.tabular.shapes import Record, Records, TableFormat, Unreadable, without_titles


MARK = b"PK\x03\x04"
LONGEST_STRINGS = 64 * 1024 * 1024  # bytes of the texts that cells share, which are held in memory


def is_workbook(data: bytes) -> bool:
    """Whether the file is an archive, as a workbook is."""
    return data.startswith(MARK)


def is_opendocument(data: bytes) -> bool:
    """Whether a workbook is one of OpenDocument."""
    return opendocument.is_spreadsheet(Archive(data))


def workbook_records(data: bytes, table: TableFormat) -> tuple[Records, str]:
    """Return (rows of the sheet, its name in words)."""
    archive = Archive(data)
    if opendocument.is_spreadsheet(archive):
        title, number = chosen_sheet(opendocument.sheets_of(archive), table.sheet)
        records = opendocument.sheet_records(archive, number, table.date_format)
    else:
        part = find_sheet(archive, table.sheet)
        title, records = part.title, _records(archive, part, table.date_format)
    return pad_to_headings(without_titles(records, table)), _("sheet “%(sheet)s”") % {
        "sheet": title
    }


def _records(archive: Archive, part: SheetPart, date_format: str) -> Records:
    strings: list[str] = []
    if part.strings in archive.names:
        strings = list(SharedStrings().read(archive.pieces(part.strings, most=LONGEST_STRINGS)))
    formats: list[str] = []
    if part.styles in archive.names:
        formats = _formats(archive, part.styles)
    yield from _Sheet(strings, formats, part, date_format).read(archive.pieces(part.path))


def _formats(archive: Archive, path: str) -> list[str]:
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 - few pages load it

    reader = Styles()
    for _nothing in reader.read(archive.pieces(path, most=LONGEST_SMALL_PART)):
        pass
    return [reader.named.get(code) or BUILTIN_FORMATS.get(code, "General") for code in reader.used]


class _Sheet(MarkupParser[Record]):
    """The rows of a sheet as text: days as days, numbers as they are written, nothing computed."""

    def __init__(
        self, strings: list[str], formats: list[str], part: SheetPart, date_format: str
    ) -> None:
        from openpyxl.styles.numbers import is_date_format  # noqa: PLC0415
        from openpyxl.utils import datetime as days  # noqa: PLC0415

        super().__init__()
        self._strings = strings
        self._formats = formats
        self._is_date = [is_date_format(code) for code in formats]
        self._epoch = days.CALENDAR_MAC_1904 if part.starts_in_1904 else days.CALENDAR_WINDOWS_1900
        self._from_number = days.from_excel
        self._date_format = date_format
        self._row = 0
        self._cells: list[str] = []
        self._numbers: set[int] = set()
        self._length = 0
        self._kind, self._style, self._has_formula = "n", 0, False
        self._value: list[str] | None = None  # of the cell that is being read
        self._is_open = False  # inside what holds the cell's value
        self._silent = 0  # inside a phonetic reading, which is not the text

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._silent += 1
        elif name in ("v", "t") and not self._silent:
            self._is_open = True
            if self._value is None:
                self._value = []

    def text(self, text: str) -> None:
        if self._is_open and self._value is not None:
            self._length += len(text)
            refuse_long_row(self._row, self._length)
            self._value.append(text)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._is_open = False
        elif name == "rPh":
            self._silent -= 1
        elif name == "c":
            self._cells.append(self._cell())
        elif name == "row":
            self.ready.append(Record(self._row, self._cells, frozenset(self._numbers)))

    def _begin_row(self, number: str | None) -> None:
        row = int(number) if number else self._row + 1
        if not self._row < row <= LAST_ROW:
            raise damaged_workbook_error()
        self._row, self._cells, self._numbers, self._length = row, [], set(), 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        column = _column(attributes["r"]) if "r" in attributes else len(self._cells) + 1
        if not len(self._cells) < column <= LAST_COLUMN:
            raise damaged_workbook_error()
        if column - 1 > len(self._cells):
            self._cells += [""] * (column - 1 - len(self._cells))
        self._kind = attributes.get("t", "n")
        self._style = max(int(attributes.get("s", "0")), 0)
        self._has_formula, self._value = False, None

    def _cell(self) -> str:
        text = "".join(self._value or ())
        if not text:
            if self._has_formula and self._value is None:
                raise self._refused(_("holds a formula whose result the file does not keep"))
            return ""
        if self._kind == "s":
            return self._strings[self._index(text)]
        if self._kind in ("str", "inlineStr", "b"):
            return text
        if self._kind == "e":
            raise self._refused(_("holds the error %(error)s") % {"error": text[:20]})
        if self._kind == "d":
            return self._day(datetime.fromisoformat(text.replace("Z", "+00:00")))
        return self._number(text)

    def _index(self, text: str) -> int:
        index = int(text)
        if not 0 <= index < len(self._strings):
            raise damaged_workbook_error()
        return index

    def _number(self, text: str) -> str:
        value = float(text)
        if not isfinite(value):
            raise damaged_workbook_error()
        if self._style < len(self._is_date) and self._is_date[self._style]:
            try:
                return self._day(self._from_number(value, self._epoch))
            except (OverflowError, ValueError) as error:
                raise self._refused(_("holds a date that is none")) from error
        self._numbers.add(len(self._cells))
        try:
            digits = number_text(value)
        except OverflowError as error:
            raise self._refused(str(error)) from error
        shape = self._formats[self._style] if self._style < len(self._formats) else ""
        if digits.lstrip("-").isdigit() and shape and not shape.strip("0"):
            # Shown with zeros in front: that is the number.
            self._numbers.discard(len(self._cells))
            return digits.zfill(len(shape))
        return digits

    def _day(self, value: object) -> str:
        return value.strftime(self._date_format) if isinstance(value, date) else str(value)

    def _refused(self, what: str) -> Unreadable:
        return cell_error(self._row, len(self._cells) + 1, what)


def _column(reference: str) -> int:
    """Return the number of a cell's column: 1 for A1, 28 for AB7. Raises ValueError."""
    column = 0
    for letter in reference:
        if letter.isdigit():
            break
        number = ord(letter) - 64
        if not 1 <= number <= 26 or column > LAST_COLUMN:
            raise ValueError(reference)
        column = column * 26 + number
    return column
