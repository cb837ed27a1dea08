"""Reads the lines of a staff list into values, and refuses what cannot be one."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from sys import intern
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core.characters import unseen_character, unseen_place
from core.reports import ImportReport
from core.tabular import Row, TableFormat
from people.models import ImportMapping, Person
from people.staff_fields import COLUMN_FIELDS, COLUMNS, REQUIRED, TO_THE_TOP, StaffRow


EXACT = frozenset({"staff_number", "former_number", "email"})  # a space of another kind is a slip
REPEATED = frozenset({"team", "parent_team", "job", "job_family", "site"})  # kept in memory once
LONGEST_NUMBER = Person.staff_number.field.max_length or 0
DAY_FIRST = "%d/%m/%Y"  # as a spreadsheet in French writes a day

Problem = tuple[str, str, str]  # why, what was expected, the heading

_BLANKS: dict[
    frozenset[str], frozenset[str]
] = {}  # of lines with the same empty cells, one in memory


@dataclass(slots=True)
class StaffList:
    """The lines that stand, and whom and what the refused ones named as far as they could be read."""

    rows: list[StaffRow] = field(default_factory=list)
    present: frozenset[str] = frozenset()  # our fields whose column the file has
    refused_numbers: set[str] = field(default_factory=set)
    refused_lines: dict[int, str] = field(default_factory=dict)  # with the number of each
    refused_teams: set[str] = field(default_factory=set)
    is_padded: bool = False  # the mapping says how many digits a staff number has
    unreadable: list[int] = field(default_factory=list)  # lines of which whom they name is not sure

    def set_aside(self, row: StaffRow) -> None:
        self.note_refused(row.line, row.staff_number, row.team, row.former_number)

    def note_refused(self, line: int, number: str, team: str, former_number: str) -> None:
        """Record whom a refused line names. `number` is empty where the line has none."""
        self.refused_lines[line] = number
        self.refused_numbers.add(number)
        self.refused_teams.add(team)
        if former_number:
            self.refused_numbers.add(former_number)


def staff_format(mapping: ImportMapping | None) -> TableFormat:
    """Return how the file is written: by the mapping, or by our own headings."""
    if mapping is None:
        return TableFormat(columns=COLUMNS, required=REQUIRED, other_dates=(DAY_FIRST,))
    return TableFormat(
        columns={
            name: mapping.columns.get(name) or ours
            for name, ours in COLUMNS.items()
            if name in mapping.columns or name in REQUIRED
        },
        required=REQUIRED,
        ignored=frozenset(mapping.ignored),
        encoding=mapping.encoding,
        separator=mapping.separator,
        date_format=mapping.date_format,
        sheet=mapping.sheet,
    )


# What stands on one line only, and what is said of a second one.
UNIQUE_VALUES: tuple[tuple[Callable[[StaffRow], str], Callable[[StaffRow, StaffRow], str]], ...] = (
    (
        lambda row: row.staff_number,
        lambda row, first: (
            _("Staff number %(number)s is already on line %(first)s.")
            % {"number": row.staff_number, "first": first.line}
        ),
    ),
    (
        lambda row: row.former_number,
        lambda row, first: (
            _("Former staff number %(number)s is already on line %(first)s.")
            % {"number": row.former_number, "first": first.line}
        ),
    ),
    (
        lambda row: row.email_key,
        lambda row, first: (
            _("The address %(email)s is already on line %(first)s.")
            % {"email": row.email, "first": first.line}
        ),
    ),
)


def checked_list(
    rows: Iterable[Row], table: TableFormat, report: ImportReport, *, digits: int
) -> StaffList:
    """Return the rows that are valid by themselves and beside one another; the others are refused in `report`.

    `digits`: how many a staff number has at least; a shorter one gets zeros in front.
    """
    listed = StaffList(is_padded=bool(digits))
    as_numbers: list[tuple[int, str]] = []
    for row in rows:
        listed.present = listed.present or frozenset(row.values)
        texts = {
            name: intern(normalise_text(text)) if name in REPEATED else normalise_text(text)
            for name, text in row.values.items()
        }
        number, former = texts["staff_number"], texts.get("former_number", "")
        if digits and former.isdigit():
            texts["former_number"] = former = former.zfill(digits)
        if digits and number.isdigit():
            texts["staff_number"] = number.zfill(digits)
        elif "staff_number" in row.numbers:
            as_numbers.append((row.line, number))
        staff = _staff_row(row, texts, table, report)
        if staff:
            listed.rows.append(staff)
        else:
            listed.note_refused(row.line, texts["staff_number"], texts["team"], former)
            if not _is_readable(row.values["staff_number"]):
                listed.unreadable.append(row.line)
    _refuse_lost_zeros(as_numbers, report)
    for key, reason in UNIQUE_VALUES:
        _refuse_doubles(listed, key, reason, report)
    return listed


def _refuse_lost_zeros(numbers: list[tuple[int, str]], report: ImportReport) -> None:
    """Refuse numbers of several lengths, kept as numbers: a spreadsheet makes 123 of 00123."""
    longest = max((len(number) for _line, number in numbers), default=0)
    for line, number in numbers:
        if len(number) < longest:
            refuse_lost_zeros(line, number, report)


def refuse_lost_zeros(line: int, number: str, report: ImportReport) -> None:
    """Refuse the whole file: whom the line means is not known, so who is absent is not either."""
    report.refuse_all(
        line,
        _("Staff number %(number)s may have lost zeros in front, in a spreadsheet.")
        % {"number": number},
        _("the column kept as text; or a mapping that says how many digits staff numbers have"),
    )


def _refuse_doubles(
    listed: StaffList,
    key: Callable[[StaffRow], str],
    reason: Callable[[StaffRow, StaffRow], str],
    report: ImportReport,
) -> None:
    """Refuse the second line of one key; the first keeps what it says."""
    seen: dict[str, StaffRow] = {}
    doubled = []
    for row in listed.rows:
        if not key(row):
            continue
        first = seen.setdefault(key(row), row)
        if first is not row:
            report.refuse(row.line, reason(row, first), _("one line for each"))
            doubled.append(row)
            if row.staff_number == first.staff_number and row.last_name != first.last_name:
                listed.unreadable.append(row.line)
    if doubled:
        lines = {row.line for row in doubled}
        listed.rows = [row for row in listed.rows if row.line not in lines]
        for row in doubled:
            listed.set_aside(row)


def _staff_row(
    row: Row, texts: dict[str, str], table: TableFormat, report: ImportReport
) -> StaffRow | None:
    """Return the row, or None when something of it is refused; all that is wrong with it is reported."""
    problems = [*_missing(texts, table), *_malformed(row, texts, table)]
    values: dict[str, Any] = {}
    for declared in COLUMN_FIELDS:
        text = texts.get(declared.name, "")
        try:
            values[declared.name] = declared.parse(text, table) if text else declared.empty
        except ValueError as error:
            reason = _("“%(value)s” cannot be read under “%(heading)s”.") % {
                "value": text,
                "heading": table.columns[declared.name],
            }
            problems.append((reason, str(error), table.columns[declared.name]))
    for reason, expected, column in problems:
        report.refuse(row.line, reason, expected, column)
    blank = frozenset(name for name, text in texts.items() if not text)
    return (
        None
        if problems
        else StaffRow(line=row.line, blank=_BLANKS.setdefault(blank, blank), **values)
    )


def _is_readable(number: str) -> bool:
    return bool(number) and unseen_place(number) is None and len(number) <= LONGEST_NUMBER


def normalise_text(text: str) -> str:
    """Return one form for what looks the same: composed accents, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _missing(texts: dict[str, str], table: TableFormat) -> Iterator[Problem]:
    for name in sorted(REQUIRED):
        if not texts[name]:
            yield (
                _("Nothing under “%(heading)s”.") % {"heading": table.columns[name]},
                _("a value on every line"),
                table.columns[name],
            )


def _malformed(row: Row, texts: dict[str, str], table: TableFormat) -> Iterator[Problem]:
    for declared in COLUMN_FIELDS:
        if declared.longest is None:
            continue
        text = texts.get(declared.name, "")
        heading = table.columns.get(declared.name, declared.name)
        exact = row.values.get(declared.name, "") if declared.name in EXACT else text
        if len(text) > declared.longest:
            yield (
                _("“%(heading)s” has %(count)s characters.")
                % {"heading": heading, "count": len(text)},
                _("at most %(count)s") % {"count": declared.longest},
                heading,
            )
        elif (place := unseen_place(exact)) is not None:
            yield (
                _("“%(heading)s” holds %(character)s.")
                % {"heading": heading, "character": unseen_character(exact, place)},
                _("plain text"),
                heading,
            )
    if (
        texts.get("email")
        and unseen_place(row.values["email"]) is None
        and not _is_email(texts["email"])
    ):
        yield (
            _("“%(value)s” is not an e-mail address.") % {"value": texts["email"]},
            _("an address like nadia.benali@exemple.fr, or nothing"),
            table.columns["email"],
        )
    if texts["team"] in TO_THE_TOP:
        reason = _("A team cannot be called “%(name)s”.") % {"name": texts["team"]}
        yield reason, "", table.columns["team"]


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
