"""Imports modules from an archive, as the export gives one: read within bounds, then imported as their folder."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

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
    """The result. `slugs`: the short names of the modules that the archive holds."""

    report: ImportReport
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModulePlaces:
    """The places of modules in an archive: their own folders, and that of the course around them, if any."""

    folders: tuple[PurePosixPath, ...]
    course: PurePosixPath | None

    def of(self, name: str) -> PurePosixPath | None:
        """Return where a file of the archive goes; None for what is no part of the modules."""
        path = PurePosixPath(name)
        if set(path.parts) & _LEFT_BEHIND:
            return None
        if self.course is None:
            [folder] = self.folders
            return path.relative_to(folder) if path.is_relative_to(folder) else None
        if any(map(path.is_relative_to, (*self.folders, self.course / QUIZZES))):
            return path.relative_to(self.course)
        return None


def import_archive(file: BinaryIO, *, name: str, **how: Any) -> ArchiveImportResult:
    """Import modules, new here or imported before; paths, articles and words beside them are left out.

    `name`: the archive’s, from which a module without a folder takes its short name. `how`: as
    `import_folder` has it.
    """
    report = ImportReport()
    try:
        entries = _checked(file)
    except PackageRefused as refused:
        report.refuse_all(0, refusal_text(refused), _expected(refused.why))
        return ArchiveImportResult(report)
    places = _modules(entry.name for entry in entries.values())
    if places is None:
        reason = _("the archive holds no module, or several that are not of one course")
        report.refuse_all(0, reason, f"{MODULES}/…/{MODULE}")
        return ArchiveImportResult(report)
    slugs = tuple(folder.name or slugify(Path(name).stem) for folder in places.folders)
    with tempfile.TemporaryDirectory(prefix="course-") as given:
        root = Path(given) / (slugs[0] if places.course is None else "course")
        left_out = _unpack(file, entries, places, root)
        is_one = places.course is not None and len(slugs) == 1
        report = import_folder(root / MODULES / slugs[0] if is_one else root, **how)
    for left in left_out[:NOTED]:
        report.notes.append(_("“%s” is no part of the module: left out.") % left)
    return ArchiveImportResult(report, slugs)


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


def _modules(names: Iterable[str]) -> ModulePlaces | None:
    """Return the places of the modules; None where there is none, or several that are not of one course."""
    paths = (PurePosixPath(name) for name in names)
    folders = sorted(
        path.parent for path in paths if path.name == MODULE and _LEFT_BEHIND.isdisjoint(path.parts)
    )
    if not folders:
        return None
    above = {folder.parent for folder in folders}
    in_course = {folder.name for folder in above} == {MODULES}
    if len(above) > 1 or (len(folders) > 1 and not in_course):
        return None
    return ModulePlaces(tuple(folders), above.pop().parent if in_course else None)


def _unpack(file: BinaryIO, entries: Entries, places: ModulePlaces, root: Path) -> list[str]:
    """Unpack the modules; returns the names of what is no part of them."""
    left_out = []
    for entry in entries.values():
        where = places.of(entry.name)
        if where is None:
            left_out += [entry.name] if _LEFT_BEHIND.isdisjoint(entry.name.split("/")) else []
            continue
        target = root / where
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as opened:
            for part in stream_file(file, entry):
                opened.write(part)
    return left_out
