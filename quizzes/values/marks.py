"""What marking and the explanation of an answer are made of. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from quizzes.values.texts import Rich


FULL = Decimal(100)
NOTHING = Decimal(0)
MAX_SHORT_TEXT = 500
MAX_ESSAY = 50_000
WHOLE = ""  # Feedback.about for a response that is not made of choices

Response = dict[str, Any]
Shuffled = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
Read = Callable[[Response], Response]


class State(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    NEEDS_MARKING = "needs_marking"
    NOT_ASKED = "not_asked"  # there was nothing to answer


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the author says to a response. `about` is the id of the choice, or WHOLE."""

    about: str
    text: Rich


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark, from 0 to 1. `spelling`: how the answer is written, where it was accepted with a slip."""

    fraction: Decimal
    state: State
    feedback: tuple[Feedback, ...] = ()
    spelling: str = ""


UNANSWERED = Mark(NOTHING, State.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Line:
    """One answer on a page that explains. `html` is safe to show; "" where `word` says it.

    `expected` and `note` are safe HTML too: what was right, where the learner filled the line in, and
    what the author says to the choice, where several were open. `media`: what stands on the choice.
    """

    html: str
    is_chosen: bool
    is_right: bool
    word: str = ""  # "true" or "false": the page translates
    expected: str = ""
    note: str = ""
    media: tuple[Any, ...] = ()


# No database stores these, though JSON can say them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str, limit: int) -> str:
    """Return what of a typed text can be kept, without the space around it."""
    return _UNSTORABLE.sub("", text[:limit]).strip()


def text_response(raw: dict[Any, Any], limit: int) -> Response:
    text = raw.get("text")
    cleaned = storable(text, limit) if isinstance(text, str) else ""
    return {"text": cleaned} if cleaned else {}


def choice_response(ids: set[str], raw: dict[Any, Any]) -> Response:
    """The choice of a response, where it is one of these."""
    chosen = raw.get("choice")
    return {"choice": chosen} if isinstance(chosen, str) and chosen in ids else {}


def fields_with_prefix(prefix: str, data: Any) -> dict[str, str]:
    """The fields of a form whose names begin with the prefix, by the rest of their names."""
    return {name.removeprefix(prefix): str(data[name]) for name in data if name.startswith(prefix)}


def mark_with_feedback(fraction: Decimal, feedback: Rich, *, about: str) -> Mark:
    feedbacks = (Feedback(about, feedback),) if feedback else ()
    return Mark(clamped(fraction), state_of(fraction), feedbacks)


def clamped(fraction: Decimal) -> Decimal:
    return min(max(fraction, NOTHING), Decimal(1))


def state_of(fraction: Decimal) -> State:
    if fraction >= 1:
        return State.RIGHT
    return State.PARTLY if fraction > 0 else State.WRONG
