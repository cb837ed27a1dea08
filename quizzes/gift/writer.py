"""Writes questions as GIFT that this reader, and others, read back.

Kinds that GIFT does not have are not written: a remark stands in their place.
Lost on the way, because GIFT has no word for it: what does not count in a short text (case, accents,
slips), units, all or nothing, how long an essay is and its grid, pictures and recordings beside a
question, ids of choices that `with_choice_ids` did not give, and general feedback to an information.
"""

import re
from collections.abc import Iterable

from quizzes.file_questions import FileQuestion
from quizzes.kinds.base import Spec
from quizzes.notation.gift import write_rich
from quizzes.notation.gift_tokens import CATEGORY, escape
from quizzes.problems import Problem
from quizzes.values.texts import TextFormat, one_line


_BRACKET_SPECIAL = re.compile(r"[\\\[\]]")


def gift_problem(spec: Spec) -> Problem | None:
    """Why this question cannot be written as GIFT, if it cannot."""
    return None if spec.gift_form else Problem("kind_not_in_gift", {"kind": spec.kind})


def write_gift(questions: Iterable[FileQuestion]) -> str:
    """Write questions in the order given, with a category line wherever it changes. Raises CannotWrite."""
    parts, category = [], ""
    for question in questions:
        if question.category != category:
            category = question.category
            parts.append(f"{CATEGORY} {one_line(category)}\n")
        parts.append(_question(question))
    return "\n".join(parts)


def _question(question: FileQuestion) -> str:
    problem = gift_problem(question.spec)
    if problem is not None:
        return f"// {one_line(question.title)}: {problem}\n"
    title = f"::{escape(one_line(question.title))}::" if question.title else ""
    text = write_rich(question.spec.text, TextFormat.MOODLE)
    if not title and text.startswith("/"):
        # Two slashes at the start of a line would make it a comment.
        text = f"[{question.spec.text.format}]{text}"
    return f"{_remarks(question)}{title}{text}{question.spec.to_gift()}\n"


def _remarks(question: FileQuestion) -> str:
    marks = [f"[id:{_bracketed(question.external_id)}]"] if question.external_id else []
    marks += [f"[tag:{_bracketed(tag)}]" for tag in question.tags]
    return f"// {' '.join(marks)}\n" if marks else ""


def _bracketed(text: str) -> str:
    return _BRACKET_SPECIAL.sub(lambda found: "\\" + found[0], one_line(text))
