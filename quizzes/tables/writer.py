"""Writes questions as a table that this reader reads back the same, whatever their kind."""

import json
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from core.spreadsheets import csv_bytes, workbook_bytes
from quizzes.file_questions import FileQuestion
from quizzes.kinds.base import KINDS, CannotWrite, Spec
from quizzes.notation.moodle import replace_non_xml
from quizzes.notation.tables import RowError
from quizzes.specs.codec import to_dict
from quizzes.tables.columns import CONTENT, columns, spec_from_cells, spec_to_cells
from quizzes.tables.reader import BETWEEN_TAGS, is_french


LONGEST_CELL = 32_000  # a workbook holds a little more
LONGEST_ROW = 60_000


def table_rows(questions: Iterable[FileQuestion]) -> Iterator[list[str]]:
    """The heading line, then a row for each question. Raises CannotWrite for what is too long."""
    french = is_french()
    headings = columns(french=french)
    yield list(headings.values())
    for question in questions:
        cells = _cells(question, french)
        row = [replace_non_xml(cells.get(name, "")) for name in headings]
        if sum(map(len, row)) > LONGEST_ROW or max(map(len, row)) > LONGEST_CELL:
            raise CannotWrite(question.title)
        yield row


def csv_table(questions: Iterable[FileQuestion]) -> bytes:
    return csv_bytes(table_rows(questions))


def workbook_table(questions: Iterable[FileQuestion]) -> bytes:
    return questions_workbook_bytes(table_rows(questions))


def questions_workbook_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    return workbook_bytes(rows, sheet="Questions")


def _cells(question: FileQuestion, french: bool) -> dict[str, str]:
    cells = spec_to_cells(question.spec, french=french)
    if not _says_all(cells, question.spec, french):
        cells[CONTENT] = json.dumps(to_dict(question.spec), separators=(",", ":"))
    return cells | {
        "identifier": question.external_id,
        "title": question.title,
        "category": question.category,
        "tags": BETWEEN_TAGS.join(question.tags),
    }


def _says_all(cells: dict[str, str], spec: Spec, french: bool) -> bool:
    if not cells.keys() <= columns(french=french).keys():
        return False
    try:
        return to_dict(spec_from_cells(cells)) == to_dict(spec)
    except RowError:
        return False


def template_rows() -> Iterator[list[str]]:
    title, category = _("Example, to be replaced"), _("My category")
    examples = filter(None, (kind.example(_) for kind in KINDS.values()))
    return table_rows(
        FileQuestion(spec=spec.numbered(), title=f"{title} ({number})", category=category)
        for number, spec in enumerate(examples, start=1)
    )
