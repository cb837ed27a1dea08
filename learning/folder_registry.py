"""Lets an app above handle folders of the contents, so that learning need not know it.

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
SurveyLoader = Callable[[SurveyFile], str]


@dataclass(frozen=True, slots=True)
class PageKind:
    """A kind of page for the texts of a folder, below an index of a kind of its own.

    Both have a title, an introduction and a body. `fields`: what the texts give besides; `values` reads
    these from a front matter.
    """

    page: type[Any]
    index: type[Any]
    fields: tuple[str, ...]
    values: Callable[[dict[str, Any]], dict[str, Any]]


_kinds: dict[str, PageKind] = {}
_takers: dict[str, SurveyLoader] = {}


def register_page_kind(folder: str, kind: PageKind) -> None:
    _kinds[folder] = kind


def page_kind(folder: str) -> PageKind | None:
    return _kinds.get(folder)


def page_kinds() -> list[PageKind]:
    return list(_kinds.values())


def register_folder_loader(folder: str, take: SurveyLoader) -> None:
    """Register `take`, called with each YAML file of the folder, in each language."""
    _takers[folder] = take


def survey_file_loaders() -> dict[str, SurveyLoader]:
    return dict(_takers)
