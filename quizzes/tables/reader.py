"""Reads a table of questions, CSV or Excel."""

import json

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.collation import fold_text
from core.spreadsheets import escape_formula
from core.tabular import Row, TableFormat, Unreadable, read_rows
from core.tabular.reading import records_of
from core.tabular.shapes import Record
from quizzes.file_questions import FileQuestion, FileResult, ResultBuilder
from quizzes.kinds.base import Spec
from quizzes.notation.tables import MOST_READ, RowError
from quizzes.problems import Problem
from quizzes.specs.codec import SpecFormatError, from_dict
from quizzes.tables.columns import (
    CONTENT,
    DESCRIPTION,
    clean_cell,
    columns,
    fields_by_heading,
    spec_from_cells,
    spec_to_cells,
)


REQUIRED = ("kind", "text")
BETWEEN_TAGS = ";"


def read_table(data: bytes) -> FileResult:
    """Read every row, and a problem with its line for each that is none. Raises Unreadable for another table."""
    result = ResultBuilder()
    for row in read_rows(data, _table(data)):
        values = {name: strip_formula_guard(cell) for name, cell in row.values.items()}
        try:
            question = _question(values, row)
        except RowError as error:
            result.problems.append(Problem(error.code, error.params, row.line))
            continue
        result.take(question)
    return result.result()


def has_known_headings(text: str) -> bool:
    """Return whether the first line of a text names columns of ours."""
    try:
        _table(text.partition("\n")[0].encode())
    except Unreadable:
        return False
    return True


def strip_formula_guard(cell: str) -> str:
    """The text without the apostrophe that stands before what a spreadsheet would compute."""
    return cell[1:] if cell.startswith("'") and escape_formula(cell[1:]) == cell else cell


def _table(data: bytes) -> TableFormat:
    known = fields_by_heading()
    both = [columns(french=french, answers=MOST_READ) for french in (True, False)]
    names = dict.fromkeys(heading for headings in both for heading in headings.values())
    any_language = TableFormat({name: name for name in names}, frozenset())
    records, _found_by = records_of(data, any_language)
    heading = next(records, Record(1, []))
    cells = [cell.strip() for cell in heading.cells]
    strange = [cell for cell in cells if cell and fold_text(cell) not in known]
    fields = {known[fold_text(cell)]: cell for cell in cells if fold_text(cell) in known}
    if not set(REQUIRED) <= fields.keys():
        raise Unreadable(heading.line, _("This is no table of questions."), _expected())
    if strange:
        names_of = ", ".join(cell[:60] for cell in strange[:10])
        reason = _("These columns are not known: %(names)s.") % {"names": names_of}
        raise Unreadable(heading.line, reason, _expected())
    return TableFormat(fields, frozenset(REQUIRED))


def _expected() -> str:
    headings = columns(french=is_french(), answers=2)
    return _("a heading line with %(headings)s") % {"headings": ";".join(headings.values())}


def is_french() -> bool:
    return (get_language() or "").startswith("fr")


def _question(values: dict[str, str], row: Row) -> FileQuestion:
    tags = (" ".join(tag.split()) for tag in values.get("tags", "").split(BETWEEN_TAGS))
    return FileQuestion(
        spec=_whole(values) if values.get(CONTENT) else spec_from_cells(values),
        title=" ".join(values.get("title", "").split()),
        category=values.get("category", ""),
        tags=tuple(dict.fromkeys(filter(None, tags))),
        external_id=" ".join(values.get("identifier", "").split()),
        line=row.line,
    )


def _whole(values: dict[str, str]) -> Spec:
    """The spec that the content says, if the cells of the row do not say another."""
    try:
        spec = from_dict(json.loads(values[CONTENT]))
    except (ValueError, RecursionError, SpecFormatError) as error:
        raise RowError("table_content") from error
    differing = [
        {
            name
            for name, value in values.items()
            if name not in (CONTENT, *DESCRIPTION) and clean_cell(value) != cells.get(name, "")
        }
        for cells in (spec_to_cells(spec, french=True), spec_to_cells(spec, french=False))
    ]
    if all(differing):
        names = columns(french=is_french(), answers=MOST_READ)
        fewest: set[str] = min(differing, key=len)
        changed = ", ".join(names[name] for name in sorted(fewest))
        raise RowError("table_two_contents", names=changed)
    return spec
