"""A row of cells as a spec. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.collation import fold_text
from quizzes.specs import (
    EMPTY,
    FULL,
    NOTHING,
    Choice,
    Essay,
    Information,
    Kind,
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
from quizzes.tables.cells import ARROW, GIVE_OR_TAKE, fractions_by_right
from quizzes.tables.columns import (
    FALSE_WORDS,
    KIND_WORDS,
    MOST_READ,
    NO_WORDS,
    TRUE_WORDS,
    YES_WORDS,
    kind_of,
)


_EXCERPT = 60
_WORTH = re.compile(r"[-+]?[0-9]{1,3}(?:[.,][0-9]{0,20})?")
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,150}(?:[.,][0-9]{0,150})?|[.,][0-9]{1,150})(?:[eE][-+]?[0-9]{1,2})?"
)
_SPACE = re.compile(r"\s")
_BETWEEN_NUMBERS = re.compile(r"[\s;,/+&]+")


class RowError(Exception):
    """What stops a row from being read."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class _Answer:
    text: str
    worth: Decimal | None
    feedback: Rich


class Cells:
    """The cells of a row by our fields, read as what they mean."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        written = values.get("format", "").lower()
        try:
            self._format = TextFormat(written or "plain")
        except ValueError as error:
            raise RowError("table_format", text=written[:_EXCERPT]) from error

    def text(self, name: str) -> str:
        return self._values.get(name, "")

    def rich(self, text: str) -> Rich:
        return Rich(text, self._format) if text else EMPTY

    def is_yes(self, name: str) -> bool:
        word = fold_text(self.text(name))
        if word not in YES_WORDS | NO_WORDS:
            raise RowError("table_yes", text=word[:_EXCERPT])
        return word in YES_WORDS

    def answers(self) -> list[_Answer]:
        """Up to the last one that says something; one that is left empty before it is refused."""
        found = []
        for number in range(1, MOST_READ + 1):
            text, worth, said = (
                self.text(f"{part}_{number}") for part in ("answer", "worth", "feedback")
            )
            if not text and (worth or said):
                raise RowError("table_gap", number=number)
            found.append(_Answer(text, _worth(worth), self.rich(said)))
        while found and not found[-1].text:
            found.pop()
        return found


def spec_of(values: Mapping[str, str]) -> Spec:
    """Raises RowError."""
    kind = kind_of(values.get("kind", ""))
    if kind is None:
        known = ", ".join(words[0] for words in KIND_WORDS.values())
        raise RowError("table_kind", text=values.get("kind", "")[:_EXCERPT], known=known)
    cells = Cells(values)
    text, general = cells.rich(cells.text("text")), cells.rich(cells.text("explanation"))
    match kind:
        case Kind.SINGLE_CHOICE:
            choices = _choices(cells, is_single=True)
            return SingleChoice(text=text, general_feedback=general, choices=choices)
        case Kind.MULTIPLE_CHOICE:
            choices = _choices(cells, is_single=False)
            return MultipleChoice(text=text, general_feedback=general, choices=choices)
        case Kind.TRUE_FALSE:
            return _true_false(cells, text, general)
        case Kind.SHORT_TEXT:
            return _short_text(cells, text, general)
        case Kind.NUMERIC:
            return _numeric(cells, text, general)
        case Kind.MATCHING:
            return _matching(cells, text, general)
        case Kind.ESSAY:
            return Essay(text=text, general_feedback=general)
    return Information(text=text, general_feedback=general)


def _worth(written: str) -> Decimal | None:
    if not written:
        return None
    bare = written.removesuffix("%").strip()
    worth = Decimal(bare.replace(",", ".")) if _WORTH.fullmatch(bare) else None
    if worth is None or not -FULL <= worth <= FULL:
        raise RowError("table_worth", text=written[:_EXCERPT])
    return worth


def _choices(cells: Cells, *, is_single: bool) -> tuple[Choice, ...]:
    answers = cells.answers()
    right = _right(cells.text("right"), len(answers))
    shares = fractions_by_right(right, len(answers), is_single=is_single)
    return with_ids(
        Choice(
            text=cells.rich(answer.text),
            fraction=share if answer.worth is None else answer.worth,
            feedback=answer.feedback,
        )
        for answer, share in zip(answers, shares, strict=True)
    )


def _right(written: str, count: int) -> list[int]:
    words = [word for word in _BETWEEN_NUMBERS.split(written) if word]
    if any(not re.fullmatch("[0-9]{1,2}", word) or not 1 <= int(word) <= count for word in words):
        raise RowError("table_right", text=written[:_EXCERPT])
    return sorted({int(word) for word in words})


def _true_false(cells: Cells, text: Rich, general: Rich) -> Spec:
    word = fold_text(cells.text("right"))
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise RowError("table_right", text=cells.text("right")[:_EXCERPT])
    return TrueFalse(
        text=text,
        general_feedback=general,
        answer=word in TRUE_WORDS,
        feedback_true=cells.rich(cells.text("feedback_1")),
        feedback_false=cells.rich(cells.text("feedback_2")),
    )


def _short_text(cells: Cells, text: Rich, general: Rich) -> Spec:
    answers = tuple(
        TextAnswer(
            text=" ".join(answer.text.split("\n")),
            fraction=FULL if answer.worth is None else answer.worth,
            feedback=answer.feedback,
        )
        for answer in cells.answers()
    )
    match_case = cells.is_yes("match_case")
    return ShortText(text=text, general_feedback=general, answers=answers, match_case=match_case)


def _numeric(cells: Cells, text: Rich, general: Rich) -> Spec:
    answers = []
    for answer in cells.answers():
        written, _sign, tolerance = answer.text.partition(GIVE_OR_TAKE.strip())
        answers.append(
            NumberAnswer(
                value=_number(written, answer.text),
                tolerance=_number(tolerance, answer.text) if tolerance else NOTHING,
                fraction=FULL if answer.worth is None else answer.worth,
                feedback=answer.feedback,
            )
        )
    wrong = cells.rich(cells.text("wrong_feedback"))
    return Numeric(
        text=text, general_feedback=general, answers=tuple(answers), wrong_feedback=wrong
    )


def _number(written: str, shown: str) -> Decimal:
    bare = _SPACE.sub("", written)
    if not _NUMBER.fullmatch(bare):
        raise RowError("table_number", text=shown[:_EXCERPT])
    return Decimal(bare.replace(",", "."))


def _matching(cells: Cells, text: Rich, general: Rich) -> Spec:
    pairs, distractors = [], []
    for answer in cells.answers():
        left, arrow, right = answer.text.partition(ARROW.strip())
        partner = " ".join(right.split())
        if not arrow or not partner:
            raise RowError("table_pair", text=answer.text[:_EXCERPT])
        if left.strip():
            pairs.append(Pair(prompt=cells.rich(left.strip()), answer=partner))
        else:
            distractors.append(partner)
    return Matching(
        text=text,
        general_feedback=general,
        pairs=numbered_pairs(pairs),
        distractors=tuple(distractors),
    )
