"""Registers what carries out a request about data where a higher app holds them: an objection, a restriction.

What it does is not shown back to whoever asked for it on somebody's behalf, so it returns nothing and takes
as long for everybody.
"""

from collections.abc import Callable

from people.enums import RequestKind
from people.models import Person


_acts: dict[str, Callable[[Person], None]] = {}


def register_request_act(kind: RequestKind, act: Callable[[Person], None]) -> None:
    _acts[kind] = act


def request_act(kind: str) -> Callable[[Person], None] | None:
    return _acts.get(kind)
