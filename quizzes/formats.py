"""The formats of files of questions: how each is recognised, read and written."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.tabular import Unreadable, decode_strictly, is_workbook
from quizzes.aiken import read_aiken, write_aiken
from quizzes.enums import Origin
from quizzes.file_questions import FileQuestion, FileResult
from quizzes.gift.reader import read_gift
from quizzes.gift.writer import write_gift
from quizzes.moodle_xml.reader import read_moodle_xml
from quizzes.moodle_xml.writer import write_moodle_xml
from quizzes.tables.reader import has_known_headings, read_table
from quizzes.tables.writer import csv_table, workbook_table


Read = Callable[[bytes], FileResult]
Write = Callable[[Sequence[FileQuestion]], bytes]
BEGINNING = 64 * 1024
MAX_FILE_BYTES = 1024 * 1024  # of a file that is sent on screen


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files. `read` raises Unreadable, `write` CannotWrite. What it loses is found by `trial`, which
    writes as cheaply as may be, and `trial_read`."""

    name: str
    label: Any
    origin: Origin
    suffix: str
    content_type: str
    example: Any
    read: Read
    write: Write
    trial: Write
    trial_read: Read

    @property
    def is_text(self) -> bool:
        return self.content_type.startswith("text/") or self.suffix == "xml"


def _text_reader(read: Callable[[str], FileResult], what: str) -> Read:
    return lambda data: read(_text_of(data, what))


def _text_of(data: bytes, what: str) -> str:
    """Decode a text file; what a table's reader advises would mislead whoever writes questions."""
    try:
        return decode_strictly(data)
    except Unreadable as error:
        if not isinstance(error.__cause__, UnicodeDecodeError):
            raise
        if b"\0" in data:
            raise Unreadable(0, _("This file is not a text file."), _(what)) from error
        refusal = error.refusal
        raise Unreadable(refusal.line, refusal.reason, _(what)) from error


def _text_writer(write: Callable[[Iterable[FileQuestion]], str]) -> Write:
    return lambda questions: write(questions).encode("utf-8", "replace")


def _format(
    name: str, label: Any, origin: Origin, kind: tuple[str, str], example: Any, **how: Any
) -> Format:
    trial = {"trial": how["write"], "trial_read": how["read"]}
    return Format(name, label, origin, *kind, example, **{**trial, **how})


GIFT = _format(
    "gift",
    gettext_lazy("GIFT"),
    Origin.GIFT,
    ("gift", "text/plain; charset=utf-8"),
    gettext_lazy("GIFT: a text and its answers in { }"),
    read=_text_reader(
        read_gift, gettext_noop("a text file in UTF-8, with questions in the GIFT format")
    ),
    write=_text_writer(write_gift),
)
MOODLE_XML = _format(
    "moodle-xml",
    gettext_lazy("Moodle XML"),
    Origin.MOODLE_XML,
    ("xml", "application/xml"),
    gettext_lazy("<quiz> with <question> in it"),
    read=read_moodle_xml,
    write=write_moodle_xml,
)
AIKEN = _format(
    "aiken",
    gettext_lazy("Aiken"),
    Origin.AIKEN,
    ("txt", "text/plain; charset=utf-8"),
    gettext_lazy("a question, its choices A. B. C. and ANSWER: with a letter"),
    read=_text_reader(
        read_aiken, gettext_noop("a text file in UTF-8, with questions in the Aiken format")
    ),
    write=_text_writer(write_aiken),
)
CSV = _format(
    "csv",
    gettext_lazy("table (CSV)"),
    Origin.TABLE,
    ("csv", "text/csv; charset=utf-8"),
    gettext_lazy("a heading line, then a row for each question"),
    read=read_table,
    write=csv_table,
)
XLSX = _format(
    "xlsx",
    gettext_lazy("table (Excel)"),
    Origin.TABLE,
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    gettext_lazy("a heading line, then a row for each question"),
    read=read_table,
    write=workbook_table,
    trial=csv_table,
)
FORMATS = {each.name: each for each in (GIFT, MOODLE_XML, AIKEN, CSV, XLSX)}

_XML = re.compile(r"\s*<(?:\?xml\b|quiz\b|!DOCTYPE\b|!ENTITY\b)")
_AIKEN_CHOICE = re.compile(r"^[ \t]*A[.)][ \t]", re.MULTILINE)
_AIKEN_ANSWER = re.compile(r"^[ \t]*ANSWER[ \t]*:", re.MULTILINE)


def detect_format(data: bytes) -> Format:
    """The format that a file's content is most like; what is like none other is GIFT."""
    if is_workbook(data):
        return XLSX
    beginning = data[:BEGINNING].decode("utf-8-sig", "replace")
    if _XML.match(beginning):
        return MOODLE_XML
    if has_known_headings(beginning):
        return CSV
    if _AIKEN_CHOICE.search(beginning) and _AIKEN_ANSWER.search(beginning):
        return AIKEN
    return GIFT
