"""Reads the archive of a campaign, within bounds: three small files, each as its dataclass says."""

from io import BytesIO
from pathlib import PurePosixPath
from typing import TypeVar

from adoption.campaigns.files.checks import CALENDAR, SETTINGS, WORDS, Files, misfits
from adoption.campaigns.files.model import Calendar, Settings, Words
from adoption.campaigns.files.reading import THIS_FILE, UTF8, CampaignError, read_yaml
from learning.importers.scorm import refusal_text
from learning.scorm.archive import Entry, Limits, check_contents, read_entries, read_whole
from learning.scorm.refusals import PackageRefused


MOST_BYTES = 256 * 1024
LIMITS = Limits(
    files=50,
    list_bytes=64 * 1024,
    unpacked=2 * 1024**2,
    file=512 * 1024,
    ratio=60,
    ratio_from=512 * 1024,
)
Read = TypeVar("Read")


class Refused(Exception):
    """Raised with the reason why an archive is not read at all."""


class Unread(Exception):
    """Raised with what is not as expected in its files."""

    def __init__(self, errors: list[CampaignError]) -> None:
        super().__init__()
        self.errors = errors


def read_archive(data: bytes) -> Files:
    """Raises Refused, or Unread with the first fault of each file."""
    file = BytesIO(data)
    try:
        entries = read_entries(file, LIMITS)
        check_contents(file, entries)
        found = {
            PurePosixPath(entry.name).name: read_whole(file, entry)
            for entry in sorted(entries.values(), key=_depth, reverse=True)
            if PurePosixPath(entry.name).name in (SETTINGS, WORDS, CALENDAR)
        }
    except PackageRefused as refused:
        raise Refused(refusal_text(refused)) from refused
    errors: list[CampaignError] = []
    settings = _read(found, SETTINGS, Settings, errors)
    words = _read(found, WORDS, Words, errors)
    calendar = _read(found, CALENDAR, Calendar, errors)
    if settings is None or words is None or calendar is None:
        raise Unread(errors)
    files = Files(settings, words, calendar)
    if errors := list(misfits(files)):
        raise Unread(errors)
    return files


def _depth(entry: Entry) -> int:
    """Return how deep a file lies: of two with one name the higher one counts."""
    return len(PurePosixPath(entry.name).parts)


def _read(
    found: dict[str, bytes], name: str, kind: type[Read], errors: list[CampaignError]
) -> Read | None:
    try:
        if name not in found:
            raise CampaignError(name, THIS_FILE)
        return read_yaml(name, found[name].decode(), kind)
    except UnicodeDecodeError:
        errors.append(CampaignError(name, UTF8))
    except CampaignError as error:
        errors.append(error)
    return None
