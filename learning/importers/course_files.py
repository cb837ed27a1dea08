"""Reads the folder of a course: front matter, Markdown, GIFT, glossary. Looks nothing up, stores nothing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from core.reports import ImportReport
from learning.importers.markdown_blocks import Block, BlockError, page_blocks
from learning.importers.pictures import picture_problem
from quizzes.gift import read_gift


_FENCE = "---"
_LESSON_FILE = re.compile(r"(?P<number>\d+)-(?P<slug>[a-z0-9-]+)\.md\Z")


@dataclass(frozen=True, slots=True)
class Key:
    """What a front matter may hold: the type of a value, and whether it must be there."""

    kind: type | tuple[type, ...]
    required: bool = False


MODULE_KEYS = {
    "title": Key(str, required=True),
    "summary": Key(str, required=True),
    "objective": Key(str),
    "audience": Key(str),
    "icon": Key(str),
    "reviewed_on": Key(date),
    "competences": Key(list),
}
LESSON_KEYS = {
    "title": Key(str, required=True),
    "goal": Key(str, required=True),
    "minutes": Key(int, required=True),
    "quiz": Key(str),
    "offers": Key(list),  # quizzes of the folder quizzes/, by their short names
    "portal_service": Key(str),
    "reviewed_on": Key(date),
}
PATH_KEYS = {
    "title": Key(str, required=True),
    "summary": Key(str),
    "modules": Key(list, required=True),
}
ARTICLE_KEYS = {"title": Key(str, required=True), "introduction": Key(str)}


@dataclass(frozen=True, slots=True)
class Text:
    """One file: its place in the folder, its slug, its front matter and its blocks."""

    key: str
    slug: str
    folder: Path
    meta: dict[str, Any]
    blocks: list[Block]


@dataclass(slots=True)
class ModuleFiles:
    text: Text
    lessons: list[Text] = field(default_factory=list)


@dataclass(slots=True)
class CourseFiles:
    modules: list[ModuleFiles] = field(default_factory=list)
    paths: list[Text] = field(default_factory=list)
    articles: list[Text] = field(default_factory=list)
    glossary: dict[str, str] = field(default_factory=dict)


class Reader:
    """Reads the files of one folder and tells the report, by file and line, what is wrong with them."""

    def __init__(self, root: Path, report: ImportReport) -> None:
        self.root = root
        self.report = report

    def read(self) -> CourseFiles:
        course = CourseFiles(glossary=self._glossary())
        for path in sorted((self.root / "modules").glob("*/module.md")):
            course.modules += self._module(path)
        course.paths = list(self._texts("paths", PATH_KEYS))
        course.articles = list(self._texts("articles", ARTICLE_KEYS))
        course.modules.sort(key=_place_in(course.paths))
        known = {module.text.slug for module in course.modules}
        for text in course.paths:
            self._check_modules(text, known)
        if not (course.modules or course.paths or course.articles or course.glossary):
            self.report.refuse(
                0, _("nothing to load in %(folder)s") % {"folder": self.root}, "modules/*/module.md"
            )
        return course

    def refuse(self, path: Path, line: int, reason: str, expected: str = "") -> None:
        self.report.refuse(line, f"{path.relative_to(self.root)}: {reason}", expected)

    def _module(self, path: Path) -> Iterator[ModuleFiles]:
        text = self._text(path, path.parent.name, MODULE_KEYS)
        lessons = []
        for each in sorted(path.parent.glob("*.md")):
            match = _LESSON_FILE.match(each.name)
            if match:
                lessons.append(self._lesson(each, match["slug"]))
            elif each != path:
                self.refuse(each, 0, _("not a lesson’s name"), "01-name.md")
        if text:
            yield ModuleFiles(text, [lesson for lesson in lessons if lesson])

    def _lesson(self, path: Path, slug: str) -> Text | None:
        text = self._text(path, slug, LESSON_KEYS)
        if text and "quiz" in text.meta:
            self._check_gift(path, text.meta["quiz"])
        return text

    def _texts(self, folder: str, keys: dict[str, Key]) -> Iterator[Text]:
        for path in sorted((self.root / folder).glob("*.md")):
            text = self._text(path, path.stem, keys)
            if text:
                yield text

    def _text(self, path: Path, slug: str, keys: dict[str, Key]) -> Text | None:
        """None when something is refused: its lines are in the report."""
        before = len(self.report.refused)
        try:
            content = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            self.refuse(path, 0, _("not in UTF-8"), "UTF-8")
            return None
        meta, body, body_line = self._front_matter(path, content)
        self._check_keys(path, content, meta, keys)
        blocks = []
        try:
            blocks = page_blocks(body, body_line)
        except BlockError as error:
            self.refuse(path, error.line, error.reason, error.expected)
        for block in blocks:
            if block.kind == "image":
                self._check_picture(path, block)
        if len(self.report.refused) > before:
            return None
        return Text(str(path.relative_to(self.root)), slug, path.parent, meta, blocks)

    def _front_matter(self, path: Path, content: str) -> tuple[dict[str, Any], str, int]:
        lines = content.splitlines()
        ends = [number for number, line in enumerate(lines) if line.strip() == _FENCE]
        if len(ends) < 2 or ends[0] != 0:
            self.refuse(path, 1, _("no front matter"), _("--- around its keys, on the first line"))
            return {}, content, 1
        try:
            meta = yaml.safe_load("\n".join(lines[1 : ends[1]])) or {}
        except yaml.MarkedYAMLError as error:
            mark = error.context_mark or error.problem_mark
            line = mark.line + 2 if mark else 1
            self.refuse(
                path, line, _("front matter not understood: %s") % error.problem, "key: value"
            )
            return {}, "", 1
        if not isinstance(meta, dict):
            self.refuse(path, 2, _("front matter not understood"), "key: value")
            return {}, "", 1
        return meta, "\n".join(lines[ends[1] + 1 :]), ends[1] + 2

    def _check_keys(
        self, path: Path, content: str, meta: dict[str, Any], keys: dict[str, Key]
    ) -> None:
        lines = content.splitlines()
        for name, value in meta.items():
            line = next((n for n, text in enumerate(lines, 1) if text.startswith(f"{name}:")), 1)
            if name not in keys:
                self.refuse(path, line, _("unknown key “%s”") % name, ", ".join(keys))
            elif not isinstance(value, keys[name].kind):
                self.refuse(
                    path, line, _("“%s” has the wrong kind of value") % name, _kind_name(keys[name])
                )
        for name, key in keys.items():
            if key.required and name not in meta:
                self.refuse(path, 1, _("“%s” is missing") % name, f"{name}: …")

    def _check_picture(self, path: Path, block: Block) -> None:
        problem = picture_problem(path.parent / block.value["src"])
        if problem:
            self.refuse(path, block.line, problem, _("a picture beside this file"))

    def _check_gift(self, path: Path, name: str) -> None:
        gift = path.parent / f"{name}.gift"
        if not gift.is_file():
            self.refuse(path, 1, _("the quiz “%s” is not there") % name, f"{name}.gift")
            return
        for problem in read_gift(gift.read_text(encoding="utf-8")).problems:
            self.refuse(gift, problem.line or 0, problem.message)

    def _check_modules(self, text: Text, known: set[str]) -> None:
        for name in text.meta["modules"]:
            if name not in known:
                path = self.root / text.key
                self.refuse(
                    path, 1, _("the module “%s” is not there") % name, ", ".join(sorted(known))
                )

    def _glossary(self) -> dict[str, str]:
        path = self.root / "glossary.yaml"
        if not path.is_file():
            return {}
        try:
            entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            self.refuse(path, line, str(error.problem), "- term: …")
            return {}
        terms: dict[str, str] = {}
        for number, entry in enumerate(entries, 1):
            if not isinstance(entry, dict) or set(entry) != {"term", "definition"}:
                self.refuse(
                    path, 0, _("entry %s not understood") % number, "term: …, definition: …"
                )
            elif entry["term"] in terms:
                self.refuse(path, 0, _("“%s” stands twice") % entry["term"])
            else:
                terms[entry["term"]] = entry["definition"]
        return terms


def _place_in(paths: list[Text]) -> Callable[[ModuleFiles], int]:
    """The catalogue keeps the order of the paths; a module of no path comes after, by its folder's name."""
    order = [slug for text in paths for slug in text.meta["modules"]]
    return lambda module: order.index(module.text.slug) if module.text.slug in order else len(order)


def _kind_name(key: Key) -> str:
    names = {str: _("text"), int: _("a whole number"), date: "2026-11-30", list: "[a, b]"}
    kind = key.kind[0] if isinstance(key.kind, tuple) else key.kind
    return names[kind]
