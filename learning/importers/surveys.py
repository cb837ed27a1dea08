"""Files beside the courses, surveys/*.yaml among them: read here, taken in by the app whose they are."""

from pathlib import Path

from django.utils.translation import gettext as _

from core.reports import Refused
from learning.folder_registry import SurveyFile, Taker, UnfitSurveyFileError, takers
from learning.importers.course_files import Reader
from learning.importers.keeping import Keeper
from learning.importers.safe_files import UnfitFile, text_of, yaml_of


def load_surveys(reader: Reader, keeper: Keeper, language: str) -> None:
    """Each file of each such folder. Raises Refused when one is not understood."""
    if reader.only or reader.alone:
        return
    for folder, take in takers().items():
        _load(reader, keeper, language, folder, take)


def _load(reader: Reader, keeper: Keeper, language: str, folder: str, take: Taker) -> None:
    for path in sorted((reader.root / folder).glob("*.yaml")):
        raw = _read(reader, path)
        key = reader.key(path)
        try:
            outcome = take(SurveyFile(path.stem, language, raw))
        except UnfitSurveyFileError as error:
            reader.refuse(path, 0, error.reason, error.expected)
            raise Refused(reader.report) from error
        title = str(raw.get("title", "")) if isinstance(raw, dict) else ""
        keeper.report.count(outcome, f"{language}:{key}", key, title)


def _read(reader: Reader, path: Path) -> object:
    try:
        return yaml_of(text_of(reader.root, path))
    except UnfitFile as error:
        reason = _("This is not YAML in UTF-8.") + f" {error.reason}"
        reader.refuse(path, error.line, reason, error.expected)
        raise Refused(reader.report) from error
