"""The cells of a row that is a question, read as what they mean, and written. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.collation import fold_text
from quizzes.notation.moodle import parse_decimal
from quizzes.values.marks import FULL, NOTHING
from quizzes.values.texts import EMPTY, Rich, TextFormat


MOST_WRITTEN, MOST_READ = 8, 20  # answers in a row
TRUE_WORDS, FALSE_WORDS = {"true", "vrai", "1"}, {"false", "faux", "0"}
YES_WORDS, NO_WORDS = TRUE_WORDS | {"yes", "oui", "x"}, FALSE_WORDS | {"no", "non", ""}
YES = ("yes", "oui")
_SHARES = Decimal("0.00001")
EXCERPT = 60
_WORTH = re.compile(r"[-+]?[0-9]{1,3}(?:[.,][0-9]{0,20})?")
_SPACE = re.compile(r"\s")
_BETWEEN_NUMBERS = re.compile(r"[\s;,/+&]+")


class RowError(Exception):
    """What stops a row from being read."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Answer:
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
            raise RowError("table_format", text=written[:EXCERPT]) from error

    def text(self, name: str) -> str:
        return self._values.get(name, "")

    def rich(self, text: str) -> Rich:
        return Rich(text, self._format) if text else EMPTY

    def is_yes(self, name: str) -> bool:
        word = fold_text(self.text(name))
        if word not in YES_WORDS | NO_WORDS:
            raise RowError("table_yes", text=word[:EXCERPT])
        return word in YES_WORDS

    def answers(self) -> list[Answer]:
        """Return the answers up to the last one that says something; one left empty before it is refused."""
        answers = []
        for number in range(1, MOST_READ + 1):
            text, worth, feedback = (
                self.text(f"{part}_{number}") for part in ("answer", "worth", "feedback")
            )
            if not text and (worth or feedback):
                raise RowError("table_gap", number=number)
            answers.append(Answer(text, parse_grade_percent(worth), self.rich(feedback)))
        while answers and not answers[-1].text:
            answers.pop()
        return answers


def parse_grade_percent(written: str) -> Decimal | None:
    if not written:
        return None
    bare = written.removesuffix("%").strip()
    worth = Decimal(bare.replace(",", ".")) if _WORTH.fullmatch(bare) else None
    if worth is None or not -FULL <= worth <= FULL:
        raise RowError("table_worth", text=written[:EXCERPT])
    return worth


def read_right_numbers(written: str, count: int) -> list[int]:
    words = [word for word in _BETWEEN_NUMBERS.split(written) if word]
    if any(not re.fullmatch("[0-9]{1,2}", word) or not 1 <= int(word) <= count for word in words):
        raise RowError("table_right", text=written[:EXCERPT])
    return sorted({int(word) for word in words})


def read_number(written: str, shown: str) -> Decimal:
    number = parse_decimal(_SPACE.sub("", written))
    if number is None:
        raise RowError("table_number", text=shown[:EXCERPT])
    return number


def fractions_by_right(right: list[int], count: int, *, is_single: bool) -> list[Decimal]:
    """Return what each answer is worth where the table only says which are right."""
    share = FULL if is_single or len(right) < 2 else (FULL / len(right)).quantize(_SHARES)
    return [share if number in right else NOTHING for number in range(1, count + 1)]


def number_cells(part: str, values: list[str]) -> dict[str, str]:
    return {f"{part}_{number}": value for number, value in enumerate(values, start=1)}


def write_answers(texts: list[str], answers: Iterable[Any]) -> dict[str, str]:
    """Accepted answers, each with its worth unless that is all, and its feedback."""
    listed = list(answers)
    worths = ["" if one.fraction == FULL else f"{one.fraction:f}" for one in listed]
    return {
        **number_cells("answer", texts),
        **number_cells("worth", worths),
        **number_cells("feedback", [one.feedback.text for one in listed]),
    }
