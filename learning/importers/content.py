"""Loads the folder of a course into the CMS: repeatable, whole or not at all.

`course_files` says what a folder holds, `markdown_blocks` what a text may say.
"""

import json
from collections.abc import Callable, Container
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import get_active_log_context
from wagtail.models import Locale, Page

from cms.languages import in_source_language, source_language
from cms.models import ArticlePage, GlossaryTerm, HomePage, PortalScreen, PortalService
from core.icons import drawing_named
from core.index_tasks import deferred_indexing
from core.reports import ImportRefused, ImportReport
from learning.importers.addresses import is_address
from learning.importers.block_values import Finder, keep_block_ids, refuse_unfit
from learning.importers.conversion import convert_page
from learning.importers.course_files import CourseFiles, ModuleFiles, Reader, Text
from learning.importers.lesson_order import order_like_files, stands_as_loaded
from learning.importers.page_fields import FORMER_FIELDS, PAGE_FIELDS, body_of, fields_of
from learning.importers.path_files import PathLoader
from learning.importers.quiz_files import load_quiz
from learning.importers.quiz_folder import QuizFolder
from learning.importers.resources import (
    facts_callout,
    folders_without_pages,
    kind_of,
    read_resources,
)
from learning.importers.rollback import NewFiles, all_or_nothing
from learning.importers.source_tracking import (
    AGAIN,
    UNCHANGED,
    SourceTracker,
    abort_import_if_invalid,
    content_digest,
    digest,
    legacy_digest,
    page_digest,
)
from learning.importers.surveys import load_surveys
from learning.models import CatalogPage, LessonPage, Module, ModulePage
from quizzes.importers.frameworks import take_frameworks
from quizzes.models import Quiz


MODULE_TEXTS = ("objective", "audience", "level", "barrier", "word", "word_from")


def load_content(
    root: Path,
    *,
    force: bool = False,
    dry_run: bool = False,
    loader: "type[Loader] | None" = None,
) -> ImportReport:
    """Load every module, lesson, quiz, path, article and word of a folder.

    The frameworks of competences beside it come first. What has not changed is left alone, what an editor
    changed since is not overwritten without `force`. A file that is not understood refuses all of them.
    """
    report = ImportReport()
    return load_folder(Reader(root, report), force=force, dry_run=dry_run, loader=loader)


def load_folder(
    reader: Reader,
    *,
    force: bool = False,
    dry_run: bool = False,
    draft: bool = False,
    keeps_known: bool = False,
    loader: "type[Loader] | None" = None,
    inspect: "Callable[[Loader, CourseFiles], None] | None" = None,
) -> ImportReport:
    """Load what a reader takes of a folder. `draft`: what is new is not published. `keeps_known`: nothing that
    is published changes. `inspect` is called with what is loaded, before a dry run is undone."""
    report = reader.report
    course = reader.read()
    if report.refused:
        return report
    with all_or_nothing() as files, override(settings.LANGUAGE_CODE):
        if not reader.alone:  # beside a module that stands alone there is nothing of the course
            take_frameworks(reader.root.parent / "frameworks", report)
        with deferred_indexing():
            loading = (loader or Loader)(reader, files, force=force, draft=draft)
            loading.tracker.keeps_known = keeps_known
            loading.load(course)
            if inspect:
                inspect(loading, course)
        if report.refused or dry_run:
            raise ImportRefused(report)
        report.applied = True
    return report


def _catalog() -> Page:
    return in_source_language(CatalogPage.objects.all()).get()


class Loader:
    def __init__(self, reader: Reader, files: NewFiles, *, force: bool, draft: bool) -> None:
        self.reader = reader
        self.root = reader.root
        self.report = reader.report
        self.live = not draft
        self.tracker = SourceTracker(self.report, force=force)
        self.home = in_source_language(HomePage.objects.all()).get()
        self.finder = Finder(self.root, self.home, self.report, files, self._quiz_named)
        self.modules: dict[str, Page] = {}
        self.to_order: list[tuple[Page, list[Page]]] = []
        self.is_again = False
        self.resources = read_resources(reader)
        self.placed: dict[str, Page] = {}  # the pages of resources

    def load(self, course: CourseFiles) -> None:
        for term in course.glossary_sources:
            reason = _("“%s”: only a translation says of which word it is") % term
            self.report.refuse(0, f"glossary.yaml: {reason}", "term, definition, variants")
        if self.report.refused:
            raise ImportRefused(self.report)
        for name in folders_without_pages(self.root):
            self.report.notes.append(_("“%s” has no page on the site yet: left out.") % f"{name}/")
        self._glossary(course.glossary)
        quizzes = QuizFolder(self.root, self.tracker, self.finder.files)
        quizzes.load(only=self._asked(course), left_out=self.reader.left_out)
        self._pages(course)
        self._pages_again(course)
        for module, lessons in self.to_order:
            if not (module.live and self.tracker.keeps_known):
                order_like_files(module, lessons, self.report)
        PathLoader(self.tracker, self.finder, self.modules).load(course.paths)
        load_surveys(self.reader, self.tracker, source_language())

    def _asked(self, course: CourseFiles) -> set[str] | None:
        """Return the quizzes of the folder that one module asks; None where all of it is loaded."""
        if not (self.reader.only or self.reader.alone):
            return None
        texts = [text for module in course.modules for text in (module.text, *module.lessons)]
        named = {
            block.value["quiz"].name
            for text in texts
            for block in text.blocks
            if block.kind == "quiz"
        }
        named |= {
            block.value["question"].name.partition("/")[0]
            for text in texts
            for block in text.blocks
            if block.kind == "check"
        }
        return named | {str(name) for text in texts for name in text.meta.get("offers", [])}

    def _pages(self, course: CourseFiles) -> None:
        catalog = _catalog()
        if course.catalog is not None:
            self._catalog_page(catalog, course.catalog)
        before: Page | None = None
        for module in course.modules:
            before = self._module(catalog, before, module)
        for text in course.articles:
            self._article(text)
        self._resources()

    def _pages_again(self, course: CourseFiles) -> None:
        """Load again, now that all pages are there, those that name one which was not."""
        waiting, self.finder.waiting = self.finder.waiting, {}
        if not waiting:
            return
        self.is_again = True
        for module in course.modules:
            if module.text.key in waiting:
                self._module_page(_catalog(), None, module.text)
            for lesson in module.lessons:
                if lesson.key in waiting:
                    self._lesson(self.modules[module.text.slug], None, lesson)
        for text in course.articles:
            if text.key in waiting:
                self._article(text)
        self._resources(only=waiting)
        self._note_waiting()

    def _note_waiting(self) -> None:
        for key, addresses in self.finder.waiting.items():
            for address in dict.fromkeys(addresses):
                values = {"key": key, "address": address}
                self.report.notes.append(
                    _("“%(key)s”: “%(address)s” is not there: named without a link to it.") % values
                )

    def _module(self, catalog: Page, before: Page | None, module: ModuleFiles) -> Page | None:
        page = self._module_page(catalog, before, module.text)
        if page is None:
            return before
        self.modules[module.text.slug] = page
        is_as_loaded = stands_as_loaded(page, self.tracker)
        lessons: list[Page] = []
        for text in module.lessons:
            lesson = self._lesson(page, lessons[-1] if lessons else None, text)
            lessons += [lesson] if lesson else []
        if is_as_loaded:
            self.to_order.append((page, lessons))
        return page

    def _module_page(self, catalog: Page, before: Page | None, text: Text) -> Page | None:
        meta = text.meta
        values = {
            "title": meta["title"],
            "summary": meta["summary"],
            **{name: meta.get(name, "") for name in MODULE_TEXTS},
            "competences": ", ".join(map(str, meta.get("competences", []))),
            "icon": meta.get("icon", "book-open").removeprefix("i-"),
            "drawing": meta.get("drawing", drawing_named(text.slug)),
            "introduction": self._stream(ModulePage, text),
            "requires": self._required(text),
            "reviewed_on": meta.get("reviewed_on"),
            "review_by": meta.get("review_by"),
        }
        return self._page(ModulePage, text, values, parent=catalog, before=before)

    def _required(self, text: Text) -> list[Module]:
        """Return the modules to do first, by their short names; those of the folder may come later in it."""
        found = []
        for slug in map(str, text.meta.get("requires", [])):
            page = self.modules.get(slug) or ModulePage.objects.filter(slug=slug).first()
            if page is None:
                self.finder.waiting.setdefault(text.key, []).append(slug)
            else:
                found.append(page.record)
        return sorted(found, key=lambda record: record.pk)

    def _lesson(self, module: Page, before: Page | None, text: Text) -> Page | None:
        meta = text.meta
        blocks = self._stream(LessonPage, text)
        if "quiz" in meta:
            quiz = self._quiz_named(text, meta["quiz"])
            if quiz is not None:
                blocks.append({"type": "quiz", "value": {"quiz": quiz.pk, "required": True}})
        blocks += self._offered(text)
        values = {
            "title": meta["title"],
            "goal": meta["goal"],
            "minutes": meta.get("minutes"),
            "body": blocks,
            "portal_service": self._of_portal(text, "portal_service", PortalService),
            "screen": self._of_portal(text, "screen", PortalScreen),
            "screen_version": str(meta.get("screen_version", "")),
            "reviewed_on": meta.get("reviewed_on"),
            "review_by": meta.get("review_by"),
        }
        return self._page(LessonPage, text, values, parent=module, before=before)

    def _of_portal(self, text: Text, name: str, model: Any) -> Any:
        """Return a service or a screen by its short name, with its portal’s before it where it says so."""
        written = text.meta.get(name)
        if not written:
            return None
        portal, _slash, slug = written.rpartition("/")
        found = model.objects.filter(slug=slug).order_by("pk")
        found = found.filter(portal__slug=portal) if portal else found
        match = found.first()
        if match is None and not self.is_again:
            values = {"key": text.key, "slug": written}
            note = (
                _("“%(key)s”: no portal has the service “%(slug)s” yet; load again once it has.")
                if name == "portal_service"
                else _(
                    "“%(key)s”: no portal has the screen “%(slug)s” yet; load again once it has."
                )
            )
            self.report.notes.append(note % values)
        return match

    def _quiz_named(self, text: Text, name: str) -> Quiz | None:
        """Return the quiz from GIFT beside the text, else one of the folder of quizzes; None where an
        editor deleted it."""
        path = text.folder / f"{name}.gift"
        if not path.is_file():
            return Quiz.objects.filter(slug=name).first()
        return load_quiz(
            path.read_bytes(),
            key=self.reader.key(path),
            slug=path.stem,
            title=_("Quiz: %(title)s") % {"title": text.meta["title"]},
            tracker=self.tracker,
            skip_refused=self.reader.key(path) in self.reader.left_out,
        )

    def load_lesson(self, module: Page, text: Text) -> None:
        """Load one lesson, after the others of a module that is there."""
        last = module.get_last_child()
        self._lesson(module, last.specific if last else None, text)
        self._note_waiting()

    def _offered(self, text: Text) -> list[dict[str, Any]]:
        """Return the quizzes of the folder that a lesson offers; one that an editor deleted is left out."""
        blocks = []
        for slug in text.meta.get("offers", []):
            quiz = Quiz.objects.filter(slug=slug).first()
            if quiz is not None:
                blocks.append({"type": "quiz", "value": {"quiz": quiz.pk, "required": False}})
            elif not (self.root / "quizzes" / f"{slug}.yaml").is_file():
                self.report.refuse(0, f"{text.key}: " + _("the quiz “%s” is not there") % slug)
        return blocks

    def _catalog_page(self, catalog: Page, text: Text) -> None:
        """Load the words of the catalogue; the installation makes the page, at the address of the navigation."""
        words = {"title": text.meta["title"], "introduction": text.meta.get("introduction", "")}
        named = Text(text.key, catalog.slug, text.folder, text.meta, text.blocks)
        self._page(CatalogPage, named, words, parent=self.home)

    def _article(
        self, text: Text, parent: Page | None = None, before: Page | None = None
    ) -> Page | None:
        model, further = kind_of(text)
        if parent is None and is_address(f"/{text.slug}/"):
            reason = _("“%s” is an address of the site itself") % f"/{text.slug}/"
            self.report.refuse(0, f"{text.key}: {reason}", _("another name for the file"))
            raise ImportRefused(self.report)
        values = {
            "title": str(text.meta["title"]),
            "introduction": str(text.meta.get("introduction", text.meta.get("summary", ""))),
            "body": self._stream(model, text),
        }
        above = parent or self.home
        return self._page(model, text, values | further, parent=above, before=before)

    def _of_kind(self, page: Page, model: type[Page]) -> Page:
        """Convert an article of a folder that has pages of its own kind by now."""
        if isinstance(page, ArticlePage) and model is not ArticlePage:
            page = convert_page(page, model, PAGE_FIELDS[ArticlePage], fields_of(model))
            self.tracker.read_again()
        return page

    def _resources(self, only: Container[str] | None = None) -> None:
        """Load resources. `only`: those of these keys. What stands below a page that an editor deleted is
        gone with it."""
        last: dict[str, Page] = {}
        for resource in self.resources:
            text = replace(
                resource.text, blocks=[*facts_callout(resource.text), *resource.text.blocks]
            )
            above = self.placed.get(resource.above)
            if (only is None or text.key in only) and (above is not None or not resource.above):
                page = self._article(text, above, last.get(resource.above))
                if page is not None:
                    self.placed[text.key] = last[resource.above] = page

    def _page(
        self,
        model: type[Page],
        text: Text,
        values: dict[str, Any],
        *,
        parent: Page,
        before: Page | None = None,
    ) -> Page | None:
        """Return the page of a source, made or changed as needed; None where an editor deleted it."""
        page = self.tracker.known_page(text.key) or _standing_at(parent, text.slug, model)
        page = page and self._of_kind(page, model)
        self.tracker.titles[text.key] = str(text.meta["title"])
        fields = fields_of(model)
        source = digest({name: _plain(value) for name, value in values.items()})
        standing = page_digest(page, fields) if page else None
        former = None
        if page and model in FORMER_FIELDS:
            former = legacy_digest(page, FORMER_FIELDS[model])
        if page is not None and self._stands_already(page, values, fields, standing):
            outcome = AGAIN if self.is_again else UNCHANGED
            self.tracker.record(text.key, source, str(standing), page=page, outcome=outcome)
            return page
        if not self.tracker.is_to_load(text.key, source, standing=standing, former=former):
            return page
        with abort_import_if_invalid(self.report, text.key):
            live = self.live and not text.meta.get("draft", False)
            page = _written(model, page, text.slug, values, parent, before, live=live)
        self.tracker.record(
            text.key,
            source,
            page_digest(page, fields),
            page=page,
            outcome=AGAIN if self.is_again else "",
        )
        return page

    def _stands_already(
        self, page: Page, values: dict[str, Any], fields: tuple[str, ...], standing: str | None
    ) -> bool:
        """Whether the CMS says what the file says, whoever wrote it there."""
        wanted = page.get_latest_revision_as_object()
        _give(wanted, values)
        return content_digest(wanted, fields) == standing

    def _stream(self, model: type[Page], text: Text) -> list[dict[str, Any]]:
        stored = [(block, self.finder.stored(text, block)) for block in text.blocks]
        kept = [(block, value) for block, value in stored if value is not None]
        if not self.is_again:
            stream = model._meta.get_field(body_of(model)).stream_block
            refuse_unfit(self.report, text.key, stream, kept)
        if self.report.refused:
            raise ImportRefused(self.report)
        return [value for _block, value in kept]

    def _glossary(self, terms: dict[str, tuple[str, str]]) -> None:
        words = in_source_language(GlossaryTerm.objects.all())
        standing = {word.term: (word.definition, word.variants) for word in words}
        locale = Locale.get_default()
        for term, (definition, variants) in terms.items():
            key, source = f"glossary.yaml#{term}", _word_digest(definition, variants)
            now = _word_digest(*standing[term]) if term in standing else None
            if self.tracker.is_to_load(key, source, standing=now):
                values = {"definition": definition, "variants": variants}
                with abort_import_if_invalid(self.report, key):
                    GlossaryTerm(term=term, **values).clean_fields()
                GlossaryTerm.objects.update_or_create(term=term, locale=locale, defaults=values)
                self.tracker.record(key, source, source)


def _word_digest(definition: str, variants: str) -> str:
    """Return the digest without other forms, as it was kept before a file could give any."""
    return digest(definition, variants) if variants else digest(definition)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.pk if isinstance(value, Model) else value


def _give(page: Page, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name == body_of(type(page)) and isinstance(value, list):
            value = json.dumps(keep_block_ids(value, getattr(page, name).get_prep_value()))
        setattr(page, name, value)


def _standing_at(parent: Page, slug: str, model: type[Page]) -> Page | None:
    """Return a page of this kind, or an article that may become one."""
    below = Page.objects.child_of(parent).filter(slug=slug).first()
    page = below.specific if below else None
    return page if isinstance(page, (model, ArticlePage)) else None


def _written(
    model: type[Page],
    page: Page | None,
    slug: str,
    values: dict[str, Any],
    parent: Page,
    before: Page | None,
    *,
    live: bool,
) -> Page:
    """Save the page with these values and publish it; one that an editor took down gets a draft."""
    is_new = page is None
    page = model(slug=slug, live=live) if page is None else page.get_latest_revision_as_object()
    _give(page, values)
    if is_new:
        _place(page, parent, before)
    sender = get_active_log_context().user  # nobody for a command
    revision = page.save_revision(
        user=sender,
        clean=not is_new,  # a new one was judged as it was placed
        log_action=sender is not None and not is_new,
    )
    if live and (is_new or page.live):
        revision.publish()
    return model.objects.get(pk=page.pk)


def _place(page: Page, parent: Page, before: Page | None) -> None:
    """Move the page right after the one that precedes it in the files; first where none does."""
    first, last = parent.get_first_child(), parent.get_last_child()
    is_last = before is None or (last is not None and before.pk == last.pk)
    if before is not None and not is_last and before.get_parent().pk == parent.pk:
        before.add_sibling("right", instance=page)
    elif first is not None and before is None and isinstance(page, ModulePage | LessonPage):
        first.add_sibling("left", instance=page)
    else:
        parent.add_child(instance=page)
