"""A table as an OpenDocument spreadsheet (.ods): one sheet, read row by row in bounded memory."""

import re
from collections.abc import Iterator
from datetime import datetime
from math import isfinite

from django.utils.translation import gettext as _

from core.tabular.archive import LONGEST_SMALL_PART, Archive, damaged_workbook_error
from core.tabular.cells import (
    LAST_COLUMN,
    LAST_ROW,
    cell_error,
    number_text,
    refuse_long_row,
)
from core.tabular.markup import MarkupParser
from core.tabular.shapes import Record, Records, Unreadable


MIMETYPE, CONTENT, MANIFEST = "mimetype", "content.xml", "META-INF/manifest.xml"
SPREADSHEETS = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
ENCRYPTED_PACKAGE = "encrypted-package"
_NAMESPACES = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, TEXT, STYLE = (
    f"{_NAMESPACES}{name}:1.0 " for name in ("office", "table", "text", "style")
)
CALC_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
ERROR = re.compile(r"#(REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!)|Err:\d+")
UNREAD = ("annotation", "ruby-text")  # inside a cell's text, and no part of it
CELLS = ("table-cell", "covered-table-cell")
# Those that are meant: others run together. No XML holds these characters.
SPACE, LINE_END = "\0", "\1"
MEANT = str.maketrans({SPACE: " ", LINE_END: "\n"})


def is_spreadsheet(archive: Archive) -> bool:
    """Whether the archive is an OpenDocument spreadsheet. Raises Unreadable where only a password opens it."""
    if MIMETYPE not in archive.names:
        return False
    kind = b"".join(archive.pieces(MIMETYPE, most=LONGEST_SMALL_PART)).strip()
    if ENCRYPTED_PACKAGE in archive.names or _is_encrypted(archive):
        raise Unreadable(0, _("This workbook has a password."), _("a workbook without a password"))
    return kind in SPREADSHEETS


def _is_encrypted(archive: Archive) -> bool:
    if MANIFEST not in archive.names:
        return False
    return any(_Encryptions().read(archive.pieces(MANIFEST, most=LONGEST_SMALL_PART)))


class _Encryptions(MarkupParser[bool]):
    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "encryption-data":
            self.ready.append(True)


def sheets_of(archive: Archive) -> Iterator[tuple[str, int, bool]]:
    """Return (title, position, whether it is shown) of each sheet."""
    yield from _Sheets().read(archive.pieces(CONTENT))


class _Sheets(MarkupParser[tuple[str, int, bool]]):
    def __init__(self) -> None:
        super().__init__()
        self._style = ""
        self._hidden: set[str] = set()
        self._number = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            self._style = attributes.get(f"{STYLE}name", "")
        elif name == "table-properties" and attributes.get(f"{TABLE}display") == "false":
            self._hidden.add(self._style)
        elif name == "table":
            title = attributes.get(f"{TABLE}name", "")
            is_shown = attributes.get(f"{TABLE}style-name") not in self._hidden
            self.ready.append((title, self._number, is_shown))
            self._number += 1


def sheet_records(archive: Archive, number: int, date_format: str) -> Records:
    """Yield the rows of a sheet; those that it repeats one by one."""
    for record, times in _Rows(number, date_format).read(archive.pieces(CONTENT)):
        for line in range(record.line, record.line + times):
            yield Record(line, record.cells, record.numbers)


class _Rows(MarkupParser[tuple[Record, int]]):
    """The rows of one sheet as text, with how often each is repeated: days as days, nothing computed."""

    def __init__(self, number: int, date_format: str) -> None:
        super().__init__()
        self._until = number  # sheets to begin until the one that is read
        self._inside = 0  # its table, and tables in that
        self._date_format = date_format
        self._row, self._times = 1, 1
        self._cells: list[str] = []
        self._blanks = 0  # cells without a value, kept back until one with a value comes
        self._numbers: set[int] = set()
        self._length = 0
        self._cell: dict[str, str] = {}
        self._cell_depth = 0
        self._texts: list[str] = []
        self._text_depth = 0  # where the paragraph that is read stands; 0 between paragraphs
        self._silent = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._begin_table()
        elif self._inside != 1:
            return
        elif name == "table-row":
            self._times = _repeated(attributes, "rows")
            self._cells, self._blanks, self._numbers, self._length = [], 0, set(), 0
        elif name in CELLS:
            self._cell, self._cell_depth, self._texts = attributes, self._depth, []
        elif name == "p" and self._depth == self._cell_depth + 1:
            self._text_depth = self._depth
            self._texts += [LINE_END] if self._texts else []
        elif name in UNREAD:
            self._silent += 1
        elif name == "s" and self._text_depth:
            self.text(SPACE * min(int(attributes.get(f"{TEXT}c", "1")), LAST_COLUMN))
        elif name == "tab" and self._text_depth:
            self.text(SPACE)
        elif name == "line-break" and self._text_depth:
            self.text(LINE_END)

    def _begin_table(self) -> None:
        if self._inside or self._until == 0:
            self._inside += 1
        self._until -= 1

    def text(self, text: str) -> None:
        if self._text_depth and not self._silent:
            self._length += len(text)
            refuse_long_row(self._row, self._length)
            self._texts.append(text)

    def end(self, name: str) -> None:
        if name == "table":
            self._inside = max(self._inside - 1, 0)
        elif self._inside != 1:
            return
        elif name == "table-row":
            self._end_row()
        elif name in CELLS:
            self._end_cell()
        elif name == "p" and self._depth < self._text_depth:
            self._text_depth = 0
        elif name in UNREAD:
            self._silent -= 1

    def _end_row(self) -> None:
        if self._row + self._times - 1 > LAST_ROW:
            raise damaged_workbook_error()
        if self._cells:
            record = Record(self._row, self._cells, frozenset(self._numbers))
            self.ready.append((record, self._times))
        self._row += self._times

    def _end_cell(self) -> None:
        times = _repeated(self._cell, "columns")
        if len(self._cells) + self._blanks + times > LAST_COLUMN:
            raise damaged_workbook_error()
        is_number, text = self._value()
        if not text:
            self._blanks += times
            return
        self._length += len(text) * (times - 1)
        refuse_long_row(self._row, self._length)
        self._cells += [""] * self._blanks + [text] * times
        self._blanks = 0
        if is_number:
            self._numbers.update(range(len(self._cells) - times, len(self._cells)))

    def _value(self) -> tuple[bool, str]:
        """Return (whether it is kept as a number without zeros in front, the text)."""
        shown = " ".join(re.split("[ \t\r\n]+", "".join(self._texts))).translate(MEANT)
        kind = self._cell.get(f"{OFFICE}value-type", "")
        has_formula = f"{TABLE}formula" in self._cell
        if self._cell.get(CALC_TYPE) == "error" or (has_formula and ERROR.fullmatch(shown)):
            raise self._refused(_("holds the error %(error)s") % {"error": shown[:20]})
        if has_formula and not kind:
            raise self._refused(_("holds a formula whose result the file does not keep"))
        if kind in ("float", "percentage", "currency"):
            return self._number(shown)
        if kind == "date":
            return False, self._day()
        if kind == "boolean":
            return False, "1" if self._cell.get(f"{OFFICE}boolean-value") == "true" else "0"
        return False, self._cell.get(f"{OFFICE}string-value", shown)

    def _number(self, shown: str) -> tuple[bool, str]:
        value = float(self._cell[f"{OFFICE}value"])
        if not isfinite(value):
            raise damaged_workbook_error()
        try:
            text = number_text(value)
        except OverflowError as error:
            raise self._refused(str(error)) from error
        if text.isdigit() and shown == text.zfill(len(shown)) != text:  # that is the number
            return False, shown
        return True, text

    def _day(self) -> str:
        try:
            day = datetime.fromisoformat(self._cell[f"{OFFICE}date-value"])
        except ValueError as error:
            raise self._refused(_("holds a date that is none")) from error
        return day.strftime(self._date_format)

    def _refused(self, what: str) -> Unreadable:
        return cell_error(self._row, len(self._cells) + self._blanks + 1, what)


def _repeated(attributes: dict[str, str], what: str) -> int:
    times = int(attributes.get(f"{TABLE}number-{what}-repeated", "1"))
    if not 1 <= times <= LAST_ROW:
        raise damaged_workbook_error()
    return times
