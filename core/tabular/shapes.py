"""Defines how a table is written, its rows, and what is raised where it is not one."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from core.reports import Refusal


MOST_TITLES = 10  # rows above the headings
EXAMPLE_DAY = date(2026, 11, 24)


class Unreadable(Exception):
    """Raised where the file as a whole cannot be read; carries the one refusal that says why."""

    def __init__(self, line: int, reason: str, expected: str = "") -> None:
        self.refusal = Refusal(line, reason, expected, whole_file=True)
        super().__init__(str(self.refusal))


class Undecodable(Unreadable):
    """Raised where the encoding does not fit; its message quotes no word of the file."""


@dataclass(frozen=True, slots=True)
class TableFormat:
    """The way a file is written. `columns` maps our field to the file's heading."""

    columns: dict[str, str]
    required: frozenset[str]
    ignored: frozenset[str] = frozenset()
    encoding: str = "utf-8"  # of a text file; a workbook says its own
    separator: str = ""  # empty: found from the heading line
    date_format: str = "%Y-%m-%d"
    other_dates: tuple[str, ...] = ()  # further ways in which a text may write a day
    sheet: str = ""  # of a workbook; empty: the first that is shown
    strict: bool = False  # refuse a heading that is neither mapped nor ignored
    true_words: frozenset[str] = field(
        default=frozenset({"oui", "o", "yes", "y", "true", "vrai", "1", "x"})
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A row by our field names, for the columns that the file has.

    `numbers` names the fields whose cell a workbook kept as a number: zeros in front may be lost.
    """

    line: int
    values: dict[str, str]
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Record:
    """A row before its columns have names. `numbers`: positions of cells kept as numbers."""

    line: int
    cells: list[str]
    numbers: frozenset[int] = frozenset()


Records = Iterator[Record]
NO_NUMBERS: frozenset[str] = frozenset()


def parsed_date(text: str, table: TableFormat) -> date:
    """Return the date of a text. Raises ValueError with what was expected, in words."""
    ways = (table.date_format, *table.other_dates)
    for way in ways:
        try:
            return datetime.strptime(text, way).date()  # noqa: DTZ007
        except ValueError:
            continue
    examples = get_text_list([EXAMPLE_DAY.strftime(way) for way in ways], _("or"))
    raise ValueError(_("a date written like %(example)s") % {"example": examples})


def plain_heading(text: str) -> str:
    """Return what headings have in common that differ in case, accents, spaces or punctuation."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def without_titles(records: Records, table: TableFormat) -> Records:
    """Yield the rows from the headings on, leaving out titles above them; all where no row has the headings."""
    wanted = {
        plain_heading(column) for name, column in table.columns.items() if name in table.required
    }
    above: list[Record] = []
    for record in records:
        above.append(record)
        if wanted <= {plain_heading(cell) for cell in record.cells}:
            above = [record]
            break
        if len(above) > MOST_TITLES:
            break
    yield from above
    yield from records


def column_positions(heading: Record, found_by: str, table: TableFormat) -> Mapping[str, int]:
    """Return the position of each of our fields in a row. Raises Unreadable for unfit headings.

    `found_by`: how the cells were separated, in words.
    """
    headings = [cell.strip() for cell in heading.cells]
    _refuse_doubled(heading.line, headings)
    positions = _positions(heading.line, headings, table)
    _refuse_headings(heading.line, headings, positions, found_by, table)
    return positions


def _positions(line: int, headings: list[str], table: TableFormat) -> dict[str, int]:
    """Find each column as it is written, then however it is written."""
    found = {
        name: headings.index(column) for name, column in table.columns.items() if column in headings
    }
    taken = set(found.values())
    plain: dict[str, list[int]] = {}
    for index, heading in enumerate(headings):
        if index not in taken and plain_heading(heading):
            plain.setdefault(plain_heading(heading), []).append(index)
    for name, column in table.columns.items():
        alike = plain.get(plain_heading(column), []) if name not in found else []
        if len(alike) > 1:
            raise _doubled(line, [headings[index] for index in alike])
        if alike:
            found[name] = alike[0]
    return {name: found[name] for name in table.columns if name in found}


def _doubled(line: int, names: list[str]) -> Unreadable:
    return Unreadable(
        line, _("The heading line names twice: %(names)s.") % {"names": ", ".join(names)}
    )


def _refuse_doubled(line: int, headings: list[str]) -> None:
    if doubled := sorted({name for name in headings if name and headings.count(name) > 1}):
        raise _doubled(line, doubled)


def _refuse_headings(
    line: int,
    headings: list[str],
    positions: Mapping[str, int],
    found_by: str,
    table: TableFormat,
) -> None:
    wanted = _("a heading line with %(headings)s") % {
        "headings": (table.separator or ";").join(table.columns.values())
    }
    if not headings:
        raise Unreadable(line, _("The file is empty."), wanted)
    unmapped = sorted(table.required - set(table.columns))
    needed = {name: column for name, column in table.columns.items() if name in table.required}
    missing = [column for name, column in needed.items() if name not in positions] + unmapped
    if missing:
        raise Unreadable(
            line,
            _("Columns are missing: %(missing)s. Found: %(found)s (%(found_by)s).")
            % {
                "missing": ", ".join(missing),
                "found": ", ".join(headings),
                "found_by": found_by,
            },
            wanted,
        )
    used = {headings[index] for index in positions.values()}
    strangers = sorted(set(headings) - used - table.ignored)
    if table.strict and strangers:
        raise Unreadable(
            line,
            _("Columns that the mapping neither uses nor ignores: %(names)s.")
            % {"names": ", ".join(strangers)},
            _("only the columns of the mapping; name the others as ignored"),
        )
