"""Shows what a file would bring, inside the transaction that is undone: a tree, pages as read, questions."""

import base64
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.db.models import Max
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cms.models import Attachment, Picture, Rendition
from learning.course_syntax import (
    BLOCK_SYNTAXES,
    AttributeKind,
    NamedResource,
    ValueMapping,
    map_value,
)
from learning.importers.content import Loader
from learning.importers.course_files import CourseFiles, Text
from learning.importers.markdown_course import Importer
from learning.importers.media import digest_of
from learning.lesson_steps import steps_of
from learning.models import LessonPage, ScormPackage
from people.models import Person
from quizzes.importers.questions import QuestionReport
from quizzes.importers.storing import ImportEntry
from quizzes.models import Question, QuestionVersion, Quiz


CREATED, CHANGED, UNCHANGED, IGNORED = "created", "changed", "unchanged", "ignored"
PICTURES_SHOWN_BYTES = 8 * 1024 * 1024
_SOURCES = re.compile(r"<source\b[^>]*>|\s(?:srcset|sizes)=\"[^\"]*\"")
TYPES = {"svg": "image/svg+xml", "jpg": "image/jpeg"}


@dataclass(slots=True)
class Node:
    """A thing that a file brings. `page`, `question`: its number among those that can be looked at, from 1."""

    what: str
    title: str
    outcome: str = ""
    page: int = 0
    question: int = 0
    children: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Preview:
    """The contents that a file would bring. `pages`: lessons as HTML; `questions`: as the bank keeps what they ask."""

    nodes: list[Node] = field(default_factory=list)
    pages: list[dict[str, str]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        nodes = [asdict(node) for node in self.nodes]
        return {"nodes": nodes, "pages": self.pages, "questions": self.questions}


@dataclass(frozen=True, slots=True)
class Marks:
    """The newest keys before a file is tried: what has a higher one would be new."""

    question: int
    version: int
    quiz: int

    @classmethod
    def now(cls) -> "Marks":
        return cls(*(_newest(model) for model in (Question, QuestionVersion, Quiz)))


def _newest(model: Any) -> int:
    return model.objects.aggregate(newest=Max("pk"))["newest"] or 0


class Previewer:
    """Builds the preview of a file while what it brings stands there."""

    def __init__(self, person: Person) -> None:
        self.preview = Preview()
        self.person = person
        self.marks = Marks.now()
        self.shown_bytes = 0

    def see_questions(self, report: QuestionReport) -> None:
        groups: dict[str, Node] = {}
        for entry in report.entries:
            group = groups.setdefault(entry.category, Node("category", entry.category))
            group.children.append(self._entry(entry))
        self.preview.nodes = list(groups.values())

    def _entry(self, entry: ImportEntry) -> Node:
        number = self._asked(entry.title, entry.content)
        return Node("question", entry.title, entry.outcome, question=number)

    def _asked(self, title: str, spec: dict[str, Any]) -> int:
        self.preview.questions.append({"title": title, "spec": spec})
        return len(self.preview.questions)

    def see_package(self, title: str, units: list[str], outcome: str) -> None:
        parts = [Node("unit", unit) for unit in units]
        self.preview.nodes = [Node("package", title, outcome, children=parts)]

    def see_course(self, importer: Importer) -> None:
        """Show a course of one file, all of which is new."""
        module, *lessons = importer.pages
        shown = []
        for lesson in lessons:
            asked = importer.quizzes_of[lesson.pk]
            quizzes = [self._quiz(quiz, CREATED) for quiz in asked]
            page = self._page(lesson, importer.files.pictures)
            shown.append(Node("lesson", lesson.title, CREATED, page, children=quizzes))
        shown += [Node("picture", picture.title, CREATED) for picture in importer.files.pictures]
        self.preview.nodes = [Node("module", module.title, CREATED, children=shown)]

    def see_folder(self, loader: Loader, course: CourseFiles) -> None:
        self.preview.nodes = [self._module(loader, files) for files in course.modules]

    def _module(self, loader: Loader, files: Any) -> Node:
        outcomes = loader.tracker.outcomes
        text = files.text
        node = Node("module", str(text.meta["title"]), outcomes.get(text.key, UNCHANGED))
        node.children = [self._lesson(loader, lesson) for lesson in files.lessons]
        node.children += self._resources(loader, text)
        return node

    def _lesson(self, loader: Loader, text: Text) -> Node:
        outcome = loader.tracker.outcomes.get(text.key, UNCHANGED)
        node = Node("lesson", str(text.meta["title"]), outcome)
        page = loader.tracker.known_page(text.key)
        if isinstance(page, LessonPage) and outcome in (CREATED, CHANGED):
            latest = page.get_latest_revision_as_object()
            node.page = self._page(latest, loader.finder.files.pictures)
        node.children = self._resources(loader, text)
        return node

    def _resources(self, loader: Loader, text: Text) -> list[Node]:
        """Show the quizzes and files that a text names, each once."""
        quizzes = [str(text.meta["quiz"])] if "quiz" in text.meta else []
        quizzes += map(str, text.meta.get("offers", []))
        found = []
        for named in _named(text):
            if named.of in (AttributeKind.QUIZ, AttributeKind.QUESTION):
                quizzes.append(named.name.partition("/")[0])
            else:
                found.append(named)
        nodes = [self._named_quiz(loader, text, name) for name in dict.fromkeys(quizzes)]
        nodes += [_file(loader, text, named) for named in dict.fromkeys(found)]
        return [node for node in nodes if node is not None]

    def _named_quiz(self, loader: Loader, text: Text, name: str) -> Node | None:
        quiz = Quiz.objects.filter(slug=name).first()
        if quiz is None:
            return None
        gift = text.folder / f"{name}.gift"
        key = loader.reader.key(gift) if gift.is_file() else f"quizzes/{name}.yaml"
        return self._quiz(quiz, loader.tracker.outcomes.get(key, UNCHANGED))

    def _quiz(self, quiz: Quiz, outcome: str) -> Node:
        entries = quiz.entries.select_related("question__current_version").order_by(
            "sort_order", "pk"
        )
        questions = [
            self._question(entry.question)
            for entry in entries
            if entry.question.current_version is not None
        ]
        outcome = CREATED if quiz.pk > self.marks.quiz else outcome
        return Node("quiz", quiz.title, outcome, children=questions)

    def _question(self, question: Question) -> Node:
        version = question.current_version
        assert version is not None
        outcome = CHANGED if version.pk > self.marks.version else UNCHANGED
        outcome = CREATED if question.pk > self.marks.question else outcome
        number = self._asked(question.title, version.spec)
        return Node("question", question.title, outcome, question=number)

    def _page(self, page: LessonPage, pictures: list[Picture]) -> int:
        request = HttpRequest()
        request.method, request.path = "GET", "/"
        request.user, request.is_preview = self.person, True  # type: ignore[attr-defined]
        nobody = SimpleNamespace(module=None, lesson=None, number=0, previous=None, next=None)
        way = SimpleNamespace(steps=steps_of(page.body), is_stepwise=False, can_change=False)
        reading = SimpleNamespace(resume="", tried=set(), tried_words="", resume_anchor="")
        context = {"page": page, "view": nobody, "way": way, "reading": reading, "self": page}
        html = render_to_string("learning/admin/intake_lesson.html", context, request)
        self.preview.pages.append({"title": page.title, "html": self._inlined(html, pictures)})
        return len(self.preview.pages)

    def _inlined(self, html: str, pictures: list[Picture]) -> str:
        """Put the pictures that are only tried into the page itself: their files are gone when it is looked at."""
        if not pictures:
            return html
        html = _SOURCES.sub("", html)
        for size in Rendition.objects.filter(image__in=pictures):
            address = f'"{size.url}"'
            if address not in html or self.shown_bytes > PICTURES_SHOWN_BYTES:
                continue
            with size.file.open("rb") as opened:
                data = opened.read()
            self.shown_bytes += len(data)
            suffix = Path(size.file.name).suffix.lstrip(".").lower()
            kind = TYPES.get(suffix, f"image/{suffix}")
            html = html.replace(address, f'"data:{kind};base64,{base64.b64encode(data).decode()}"')
        return html


def _named(text: Text) -> list[NamedResource]:
    found: list[NamedResource] = []

    def keep(_of: AttributeKind, value: NamedResource) -> NamedResource:
        found.append(value)
        return value

    for block in text.blocks:
        map_value(BLOCK_SYNTAXES[block.kind], block.value, ValueMapping(keep, str))
    return found


def _file(loader: Loader, text: Text, named: NamedResource) -> Node | None:
    path = text.folder / named.name
    if not path.is_file():
        return None
    new = loader.finder.files
    if named.of is AttributeKind.PACKAGE:
        is_here = ScormPackage.objects.filter(digest=digest_of(path, "sha256")).exists()
        return Node("package", named.name, UNCHANGED if is_here else CREATED)
    digests = {picture.file_hash for picture in new.pictures}
    written = {Path(str(file.name)).name for file in new.written}
    digest = digest_of(path, "sha1")
    is_new = digest in digests or (
        Attachment.objects.filter(file_hash=digest).exists() and path.name in written
    )
    what = "picture" if named.of is AttributeKind.PICTURE else "document"
    return Node(what, named.name, CREATED if is_new else UNCHANGED)


WHAT = {
    "module": lambda: _("module"),
    "lesson": lambda: _("lesson"),
    "quiz": lambda: _("quiz"),
    "question": lambda: _("question"),
    "category": lambda: _("category"),
    "picture": lambda: _("picture"),
    "document": lambda: _("document"),
    "package": lambda: _("SCORM package"),
    "unit": lambda: _("part of the package"),
}
