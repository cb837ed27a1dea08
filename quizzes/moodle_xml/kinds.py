"""One function for each type of question of Moodle, from its element to a spec."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from quizzes.moodle_xml.files import without_files
from quizzes.moodle_xml.markup import Element
from quizzes.specs import (
    EMPTY,
    FULL,
    NOTHING,
    Choice,
    Essay,
    Information,
    Matching,
    MultipleChoice,
    NumberAnswer,
    Numeric,
    Pair,
    Rich,
    ShortText,
    SingleChoice,
    Spec,
    TextAnswer,
    TextFormat,
    TrueFalse,
    numbered_pairs,
    with_ids,
)


BLANKS = " \t\n\r\v\f"
FORMATS = {
    "html": TextFormat.HTML,
    "moodle_auto_format": TextFormat.MOODLE,
    "plain_text": TextFormat.PLAIN,
    "markdown": TextFormat.MARKDOWN,
}
YES = ("1", "true")
_EXCERPT = 60
_WEIGHT = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]{0,20})?")
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,150}(?:[.,][0-9]{0,150})?|[.,][0-9]{1,150})(?:[eE][-+]?[0-9]{1,2})?"
)


class MoodleError(Exception):
    """What stops a question from being read."""

    def __init__(self, code: str, line: int, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.params = params


@dataclass(frozen=True, slots=True)
class Stem:
    """The question around its answers: what each type has."""

    text: Rich
    general_feedback: Rich


def rich(element: Element | None, default: TextFormat) -> Rich:
    """A text in the format that its element names."""
    if element is None:
        return EMPTY
    text_format = FORMATS.get(element.attributes.get("format", ""), default)
    inner = element.first("text")
    text = (element.text if inner is None else inner.text).strip(BLANKS)
    if text_format is not TextFormat.PLAIN:
        text = without_files(text)
    return Rich(text, text_format) if text.strip() else EMPTY


def _feedback(element: Element) -> Rich:
    return rich(element.first("feedback"), TextFormat.HTML)


def _fraction(answer: Element) -> Decimal:
    written = answer.attributes.get("fraction", "0").strip()
    weight = Decimal(written) if _WEIGHT.fullmatch(written) else None
    if weight is None or not -FULL <= weight <= FULL:
        raise MoodleError("weight_unreadable", answer.line, text=written[:_EXCERPT])
    return weight


def _number(written: str, answer: Element) -> Decimal:
    if not _NUMBER.fullmatch(written):
        raise MoodleError("number_unreadable", answer.line, text=written[:_EXCERPT])
    return Decimal(written.replace(",", "."))


def _choices(element: Element, stem: Stem) -> Spec:
    choices = [
        Choice(
            text=rich(answer, TextFormat.HTML),
            fraction=_fraction(answer),
            feedback=_feedback(answer),
        )
        for answer in element.all("answer")
    ]
    is_single = element.said("single").lower() in ("", *YES)
    kind = SingleChoice if is_single else MultipleChoice
    return kind(text=stem.text, general_feedback=stem.general_feedback, choices=with_ids(choices))


def _true_false(element: Element, stem: Stem) -> Spec:
    feedback, right = {"true": EMPTY, "false": EMPTY}, "false"
    for answer in element.all("answer"):
        word = answer.said().lower()
        if word not in feedback:
            raise MoodleError("answer_neither", answer.line, text=word[:_EXCERPT])
        feedback[word] = _feedback(answer)
        if _fraction(answer) == FULL:
            right = word
    return TrueFalse(
        text=stem.text,
        general_feedback=stem.general_feedback,
        answer=right == "true",
        feedback_true=feedback["true"],
        feedback_false=feedback["false"],
    )


def _short_text(element: Element, stem: Stem) -> Spec:
    answers = tuple(
        TextAnswer(
            text=" ".join(answer.said().split("\n")),
            fraction=_fraction(answer),
            feedback=_feedback(answer),
        )
        for answer in element.all("answer")
    )
    return ShortText(
        text=stem.text,
        general_feedback=stem.general_feedback,
        answers=answers,
        match_case=element.said("usecase").lower() in YES,
    )


def _numeric(element: Element, stem: Stem) -> Spec:
    answers, otherwise = [], EMPTY
    for answer in element.all("answer"):
        written, fraction = answer.said(), _fraction(answer)
        if written == "*":
            if fraction > 0:
                raise MoodleError("any_number_right", answer.line)
            otherwise = _feedback(answer)
            continue
        tolerance = answer.said("tolerance")
        answers.append(
            NumberAnswer(
                value=_number(written, answer),
                tolerance=_number(tolerance, answer) if tolerance else NOTHING,
                fraction=fraction,
                feedback=_feedback(answer),
            )
        )
    return Numeric(
        text=stem.text,
        general_feedback=stem.general_feedback,
        answers=tuple(answers),
        wrong_feedback=otherwise,
    )


def _matching(element: Element, stem: Stem) -> Spec:
    """A pair without a left side is an answer that belongs to no prompt."""
    pairs, distractors = [], []
    for each in element.all("subquestion"):
        prompt, answer = rich(each, TextFormat.HTML), " ".join(each.said("answer").split())
        if not answer:
            raise MoodleError("answer_empty", each.line)
        if prompt:
            pairs.append(Pair(prompt=prompt, answer=answer))
        else:
            distractors.append(answer)
    return Matching(
        text=stem.text,
        general_feedback=stem.general_feedback,
        pairs=numbered_pairs(pairs),
        distractors=tuple(distractors),
    )


def _essay(element: Element, stem: Stem) -> Spec:
    """Moodle waits for whoever marks an essay, unless it counts nothing."""
    grade = element.said("defaultgrade")
    counts = not grade or (bool(_NUMBER.fullmatch(grade)) and Decimal(grade.replace(",", ".")) > 0)
    return Essay(text=stem.text, general_feedback=stem.general_feedback, is_marked=counts)


def _information(element: Element, stem: Stem) -> Spec:
    return Information(text=stem.text, general_feedback=stem.general_feedback)


KINDS_READ: dict[str, Callable[[Element, Stem], Spec]] = {
    "multichoice": _choices,
    "truefalse": _true_false,
    "shortanswer": _short_text,
    "numerical": _numeric,
    "matching": _matching,
    "essay": _essay,
    "description": _information,
}
