"""Lets an app above handle folders of the contents, so that learning need not know it.

Registered in `AppConfig.ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from learning.survey_registry import SurveyLoader


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


def folder_loaders() -> dict[str, SurveyLoader]:
    return dict(_takers)
