"""Forms as plain data, which `quizzes.forms` and `quizzes.author_forms` build with Django.

Texts are to translate: `gettext_noop` marks them, the form translates them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from quizzes.problems import gettext_noop
from quizzes.values.marks import MAX_SHORT_TEXT
from quizzes.values.texts import Rich


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to translate and what it is filled with; with a `plural`, `count` decides between the two."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)
    code: str = "invalid"
    plural: str = ""
    count: int = 0


def ngettext_lazy(one: str, many: str, count: int) -> Message:
    return Message(one, {"count": count}, plural=many, count=count)


class FieldError(ValueError):
    """Has the message that says what cannot be read in a field."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerField:
    """A field of an answer: ids to choose from, else a text that `check` looks at. `missing`: said where it is empty."""

    missing: str
    options: tuple[str, ...] | None = None
    is_several: bool = False
    limit: int | None = MAX_SHORT_TEXT
    check: Callable[[str], Message | None] | None = None


class Input(StrEnum):
    RICH = "rich"  # a text in the format of the question
    AREA = "area"
    LINE = "line"
    NUMBER = "number"
    COUNT = "count"
    FLAG = "flag"
    SELECT = "select"
    RADIO = "radio"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorField:
    """A field that an author fills in, `empty` where left empty. `read` makes a value of what was typed or
    chosen, or raises FieldError; `write` is its inverse."""

    name: str
    label: str
    help: str = ""
    input: Input = Input.RICH
    rows: int = 2
    limit: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    is_required: bool = False
    empty: Any = None
    read: Callable[[str], Any] | None = None
    write: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRows:
    """The repeated part of an author's form. `name`: a number follows it; "" for an answer.

    `attribute` of the question holds what `part` makes of each row, unless the kind does that itself.
    `check` says what is wrong with a row, by the names of its fields.
    """

    fields: tuple[AuthorField, ...]
    attribute: str = ""
    part: Callable[..., Any] = dict
    name: str = ""
    has_picture: bool = False
    check: Callable[[dict[str, Any]], dict[str, Message]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorInput:
    """The values of an author's form. `rows`: those in which something stands. `rich` makes a text in the chosen
    format."""

    values: dict[str, Any]
    rows: list[dict[str, Any]]
    all_rows: list[dict[str, Any]]
    rich: Callable[[str], Rich]


NO_NUMBER = Message(gettext_noop("Write a number alone, such as 12 or 3.5."), code="number")
WORTH_HELP = gettext_noop("nothing means 100")


def fraction_field(help_text: str, *, empty: Any) -> AuthorField:
    label = gettext_noop("Worth (%)")
    return AuthorField(
        name="fraction", label=label, help=help_text, input=Input.NUMBER, empty=empty
    )


def feedback_field(label: str) -> AuthorField:
    return AuthorField(name="feedback", label=label)
