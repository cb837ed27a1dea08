"""Loads a course in one of its variants: `FOLDER/variants/NAME`, a folder of the same shape laid over FOLDER.

A file of the variant stands in place of the one at the same place in the folder; the others are added.
Pages are known by their place in the folder, so another variant changes the same pages.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils.translation import gettext as _

from cms.languages import source_language
from core.reports import ImportReport, Refusal
from learning.importers.content_translations import load_content_folder
from learning.importers.course_files import is_translation
from learning.models import LoadedSource
from learning.queries.variants import VARIANTS, last_variant


FRAMEWORKS = "frameworks"  # beside the folder


def variants_of(root: Path) -> list[str]:
    """Return folders of their own: none that a link leads to."""
    if (root / VARIANTS).is_symlink():
        return []
    found = (root / VARIANTS).glob("*/")
    return sorted(path.name for path in found if path.is_dir() and not path.is_symlink())


@transaction.atomic
def load_variant(
    root: Path, *, variant: str | None = None, force: bool = False, dry_run: bool = False
) -> ImportReport:
    """Load a folder, translations or not, in a variant.

    None: the one of the last load, so that nobody turns pages back by leaving it out. "": none. The pages
    and the name of their variant are stored together.
    """
    there, before = variants_of(root), last_variant()
    name = (before if there else "") if variant is None else variant
    if name and name not in there:
        report = ImportReport()
        report.refuse(0, _("there is no variant “%s”") % name, ", ".join(there) or "–")
        return report
    if not name:
        report = load_content_folder(root, force=force, dry_run=dry_run)
    else:
        with overlaid_folder(root, name) as folder:
            report = load_content_folder(folder, force=force, dry_run=dry_run)
        report.refused = [_at_home(refusal, root, name) for refusal in report.refused]
    if there and report.applied:
        _tell(report, root, before=before, name=name, is_asked=variant is not None)
        if is_translation(root):
            _remember(name, of=f"{root.resolve().name}:")
        else:
            report.notes += _translations_behind(root, before=before, name=name)
        _remember(name)
    return report


def _remember(name: str, *, of: str = "") -> None:
    """Store the variant. `of`: the language of a translation, which is known to have no variant too."""
    LoadedSource.objects.filter(key__startswith=f"{of}{VARIANTS}/").delete()
    if name or of:
        LoadedSource.objects.create(key=f"{of}{VARIANTS}/{name}")


def _translations_behind(root: Path, *, before: str, name: str) -> Iterator[str]:
    """Note each folder of translations that was loaded in another variant and has some."""
    for folder in sorted(root.resolve().parent.glob("*/")):
        start = f"{folder.name}:"
        keys = LoadedSource.objects.filter(key__startswith=start)
        if not (is_translation(folder) and variants_of(folder) and keys.exists()):
            continue
        kept = keys.filter(key__startswith=f"{start}{VARIANTS}/").values_list("key", flat=True)
        own = kept.first()
        if (before if own is None else own.rpartition("/")[2]) != name:
            note = _(
                "The pages in “%s” are of another variant: load that folder again in this one."
            )
            yield note % folder.name


@contextmanager
def overlaid_folder(root: Path, name: str) -> Iterator[Path]:
    """Provide a folder with the files of both, of the same name, for as long as it is read.

    Beside it lies what is read with it: the frameworks, and what a translation translates, the same way.
    """
    root = root.resolve()
    with TemporaryDirectory(prefix="course-") as above:
        beside = {root.name, FRAMEWORKS} | ({source_language()} if is_translation(root) else set())
        for path in sorted(beside):
            _lay(root.parent / path, name, Path(above) / path)
        yield Path(above) / root.name


def _lay(root: Path, name: str, folder: Path) -> None:
    """Copy a folder. A link stays a link, which no reader follows; nothing is written through one."""
    for part in (root, root / VARIANTS / name):
        for above, folders, files in os.walk(part):
            if Path(above) == root and VARIANTS in folders:
                folders.remove(VARIANTS)
            into = _free(folder / Path(above).relative_to(part), is_folder=True)
            into.mkdir(parents=True, exist_ok=True)
            linked = [entry for entry in folders if Path(above, entry).is_symlink()]
            for entry in (*files, *linked):
                _copy(Path(above, entry), into / entry)


def _copy(source: Path, target: Path) -> None:
    """Copy files and links; a pipe is neither."""
    if source.is_symlink() or source.is_file():
        shutil.copyfile(source, _free(target), follow_symlinks=False)


def _free(target: Path, *, is_folder: bool = False) -> Path:
    """Delete what stood at the same place, except a folder for a folder."""
    if target.is_symlink() or target.is_file():
        target.unlink()
    elif target.is_dir() and not is_folder:
        shutil.rmtree(target)
    return target


def _at_home(refusal: Refusal, root: Path, name: str) -> Refusal:
    """Return the refusal with the file that whoever reads it can open."""
    key = refusal.reason.partition(": ")[0]
    if not (root / VARIANTS / name / key).is_file():
        return refusal
    return replace(refusal, reason=f"{VARIANTS}/{name}/{refusal.reason}")


def _tell(report: ImportReport, root: Path, *, before: str, name: str, is_asked: bool) -> None:
    if name and not is_asked:
        note = _("In the variant “%s”, as the last time; --no-variant loads the folder without it.")
        report.notes.append(note % name)
    if before and before != name:
        stays = _("“%(key)s” came with the variant “%(variant)s” and is not in this one: it stays.")
        report.notes += [
            stays % {"key": key, "variant": before} for key in _only_in(root, before, name)
        ]


def _only_in(root: Path, before: str, name: str) -> list[str]:
    """Return the pages of files that the former variant alone has."""
    keys = LoadedSource.objects.exclude(page=None).values_list("key", flat=True)
    return [
        key
        for key in keys
        if (root / VARIANTS / before / key).is_file()
        and not (root / key).is_file()
        and not (name and (root / VARIANTS / name / key).is_file())
    ]
