"""Reads files beside the courses, surveys/*.yaml among them, for the app whose they are."""

from pathlib import Path

from django.utils.translation import gettext as _

from core.reports import ImportRefused
from learning.folder_registry import (
    SurveyFile,
    SurveyLoader,
    UnfitSurveyFileError,
    survey_file_loaders,
)
from learning.importers.course_files import Reader
from learning.importers.safe_files import UnfitFile, parse_yaml, read_text_file
from learning.importers.source_tracking import SourceTracker


def load_surveys(reader: Reader, tracker: SourceTracker, language: str) -> None:
    """Load each file of each such folder. Raises ImportRefused when one is not understood."""
    if reader.only or reader.alone:
        return
    for folder, take in survey_file_loaders().items():
        _load(reader, tracker, language, folder, take)


def _load(
    reader: Reader, tracker: SourceTracker, language: str, folder: str, take: SurveyLoader
) -> None:
    for path in sorted((reader.root / folder).glob("*.yaml")):
        raw = _read(reader, path)
        key = reader.key(path)
        try:
            outcome = take(SurveyFile(path.stem, language, raw))
        except UnfitSurveyFileError as error:
            reader.refuse(path, 0, error.reason, error.expected)
            raise ImportRefused(reader.report) from error
        title = str(raw.get("title", "")) if isinstance(raw, dict) else ""
        tracker.report.count(outcome, f"{language}:{key}", key, title)


def _read(reader: Reader, path: Path) -> object:
    try:
        return parse_yaml(read_text_file(reader.root, path))
    except UnfitFile as error:
        reason = _("This is not YAML in UTF-8.") + f" {error.reason}"
        reader.refuse(path, error.line, reason, error.expected)
        raise ImportRefused(reader.report) from error
