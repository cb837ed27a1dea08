"""Registers what is done before each backup, so that it tells no more than it must. Filled in `AppConfig.ready()`."""

from collections.abc import Callable


_preparations: list[Callable[[], None]] = []


def register_preparation(prepare: Callable[[], None]) -> None:
    _preparations.append(prepare)


def prepare_for_backup() -> None:
    for prepare in _preparations:
        prepare()
