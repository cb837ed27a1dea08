"""Reads a table from a text file of unknown manners, line by line, and says where it breaks.

A file is expected in the encoding that its mapping names (UTF-8 by default; a byte-order mark is
accepted). Anything else is refused with the line and what was expected, never guessed in silence:
a guess would turn « é » into « Ã© » in a staff list.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.reports import Refusal


SEPARATORS = (";", ",", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman")
LONGEST_LINE = 64 * 1024
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
EXAMPLE_DAY = date(2026, 11, 24)
_LINE_END = re.compile("\r\n|\r|\n")
_LINE_END_BYTES = re.compile(b"\r\n|\r|\n")


class Unreadable(Exception):
    """The file as a whole cannot be read; carries the one refusal that says why."""

    def __init__(self, line: int, reason: str, expected: str = "") -> None:
        self.refusal = Refusal(line, reason, expected)
        super().__init__(str(self.refusal))


@dataclass(frozen=True, slots=True)
class TableFormat:
    """How a file is written: `columns` maps our field to the file's heading."""

    columns: dict[str, str]
    required: frozenset[str]
    ignored: frozenset[str] = frozenset()
    encoding: str = "utf-8"
    separator: str = ""  # empty: found from the heading line
    date_format: str = "%Y-%m-%d"
    strict: bool = False  # refuse a heading that is neither mapped nor ignored
    true_words: frozenset[str] = field(default=frozenset({"oui", "yes", "true", "vrai", "1", "x"}))


@dataclass(frozen=True, slots=True)
class Row:
    """`values` holds those of our fields whose column the file has."""

    line: int
    values: dict[str, str]


def read_rows(data: bytes, table: TableFormat) -> Iterator[Row]:
    """Rows with our field names and stripped text; blank lines are passed over.

    Raises Unreadable at the first line that is not a row of the table.
    """
    text = decoded(data, table.encoding)
    separator = table.separator or _separator_of(text, table)
    records = _records(text, separator)
    start, headings = next(records, (1, []))
    positions = _positions(start, headings, separator, table)
    for start, cells in records:
        if len(cells) != len(headings):
            raise Unreadable(
                start,
                ngettext(
                    "This line has %(count)s column.",
                    "This line has %(count)s columns.",
                    len(cells),
                )
                % {"count": len(cells)},
                _("%(count)s, as in the heading line") % {"count": len(headings)},
            )
        yield Row(start, {name: cells[index].strip() for name, index in positions.items()})


def decoded(data: bytes, encoding: str = "utf-8") -> str:
    """The file's text without its byte-order mark. Raises Unreadable with the line of the first bad byte."""
    name = _known_encoding(encoding)
    if data[:2] in UTF16_MARKS and name != "utf-16":
        raise Unreadable(1, _("The file is written in UTF-16."), encoding.upper())
    try:
        text = data.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as error:
        line = len(_LINE_END_BYTES.findall(data, 0, error.start)) + 1
        raise Unreadable(
            line,
            _("Byte 0x%(byte)s is not %(encoding)s; the file may have been saved as Windows-1252.")
            % {"byte": f"{data[error.start]:02X}", "encoding": encoding.upper()},
            _("%(encoding)s (in a spreadsheet: save as “CSV UTF-8”)")
            % {"encoding": encoding.upper()},
        ) from error
    _refuse_binary(text)
    return text


def parsed_date(text: str, table: TableFormat) -> date:
    """Raises ValueError with what was expected, in words."""
    try:
        return datetime.strptime(text, table.date_format).date()  # noqa: DTZ007
    except ValueError as error:
        example = EXAMPLE_DAY.strftime(table.date_format)
        raise ValueError(_("a date written like %(example)s") % {"example": example}) from error


def _known_encoding(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        name = ""
    if name not in ENCODINGS:
        raise Unreadable(
            0,
            _("The mapping names an encoding that is not known: %(encoding)s.")
            % {"encoding": encoding},
            ", ".join(ENCODINGS),
        )
    return name


def _refuse_binary(text: str) -> None:
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if "\x00" in line:
            raise Unreadable(number, _("This line holds a NUL character."), _("plain text"))
        if len(line) > LONGEST_LINE:
            raise Unreadable(
                number,
                _("This line has %(count)s characters.") % {"count": len(line)},
                _("a table of text"),
            )


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """(line on which it starts, cells) of each record that is not blank."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except (TypeError, ValueError) as error:
        raise Unreadable(
            0,
            _("The mapping names a separator that cannot be one: “%(separator)s”.")
            % {"separator": separator},
            " ".join(SEPARATORS),
        ) from error
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                start,
                _("This line cannot be read as a row: a quotation mark is left open or misplaced."),
                _("quotation marks in pairs, around a whole cell"),
            ) from error
        if any(cell.strip() for cell in cells):
            yield start, cells


def _separator_of(text: str, table: TableFormat) -> str:
    """The one that finds most of the headings that the table knows."""
    heading = _LINE_END.split(text.lstrip(), 1)[0]
    names = set(table.columns.values())

    def known(separator: str) -> int:
        return len(names & {cell.strip().strip('"').strip() for cell in heading.split(separator)})

    return max(SEPARATORS, key=known)


def _positions(line: int, cells: list[str], separator: str, table: TableFormat) -> dict[str, int]:
    """Where each of our fields stands in a row."""
    headings = [cell.strip() for cell in cells]
    _refuse_headings(line, headings, separator, table)
    return {
        name: headings.index(column) for name, column in table.columns.items() if column in headings
    }


def _refuse_headings(line: int, headings: list[str], separator: str, table: TableFormat) -> None:
    wanted = _("a heading line with %(headings)s") % {
        "headings": separator.join(table.columns.values())
    }
    if not headings:
        raise Unreadable(line, _("The file is empty."), wanted)
    doubled = sorted({name for name in headings if name and headings.count(name) > 1})
    if doubled:
        raise Unreadable(
            line, _("The heading line names twice: %(names)s.") % {"names": ", ".join(doubled)}
        )
    unmapped = sorted(table.required - set(table.columns))
    needed = [column for name, column in table.columns.items() if name in table.required]
    missing = [column for column in needed + unmapped if column not in headings]
    if missing:
        raise Unreadable(
            line,
            _("Columns are missing: %(missing)s. Found: %(found)s (separator “%(separator)s”).")
            % {
                "missing": ", ".join(missing),
                "found": ", ".join(headings),
                "separator": separator,
            },
            wanted,
        )
    strangers = sorted(set(headings) - set(table.columns.values()) - table.ignored)
    if table.strict and strangers:
        raise Unreadable(
            line,
            _("Columns that the mapping neither uses nor ignores: %(names)s.")
            % {"names": ", ".join(strangers)},
            _("only the columns of the mapping; name the others as ignored"),
        )
