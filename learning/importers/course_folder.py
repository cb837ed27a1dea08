"""Imports the folder of one module, or of a course of several, as `export_module` writes it."""

from collections.abc import Container
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.reports import ImportReport
from learning.importers.content import load_folder
from learning.importers.course_files import Reader


FOLDERS = ("modules", "paths")


def import_folder(path: Path, *, left_out: Container[str] = (), **how: Any) -> ImportReport:
    """Import new modules, or those that were imported before under the same names.

    `path`: a course (`modules/`, `paths/`), a module in one, or a module that stands alone. Whole or not at
    all but for the files `left_out`; unchanged pages are left alone, those that an editor changed too unless
    `force`. `how`: as `load_folder` has it.
    """
    path = path.resolve()
    report = ImportReport()
    reader = Reader(path, report, left_out=left_out)
    if (path / "module.md").is_file():
        is_in_course = path.parent.name == "modules"
        root = path.parent.parent if is_in_course else path
        reader = Reader(
            root,
            report,
            only=path.name if is_in_course else "",
            alone=not is_in_course,
            left_out=left_out,
        )
    elif not any((path / name).is_dir() for name in FOLDERS):
        report.refuse(0, _("no course in %(folder)s") % {"folder": path.name}, "module.md")
        return report
    return load_folder(reader, **how)
