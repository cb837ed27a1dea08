"""Loads the folder of a course into the CMS: repeatable, whole or not at all.

`course_files` says what a folder holds, `markdown_blocks` what a text may say.
"""

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from cms.languages import in_source_language
from cms.models import ArticlePage, GlossaryTerm, HomePage, PortalService
from core.reports import ImportReport, Refused
from learning.importers.course_files import CourseFiles, ModuleFiles, Reader, Text
from learning.importers.keeping import (
    Keeper,
    digest,
    page_digest,
    refusing_what_is_not_valid,
)
from learning.importers.markdown_blocks import Block
from learning.importers.pictures import NewFiles, keep_picture
from learning.importers.quiz_files import load_quiz
from learning.importers.quiz_folder import QuizFolder
from learning.models import CatalogPage, LessonPage, ModulePage, PathModule
from learning.models import Path as LearningPath
from quizzes.importers.frameworks import take_frameworks
from quizzes.models import Quiz


PAGE_FIELDS: dict[type[Page], tuple[str, ...]] = {
    ModulePage: (
        *("title", "summary", "objective", "audience", "competences", "icon"),
        *("introduction", "reviewed_on"),
    ),
    LessonPage: ("title", "goal", "minutes", "body", "portal_service", "reviewed_on"),
    ArticlePage: ("title", "introduction", "body"),
}


def load_content(
    root: Path,
    *,
    force: bool = False,
    dry_run: bool = False,
    loader: "type[Loader] | None" = None,
) -> ImportReport:
    """Load every module, lesson, quiz, path, article and word of a folder.

    The frameworks of competences beside it come first. What has not changed is left alone, what an editor changed since is not overwritten without `force`.
    A file that is not understood refuses all of them.
    """
    report = ImportReport()
    course = Reader(root, report).read()
    if report.refused:
        return report
    files = NewFiles()
    written: list[str] = []
    try:
        with transaction.atomic():
            take_frameworks(root.parent / "frameworks", report)
            (loader or Loader)(root, report, files, force=force).load(course)
            if report.refused or dry_run:
                written = files.names()
                raise Refused(report)
    except Refused:
        files.drop(written)
        return report
    report.applied = True
    return report


class Loader:
    def __init__(self, root: Path, report: ImportReport, files: NewFiles, *, force: bool) -> None:
        self.root = root
        self.report = report
        self.files = files
        self.keeper = Keeper(report, force=force)
        self.home = in_source_language(HomePage.objects.all()).get()
        self.services = {each.slug: each for each in PortalService.objects.order_by("-pk")}
        self.modules: dict[str, Page] = {}

    def load(self, course: CourseFiles) -> None:
        self._glossary(course.glossary)
        QuizFolder(self.root, self.keeper).load()
        catalog = in_source_language(CatalogPage.objects.all()).get()
        before: Page | None = None
        for module in course.modules:
            before = self._module(catalog, before, module)
        for text in course.paths:
            self._path(text)
        for text in course.articles:
            self._article(text)

    def _module(self, catalog: Page, before: Page | None, module: ModuleFiles) -> Page | None:
        text = module.text
        meta = text.meta
        values = {
            "title": meta["title"],
            "summary": meta["summary"],
            "objective": meta.get("objective", ""),
            "audience": meta.get("audience", ""),
            "competences": ", ".join(map(str, meta.get("competences", []))),
            "icon": meta.get("icon", "book-open").removeprefix("i-"),
            "introduction": self._stream(text, text.blocks),
            "reviewed_on": meta.get("reviewed_on"),
        }
        page = self._page(ModulePage, text, values, parent=catalog, before=before)
        if page is None:
            return before
        self.modules[text.slug] = page
        previous: Page | None = None
        for lesson in module.lessons:
            previous = self._lesson(page, previous, lesson) or previous
        return page

    def _lesson(self, module: Page, before: Page | None, text: Text) -> Page | None:
        meta = text.meta
        blocks = self._stream(text, text.blocks)
        if "quiz" in meta:
            blocks.append(
                {"type": "quiz", "value": {"quiz": self._quiz(text).pk, "required": True}}
            )
        blocks += self._offered(text)
        values = {
            "title": meta["title"],
            "goal": meta["goal"],
            "minutes": meta["minutes"],
            "body": blocks,
            "portal_service": self._service(text),
            "reviewed_on": meta.get("reviewed_on"),
        }
        return self._page(LessonPage, text, values, parent=module, before=before)

    def _service(self, text: Text) -> PortalService | None:
        slug = text.meta.get("portal_service")
        service = self.services.get(slug)
        if slug and service is None:
            self.report.notes.append(
                _("“%(key)s”: no portal has the service “%(slug)s” yet; load again once it has.")
                % {"key": text.key, "slug": slug}
            )
        return service

    def _quiz(self, text: Text) -> Quiz:
        path = text.folder / f"{text.meta['quiz']}.gift"
        return load_quiz(
            path.read_bytes(),
            key=str(path.relative_to(self.root)),
            slug=path.stem,
            title=_("Quiz: %(title)s") % {"title": text.meta["title"]},
            keeper=self.keeper,
        )

    def _offered(self, text: Text) -> list[dict[str, Any]]:
        """The quizzes of the folder that a lesson offers; one that an editor deleted is left out."""
        blocks = []
        for slug in text.meta.get("offers", []):
            quiz = Quiz.objects.filter(slug=slug).first()
            if quiz is not None:
                blocks.append({"type": "quiz", "value": {"quiz": quiz.pk, "required": False}})
            elif not (self.root / "quizzes" / f"{slug}.yaml").is_file():
                self.report.refuse(0, f"{text.key}: " + _("the quiz “%s” is not there") % slug)
        return blocks

    def _article(self, text: Text) -> None:
        values = {
            "title": text.meta["title"],
            "introduction": text.meta.get("introduction", ""),
            "body": self._stream(text, text.blocks),
        }
        self._page(ArticlePage, text, values, parent=self.home)

    def _page(
        self,
        model: type[Page],
        text: Text,
        values: dict[str, Any],
        *,
        parent: Page,
        before: Page | None = None,
    ) -> Page | None:
        """The page of a source, made or changed as needed; None where an editor deleted it."""
        page = self.keeper.known_page(text.key) or (
            model.objects.child_of(parent).filter(slug=text.slug).first()
        )
        fields = PAGE_FIELDS[model]
        source = digest({name: _plain(value) for name, value in values.items()})
        standing = page_digest(page, fields) if page else None
        if not self.keeper.is_to_take(text.key, source, standing=standing):
            return page
        with refusing_what_is_not_valid(self.report, text.key):
            page = _written(model, page, text.slug, values, parent, before)
        self.keeper.keep(text.key, source, page_digest(page, fields), page=page)
        return page

    def _stream(self, text: Text, blocks: list[Block]) -> list[dict[str, Any]]:
        return [{"type": each.kind, "value": self._value(text, each)} for each in blocks]

    def _value(self, text: Text, block: Block) -> Any:
        if block.kind != "image":
            return block.value
        source = text.folder / block.value["src"]
        picture = keep_picture(source, title=source.stem, files=self.files)
        return {
            "image": {
                "image": picture.pk,
                "decorative": False,
                "alt_text": block.value["alt"],
            },
            "caption": block.value["caption"],
        }

    def _glossary(self, terms: dict[str, str]) -> None:
        words = in_source_language(GlossaryTerm.objects.all())
        standing = dict(words.values_list("term", "definition"))
        locale = Locale.get_default()
        for term, definition in terms.items():
            key, source = f"glossary.yaml#{term}", digest(definition)
            now = digest(standing[term]) if term in standing else None
            if self.keeper.is_to_take(key, source, standing=now):
                with refusing_what_is_not_valid(self.report, key):
                    GlossaryTerm(term=term, definition=definition).clean_fields()
                GlossaryTerm.objects.update_or_create(
                    term=term, locale=locale, defaults={"definition": definition}
                )
                self.keeper.keep(key, source, source)

    def _path(self, text: Text) -> None:
        path = LearningPath.objects.filter(slug=text.slug).first()
        values = {
            "title": text.meta["title"],
            "summary": text.meta.get("summary", ""),
            "introduction": "\n".join(block.value for block in text.blocks if block.kind == "text"),
        }
        modules = [
            self.modules[slug].record_id for slug in text.meta["modules"] if slug in self.modules
        ]
        source = digest(values, modules)
        standing = _path_digest(path) if path else None
        if not self.keeper.is_to_take(text.key, source, standing=standing):
            return
        with refusing_what_is_not_valid(self.report, text.key):
            LearningPath(slug=text.slug, **values).clean_fields()
        path, _created = LearningPath.objects.update_or_create(slug=text.slug, defaults=values)
        path.entries.all().delete()
        PathModule.objects.bulk_create(
            PathModule(path=path, module_id=module, sort_order=order)
            for order, module in enumerate(modules)
        )
        path = LearningPath.objects.get(pk=path.pk)
        self.keeper.keep(text.key, source, _path_digest(path))


def _path_digest(path: LearningPath) -> str:
    modules = list(path.entries.order_by("sort_order", "pk").values_list("module", flat=True))
    return digest([path.title, path.summary, path.introduction], modules)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, PortalService) else value


def _written(
    model: type[Page],
    page: Page | None,
    slug: str,
    values: dict[str, Any],
    parent: Page,
    before: Page | None,
) -> Page:
    """The page with these values, published; one that an editor took down gets a draft."""
    is_new = page is None
    page = model(slug=slug) if page is None else page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(page, name, json.dumps(value) if isinstance(value, list) else value)
    if is_new:
        _place(page, parent, before)
    revision = page.save_revision()
    if is_new or page.live:
        revision.publish()
    return model.objects.get(pk=page.pk)


def _place(page: Page, parent: Page, before: Page | None) -> None:
    """Right after the page that precedes it in the files; first where none does."""
    first = parent.get_first_child()
    if before is not None and before.get_parent() == parent:
        before.add_sibling("right", instance=page)
    elif first is not None and before is None and not isinstance(page, ArticlePage):
        first.add_sibling("left", instance=page)
    else:
        parent.add_child(instance=page)
