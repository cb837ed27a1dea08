"""What a mark is, and the three questions that each kind answers for quizzes.marking. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import singledispatch
from typing import Any

from quizzes.specs import NOTHING, Rich, Spec


MAX_SHORT_TEXT = 500
MAX_ESSAY = 50_000
WHOLE = ""  # Feedback.about for a response that is not made of choices

Response = dict[str, Any]
Shuffled = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


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
    """`fraction` is from 0 to 1. The question's general feedback is not repeated here.

    `spelling`: how the answer is written, where it was accepted with a slip.
    """

    fraction: Decimal
    state: State
    feedback: tuple[Feedback, ...] = ()
    spelling: str = ""


UNANSWERED = Mark(NOTHING, State.UNANSWERED)


@singledispatch
def cleaned(spec: Spec, raw: dict[Any, Any]) -> Response:
    """What of an untrusted response fits this kind, in its canonical form."""
    raise NotImplementedError(spec.kind)


@singledispatch
def earned(spec: Spec, response: Response) -> Mark:
    """The mark of a cleaned response."""
    raise NotImplementedError(spec.kind)


@singledispatch
def public_parts(spec: Spec, shuffled: Shuffled) -> dict[str, Any]:
    """What a kind shows beside the text of the question; nothing unless it says so."""
    return {}


# No database stores these, though JSON can say them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str, limit: int) -> str:
    """What of a typed text can be kept, without the space around it."""
    return _UNSTORABLE.sub("", text[:limit]).strip()


def text_of(raw: dict[Any, Any], limit: int) -> Response:
    text = raw.get("text")
    kept = storable(text, limit) if isinstance(text, str) else ""
    return {"text": kept} if kept else {}


def marked(fraction: Decimal, feedback: Rich, *, about: str) -> Mark:
    said = (Feedback(about, feedback),) if feedback else ()
    return Mark(clamped(fraction), state_of(fraction), said)


def clamped(fraction: Decimal) -> Decimal:
    return min(max(fraction, NOTHING), Decimal(1))


def state_of(fraction: Decimal) -> State:
    if fraction >= 1:
        return State.RIGHT
    return State.PARTLY if fraction > 0 else State.WRONG
