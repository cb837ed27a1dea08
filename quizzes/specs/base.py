"""What every kind of question has in common, and the registry of kinds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, TypeVar

from quizzes.problems import Problem
from quizzes.specs.media import Media, media_problems
from quizzes.specs.texts import EMPTY, MAX_TEXT, Rich, texts_of


class Kind(StrEnum):
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"
    SHORT_TEXT = "short_text"
    NUMERIC = "numeric"
    MATCHING = "matching"
    ESSAY = "essay"
    INFORMATION = "information"
    ORDERING = "ordering"
    BLANKS = "blanks"
    SCENARIO = "scenario"


FULL = Decimal(100)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What one version of a question asks. Fractions are percent, from -100 to 100."""

    kind: ClassVar[Kind]
    is_answerable: ClassVar[bool] = True

    text: Rich
    general_feedback: Rich = EMPTY
    media: tuple[Media, ...] = ()

    def validate(self) -> list[Problem]:
        """Everything an author must correct before this question may be asked; [] when sound."""
        problems = [] if self.text else [Problem("no_text")]
        problems += [
            Problem("text_too_long", {"count": len(rich.text), "limit": MAX_TEXT})
            for rich in texts_of(self)
            if len(rich.text) > MAX_TEXT
        ]
        return problems + media_problems(self.media) + self.own_problems()

    def own_problems(self) -> list[Problem]:
        """The part of `validate` that belongs to this kind."""
        return []


S = TypeVar("S", bound=type[Spec])

KINDS: dict[Kind, type[Spec]] = {}


def register(kind: Kind) -> Callable[[S], S]:
    """Class decorator, outermost: makes a kind of question known to to_dict and from_dict."""

    def enter(spec_class: S) -> S:
        spec_class.kind = kind
        KINDS[kind] = spec_class
        return spec_class

    return enter


def fraction_problems(fractions: Iterable[Decimal]) -> list[Problem]:
    """One problem for each weight outside -100..100 percent."""
    return [
        Problem("fraction_out_of_range", {"fraction": f"{fraction:f}"})
        for fraction in fractions
        if not -FULL <= fraction <= FULL
    ]


def repeated(values: Iterable[str]) -> list[str]:
    """Values that occur again, once for each repetition."""
    seen: set[str] = set()
    again = []
    for value in values:
        if value in seen:
            again.append(value)
        seen.add(value)
    return again


MAX_TYPOS = 3


def typos_problems(typos: int) -> list[Problem]:
    """Of how many slips a typed text forgives."""
    if 0 <= typos <= MAX_TYPOS:
        return []
    return [Problem("typos_out_of_range", {"count": typos, "limit": MAX_TYPOS})]
