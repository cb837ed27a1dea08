"""Builds the folder of a course: a text for each page and path, with all that they show."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from cms.languages import in_source_language
from cms.models import HomePage
from learning.course_syntax import (
    BLOCK_SYNTAXES,
    AttributeKind,
    NamedResource,
    ValueMapping,
    map_value,
)
from learning.exporters.course.files import CourseFolder, MediaFolder, with_front_matter
from learning.exporters.course.quizzes import FOLDER, QuizWriter
from learning.exporters.course.writing import write_blocks
from learning.importers.block_values import PAGE
from learning.importers.page_fields import BODY
from learning.models import LessonPage, ModulePage, Path
from learning.rich_text import CannotWrite, html_of, map_links, markdown_of, read_html
from quizzes.models import Quiz, QuizQuestion


class NotExported(ValueError):
    """Raised with the reason why a course cannot be written so that it can be imported again."""


class _Gone(Exception):
    """Raised where a block shows something that was deleted."""


def export_course(
    *, modules: Iterable[ModulePage] = (), paths: Iterable[Path] = ()
) -> CourseFolder:
    """Export modules and paths as editors see them now, published or not. A path brings its modules. Raises
    NotExported."""
    course = CourseFolder()
    listed = list(paths)
    with override(settings.LANGUAGE_CODE):
        quizzes = QuizWriter(course, MediaFolder(course, FOLDER))
        for page in modules_to_export(listed, modules):
            ModuleWriter(course, quizzes, page).write()
        for path in listed:
            if path.placement_quiz:
                quizzes.write(path.placement_quiz, folder="", lesson_title=path.title)
            course.texts[f"paths/{path.slug}.md"] = _path_text(path)
    return course


def modules_to_export(paths: Iterable[Path], modules: Iterable[ModulePage]) -> list[ModulePage]:
    """Return each module once, in the order of their short names."""
    wanted = {page.pk: page for page in modules}
    for path in paths:
        wanted |= {page.pk: page for page in _modules_of(path)}
    return sorted(wanted.values(), key=lambda page: page.slug)


def _modules_of(path: Path) -> list[ModulePage]:
    records = path.entries.order_by("sort_order", "pk").values_list("module", flat=True)
    modules = in_source_language(ModulePage.objects.filter(record__in=records))
    pages = {page.record_id: page for page in modules}
    return [pages[record] for record in records if record in pages]


class ModuleWriter:
    left_out: frozenset[str] = frozenset()  # kinds of blocks

    def __init__(self, course: CourseFolder, quizzes: QuizWriter, page: ModulePage) -> None:
        self.course = course
        self.quizzes = quizzes
        self.page = page
        self.folder = f"modules/{page.slug}"
        self.media = MediaFolder(course, self.folder)
        self.home = in_source_language(HomePage.objects.all()).get()

    def write(self) -> None:
        self._write(f"{self.folder}/module.md", self.page, self._module_facts)
        lessons = LessonPage.objects.child_of(self.page).order_by("path")
        for number, lesson in enumerate(lessons, 1):
            name = f"{self.folder}/{number:02d}-{lesson.slug}.md"
            self._write(name, lesson, self._lesson_facts)
        self.media.finish()

    def _write(self, name: str, page: Page, facts: Callable[[Any], dict[str, Any]]) -> None:
        latest = page.get_latest_revision_as_object()
        self._tell_draft(latest)
        body = self._body(latest, getattr(latest, BODY[type(page)]))
        self.course.texts[name] = with_front_matter(facts(latest), body)

    def _tell_draft(self, page: Page) -> None:
        if page.live and page.has_unpublished_changes:
            message = _("“%s” is written as its draft is, which is not published yet.")
            self.course.notes.append(message % page.title)

    def _body(self, page: Page, stream: Any) -> str:
        blocks = []
        for raw in stream.get_prep_value():
            if raw["type"] in self.left_out:
                continue
            try:
                value = map_value(
                    BLOCK_SYNTAXES[raw["type"]],
                    raw["value"] if raw["type"] != "text" else (raw["value"] or ""),
                    ValueMapping(lambda of, key: self._named(page, of, key), self._words),
                )
            except _Gone:
                values = {"title": page.title, "kind": raw["type"]}
                self.course.notes.append(
                    _("“%(title)s”: a block (%(kind)s) shows what was deleted: left out.") % values
                )
                continue
            blocks.append((raw["type"], value))
        try:
            return write_blocks(blocks)
        except CannotWrite as error:
            values = {"title": page.title, "block": error}
            raise NotExported(
                _("“%(title)s” holds what Markdown cannot give back: %(block)s") % values
            ) from error

    def _named(self, page: Page, of: AttributeKind, key: int) -> NamedResource:
        if of is AttributeKind.QUIZ:
            quiz = Quiz.objects.filter(pk=key).first()
            if quiz is None:
                raise _Gone
            return NamedResource(
                of, self.quizzes.write(quiz, folder=self.folder, lesson_title=page.title)
            )
        if of is AttributeKind.QUESTION:
            entry = QuizQuestion.objects.filter(question=key).select_related("quiz", "question")
            asked = entry.order_by("pk").first()
            if asked is None:
                raise _Gone
            quiz = self.quizzes.write(asked.quiz, folder=self.folder, lesson_title=page.title)
            return NamedResource(of, f"{quiz}/{asked.question.title}")
        name = self.media.name_of(of, key)
        if name is None:
            raise _Gone
        return NamedResource(of, name)

    def _words(self, html: str) -> str:
        document = read_html(html)
        if all(getattr(block, "runs", None) == () for block in document):
            return ""  # an editor's empty line says nothing
        return html_of(map_links(document, self._link))

    def _link(self, attributes: dict[str, str]) -> dict[str, str]:
        kind, key = attributes.get("linktype"), attributes.get("id", "")
        if kind == "document" and key.isdecimal():
            name = self.media.name_of(AttributeKind.DOCUMENT, int(key))
            return {"href": name} if name else {}
        return page_link_attributes(self.home, attributes)

    def _module_facts(self, page: ModulePage) -> dict[str, Any]:
        required = page.requires.values_list("pages__slug", flat=True)
        return {
            "title": page.title,
            "draft": None if page.live else True,
            "summary": page.summary,
            "objective": page.objective,
            "audience": page.audience,
            "icon": page.icon,
            "drawing": page.drawing,
            "word": page.word,
            "word_from": page.word_from,
            "level": page.level,
            "barrier": page.barrier,
            "requires": sorted({slug for slug in required if slug}),
            "competences": page.competences.split(", ") if page.competences else [],
            "reviewed_on": page.reviewed_on,
            "review_by": page.review_by,
        }

    def _lesson_facts(self, page: LessonPage) -> dict[str, Any]:
        return {
            "title": page.title,
            "draft": None if page.live else True,
            "goal": page.goal,
            "minutes": page.minutes,
            "portal_service": _of_portal(page.portal_service),
            "screen": _of_portal(page.screen),
            "screen_version": page.screen_version,
            "reviewed_on": page.reviewed_on,
            "review_by": page.review_by,
        }


def page_link_attributes(home: Page, attributes: dict[str, str]) -> dict[str, str]:
    """Return a page by its address, which is that of the page in the organisation’s own language."""
    key = attributes.get("id", "")
    if attributes.get("linktype") != "page" or not key.isdecimal():
        return {"href": attributes["href"]} if attributes.get("href") else {}
    page = Page.objects.filter(pk=key).first()
    if page is None:
        return {}
    source = in_source_language(page.get_translations(inclusive=True)).first() or page
    return {"href": f"{PAGE}/{source.url_path.removeprefix(home.url_path)}"}


def _of_portal(found: Any) -> str:
    """Return the short name, with its portal’s where two portals have one of this name."""
    if found is None:
        return ""
    is_alone = type(found).objects.filter(slug=found.slug).count() == 1
    return found.slug if is_alone else f"{found.portal.slug}/{found.slug}"


def _path_text(path: Path) -> str:
    facts = {
        "title": path.title,
        "summary": path.summary,
        "modules": [entry for entry in map(_entry, _entries(path)) if entry],
        "choices": {choice.name: choice.needed for choice in path.choices.order_by("name")},
        "is_sequential": path.is_sequential or None,
        "is_retired": path.is_retired or None,
        "level": path.level,
        "jobs": sorted(job.name for job in path.jobs.all()),
        "sites": sorted(site.name for site in path.sites.all()),
        "contact": path.contact,
        "placement_quiz": path.placement_quiz.slug if path.placement_quiz else None,
        "valid_months": path.valid_months,
        "refresher": path.refresher.slug if path.refresher else None,
    }
    home = in_source_language(HomePage.objects.all()).get()

    introduction = map_links(read_html(path.introduction), partial(page_link_attributes, home))
    return with_front_matter(facts, markdown_of(introduction))


def _entries(path: Path) -> Any:
    return path.entries.select_related("module").order_by("sort_order", "pk")


def _entry(entry: Any) -> Any:
    slug = entry.module.pages.order_by("pk").values_list("slug", flat=True).first()
    if slug is None:
        return None
    facts = {
        "module": slug,
        "need": entry.need if entry.need == "optional" else None,
        "choice": entry.choice or None,
        "granted_from": entry.granted_from,
    }
    given = {name: value for name, value in facts.items() if value is not None}
    return given if len(given) > 1 else slug
