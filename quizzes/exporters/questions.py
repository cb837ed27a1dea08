"""The question bank as a file, and what the format of the file cannot hold of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.tabular import Unreadable
from quizzes.enums import Origin
from quizzes.file_questions import FileQuestion
from quizzes.formats import FORMATS, Format
from quizzes.importers.questions import title_in_bank
from quizzes.kinds.base import CannotWrite
from quizzes.losses import fields_lost
from quizzes.models import Category, Question
from quizzes.specs.codec import from_dict


MADE_HERE = ("content:", "source:")  # keys that an import gave, not ids that their source knows
ROWS_AT_ONCE = 500
FIELDS = {
    "title": gettext_noop("title"),
    "category": gettext_noop("category"),
    "tags": gettext_noop("tags"),
    "external_id": gettext_noop("identifier"),
    "text": gettext_noop("formatting of the texts"),
    "general_feedback": gettext_noop("general explanation"),
    "feedback": gettext_noop("feedback to an answer"),
    "feedback_true": gettext_noop("feedback to an answer"),
    "feedback_false": gettext_noop("feedback to an answer"),
    "wrong_feedback": gettext_noop("feedback to any other answer"),
    "fraction": gettext_noop("weights of the answers"),
    "match_case": gettext_noop("whether capitals count"),
    "criteria": gettext_noop("marking grid"),
    "is_marked": gettext_noop("whether somebody marks it"),
}


@dataclass(slots=True)
class QuestionsFile:
    """A written file. `left_out`: titles of what the format cannot hold. `losses`: titles, by what is lost."""

    format: Format
    data: bytes = b""
    written: int = 0
    left_out: list[str] = field(default_factory=list)
    losses: dict[str, list[str]] = field(default_factory=dict)


def export_questions(*, format_name: str, category: str | None = None) -> QuestionsFile:
    """Write every question, or those of a category and below it, under an identifier by which an import here
    knows it again. Raises Category.DoesNotExist."""
    export = QuestionsFile(FORMATS[format_name])
    file_questions = [_as_file(question, export.format.origin) for question in _questions(category)]
    questions = []
    for question, back in zip(
        file_questions, _read_back(file_questions, export.format), strict=True
    ):
        if back is None:
            export.left_out.append(question.title)
            continue
        for name in fields_lost(question, back):
            export.losses.setdefault(_(FIELDS.get(name, name)), []).append(question.title)
        questions.append(question)
    export.data, export.written = export.format.write(questions), len(questions)
    return export


def _questions(category: str | None) -> Iterator[Question]:
    questions = Question.objects.exclude(current_version=None)
    if category is not None:
        below = Q(name=category) | Q(name__startswith=f"{category}/")
        categories = Category.objects.filter(below)
        if not categories.exists():
            raise Category.DoesNotExist(category)
        questions = questions.filter(category__in=categories)
    rows = questions.select_related("category", "current_version").prefetch_related("tags")
    return rows.iterator(chunk_size=ROWS_AT_ONCE)


def _as_file(question: Question, origin: Origin) -> FileQuestion:
    assert question.current_version is not None
    has_own = question.origin == origin and not question.external_id.startswith(MADE_HERE)
    return FileQuestion(
        spec=from_dict(question.current_version.spec),
        title=question.title,
        category=question.category.name,
        tags=tuple(tag.name for tag in question.tags.all()),
        external_id=(question.external_id if has_own else "") or str(question.uuid),
    )


def _read_back(questions: list[FileQuestion], file_format: Format) -> list[FileQuestion | None]:
    """Return each question as the file gives it back, None where it cannot: all at once, by halves where that fails."""
    try:
        result = file_format.trial_read(file_format.trial(questions)) if questions else None
    except (CannotWrite, Unreadable):
        result = None
    if result and len(result.questions) == len(questions) and not (result.problems or result.unfit):
        pairs = zip(questions, result.questions, strict=True)
        return [
            replace(back, title=title_in_bank(back))
            if type(back.spec) is type(question.spec)
            else None
            for question, back in pairs
        ]
    if len(questions) < 2:
        return [None] * len(questions)
    half = len(questions) // 2
    return _read_back(questions[:half], file_format) + _read_back(questions[half:], file_format)
