"""Reads the files of a course in one language once. A variant lies over them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from learning.course_check.pages import Page, read_page
from quizzes.file_questions import FileQuestion, FileResult
from quizzes.gift.reader import read_gift
from quizzes.specs.written import WrittenError, from_written


VARIANTS = "variants"
# The pages below which the texts of these folders stand, by their short names.
RESOURCES = {
    "practices": "bonnes-pratiques",
    "messages": "messages-prets-a-envoyer",
    "kits": "mallette-d-atelier",
}
PICTURES = {".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"}
LESSON = re.compile(r"modules/(?P<module>[^/]+)/\d+-(?P<slug>[a-z0-9-]+)\.md\Z")
MODULE = re.compile(r"modules/(?P<module>[^/]+)/module\.md\Z")


@dataclass(slots=True)
class CourseFileCache:
    """The content of each file, read once for all the courses that it lies in."""

    texts: dict[Path, str] = field(default_factory=dict)
    pages: dict[Path, Page | None] = field(default_factory=dict)
    gifts: dict[Path, FileResult] = field(default_factory=dict)
    yamls: dict[Path, Any] = field(default_factory=dict)

    def text(self, path: Path) -> str:
        if path not in self.texts:
            raw = path.read_bytes().decode("utf-8-sig", errors="replace")
            self.texts[path] = raw.replace("\r\n", "\n")
        return self.texts[path]

    def page(self, path: Path) -> Page | None:
        if path not in self.pages:
            self.pages[path] = read_page(path, self.text(path))
        return self.pages[path]

    def gift(self, path: Path) -> FileResult:
        if path not in self.gifts:
            self.gifts[path] = read_gift(self.text(path))
        return self.gifts[path]

    def yaml(self, path: Path) -> Any:
        """Return the content; None where it cannot be read."""
        if path not in self.yamls:
            try:
                self.yamls[path] = yaml.load(self.text(path), Loader=yaml.CSafeLoader)
            except (yaml.YAMLError, ValueError):  # a day that no month has
                self.yamls[path] = None
        return self.yamls[path]


@dataclass
class Course:
    """The files of a course by their places in the folder. `name`: the folder’s, with the variant’s where
    there is one."""

    language: str
    files: dict[str, Path]
    shelf: CourseFileCache
    name: str = ""

    def pages(self, *folders: str) -> Iterator[tuple[str, Page]]:
        """Return the texts that could be read, in these folders or anywhere."""
        for key, path in self.files.items():
            if key.endswith(".md") and (not folders or key.split("/")[0] in folders):
                page = self.shelf.page(path)
                if page is not None:
                    yield key, page

    def matching(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Page]]:
        for key, page in self.pages():
            match = pattern.match(key)
            if match:
                yield match, page

    @cached_property
    def modules(self) -> list[str]:
        return [match["module"] for match, _page in self.matching(MODULE)]

    def gifts(self, module: str | None = None) -> Iterator[tuple[str, Path, FileResult]]:
        start = "" if module is None else f"modules/{module}/"
        for key, path in self.files.items():
            if key.endswith(".gift") and key.startswith(start):
                yield key, path, self.shelf.gift(path)

    def quiz_files(self) -> Iterator[tuple[str, Path, dict[str, Any]]]:
        for key, path in self.files.items():
            if key.startswith("quizzes/") and key.endswith(".yaml"):
                raw = self.shelf.yaml(path)
                if isinstance(raw, dict):
                    yield key, path, raw


def read_course(root: Path, shelf: CourseFileCache, *, variant: str = "") -> Course:
    """Read the folder of a language; with the files of a variant in place of its own, or beside them."""
    files = _files(root, leave_out=VARIANTS)
    if variant:
        files |= _files(root / VARIANTS / variant)
    name = f"{root.name} ({variant})" if variant else root.name
    return Course(root.name, dict(sorted(files.items())), shelf, name)


def variant_names(root: Path) -> list[str]:
    return sorted(path.name for path in (root / VARIANTS).glob("*") if path.is_dir())


def _files(root: Path, leave_out: str = "") -> dict[str, Path]:
    found = {}
    for path in root.rglob("*"):
        parts = path.relative_to(root).parts
        if path.is_file() and parts[0] != leave_out and not path.name.startswith("."):
            found["/".join(parts)] = path
    return found


def written_questions(raw: dict[str, Any]) -> tuple[list[FileQuestion], list[str]]:
    """Return the questions that a quiz in YAML describes itself, and what is wrong with the others."""
    questions, wrong = [], []
    for entry in raw.get("questions") or []:
        if not isinstance(entry, dict):
            continue
        title = str(entry.get("title", ""))
        try:
            body = {name: value for name, value in entry.items() if name not in _ABOUT}
            questions.append(FileQuestion(spec=from_written(_with_files(body)), title=title))
        except WrittenError as error:
            wrong.append(f"{title}: {error}")
    return questions, wrong


_ABOUT = {"title", "difficulty", "competences", "id", "category", "tags", "points"}


def _with_files(raw: Any) -> Any:
    """Replace a picture or a recording by a number, as the CMS would."""
    if isinstance(raw, list):
        return [_with_files(value) for value in raw]
    if not isinstance(raw, dict):
        return raw
    replaced = {name: _with_files(value) for name, value in raw.items()}
    if isinstance(raw.get("file"), str) and "kind" in raw:
        replaced["file"] = 1
    return replaced
