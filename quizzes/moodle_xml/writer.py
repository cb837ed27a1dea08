"""Writes questions as Moodle XML that this reader, and Moodle, read back."""

from collections.abc import Iterable

from quizzes.file_questions import FileQuestion
from quizzes.notation.moodle import escape_xml, write_rich, write_text


_END = "</question>\n"


def write_moodle_xml(questions: Iterable[FileQuestion]) -> bytes:
    """A file in the order given. Raises CannotWrite for a kind that Moodle XML has no words for."""
    parts, category = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'], ""
    for question in questions:
        if question.category != category:
            category = question.category
            parts.append(
                f'<question type="category">\n<category>{write_text(category)}</category>\n{_END}'
            )
        parts.append(_question(question))
    return "".join([*parts, "</quiz>\n"]).encode()


def _question(question: FileQuestion) -> str:
    spec = question.spec
    body = spec.to_moodle()
    tags = "".join(f"<tag>{write_text(tag)}</tag>" for tag in question.tags)
    return "\n".join(
        [
            f'<question type="{spec.moodle_type}">',
            f"<name>{write_text(question.title)}</name>",
            write_rich("questiontext", spec.text),
            write_rich("generalfeedback", spec.general_feedback),
            f"<idnumber>{escape_xml(question.external_id)}</idnumber>",
            *body,
            *([f"<tags>{tags}</tags>"] if tags else []),
            _END,
        ]
    )
