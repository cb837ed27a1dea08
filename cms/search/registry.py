"""Lets each app offer what readers may find, so that the search knows no domain. Filled in `AppConfig.ready()`."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from cms.search.words import Document
from core.registry import NavigationItem
from people.models import Person


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as a reader sees it. `language`: of its title; `note`: where it belongs."""

    title: str
    url: str
    language: str = ""
    note: str = ""


# Given the keys that were found, returns those that this person may see now.
Visible = Callable[[Person, Collection[str]], dict[str, Shown]]


@dataclass(frozen=True, slots=True)
class SearchKind:
    """A kind of thing. `documents`: all that may be found of it; pages are gathered without."""

    name: str
    label: Any
    order: int
    visible: Visible
    documents: Callable[[], Iterable[Document]] = tuple


_kinds: dict[str, SearchKind] = {}
ways_on: list[NavigationItem] = []  # where nothing was found


def register_search_kind(kind: SearchKind) -> None:
    _kinds[kind.name] = kind


def register_way_on(item: NavigationItem) -> None:
    """Register a link for who found nothing: whom to ask."""
    ways_on.append(item)


def search_kinds() -> dict[str, SearchKind]:
    return dict(sorted(_kinds.items(), key=lambda entry: entry[1].order))
