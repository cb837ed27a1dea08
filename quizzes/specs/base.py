"""What every kind of question has in common, and the registry of kinds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, TypeVar, cast

from quizzes.problems import Problem


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


class TextFormat(StrEnum):
    """How a text is written. MOODLE is HTML in which a line break is a line break."""

    PLAIN = "plain"
    HTML = "html"
    MARKDOWN = "markdown"
    MOODLE = "moodle"


@dataclass(frozen=True, slots=True)
class Rich:
    """A text as its author wrote it. Nothing here is safe to show: quizzes.html makes it so."""

    text: str = ""
    format: TextFormat = TextFormat.PLAIN

    def __bool__(self) -> bool:
        return bool(self.text.strip())


EMPTY = Rich()
FULL = Decimal(100)
NOTHING = Decimal(0)


# The time to make HTML safe grows with the square of its depth: this keeps it under a second.
MAX_TEXT = 50_000

T = TypeVar("T")


def with_texts(value: T, change: Callable[[Rich], Rich]) -> T:
    """The same spec, choice or answer with `change` applied to each Rich inside it."""
    if isinstance(value, Rich):
        return cast(T, change(value))
    if isinstance(value, tuple):
        return type(value)(with_texts(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: with_texts(getattr(value, f.name), change) for f in fields(value)}
        return replace(value, **parts)
    return value


def texts_of(value: object) -> list[Rich]:
    """Each Rich inside a spec, in the order of its fields."""
    if isinstance(value, Rich):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts_of(item)]
    if is_dataclass(value):
        return [text for f in fields(value) for text in texts_of(getattr(value, f.name))]
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What one version of a question asks. Fractions are percent, from -100 to 100."""

    kind: ClassVar[Kind]
    is_answerable: ClassVar[bool] = True

    text: Rich
    general_feedback: Rich = EMPTY

    def validate(self) -> list[Problem]:
        """Everything an author must correct before this question may be asked; [] when sound."""
        problems = [] if self.text else [Problem("no_text")]
        problems += [
            Problem("text_too_long", {"count": len(rich.text), "limit": MAX_TEXT})
            for rich in texts_of(self)
            if len(rich.text) > MAX_TEXT
        ]
        return problems + self.own_problems()

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
