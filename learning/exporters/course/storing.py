"""Stores a course in a folder or an archive, whole or not at all."""

import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import BinaryIO

from learning.exporters.course.files import CourseFolder


FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of the zip format: the same course is the same archive


def write_folder(course: CourseFolder, target: Path) -> None:
    """Replace the files of the course in a folder; those of its modules that it no longer has are deleted.

    What else stands in the folder (.git, a README) stays. Each file is whole or as it was before.
    """
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target, prefix=".export-") as name:
        work = Path(name)
        for place, text in course.texts.items():
            _parent(work / place).write_text(text, encoding="utf-8", newline="\n")
        for place, stored in course.copies.items():
            with _parent(work / place).open("wb") as opened:
                for part in stored.parts():
                    opened.write(part)
        modules = {"/".join(place.split("/")[:2]) for place in course.texts if "modules/" in place}
        for module in sorted(modules):
            shutil.rmtree(target / module, ignore_errors=True)
        for place in sorted((*course.texts, *course.copies)):
            os.replace(work / place, _parent(target / place))


def _parent(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def write_zip(course: CourseFolder, opened: BinaryIO) -> None:
    with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
        for place in sorted((*course.texts, *course.copies)):
            info = zipfile.ZipInfo(place, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with archive.open(info, "w") as target:
                if place in course.texts:
                    target.write(course.texts[place].encode())
                else:
                    for part in course.copies[place].parts():
                        target.write(part)
