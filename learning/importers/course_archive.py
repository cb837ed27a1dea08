"""Imports a module from an archive, as the export gives it: read within bounds, then imported as its folder."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.reports import ImportReport
from learning.importers.course_folder import import_folder
from learning.importers.scorm import EXPECTED, refusal_text
from learning.scorm.archive import Entries, Limits, check_contents, read_entries, stream_file
from learning.scorm.refusals import PackageRefused, RefusalReason


LIMITS = Limits(files=2_000, list_bytes=1024 * 1024, unpacked=1024**3, file=512 * 1024**2)
LONGEST_PART = 255  # bytes of a name that a file system takes
MODULE, MODULES, QUIZZES = "module.md", "modules", "quizzes"
NOTED = 20
_LEFT_BEHIND = {"__MACOSX", ".DS_Store", "Thumbs.db"}  # by systems that make archives


@dataclass(frozen=True, slots=True)
class ArchiveImportResult:
    """The result. `slug`: the short name of the module that the archive holds; "" where it holds none."""

    report: ImportReport
    slug: str = ""


@dataclass(frozen=True, slots=True)
class ModulePlace:
    """The place of a module in an archive: its own folder, and that of the course around it, if any."""

    folder: PurePosixPath
    course: PurePosixPath | None

    def of(self, name: str) -> PurePosixPath | None:
        """Return where a file of the archive goes; None for what is no part of the module."""
        path = PurePosixPath(name)
        if set(path.parts) & _LEFT_BEHIND:
            return None
        if self.course is None:
            return path.relative_to(self.folder) if path.is_relative_to(self.folder) else None
        if path.is_relative_to(self.folder) or path.is_relative_to(self.course / QUIZZES):
            return path.relative_to(self.course)
        return None


def import_archive(
    file: BinaryIO, *, name: str, force: bool = False, draft: bool = False, dry_run: bool = False
) -> ArchiveImportResult:
    """Import a module, new here or imported before; paths, articles and words beside it are left out.

    `name`: the archive’s, from which a module without a folder takes its short name.
    """
    report = ImportReport()
    try:
        entries = _checked(file)
    except PackageRefused as refused:
        report.refuse_all(0, refusal_text(refused), _expected(refused.why))
        return ArchiveImportResult(report)
    place = _module(entry.name for entry in entries.values())
    if place is None:
        report.refuse_all(0, _("the archive does not hold one module"), f"{MODULES}/…/{MODULE}")
        return ArchiveImportResult(report)
    slug = place.folder.name or slugify(Path(name).stem)
    with tempfile.TemporaryDirectory(prefix="course-") as given:
        root = Path(given) / (slug if place.course is None else "course")
        left_out = _unpack(file, entries, place, root)
        folder = root if place.course is None else root / MODULES / slug
        report = import_folder(folder, force=force, draft=draft, dry_run=dry_run)
    for left in left_out[:NOTED]:
        report.notes.append(_("“%s” is no part of the module: left out.") % left)
    return ArchiveImportResult(report, slug)


def _checked(file: BinaryIO) -> Entries:
    """Return the checked entries. Raises PackageRefused."""
    if file.seek(0, os.SEEK_END) > settings.SCORM_MAX_BYTES:
        raise PackageRefused(RefusalReason.TOO_BIG)
    entries = read_entries(file, LIMITS)
    for key, entry in entries.items():
        path = PurePosixPath(key)
        if any(str(parent) in entries for parent in path.parents):
            raise PackageRefused(RefusalReason.SAME_NAME, entry.name)
        if any(len(part.encode()) > LONGEST_PART for part in path.parts):
            raise PackageRefused(RefusalReason.NAME, entry.name)
    check_contents(file, entries)
    return entries


def _expected(why: RefusalReason) -> str:
    own = {
        RefusalReason.TOO_BIG: _("%(limit)s MB at most")
        % {"limit": settings.SCORM_MAX_BYTES // (1024 * 1024)},
        RefusalReason.TOO_MANY_FILES: _("%(limit)d files at most") % {"limit": LIMITS.files},
        RefusalReason.TOO_BIG_UNPACKED: _("%(limit)s MB at most")
        % {"limit": LIMITS.unpacked // 1024**2},
        RefusalReason.NOT_AN_ARCHIVE: _("the .zip of a module"),
    }
    return own.get(why) or str(EXPECTED.get(why, ""))


def _module(names: Iterable[str]) -> ModulePlace | None:
    """Return the place of the module; None where there is none, or several."""
    paths = (PurePosixPath(name) for name in names)
    modules = [
        path.parent for path in paths if path.name == MODULE and _LEFT_BEHIND.isdisjoint(path.parts)
    ]
    if len(modules) != 1:
        return None
    folder = modules[0]
    in_course = folder.parent.name == MODULES
    return ModulePlace(folder, folder.parent.parent if in_course else None)


def _unpack(file: BinaryIO, entries: Entries, place: ModulePlace, root: Path) -> list[str]:
    """Unpack the module; returns the names of what is no part of it."""
    left_out = []
    for entry in entries.values():
        where = place.of(entry.name)
        if where is None:
            left_out += [entry.name] if _LEFT_BEHIND.isdisjoint(entry.name.split("/")) else []
            continue
        target = root / where
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as opened:
            for part in stream_file(file, entry):
                opened.write(part)
    return left_out
