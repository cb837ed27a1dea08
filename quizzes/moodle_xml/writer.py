"""Writes questions as Moodle XML that this reader, and Moodle, read back."""

import html
from collections.abc import Iterable
from functools import singledispatch

from quizzes.file_questions import CannotWrite, FileQuestion, in_xml
from quizzes.moodle_xml.kinds import FORMATS
from quizzes.specs import (
    FULL,
    NOTHING,
    Choice,
    Essay,
    Information,
    Matching,
    MultipleChoice,
    NumberAnswer,
    Numeric,
    Rich,
    ShortText,
    SingleChoice,
    Spec,
    TextAnswer,
    TrueFalse,
)


_NAMES = {text_format: name for name, text_format in FORMATS.items()}
_END = "</question>\n"


def write_moodle_xml(questions: Iterable[FileQuestion]) -> bytes:
    """A file in the order given. Raises CannotWrite for a kind that Moodle XML has no words for."""
    parts, category = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'], ""
    for question in questions:
        if question.category != category:
            category = question.category
            parts.append(_category(category))
        parts.append(_question(question))
    return "".join([*parts, "</quiz>\n"]).encode()


def _category(name: str) -> str:
    return f'<question type="category">\n<category>{_text(name)}</category>\n{_END}'


def _question(question: FileQuestion) -> str:
    spec = question.spec
    kind, body = _body(spec)
    tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in question.tags)
    return "\n".join(
        [
            f'<question type="{kind}">',
            f"<name>{_text(question.title)}</name>",
            _rich("questiontext", spec.text),
            _rich("generalfeedback", spec.general_feedback),
            f"<idnumber>{_escaped(question.external_id)}</idnumber>",
            *body,
            *([f"<tags>{tags}</tags>"] if tags else []),
            _END,
        ]
    )


def _escaped(text: str) -> str:
    return html.escape(in_xml(text))


def _text(text: str) -> str:
    return f"<text>{_escaped(text)}</text>"


def _rich(name: str, rich: Rich, attributes: str = "", inner: str = "") -> str:
    return f'<{name}{attributes} format="{_NAMES[rich.format]}">{_text(rich.text)}{inner}</{name}>'


def _feedback(rich: Rich) -> str:
    return _rich("feedback", rich) if rich else ""


@singledispatch
def _body(spec: Spec) -> tuple[str, list[str]]:
    """(Moodle's name of the type, the lines of its own)"""
    raise CannotWrite(spec.kind)


@_body.register
def _(spec: Information) -> tuple[str, list[str]]:
    return "description", ["<defaultgrade>0</defaultgrade>"]


@_body.register
def _(spec: Essay) -> tuple[str, list[str]]:
    return "essay", [f"<defaultgrade>{int(spec.is_marked)}</defaultgrade>"]


@_body.register
def _(spec: TrueFalse) -> tuple[str, list[str]]:
    lines = []
    for word, said in (("true", spec.feedback_true), ("false", spec.feedback_false)):
        fraction = FULL if spec.answer == (word == "true") else NOTHING
        lines.append(
            f'<answer fraction="{fraction:f}" format="moodle_auto_format">{_text(word)}'
            f"{_feedback(said)}</answer>"
        )
    return "truefalse", lines


@_body.register(SingleChoice)
@_body.register(MultipleChoice)
def _(spec: SingleChoice | MultipleChoice) -> tuple[str, list[str]]:
    is_single = str(isinstance(spec, SingleChoice)).lower()
    return "multichoice", [
        f"<single>{is_single}</single>",
        "<shuffleanswers>true</shuffleanswers>",
        *map(_choice, spec.choices),
    ]


def _choice(choice: Choice) -> str:
    fraction = f' fraction="{choice.fraction:f}"'
    return _rich("answer", choice.text, fraction, _feedback(choice.feedback))


@_body.register
def _(spec: ShortText) -> tuple[str, list[str]]:
    return "shortanswer", [
        f"<usecase>{int(spec.match_case)}</usecase>",
        *(_typed(answer, answer.text) for answer in spec.answers),
    ]


@_body.register
def _(spec: Numeric) -> tuple[str, list[str]]:
    lines = [
        _typed(answer, f"{answer.value:f}", f"<tolerance>{answer.tolerance:f}</tolerance>")
        for answer in spec.answers
    ]
    if spec.wrong_feedback:
        otherwise = _feedback(spec.wrong_feedback)
        lines.append(f'<answer fraction="0" format="plain_text">{_text("*")}{otherwise}</answer>')
    return "numerical", lines


def _typed(answer: TextAnswer | NumberAnswer, text: str, more: str = "") -> str:
    return (
        f'<answer fraction="{answer.fraction:f}" format="plain_text">{_text(text)}{more}'
        f"{_feedback(answer.feedback)}</answer>"
    )


@_body.register
def _(spec: Matching) -> tuple[str, list[str]]:
    pairs = [
        _rich("subquestion", pair.prompt, "", f"<answer>{_text(pair.answer)}</answer>")
        for pair in spec.pairs
    ]
    others = [
        f'<subquestion format="html"><text></text><answer>{_text(text)}</answer></subquestion>'
        for text in spec.distractors
    ]
    return "matching", ["<shuffleanswers>true</shuffleanswers>", *pairs, *others]
