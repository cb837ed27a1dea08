"""Where an app above gives folders of the contents a home, so that learning need not know it.

Registered in `AppConfig.ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class UnfitSurveyFileError(ValueError):
    """What is wrong with a file, for its editor, and what should stand there."""

    def __init__(self, reason: str, expected: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.expected = expected


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """`name` of the file, without its ending; `language` of its words; `raw`: what its YAML says."""

    name: str
    language: str
    raw: Any


# Answers "created", "changed" or "unchanged"; raises UnfitSurveyFileError.
Taker = Callable[[SurveyFile], str]


@dataclass(frozen=True, slots=True)
class PageKind:
    """Texts of a folder that become pages of a kind of their own, below an index of a kind of its own.

    Both have a title, an introduction and a body. `fields`: what the texts give besides; `values` reads these
    from a front matter.
    """

    page: type[Any]
    index: type[Any]
    fields: tuple[str, ...]
    values: Callable[[dict[str, Any]], dict[str, Any]]


_kinds: dict[str, PageKind] = {}
_takers: dict[str, Taker] = {}


def register_page_kind(folder: str, kind: PageKind) -> None:
    _kinds[folder] = kind


def page_kind(folder: str) -> PageKind | None:
    return _kinds.get(folder)


def page_kinds() -> list[PageKind]:
    return list(_kinds.values())


def register_taker(folder: str, take: Taker) -> None:
    """Each YAML file of the folder is given to `take`, in each language."""
    _takers[folder] = take


def takers() -> dict[str, Taker]:
    return dict(_takers)
