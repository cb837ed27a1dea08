"""Guesses from a sample file how its system writes: headings, encoding, and which column is ours.

Guesses to be confirmed by a person on the screen; no import ever guesses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.tabular import (
    ENCODINGS,
    SEPARATORS,
    TableFormat,
    Unreadable,
    decode_strictly,
    is_workbook,
)
from core.tabular.reading import records_of
from core.tabular.shapes import plain_heading
from core.tabular.text import UTF16_MARKS
from people.enums import ImportKind
from people.staff_fields import COLUMN_FIELDS, COLUMNS, REQUIRED


DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%m/%d/%Y")
LOOKED_AT = 200  # rows in which dates are looked for
# Our fields by kind of file: what each is called on the screen.
FIELDS = {
    ImportKind.STAFF: {declared.name: declared.label for declared in COLUMN_FIELDS},
    ImportKind.USAGE: {"pseudonym": _("Pseudonym"), "service": _("Service"), "day": _("Day")},
    ImportKind.LINKS: {
        "pseudonym": _("Pseudonym"),
        "code": _("Code that was typed on the portal"),
        "staff_number": _("Staff number"),
    },
    ImportKind.CONTACTS: {
        "month": _("Month"),
        "channel": _("Channel"),
        "contacts": _("Number of contacts"),
    },
}
LINK_OWNER_FIELDS = frozenset({"code", "staff_number"})  # of a link: one of them says whose it is
# Other words under which systems write a field; accents, capitals and signs do not matter.
WORDS = {declared.name: declared.other_headings for declared in COLUMN_FIELDS} | {
    "pseudonym": "pseudonyme, pseudo, identifiant portail",
    "code": "code, code saisi, code de liaison",
    "service": "service, rubrique, fonction",
    "day": "jour, date",
    "month": "mois, periode",
    "channel": "canal, media, mode de contact",
    "contacts": "contacts, nombre, nombre de contacts, volume, total",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """The findings in a sample. `columns`: our field to the heading that looks like it; "" where none does."""

    headings: tuple[str, ...]
    columns: dict[str, str]
    encoding: str
    separator: str
    date_format: str


def read_sample(data: bytes, kind: ImportKind) -> Sample:
    """Read a sample. Raises Unreadable where no encoding makes a table of it."""
    encoding = _encoding_of(data)
    separator = _separator_of(data, encoding)
    table = TableFormat({}, frozenset(), encoding=encoding, separator=separator)
    records, _found_by = records_of(data, table)
    first = next(records, None)
    if first is None:
        raise Unreadable(1, str(_("The file is empty.")))
    cells = []
    for record in records:
        cells += record.cells
        if record.line > first.line + LOOKED_AT:
            break
    headings = tuple(cell.strip() for cell in first.cells if cell.strip())
    return Sample(
        headings, guess_columns(headings, kind), encoding, separator, _date_format_of(cells)
    )


def guess_columns(headings: Iterable[str], kind: ImportKind) -> dict[str, str]:
    """Match headings with our own words first, then the others; a heading serves one field."""
    plain = {plain_heading(heading): heading for heading in headings}
    guessed: dict[str, str] = {}
    for name in FIELDS[kind]:
        own = COLUMNS.get(name, "") if kind == ImportKind.STAFF else ""
        wanted = [own, name, *WORDS.get(name, "").split(", ")]
        heading_found = next(
            (plain[plain_heading(word)] for word in wanted if plain_heading(word) in plain), ""
        )
        guessed[name] = heading_found if heading_found not in guessed.values() else ""
    return guessed


def required_fields(kind: ImportKind) -> frozenset[str]:
    """Return the required fields; a file of links has a code or a staff number beside: see LINK_OWNER_FIELDS."""
    if kind == ImportKind.STAFF:
        return REQUIRED
    return frozenset(FIELDS[kind]) - LINK_OWNER_FIELDS


def _encoding_of(data: bytes) -> str:
    if is_workbook(data):
        return ENCODINGS[0]
    if data[:2] in UTF16_MARKS:
        return "utf-16"
    try:
        decode_strictly(data)
    except Unreadable:
        decode_strictly(data, "cp1252")
        return "cp1252"
    return ENCODINGS[0]


def _separator_of(data: bytes, encoding: str) -> str:
    """Return the separator that the first line holds most of."""
    if is_workbook(data):
        return ""
    lines = decode_strictly(data, encoding).lstrip().splitlines()
    heading = lines[0] if lines else ""
    return max(SEPARATORS, key=heading.count)


def _date_format_of(cells: list[str]) -> str:

    def fitting(date_format: str) -> int:
        return sum(1 for cell in cells if len(cell) > 5 and _is_day(cell.strip(), date_format))

    return max(DATE_FORMATS, key=fitting)


def _is_day(text: str, date_format: str) -> bool:
    try:
        datetime.strptime(text, date_format)  # noqa: DTZ007
    except ValueError:
        return False
    return True
