"""The inner grammar of GIFT: what stands between { and }, and how each part of it is written. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from quizzes.notation.gift_tokens import BLANKS, escape, unshield
from quizzes.values.marks import FULL
from quizzes.values.texts import EMPTY, Rich, TextFormat


GENERAL_FEEDBACK = "####"
TRUE_FALSE = {"T": True, "TRUE": True, "F": False, "FALSE": False}
SIGN_OF_CHOICE = re.compile(r"[=~]")
SIGN_OF_ANSWER = re.compile(r"=")
_FORMATS = {f"[{text_format}]": text_format for text_format in TextFormat}
_LONGEST_FORMAT = max(map(len, _FORMATS))
_EXCERPT = 60
_TAG_REACH = 300  # how far before an = its tag may begin
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]{0,20})?)%")
_MEANT_AS_WEIGHT = re.compile(r"%[ ]?[-+]?[0-9.,]{1,25}[ ]?%")


class GiftError(Exception):
    """What stops a question from being read; `offset` is a place in the block's text."""

    def __init__(self, code: str, offset: int, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.offset = offset
        self.params = params


@dataclass(frozen=True, slots=True)
class Piece:
    """One answer: its sign ("" when it has none), its place, and what follows the sign."""

    sign: str
    offset: int
    body: str


def excerpt(shielded: str) -> str:
    """The beginning of a text, short enough for a message."""
    plain = " ".join(unshield(shielded[: 2 * _EXCERPT]).split())
    return plain if len(plain) <= _EXCERPT else plain[: _EXCERPT - 1] + "…"


def read_rich(shielded: str, default: TextFormat) -> Rich:
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


def detect_answer_form(text: str, offset: int) -> str:
    """Return how an answer block is written, which says its kind. The rules are those of Moodle's importer, in
    its order. `text` is shielded, without its general feedback. Raises GiftError."""
    stripped = text.strip(BLANKS)
    if not stripped:
        return "essay"
    if stripped.startswith("#"):
        return "numbers"
    if stripped.partition("#")[0].strip(BLANKS) in TRUE_FALSE:
        return "truth"
    if (
        "~" in text
    ):  # one right answer (=) makes it a single choice; only ~ with weights, a multiple choice
        return "single" if "=" in text else "multiple"
    answers = split_answers(text, offset, SIGN_OF_ANSWER)
    is_paired = any("->" in piece.body.partition("#")[0] for piece in list(answers))
    return "pairs" if is_paired else "texts"


def split_answers(text: str, offset: int, sign: re.Pattern[str]) -> Iterator[Piece]:
    """What each sign begins; what stands before the first one, if anything, has no sign."""
    starts = [match.start() for match in sign.finditer(text)]
    head = text[: starts[0]] if starts else text
    if head.strip(BLANKS):
        yield Piece("", offset + len(head) - len(head.lstrip(BLANKS)), head)
    for start, end in pairwise([*starts, len(text)]):
        _refuse_attribute(text, start, offset)
        yield Piece(text[start], offset + start, text[start + 1 : end])


def _refuse_attribute(text: str, sign: int, offset: int) -> None:
    """An = before a quotation mark within a tag was meant as <a href\\="...">."""
    if text[sign : sign + 2] not in {'="', "='"}:
        return
    tag = text.rfind("<", max(0, sign - _TAG_REACH), sign)
    if tag >= 0 and text.find(">", tag, sign) < 0:
        quoted = excerpt(text[tag : sign + _EXCERPT // 2])
        raise GiftError("attribute_not_escaped", offset + sign, text=quoted)


def read_weight(piece: Piece) -> tuple[Decimal | None, str]:
    """The weight in percent, None where the piece has none, and what follows it."""
    body = piece.body.strip(BLANKS)
    match = _WEIGHT.match(body)
    if match is not None:
        weight = Decimal(match[1])
        if -FULL <= weight <= FULL:
            return weight, body[match.end() :]
    meant = match or _MEANT_AS_WEIGHT.match(body)
    if meant is not None:
        raise GiftError("weight_unreadable", piece.offset, text=meant[0])
    return None, body


def split_feedback(body: str, default: TextFormat) -> tuple[str, Rich]:
    answer, _, feedback = body.partition("#")
    return answer, read_rich(feedback, default)


# --- Writing


def write_rich(rich: Rich, default: TextFormat, *, arrows: bool = False) -> str:
    """A text; its format in front where it is not the default, or where a [ would read as one."""
    if not rich:
        return ""
    needs_format = rich.format != default or rich.text.startswith("[")
    prefix = f"[{rich.format}]" if needs_format else ""
    return prefix + escape(rich.text, arrows=arrows)


def write_feedback(rich: Rich, default: TextFormat) -> str:
    return f"#{write_rich(rich, default)}" if rich else ""


def write_weight(fraction: Decimal) -> str:
    return f"%{fraction:f}%"


def write_answer_block(
    answers: Iterable[str], text: Rich, general_feedback: Rich, *, opening: str = "{"
) -> str:
    """An answer block, one answer a line."""
    general = [write_general_feedback(text, general_feedback)] if general_feedback else []
    return "\n\t".join([opening, *answers, *general]) + "\n}"


def write_general_feedback(text: Rich, general_feedback: Rich) -> str:
    if not general_feedback:
        return ""
    return GENERAL_FEEDBACK + write_rich(general_feedback, text.format)
