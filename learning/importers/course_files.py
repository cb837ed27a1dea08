"""Reads the folder of a course: front matter, Markdown, GIFT, glossary. Looks nothing up, stores nothing."""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.languages import source_language
from core.reports import ImportReport
from learning.course_check.course import RESOURCES
from learning.course_syntax import (
    BLOCK_SYNTAXES,
    AttributeKind,
    NamedResource,
    ValueMapping,
    map_value,
)
from learning.importers.markdown_blocks import Block, BlockError, page_blocks
from learning.importers.media import document_problem, package_problem
from learning.importers.pictures import picture_problem
from learning.importers.safe_files import (
    SHORT_NAME,
    UnfitFile,
    file_in_folder,
    parse_yaml,
    read_text_file,
)
from learning.rich_text import read_html
from learning.rich_text.document import link_attributes
from quizzes.gift.reader import read_gift
from quizzes.importers.questions import problem_text


_FENCE = "---"
_LESSON_FILE = re.compile(r"(?P<number>\d+)-(?P<slug>[a-z0-9-]+)\.md\Z")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a front matter: the type of its value, and whether it must be there."""

    kind: type | tuple[type, ...]
    required: bool = False


# What keys are called on screen, where a text lacks one.
KEY_WORDS = {"title": gettext_lazy("title"), "goal": gettext_lazy("goal")}
SURVEYS = "surveys"
ANY = "*"  # among the keys of a front matter: others may stand there too
MODULE_KEYS = {
    "title": Key(str, required=True),
    "summary": Key(str, required=True),
    "objective": Key(str),
    "audience": Key(str),
    "icon": Key(str),
    "drawing": Key(str),  # by default the one named as its folder
    "level": Key(str),
    "barrier": Key(str),
    "draft": Key(bool),  # not published when it is new
    "requires": Key(list),  # modules, by their short names
    "reviewed_on": Key(date),
    "review_by": Key(date),
    "competences": Key(list),
    "word": Key(str),  # of a colleague, to whoever finishes the module
    "word_from": Key(str),
}
LESSON_KEYS = {
    "title": Key(str, required=True),
    "goal": Key(str, required=True),
    "minutes": Key(int),  # counted from what it holds, where it does not say
    "draft": Key(bool),
    "quiz": Key(str),
    "offers": Key(list),  # quizzes of the folder quizzes/, by their short names
    # their short names, with their portal’s before them where two have one: a/b
    "portal_service": Key(str),
    "screen": Key(str),
    "screen_version": Key(str),
    "reviewed_on": Key(date),
    "review_by": Key(date),
}
PATH_KEYS = {
    "title": Key(str, required=True),
    "summary": Key(str),
    "modules": Key(list, required=True),  # short names, or {module, need, choice, granted_from}
    "choices": Key(dict),  # how many modules of each choice are to do, by its name
    "is_sequential": Key(bool),
    "is_retired": Key(bool),
    "level": Key(str),
    "jobs": Key(list),
    "sites": Key(list),
    "contact": Key(str),
    "placement_quiz": Key(str),
    "valid_months": Key(int),
    "refresher": Key(str),
}
PATH_MODULE_KEYS = {"module", "need", "choice", "granted_from"}
ARTICLE_KEYS = {"title": Key(str, required=True), "introduction": Key(str)}
CATALOG = "catalog.md"
CATALOG_KEYS = ARTICLE_KEYS


@dataclass(frozen=True, slots=True)
class Text:
    """A file: its place in the folder, its slug, its front matter and its blocks."""

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
    catalog: Text | None = None
    glossary: dict[str, tuple[str, str]] = field(default_factory=dict)  # definition, other forms
    glossary_sources: dict[str, str] = field(default_factory=dict)  # of a translation: which words


class Reader:
    """Reads the files of one folder and reports, by file and line, what is wrong with them.

    `only`: the one module to read, by the name of its folder. `alone`: the folder is that module itself. A
    folder named after another language of the site holds translations: words alone are asked of them.
    `left_out`: the keys of files to do without; of a GIFT file, of its questions that are not understood.
    """

    def __init__(
        self,
        root: Path,
        report: ImportReport,
        *,
        only: str = "",
        alone: bool = False,
        left_out: Container[str] = (),
    ) -> None:
        self.root = root
        self.report = report
        self.only = only
        self.alone = alone
        self.left_out = left_out

    def read(self) -> CourseFiles:
        course = CourseFiles()
        for path in self._module_files():
            if self.key(path) not in self.left_out:
                course.modules += self._module(path)
        if not (self.only or self.alone):
            course.glossary, course.glossary_sources = self._glossary()
            course.paths = list(self._texts("paths", PATH_KEYS))
            course.articles = list(self._texts("articles", ARTICLE_KEYS))
            catalog = self.root / CATALOG
            if catalog.is_file():
                course.catalog = self.text(catalog, catalog.stem, CATALOG_KEYS)
        for text in course.paths:
            self._check_path(text)
        course.modules.sort(key=_place_in(course.paths))
        has_resources = any((self.root / name).is_dir() for name in (*RESOURCES, SURVEYS))
        if not (
            course.modules or course.paths or course.articles or course.glossary or has_resources
        ):
            self.report.refuse(
                0, _("nothing to load in %(folder)s") % {"folder": self.root}, "modules/*/module.md"
            )
        return course

    def _module_files(self) -> list[Path]:
        if self.alone:
            return [self.root / "module.md"]
        return sorted((self.root / "modules").glob(f"{self.only or '*'}/module.md"))

    def key(self, path: Path) -> str:
        """Return what a file is known by: its place, as in a folder of several modules."""
        key = path.relative_to(self.root).as_posix()
        return f"modules/{self.root.name}/{key}" if self.alone else key

    def refuse(self, path: Path, line: int, reason: str, expected: str = "") -> None:
        self.report.refuse(line, f"{self.key(path)}: {reason}", expected)

    def _module(self, path: Path) -> Iterator[ModuleFiles]:
        text = self.text(path, path.parent.name, MODULE_KEYS)
        lessons = []
        for lesson_path in sorted(path.parent.glob("*.md")):
            if self.key(lesson_path) in self.left_out:
                continue
            match = _LESSON_FILE.match(lesson_path.name)
            if match:
                lessons.append(self.lesson(lesson_path, match["slug"]))
            elif lesson_path != path:
                self.refuse(lesson_path, 0, _("not a lesson’s name"), "01-name.md")
        if text:
            yield ModuleFiles(text, [lesson for lesson in lessons if lesson])

    def lesson(self, path: Path, slug: str) -> Text | None:
        """Read a lesson; None when something is refused."""
        text = self.text(path, slug, LESSON_KEYS)
        if text and "quiz" in text.meta:
            self._check_quiz(path, 1, text.meta["quiz"])
        for name in text.meta.get("offers", []) if text else []:
            if not SHORT_NAME.match(str(name)):
                self.refuse(path, 1, _("“%s” is no short name") % name, "a-z, 0-9, -")
        return text

    def _texts(self, folder: str, keys: dict[str, Key]) -> Iterator[Text]:
        for path in sorted((self.root / folder).glob("*.md")):
            text = self.text(path, path.stem, keys)
            if text:
                yield text

    def text(self, path: Path, slug: str, keys: dict[str, Key]) -> Text | None:
        """Read a text; None when something is refused: its lines are in the report."""
        before = len(self.report.refused)
        try:
            content = read_text_file(self.root, path)
        except UnfitFile as error:
            self.refuse(path, error.line, error.reason, error.expected)
            return None
        if not SHORT_NAME.match(slug):
            self.refuse(path, 0, _("“%s” is no short name") % slug, "a-z, 0-9, -")
        meta, body, body_line = self._front_matter(path, content)
        self._check_keys(path, content, meta, keys)
        blocks = []
        try:
            blocks = page_blocks(body, body_line)
        except BlockError as error:
            self.refuse(path, error.line, error.reason, error.expected)
        for block in blocks:
            self._check_block(path, block)
        if len(self.report.refused) > before:
            return None
        return Text(self.key(path), slug, path.parent, meta, blocks)

    def _front_matter(self, path: Path, content: str) -> tuple[dict[str, Any], str, int]:
        lines = content.split("\n")
        ends = [number for number, line in enumerate(lines) if line.strip() == _FENCE]
        if len(ends) < 2 or ends[0] != 0:
            self.refuse(path, 1, _("no front matter"), _("--- around its keys, on the first line"))
            return {}, content, 1
        try:
            meta = parse_yaml("\n".join(lines[1 : ends[1]]), first_line=2) or {}
        except UnfitFile as error:
            reason = _("front matter not understood: %s") % error.reason
            self.refuse(path, error.line or 1, reason, error.expected)
            return {}, "", 1
        if not isinstance(meta, dict):
            self.refuse(path, 2, _("front matter not understood"), "key: value")
            return {}, "", 1
        return meta, "\n".join(lines[ends[1] + 1 :]), ends[1] + 2

    def _check_keys(
        self, path: Path, content: str, meta: dict[str, Any], keys: dict[str, Key]
    ) -> None:
        lines = content.split("\n")
        for name, value in meta.items():
            line = next((n for n, text in enumerate(lines, 1) if text.startswith(f"{name}:")), 1)
            if name not in keys and ANY in keys:
                continue
            if name not in keys:
                self.refuse(path, line, _("unknown key “%s”") % name, ", ".join(keys))
            elif not _is_of(value, keys[name].kind):
                self.refuse(
                    path, line, _("“%s” has the wrong kind of value") % name, _kind_name(keys[name])
                )
        for name, key in keys.items():
            if key.required and name not in meta:
                what = f"{name} ({KEY_WORDS[name]})" if name in KEY_WORDS else name
                self.refuse(path, 1, _("“%s” is missing") % what, f"{name}: …")

    def _check_block(self, path: Path, block: Block) -> None:
        """Check that each file a block names is there and sound, and that each quiz has its questions."""

        def named(_of: AttributeKind, value: NamedResource) -> NamedResource:
            if value.of is AttributeKind.QUIZ:
                self._check_quiz(path, block.line, value.name)
            elif value.of is AttributeKind.QUESTION:
                self._check_question(path, block.line, value.name)
            else:
                self._check_file(path, block.line, value)
            return value

        def words(html: str) -> str:
            for link in link_attributes(read_html(html)):
                if is_file(link.get("href", "")):
                    self._check_file(
                        path, block.line, NamedResource(AttributeKind.DOCUMENT, link["href"])
                    )
            return html

        map_value(BLOCK_SYNTAXES[block.kind], block.value, ValueMapping(named, words))

    def _check_file(self, path: Path, line: int, named: NamedResource) -> None:
        try:
            found = file_in_folder(self.root, path.parent, named.name)
        except UnfitFile as error:
            self.refuse(path, line, error.reason, error.expected)
            return
        problem = PROBLEMS[named.of](found)
        if problem:
            self.refuse(path, line, problem, _("a file of this kind beside the lesson"))

    def _check_quiz(self, path: Path, line: int, name: str) -> None:
        gift = path.parent / f"{name}.gift"
        if not SHORT_NAME.match(name) or not (gift.is_file() or self._is_in_folder(name)):
            self.refuse(path, line, _("the quiz “%s” is not there") % name, f"{name}.gift")
        elif gift.is_file():
            self._check_gift(gift)

    def _check_question(self, path: Path, line: int, name: str) -> None:
        """Check a question by its quiz and its title; a quiz of the folder is read when it is loaded."""
        quiz, _slash, title = name.partition("/")
        self._check_quiz(path, line, quiz)
        gift = path.parent / f"{quiz}.gift"
        if SHORT_NAME.match(quiz) and gift.is_file():
            titles = [found.title for found in read_gift(gift.read_text("utf-8")).questions]
            if title not in titles:
                reason = _("the question “%s” is not in its quiz") % title
                self.refuse(path, line, reason, ", ".join(titles))

    def _is_in_folder(self, name: str) -> bool:
        path = self.root / "quizzes" / f"{name}.yaml"
        return path.is_file() and self.key(path) not in self.left_out

    def _check_gift(self, gift: Path) -> None:
        try:
            text = read_text_file(self.root, gift)
        except UnfitFile as error:
            self.refuse(gift, error.line, error.reason, error.expected)
            return
        problems = () if self.key(gift) in self.left_out else read_gift(text).problems
        for problem in problems:
            self.refuse(gift, problem.line or 0, problem_text(problem))

    def _check_path(self, text: Text) -> None:
        path = self.root / text.key
        for entry in text.meta["modules"]:
            if isinstance(entry, dict) and set(entry) - PATH_MODULE_KEYS:
                strange = ", ".join(map(str, set(entry) - PATH_MODULE_KEYS))
                self.refuse(
                    path,
                    1,
                    _("unknown key “%s”") % strange,
                    ", ".join(sorted(PATH_MODULE_KEYS)),
                )
            elif not isinstance(module_name(entry), str):
                self.refuse(path, 1, _("“%(name)s” is missing") % {"name": "module"}, "module: …")

    def _glossary(self) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
        path = self.root / "glossary.yaml"
        if not path.is_file():
            return {}, {}
        try:
            entries = parse_yaml(read_text_file(self.root, path)) or []
        except UnfitFile as error:
            self.refuse(path, error.line, error.reason, "- term: …")
            return {}, {}
        if not isinstance(entries, list):
            self.refuse(path, 0, _("entry %s not understood") % 1, "- term: …")
            return {}, {}
        terms: dict[str, tuple[str, str]] = {}
        sources: dict[str, str] = {}
        for number, entry in enumerate(entries, 1):
            if not _is_word(entry):
                expected = "term: …, definition: …, variants: …"
                self.refuse(path, 0, _("entry %s not understood") % number, expected)
            elif entry["term"] in terms:
                self.refuse(path, 0, _("“%s” stands twice") % entry["term"])
            else:
                terms[entry["term"]] = (entry["definition"], entry.get("variants", ""))
                sources |= {entry["term"]: entry["of"]} if "of" in entry else {}
        return terms, sources


def is_translation(root: Path) -> bool:
    """Whether a folder is named after a language of the site other than its pages’ own."""
    return root.resolve().name in dict(settings.LANGUAGES).keys() - {source_language()}


def _is_word(entry: Any) -> bool:
    needed = {"term", "definition"}
    is_shaped = isinstance(entry, dict) and needed <= set(entry) <= needed | {"variants", "of"}
    return is_shaped and all(isinstance(value, str) for value in entry.values())


def module_name(entry: Any) -> Any:
    """Return the short name of a module as a path’s list gives it."""
    return entry.get("module") if isinstance(entry, dict) else entry


def is_file(address: str) -> bool:
    """Whether a link leads to a file beside the text."""
    return bool(address) and ":" not in address and not address.startswith(("/", "#", "?"))


PROBLEMS: dict[AttributeKind, Callable[[Path], str]] = {
    AttributeKind.PICTURE: picture_problem,
    AttributeKind.DOCUMENT: document_problem,
    AttributeKind.PACKAGE: package_problem,
}


def _is_of(value: Any, kind: type | tuple[type, ...]) -> bool:
    """Whether a value is of this type: True is no number, and a moment no day."""
    return isinstance(value, kind) and (
        type(value) in (kind if isinstance(kind, tuple) else (kind,))
    )


def _place_in(paths: list[Text]) -> Callable[[ModuleFiles], int]:
    """Order modules as in the paths; a module of no path comes after, by its folder's name."""
    order = [module_name(entry) for text in paths for entry in text.meta["modules"]]
    return lambda module: order.index(module.text.slug) if module.text.slug in order else len(order)


def _kind_name(key: Key) -> str:
    names = {
        str: _("text"),
        int: _("a whole number"),
        bool: "true, false",
        date: "2026-11-30",
        list: "[a, b]",
        dict: "{a: 1}",
    }
    kind = key.kind[0] if isinstance(key.kind, tuple) else key.kind
    return names[kind]
