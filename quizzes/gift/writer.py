"""Writes questions as GIFT that this reader, and others, read back.

Kinds that GIFT does not have are not written: a remark stands in their place.
Lost on the way, because GIFT has no word for it: what does not count in a short text (case, accents,
slips), units, all or nothing, how long an essay is and its grid, pictures and recordings beside a
question, ids of choices that `with_ids` did not give, and general feedback to an information.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import singledispatch

from quizzes.file_questions import CannotWrite
from quizzes.gift.reader import GENERAL_FEEDBACK
from quizzes.gift.tokenizer import CATEGORY, escape
from quizzes.gift.values import GiftQuestion
from quizzes.specs import (
    FULL,
    NOTHING,
    Choice,
    Essay,
    Information,
    Kind,
    Matching,
    MultipleChoice,
    Numeric,
    Problem,
    Rich,
    ShortText,
    SingleChoice,
    Spec,
    TextFormat,
    TrueFalse,
    one_line,
)


_BRACKET_SPECIAL = re.compile(r"[\\\[\]]")


NOT_IN_GIFT = {Kind.ORDERING, Kind.BLANKS, Kind.SCENARIO}


def gift_problem(spec: Spec) -> Problem | None:
    """Why this question cannot be written as GIFT, if it cannot."""
    return Problem("kind_not_in_gift", {"kind": spec.kind}) if spec.kind in NOT_IN_GIFT else None


def write_gift(questions: Iterable[GiftQuestion]) -> str:
    """A GIFT file in the order given, with a category line wherever the category changes.

    Raises CannotWrite for a kind that GIFT does not have.
    """
    parts, category = [], ""
    for question in questions:
        if question.category != category:
            category = question.category
            parts.append(f"{CATEGORY} {one_line(category)}\n")
        parts.append(_question(question))
    return "\n".join(parts)


def _question(question: GiftQuestion) -> str:
    problem = gift_problem(question.spec)
    if problem is not None:
        return f"// {one_line(question.title)}: {problem}\n"
    title = f"::{escape(one_line(question.title))}::" if question.title else ""
    text = _rich(question.spec.text, TextFormat.MOODLE)
    if not title and text.startswith("/"):
        # Two slashes at the start of a line would make it a comment.
        text = f"[{question.spec.text.format}]{text}"
    return f"{_remarks(question)}{title}{text}{_answers(question.spec)}\n"


def _remarks(question: GiftQuestion) -> str:
    marks = [f"[id:{_bracketed(question.external_id)}]"] if question.external_id else []
    marks += [f"[tag:{_bracketed(tag)}]" for tag in question.tags]
    return f"// {' '.join(marks)}\n" if marks else ""


def _bracketed(text: str) -> str:
    return _BRACKET_SPECIAL.sub(lambda found: "\\" + found[0], one_line(text))


def _rich(rich: Rich, default: TextFormat, *, arrows: bool = False) -> str:
    """A text; its format in front where it is not the default, or where a [ would read as one."""
    if not rich:
        return ""
    needs_format = rich.format != default or rich.text.startswith("[")
    prefix = f"[{rich.format}]" if needs_format else ""
    return prefix + escape(rich.text, arrows=arrows)


def _feedback(rich: Rich, default: TextFormat) -> str:
    return f"#{_rich(rich, default)}" if rich else ""


def _weight(fraction: Decimal) -> str:
    return f"%{fraction:f}%"


@singledispatch
def _answers(spec: Spec) -> str:
    raise CannotWrite(spec.kind)


@_answers.register
def _(spec: Information) -> str:
    return ""


@_answers.register
def _(spec: Essay) -> str:
    return f"{{{_general(spec)}}}"


@_answers.register
def _(spec: TrueFalse) -> str:
    right, wrong = spec.feedback_true, spec.feedback_false
    if not spec.answer:
        right, wrong = wrong, right
    said = f"#{_rich(wrong, spec.text.format)}" if wrong or right else ""
    return (
        f"{{{str(spec.answer).upper()}{said}{_feedback(right, spec.text.format)}{_general(spec)}}}"
    )


@_answers.register(SingleChoice)
@_answers.register(MultipleChoice)
def _(spec: SingleChoice | MultipleChoice) -> str:
    default = spec.text.format
    is_single = isinstance(spec, SingleChoice)
    lines: list[str] = []
    for choice in spec.choices:
        # A ~ somewhere tells choices from accepted texts: where all are right, the last has it.
        is_last_chance = len(lines) == len(spec.choices) - 1 and _all_right(spec)
        sign = "=" if is_single and choice.fraction == FULL and not is_last_chance else "~"
        lines.append(_choice(sign, choice, default))
    return _listed(lines, spec)


def _all_right(spec: SingleChoice | MultipleChoice) -> bool:
    return all(choice.fraction == FULL for choice in spec.choices)


def _choice(sign: str, choice: Choice, default: TextFormat) -> str:
    """A weight only where the sign does not say it, or where a percent sign would read as one."""
    text = _rich(choice.text, default)
    meant = FULL if sign == "=" else NOTHING
    needs_weight = choice.fraction != meant or text.startswith("%")
    weight = _weight(choice.fraction) if needs_weight else ""
    return f"{sign}{weight}{text}{_feedback(choice.feedback, default)}"


@_answers.register
def _(spec: ShortText) -> str:
    return _listed(
        (
            f"={_weight(answer.fraction)}"
            f"{_rich(Rich(answer.text), TextFormat.PLAIN, arrows=True)}"
            f"{_feedback(answer.feedback, spec.text.format)}"
            for answer in spec.answers
        ),
        spec,
    )


@_answers.register
def _(spec: Numeric) -> str:
    default = spec.text.format
    lines = [
        f"={_weight(answer.fraction)}{answer.value:f}:{answer.tolerance:f}"
        f"{_feedback(answer.feedback, default)}"
        for answer in spec.answers
    ]
    if spec.wrong_feedback:
        lines.append(f"~{_feedback(spec.wrong_feedback, default)}")
    return _listed(lines, spec, opening="{#")


@_answers.register
def _(spec: Matching) -> str:
    pairs = [
        f"={_rich(pair.prompt, spec.text.format, arrows=True)} -> {escape(pair.answer)}"
        for pair in spec.pairs
    ]
    return _listed([*pairs, *(f"= -> {escape(text)}" for text in spec.distractors)], spec)


def _listed(answers: Iterable[str], spec: Spec, *, opening: str = "{") -> str:
    return "\n\t".join([opening, *answers, *_general_lines(spec)]) + "\n}"


def _general_lines(spec: Spec) -> Iterator[str]:
    if spec.general_feedback:
        yield _general(spec)


def _general(spec: Spec) -> str:
    if not spec.general_feedback:
        return ""
    return GENERAL_FEEDBACK + _rich(spec.general_feedback, spec.text.format)
