"""Lets an app above load the surveys that stand beside the courses, so that learning need not know it.

Registered in `AppConfig.ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class UnfitSurveyFileError(ValueError):
    """Raised with what is wrong with a file, for its editor, and what should stand there."""

    def __init__(self, reason: str, expected: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.expected = expected


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """A file of a survey. `name` of the file, without its ending; `language` of its words; `raw`: what its
    YAML says."""

    name: str
    language: str
    raw: Any


# Answers "created", "changed" or "unchanged"; raises UnfitSurveyFileError.
SurveyLoader = Callable[[SurveyFile], str]
_takers: list[SurveyLoader] = []


def register_survey_loader(take: SurveyLoader) -> None:
    _takers.append(take)


def survey_loader() -> SurveyLoader | None:
    """Return the loader that was registered; None where nobody loads surveys."""
    return _takers[-1] if _takers else None
