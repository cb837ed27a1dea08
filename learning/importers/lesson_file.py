"""Imports one lesson, in the form that it has in the folder of a course, into a module that is there."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import override

from core.guidance import guide
from core.index_tasks import deferred_indexing
from core.reports import ImportRefused, ImportReport
from learning.importers.content import Loader
from learning.importers.course_files import CourseFiles, ModuleFiles, Reader, Text
from learning.importers.markdown_course import goal_of
from learning.importers.rollback import all_or_nothing
from learning.models import LoadedSource, ModulePage


_HEADING = re.compile(r"#[ \t]+([^\n]+)\n?")
_NUMBERED = re.compile(r"\d+-")
LONGEST_SLUG = 100


class LessonReader(Reader):
    """Reads a lesson that begins with its heading, too: its goal is then left to write."""

    def _front_matter(self, path: Path, content: str) -> tuple[dict[str, Any], str, int]:
        begun = len(content) - len(content.lstrip())
        heading = _HEADING.match(content, begun)
        title = heading[1].rstrip(" \t").rstrip("#").rstrip(" \t") if heading else ""
        if heading is None or not title:
            return super()._front_matter(path, content)
        with override(settings.LANGUAGE_CODE):
            meta = {"title": title, "goal": guide(goal_of(title))}
        return meta, content[heading.end() :], content.count("\n", 0, heading.end()) + 1


def import_lesson(
    data: bytes,
    *,
    name: str,
    module: ModulePage,
    force: bool = False,
    keeps_known: bool = False,
    dry_run: bool = False,
    inspect: Callable[[Loader, CourseFiles], None] | None = None,
) -> ImportReport:
    """Import a lesson as a draft. One that came from a file of this name before is changed by it; `name` is
    the file’s. A lesson whose pictures or quizzes lie beside it comes with its module’s folder instead."""
    report = ImportReport()
    slug = slugify(_NUMBERED.sub("", PurePath(name).stem, count=1))[:LONGEST_SLUG]
    with tempfile.TemporaryDirectory(prefix="lesson-") as given:
        path = Path(given) / "modules" / _folder_of(module) / f"{slug}.md"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        reader = LessonReader(Path(given), report, only=path.parent.name)
        text = reader.lesson(path, slug)
        if text is None or report.refused:
            return report
        with all_or_nothing() as files, override(settings.LANGUAGE_CODE):
            loader = Loader(reader, files, force=force, draft=True)
            loader.tracker.keeps_known = keeps_known
            with deferred_indexing():
                loader.load_lesson(module, text)
            if inspect:
                inspect(loader, _alone(module, text))
            if report.refused or dry_run:
                raise ImportRefused(report)
            report.applied = True
    return report


def _folder_of(module: ModulePage) -> str:
    """Return the folder from which a module was loaded, else its short name."""
    keys = LoadedSource.objects.filter(page=module.pk, key__endswith="/module.md")
    key = keys.values_list("key", flat=True).first()
    return key.split("/")[-2] if key else module.slug


def _alone(module: ModulePage, text: Text) -> CourseFiles:
    above: dict[str, Any] = {"title": module.title}
    place = Text(f"modules/{module.slug}/module.md", module.slug, text.folder, above, [])
    return CourseFiles(modules=[ModuleFiles(place, [text])])
