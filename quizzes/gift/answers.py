"""The inner grammar of GIFT: what stands between { and }, turned into a spec.

The rules for telling the kinds apart are those of Moodle's importer, in its order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from quizzes.gift.tokenizer import BLANKS, unshield
from quizzes.specs import (
    EMPTY,
    FULL,
    NOTHING,
    Choice,
    Essay,
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
    one_line,
    with_ids,
)


_TRUE_FALSE = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_FORMATS = {f"[{text_format}]": text_format for text_format in TextFormat}
_LONGEST_FORMAT = max(map(len, _FORMATS))
_EXCERPT = 60
_TAG_REACH = 300  # how far before an = its tag may begin

_SIGN_OF_CHOICE = re.compile(r"[=~]")
_SIGN_OF_ANSWER = re.compile(r"=")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]{0,20})?)%")
_MEANT_AS_WEIGHT = re.compile(r"%[ ]?[-+]?[0-9.,]{1,25}[ ]?%")
_NUMBER = r"[-+]?(?:[0-9]{1,150}(?:\.[0-9]{0,150})?|\.[0-9]{1,150})(?:[eE][-+]?[0-9]{1,2})?"
_RANGE = re.compile(rf"({_NUMBER}?)\s*\.\.\s*({_NUMBER})")
_ABOUT = re.compile(rf"({_NUMBER})(?:\s*:\s*({_NUMBER}))?")


class GiftError(Exception):
    """What stops a question from being read; `offset` is a place in the block's text."""

    def __init__(self, code: str, offset: int, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.offset = offset
        self.params = params


@dataclass(frozen=True, slots=True)
class Stem:
    """The question around its answers: what each kind has."""

    text: Rich
    general_feedback: Rich


@dataclass(frozen=True, slots=True)
class _Piece:
    """One answer: its sign ("" when it has none), its place, and what follows the sign."""

    sign: str
    offset: int
    body: str


def excerpt(shielded: str) -> str:
    """The beginning of a text, short enough for a message."""
    plain = " ".join(unshield(shielded[: 2 * _EXCERPT]).split())
    return plain if len(plain) <= _EXCERPT else plain[: _EXCERPT - 1] + "…"


def rich(shielded: str, default: TextFormat) -> Rich:
    """A text with its [format] in front, if it has one. No text has no format of its own."""
    text, text_format = shielded.strip(BLANKS), default
    if text.startswith("["):
        prefix = text[: text.find("]", 0, _LONGEST_FORMAT) + 1]
        if prefix in _FORMATS:
            text, text_format = text[len(prefix) :], _FORMATS[prefix]
    if text_format is TextFormat.MOODLE:
        # Lines are wrapped by hand; a line break that is meant is written \n.
        text = " ".join(filter(None, (line.strip(BLANKS) for line in text.split("\n"))))
    plain = unshield(text).strip(BLANKS)
    return Rich(plain, text_format) if plain else EMPTY


def read_answers(text: str, offset: int, stem: Stem) -> Spec:
    """The spec for an answer block. `text` is shielded, without its general feedback; `offset`
    is its place in the block. Raises GiftError."""
    stripped = text.strip(BLANKS)
    if not stripped:
        return Essay(text=stem.text, general_feedback=stem.general_feedback)
    if stripped.startswith("#"):
        start = text.index("#") + 1
        return _numeric(text[start:], offset + start, stem)
    if stripped.partition("#")[0].strip(BLANKS) in _TRUE_FALSE:
        return _true_false(stripped, stem)
    if "~" in text:
        return _choices(text, offset, stem)
    pieces = list(_pieces(text, offset, _SIGN_OF_ANSWER))
    if any("->" in piece.body.partition("#")[0] for piece in pieces):
        return _matching(pieces, stem)
    return _short_text(pieces, stem)


def _pieces(text: str, offset: int, sign: re.Pattern[str]) -> Iterator[_Piece]:
    """What each sign begins; what stands before the first one, if anything, has no sign."""
    starts = [found.start() for found in sign.finditer(text)]
    head = text[: starts[0]] if starts else text
    if head.strip(BLANKS):
        yield _Piece("", offset + len(head) - len(head.lstrip(BLANKS)), head)
    for start, end in pairwise([*starts, len(text)]):
        _refuse_attribute(text, start, offset)
        yield _Piece(text[start], offset + start, text[start + 1 : end])


def _refuse_attribute(text: str, sign: int, offset: int) -> None:
    """An = before a quotation mark within a tag was meant as <a href\\="...">."""
    if text[sign : sign + 2] not in {'="', "='"}:
        return
    tag = text.rfind("<", max(0, sign - _TAG_REACH), sign)
    if tag >= 0 and text.find(">", tag, sign) < 0:
        quoted = excerpt(text[tag : sign + _EXCERPT // 2])
        raise GiftError("attribute_not_escaped", offset + sign, text=quoted)


def _weight(piece: _Piece) -> tuple[Decimal | None, str]:
    """The weight in percent, None where the piece has none, and what follows it."""
    body = piece.body.strip(BLANKS)
    found = _WEIGHT.match(body)
    if found is not None:
        weight = Decimal(found[1])
        if -FULL <= weight <= FULL:
            return weight, body[found.end() :]
    meant = found or _MEANT_AS_WEIGHT.match(body)
    if meant is not None:
        raise GiftError("weight_unreadable", piece.offset, text=meant[0])
    return None, body


def _with_feedback(body: str, default: TextFormat) -> tuple[str, Rich]:
    answer, _, feedback = body.partition("#")
    return answer, rich(feedback, default)


def _choices(text: str, offset: int, stem: Stem) -> Spec:
    """One right answer (=) makes it a single choice; only ~ with weights, a multiple choice."""
    default = stem.text.format
    choices, is_single = [], False
    for piece in _pieces(text, offset, _SIGN_OF_CHOICE):
        if not piece.sign:
            raise GiftError("text_before_answers", piece.offset, text=excerpt(piece.body))
        weight, body = _weight(piece)
        answer, feedback = _with_feedback(body, default)
        choice_text = rich(answer, default)
        if not choice_text:
            raise GiftError("answer_empty", piece.offset)
        if weight is None:
            weight = FULL if piece.sign == "=" else NOTHING
        is_single = is_single or piece.sign == "="
        choices.append(Choice(text=choice_text, fraction=weight, feedback=feedback))
    kind = SingleChoice if is_single else MultipleChoice
    return kind(text=stem.text, general_feedback=stem.general_feedback, choices=with_ids(choices))


def _true_false(text: str, stem: Stem) -> Spec:
    """{TRUE#for a wrong answer#for a right one}"""
    head, *feedbacks = text.split("#", 2)
    answer = _TRUE_FALSE[head.strip(BLANKS)]
    wrong, right = [rich(said, stem.text.format) for said in [*feedbacks, "", ""][:2]]
    return TrueFalse(
        text=stem.text,
        general_feedback=stem.general_feedback,
        answer=answer,
        feedback_true=right if answer else wrong,
        feedback_false=wrong if answer else right,
    )


def _short_text(pieces: list[_Piece], stem: Stem) -> Spec:
    answers = []
    for piece in pieces:
        weight, body = _weight(piece)
        answer, feedback = _with_feedback(body, stem.text.format)
        text = " ".join(rich(answer, TextFormat.MOODLE).text.split("\n"))
        if not text:
            raise GiftError("answer_empty", piece.offset)
        fraction = FULL if weight is None else weight
        answers.append(TextAnswer(text=text, fraction=fraction, feedback=feedback))
    return ShortText(text=stem.text, general_feedback=stem.general_feedback, answers=tuple(answers))


def _matching(pieces: list[_Piece], stem: Stem) -> Spec:
    """A pair without a left side is an answer that belongs to no prompt."""
    pairs, distractors = [], []
    for piece in pieces:
        if not piece.sign:
            raise GiftError("pair_without_sign", piece.offset, text=excerpt(piece.body))
        left, arrow, right = piece.body.partition("->")
        if not arrow:
            raise GiftError("pair_without_arrow", piece.offset, text=excerpt(piece.body))
        answer = one_line(unshield(right))
        if not answer:
            raise GiftError("answer_empty", piece.offset)
        prompt = rich(left, stem.text.format)
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


def _numeric(text: str, offset: int, stem: Stem) -> Spec:
    """After {#: one number, or numbers with = and a weight; ~# says what to tell the others."""
    accepted, _, otherwise = text.partition("~")
    wrong_feedback = _with_feedback(otherwise, stem.text.format)[1]
    answers = []
    for piece in _pieces(accepted, offset, _SIGN_OF_ANSWER):
        weight, body = _weight(piece)
        written, feedback = _with_feedback(body, stem.text.format)
        fraction = FULL if weight is None else weight
        if written.strip(BLANKS) == "*":
            if fraction > 0:
                raise GiftError("any_number_right", piece.offset)
            wrong_feedback = feedback
            continue
        value, tolerance = _number(unshield(written).strip(BLANKS), piece)
        answers.append(
            NumberAnswer(value=value, tolerance=tolerance, fraction=fraction, feedback=feedback)
        )
    if not answers:
        raise GiftError("number_missing", offset)
    return Numeric(
        text=stem.text,
        general_feedback=stem.general_feedback,
        answers=tuple(answers),
        wrong_feedback=wrong_feedback,
    )


def _number(written: str, piece: _Piece) -> tuple[Decimal, Decimal]:
    """value:tolerance, min..max or a plain value, as (value, tolerance)."""
    span = _RANGE.fullmatch(written)
    about = _ABOUT.fullmatch(written)
    if span is not None and span[1]:
        low, high = Decimal(span[1]), Decimal(span[2])
        if low > high:
            raise GiftError("range_reversed", piece.offset, text=excerpt(written))
        return (low + high) / 2, (high - low) / 2
    if about is None:
        raise GiftError("number_unreadable", piece.offset, text=excerpt(written))
    return Decimal(about[1]), Decimal(about[2] or 0)
