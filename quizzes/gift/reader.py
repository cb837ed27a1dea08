"""Reads GIFT, the text format for questions that Moodle and others exchange."""

import re
from dataclasses import replace

from quizzes.file_questions import FileQuestion, FileResult, ResultBuilder
from quizzes.kinds.base import KINDS, Spec
from quizzes.notation.gift import GENERAL_FEEDBACK, GiftError, detect_answer_form, read_rich
from quizzes.notation.gift_tokens import BLANKS, Block, Category, read_blocks, unshield
from quizzes.problems import Problem
from quizzes.values.texts import Stem, TextFormat, one_line


BLANK_TO_FILL = "_____"

_ID = re.compile(r"\[id:((?:\\.|[^\[\]\\])*)\]")
_TAG = re.compile(r"\[tag:((?:\\.|[^\[\]\\])*)\]")
_ESCAPED = re.compile(r"\\(.)")


def read_gift(text: str) -> FileResult:
    """Read every question, and a problem with its line for each that cannot be. Never raises, whatever the text;
    takes time in proportion to its length."""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return FileResult((), (Problem("not_text", line=line),))
    result, categories = ResultBuilder(), list[str]()
    for block in read_blocks(text):
        if isinstance(block, Category):
            categories.append(block.name)
            continue
        try:
            result.take(_question(block, categories[-1] if categories else ""))
        except GiftError as error:
            line = block.line_at(error.offset)
            result.problems.append(Problem(error.code, error.params, line))
    return replace(result.result(), categories=tuple(categories))


def _question(block: Block, category: str) -> FileQuestion:
    start = len(block.text) - len(block.text.lstrip(BLANKS))
    title, body = _title(block.text, start)
    remarks = "\n".join(block.comments)
    identifier = _ID.search(remarks)
    return FileQuestion(
        spec=_spec(block.text, body),
        title=title,
        category=category,
        tags=tuple(_bracketed(tag) for tag in _TAG.findall(remarks)),
        external_id=_bracketed(identifier[1]) if identifier else "",
        line=block.line_at(start),
    )


def _bracketed(raw: str) -> str:
    return one_line(_ESCAPED.sub(r"\1", raw))


def _title(text: str, start: int) -> tuple[str, int]:
    """The title, "" where there is none, and where the question begins after it."""
    if not text.startswith("::", start):
        return "", start
    end = text.find("::", start + 2)
    if end < 0:
        raise GiftError("title_not_closed", start)
    return one_line(unshield(text[start + 2 : end])), end + 2


def _spec(text: str, start: int) -> Spec:
    opening = text.find("{", start)
    closing = text.find("}", start)
    if opening < 0 and closing < 0:
        return _read("text", "", 0, {"text": read_rich(text[start:], TextFormat.MOODLE)})
    if closing < 0:
        raise GiftError("brace_not_closed", opening)
    if opening < 0 or closing < opening:
        raise GiftError("brace_not_opened", closing)
    inner = text.find("{", opening + 1)
    if 0 <= inner < closing:
        raise GiftError("brace_inside_answers", inner)
    if inner >= 0:
        raise GiftError("second_answer_block", inner)
    extra = text.find("}", closing + 1)
    if extra >= 0:
        raise GiftError("brace_not_opened", extra)

    after = text[closing + 1 :].strip(BLANKS)
    blank = BLANK_TO_FILL if after else ""
    question_text = read_rich(text[start:opening] + blank + text[closing + 1 :], TextFormat.MOODLE)
    answers, _, feedback = text[opening + 1 : closing].partition(GENERAL_FEEDBACK)
    stem = {"text": question_text, "general_feedback": read_rich(feedback, question_text.format)}
    return _read(detect_answer_form(answers, opening + 1), answers, opening + 1, stem)


def _read(form: str, answers: str, offset: int, stem: Stem) -> Spec:
    by_form = {kind.gift_form: kind for kind in KINDS.values() if kind.gift_form}
    return by_form[form].from_gift(answers, offset, stem).numbered()
