"""Registers what a passed quiz brings about, in its transaction. An app above tells, so that imports only go down."""

from collections.abc import Callable

from quizzes.models import Attempt


_listeners: list[Callable[[Attempt], None]] = []


def register_pass_listener(listener: Callable[[Attempt], None]) -> None:
    if listener not in _listeners:
        _listeners.append(listener)


def notify_passed(attempt: Attempt) -> None:
    for listener in _listeners:
        listener(attempt)
