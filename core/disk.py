"""Looks at the disks that the platform writes to."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


FOLDERS = ("VAR_DIR", "MEDIA_ROOT", "PACKAGES_ROOT", "DRAWINGS_FOLDER")
MIB = 1024 * 1024
RESERVE = 64 * MIB  # left free for what must still be written: the journal of erasures, SQLite


@dataclass(frozen=True, slots=True)
class DiskUse:
    """`setting`: the first that names a folder on this disk."""

    setting: str
    total: int
    free: int

    @property
    def percent(self) -> int:
        """Part that is taken, of what we may write."""
        return round(100 * (self.total - self.free) / self.total) if self.total else 100


def disk_uses() -> list[DiskUse]:
    """Return each disk once, whichever folders lie on it. Raises OSError where a folder's disk is gone."""
    uses: dict[int, DiskUse] = {}
    for setting in FOLDERS:
        folder = _existing(Path(getattr(settings, setting)))
        usage = shutil.disk_usage(folder)
        # What is free for us; a file system keeps some for root.
        uses.setdefault(folder.stat().st_dev, DiskUse(setting, usage.used + usage.free, usage.free))
    return list(uses.values())


def has_room_for(size: int) -> bool:
    """Tell whether an upload fits on every disk that it may reach on its way."""
    on_the_way = shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()).free
    return size + RESERVE <= min([on_the_way, *(use.free for use in disk_uses())])


def storage_problems() -> dict[str, str]:
    """Return, by setting, what is wrong with a folder: read-only or full."""
    problems = {}
    for setting in FOLDERS:
        folder = _existing(Path(getattr(settings, setting)))
        if os.statvfs(folder).f_flag & os.ST_RDONLY or not os.access(folder, os.W_OK):
            problems[setting] = "read-only"
        elif shutil.disk_usage(folder).free < RESERVE:
            problems[setting] = "full"
    return problems


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there: Django makes the others when they are needed."""
    return next(place for place in (folder, *folder.parents) if place.is_dir())
