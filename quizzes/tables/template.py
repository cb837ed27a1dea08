"""A table to fill in: its headings and an example of each kind that fits in a row."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from quizzes.file_questions import FileQuestion
from quizzes.kinds.base import KINDS
from quizzes.tables.writer import table_rows


def template_rows() -> Iterator[list[str]]:
    title, category = _("Example, to be replaced"), _("My category")
    examples = filter(None, (kind.example(_) for kind in KINDS.values()))
    return table_rows(
        FileQuestion(spec=spec.numbered(), title=f"{title} ({number})", category=category)
        for number, spec in enumerate(examples, start=1)
    )
