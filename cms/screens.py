"""Registers what shows a screen of a portal: apps above register, so that imports only go down."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple


class ScreenUse(NamedTuple):
    """Content that shows a screen. `version`: of the screen, as it is shown there; "" where nobody recorded it."""

    title: str
    edit_url: str
    version: str = ""


Finder = Callable[[list[int]], dict[int, list[ScreenUse]]]


@dataclass(frozen=True, slots=True)
class ScreenUseGroup:
    """The uses of one kind. `label`: what they are, such as “lessons”."""

    label: Any
    uses: list[ScreenUse]


_finders: list[tuple[Any, Finder]] = []


def register_screen_users(label: Any, find: Finder) -> None:
    """Register `find(screen ids)`, which gives, by screen, what shows it, in a fixed number of queries."""
    if all(known is not find for _label, known in _finders):
        _finders.append((label, find))


def users_of_screens(screens: Iterable[int]) -> dict[int, list[ScreenUseGroup]]:
    """Return, by screen, each kind of thing that shows it; a kind of which there is none is left out."""
    wanted = list(screens)
    groups: dict[int, list[ScreenUseGroup]] = defaultdict(list)
    for label, find in _finders:
        for screen, uses in find(wanted).items():
            if uses:
                groups[screen].append(ScreenUseGroup(label, uses))
    return dict(groups)
