"""Reads a table from an Excel workbook (.xlsx): one sheet, row by row in bounded memory.

The parts are read here rather than through openpyxl's worksheet, which holds a whole row of whatever length
and takes a formula that was never computed for an empty cell. openpyxl tells which number formats are
dates, and which day a number is.
"""

from datetime import date, datetime
from decimal import Decimal
from math import isfinite

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from core.tabular.archive import LONGEST_SMALL_PART, Archive, broken
from core.tabular.markup import Reader
from core.tabular.parts import SheetPart, Strings, Styles, find_sheet
from core.tabular.shapes import Record, Records, Unreadable


MARK = b"PK\x03\x04"
LONGEST_STRINGS = 64 * 1024 * 1024  # bytes of the texts that cells share, which are held in memory
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
LONGEST_ROW = 64 * 1024  # characters, as of a line of text
EXACT = 10**15  # a larger number has lost digits in the spreadsheet


def is_workbook(data: bytes) -> bool:
    """Whether the file is an archive, as a workbook is."""
    return data.startswith(MARK)


def workbook_records(data: bytes, sheet: str, date_format: str) -> tuple[Records, str]:
    """Return (rows of the sheet, its name in words). `sheet`: its name; empty for the first that is shown."""
    archive = Archive(data)
    part = find_sheet(archive, sheet)
    return _records(archive, part, date_format), _("sheet “%(sheet)s”") % {"sheet": part.title}


def _records(archive: Archive, part: SheetPart, date_format: str) -> Records:
    strings: list[str] = []
    if part.strings in archive.names:
        strings = list(Strings().read(archive.pieces(part.strings, most=LONGEST_STRINGS)))
    formats: list[str] = []
    if part.styles in archive.names:
        formats = _formats(archive, part.styles)
    width = 0
    reader = _Sheet(strings, formats, part, date_format)
    for record in reader.read(archive.pieces(part.path)):
        cells = record.cells
        if not any(cell.strip() for cell in cells):
            continue
        if not width:
            width = len(_without_empty_end(cells))
        if len(cells) != width:
            cells = _as_wide(cells, width)
        yield Record(record.line, cells, record.numbers)


def _formats(archive: Archive, path: str) -> list[str]:
    reader = Styles()
    for _nothing in reader.read(archive.pieces(path, most=LONGEST_SMALL_PART)):
        pass
    return [reader.named.get(code) or BUILTIN_FORMATS.get(code, "General") for code in reader.used]


def _without_empty_end(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _as_wide(cells: list[str], width: int) -> list[str]:
    """Return the cells at the width of the headings; a value beyond them stays, and is refused later."""
    cells = _without_empty_end(cells)
    return cells + [""] * (width - len(cells))


class _Sheet(Reader[Record]):
    """The rows of a sheet as text: days as days, numbers as they are written, nothing computed."""

    def __init__(
        self, strings: list[str], formats: list[str], part: SheetPart, date_format: str
    ) -> None:
        super().__init__()
        self._strings = strings
        self._formats = formats
        self._is_date = [is_date_format(code) for code in formats]
        self._epoch = CALENDAR_MAC_1904 if part.starts_in_1904 else CALENDAR_WINDOWS_1900
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
            if self._length > LONGEST_ROW:
                raise Unreadable(
                    self._row,
                    _("This line has %(count)s characters.") % {"count": self._length},
                    _("a table of text"),
                )
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
            raise broken()
        self._row, self._cells, self._numbers, self._length = row, [], set(), 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        column = _column(attributes["r"]) if "r" in attributes else len(self._cells) + 1
        if not len(self._cells) < column <= LAST_COLUMN:
            raise broken()
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
            raise broken()
        return index

    def _number(self, text: str) -> str:
        value = float(text)
        if not isfinite(value):
            raise broken()
        if self._style < len(self._is_date) and self._is_date[self._style]:
            try:
                return self._day(from_excel(value, self._epoch))
            except (OverflowError, ValueError) as error:
                raise self._refused(_("holds a date that is none")) from error
        self._numbers.add(len(self._cells))
        if not value.is_integer():
            return format(Decimal(repr(value)), "f")
        if abs(value) >= EXACT:
            raise self._refused(_("holds a number whose last digits the spreadsheet has lost"))
        shape = self._formats[self._style] if self._style < len(self._formats) else ""
        digits = str(int(value))
        if shape and not shape.strip("0"):  # shown with zeros in front: that is the number
            self._numbers.discard(len(self._cells))
            return digits.zfill(len(shape))
        return digits

    def _day(self, value: object) -> str:
        return value.strftime(self._date_format) if isinstance(value, date) else str(value)

    def _refused(self, what: str) -> Unreadable:
        return Unreadable(
            self._row,
            _("Cell %(cell)s %(what)s.")
            % {"cell": f"{_letters(len(self._cells) + 1)}{self._row}", "what": what},
            _("values only (in a spreadsheet: paste the values over the formulas)"),
        )


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


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
