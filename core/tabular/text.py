"""Reads a table as text: encodings, separators, quotation marks."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.tabular.shapes import (
    MOST_TITLES,
    Record,
    Records,
    TableFormat,
    Undecodable,
    Unreadable,
    plain_heading,
    without_titles,
)


SEPARATORS = (";", ",", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman")
LONGEST_LINE = 64 * 1024
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LINE_END = re.compile("\r\n|\r|\n")
_LINE_END_BYTES = re.compile(b"\r\n|\r|\n")


@dataclass(slots=True)
class ReadingPosition:
    """The reading position. `record`: the line on which the row that is being read starts."""

    record: int = 1


def text_records(data: bytes, table: TableFormat) -> tuple[Records, str]:
    """Return (rows of a text file, the separator in words)."""
    text = decode_strictly(data, table.encoding)
    separator = table.separator or separator_of(text, set(table.columns.values()))
    rows = csv_rows(_lines(text), separator, ReadingPosition())
    records = (Record(line, cells) for line, cells in rows)
    return without_titles(records, table), separator_text(separator)


def separator_text(separator: str) -> str:
    return _("separator “%(separator)s”") % {"separator": separator}


def decode_strictly(data: bytes, encoding: str = "utf-8") -> str:
    """Return the file's text without its byte-order mark. Raises Unreadable with the line of the first bad byte."""
    name = known_encoding(encoding)
    if data[:2] in UTF16_MARKS and name != "utf-16":
        raise utf16_error(encoding)
    try:
        text = data.decode(codec_of(name))
    except UnicodeDecodeError as error:
        line = len(_LINE_END_BYTES.findall(data, 0, error.start)) + 1
        raise bad_byte_error(line, data[error.start], encoding) from error
    _refuse_binary(text)
    return text


def known_encoding(encoding: str) -> str:
    """Return the encoding if it is one of ENCODINGS. Raises Unreadable."""
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        name = ""
    if name not in ENCODINGS:
        raise Undecodable(
            0,
            _("The mapping names an encoding that is not known: %(encoding)s.")
            % {"encoding": encoding},
            ", ".join(ENCODINGS),
        )
    return name


def codec_of(name: str) -> str:
    return "utf-8-sig" if name == "utf-8" else name


def utf16_error(encoding: str) -> Unreadable:
    return Undecodable(1, _("The file is written in UTF-16."), encoding.upper())


def bad_byte_error(line: int, byte: int, encoding: str) -> Unreadable:
    return Undecodable(
        line,
        _("Byte 0x%(byte)s is not %(encoding)s; the file may have been saved as Windows-1252.")
        % {"byte": f"{byte:02X}", "encoding": encoding.upper()},
        _("%(encoding)s (in a spreadsheet: save as “CSV UTF-8”)") % {"encoding": encoding.upper()},
    )


def nul_error(line: int) -> Unreadable:
    return Undecodable(line, _("This line holds a NUL character."), _("plain text"))


def open_quotation_error(line: int) -> Unreadable:
    return Unreadable(
        line,
        _("This line cannot be read as a row: a quotation mark is left open or misplaced."),
        _("quotation marks in pairs, around a whole cell"),
    )


def _refuse_binary(text: str) -> None:
    for number, line in enumerate(_lines(text), start=1):
        if "\x00" in line:
            raise nul_error(number)
        if len(line) > LONGEST_LINE and len(line.rstrip("\r\n")) > LONGEST_LINE:
            raise Undecodable(
                number,
                _("This line has %(count)s characters.") % {"count": len(line.rstrip("\r\n"))},
                _("a table of text"),
            )


def _lines(text: str) -> Iterator[str]:
    """Yield each line with its end, without a second copy of the text in memory."""
    start = 0
    for line_end in _LINE_END.finditer(text):
        yield text[start : line_end.end()]
        start = line_end.end()
    if start < len(text):
        yield text[start:]


def csv_rows(
    lines: Iterable[str], separator: str, place: ReadingPosition
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line on which it starts, cells) of each row that is not blank; `place` follows."""
    try:
        reader = csv.reader(lines, delimiter=separator, strict=True)
    except (TypeError, ValueError) as error:
        raise Unreadable(
            0,
            _("The mapping names a separator that cannot be one: “%(separator)s”.")
            % {"separator": separator},
            " ".join(SEPARATORS),
        ) from error
    start = 1
    try:
        for cells in reader:
            if cells and (cells[0].strip() or any(cell.strip() for cell in cells)):
                yield start, cells
            place.record = start = reader.line_num + 1
    except csv.Error as error:
        raise open_quotation_error(start) from error


def separator_of(text: str, names: set[str]) -> str:
    """Return the separator by which most of these headings are found, in one of the first lines."""
    wanted = {plain_heading(name) for name in names}
    lines = _LINE_END.split(text.lstrip(), MOST_TITLES + 1)[: MOST_TITLES + 1]

    def known(separator: str) -> int:
        return max(len(wanted & set(map(plain_heading, line.split(separator)))) for line in lines)

    return max(SEPARATORS, key=known)
