"""Loads a folder of translations, such as content/en: each file translates the page of the same file in French.

What is not words stays that page's: quizzes, minutes, services, order. Files that have no page yet refuse
the folder, all of them named.
"""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale, Page

from cms.languages import in_source_language, source_language
from core.reports import ImportRefused, ImportReport
from learning.importers.content import Loader, load_content
from learning.importers.course_files import CourseFiles, Text, is_translation
from learning.importers.glossary_translations import GlossaryTranslations
from learning.importers.page_fields import fields_of
from learning.importers.quiz_translations import QuizTranslations
from learning.importers.source_tracking import abort_import_if_invalid, digest, page_digest
from learning.importers.surveys import load_surveys
from learning.importers.theme_translations import load_theme_names
from learning.models import CatalogPage
from learning.models import Path as LearningPath
from learning.rich_text import canonical_html


WORDS = {  # the rest is the page's own, in every language
    *("title", "summary", "objective", "audience", "introduction"),
    *("goal", "body", "tags", "reviewed_on", "word", "word_from"),
}
AS_SOURCE = ("icon", "drawing")  # what a translation takes from its page each time
ASKING = {"quiz", "scorm", "check"}


def load_content_folder(root: Path, *, force: bool = False, dry_run: bool = False) -> ImportReport:
    """Load a folder; one that is named after another language of the site holds translations."""
    loader = TranslationLoader if is_translation(root) else Loader
    return load_content(root, force=force, dry_run=dry_run, loader=loader)


class TranslationLoader(Loader):
    @property
    def language(self) -> str:
        return self.root.resolve().name

    def load(self, course: CourseFiles) -> None:
        if self.report.refused:
            raise ImportRefused(self.report)
        self._find_sources(course)
        self.locale = Locale.objects.get(language_code=self.language)
        GlossaryTranslations(self.tracker, self.locale).load(course)
        catalog = in_source_language(CatalogPage.objects.all()).get()
        if course.catalog is not None:
            self._catalog_page(catalog, course.catalog)
        for module in course.modules:
            self._module(catalog, None, module)
        for text in course.articles:
            self._article(text)
        with override(self.language):
            self._resources()
        for text in course.paths:
            self._path(text)
        QuizTranslations(self.reader, self.tracker, self.locale).load(course)
        load_theme_names(self.reader, self.tracker, self.language)
        load_surveys(self.reader, self.tracker, self.language)

    def _find_sources(self, course: CourseFiles) -> None:
        """Find what each file translates; those that translate nothing are refused at once, all of them."""
        modules = [text for module in course.modules for text in (module.text, *module.lessons)]
        found = {
            text.key: self.tracker.known_page(text.key) for text in (*modules, *course.articles)
        }
        for resource in self.resources:
            found[resource.text.key] = self.tracker.known_page(resource.text.key)
        if course.catalog is not None:  # every site has one, whatever it calls it
            found[course.catalog.key] = in_source_language(CatalogPage.objects.all()).get()
        self.sources = {key: page for key, page in found.items() if page is not None}
        known = {path.slug: path for path in LearningPath.objects.all()}
        self.paths = {text.key: known[text.slug] for text in course.paths if text.slug in known}
        for key in (*found, *(text.key for text in course.paths)):
            if key not in self.sources and key not in self.paths:
                reason = _("there is no page to translate; load the folder “%s” first")
                self.report.refuse(0, f"{key}: " + reason % source_language())
        if self.report.refused:
            raise ImportRefused(self.report)

    def _lesson(self, module: Page, before: Page | None, text: Text) -> Page | None:
        for name in ("quiz", "offers"):
            if name in text.meta:
                self.report.refuse(
                    0, f"{text.key}: " + _("quizzes are those of the page: leave out “%s”") % name
                )
        words = {name: value for name, value in text.meta.items() if name not in ("quiz", "offers")}
        only = Text(text.key, text.slug, text.folder, words, text.blocks)
        return super()._lesson(module, before, only)

    def _of_portal(self, text: Text, name: str, model: Any) -> None:
        return None

    def _page(
        self,
        model: type[Page],
        text: Text,
        values: dict[str, Any],
        *,
        parent: Page,
        before: Page | None = None,
    ) -> Page | None:
        source = self._of_kind(self.sources[text.key], model)
        words = {name: value for name, value in values.items() if name in WORDS}
        words |= {name: getattr(source, name) for name in AS_SOURCE if name in values}
        if "body" in words:
            words["body"] = _with_asked(words["body"], source)
        key = f"{self.language}:{text.key}"
        self.tracker.titles[key] = str(text.meta["title"])
        page = source.get_translation_or_none(self.locale)
        is_there = page is not None and page.alias_of_id is None
        standing = page_digest(page, fields_of(model)) if page and is_there else None
        if not self.tracker.is_to_load(key, digest(words), standing=standing):
            return page
        with abort_import_if_invalid(self.report, key):
            page = _written(source, page, _with_source_ids(words, source), self.locale)
        self.tracker.record(key, digest(words), page_digest(page, fields_of(model)), page=page)
        return page

    def _path(self, text: Text) -> None:
        path = self.paths[text.key]
        key = f"{self.language}:{text.key}"
        self.tracker.titles[key] = str(text.meta["title"])
        written = "".join(block.value for block in text.blocks if block.kind == "text")
        introduction = self.finder.words(text, written) if written else ""
        words = [text.meta["title"], text.meta.get("summary", ""), introduction]
        standing = _path_digest(path) if path.title_en else None
        if self.tracker.is_to_load(key, _words_digest(*words), standing=standing):
            path.title_en, path.summary_en, path.introduction_en = words
            with abort_import_if_invalid(self.report, key):
                path.clean_fields()
            path.save(update_fields=["title_en", "summary_en", "introduction_en"])
            self.tracker.record(key, _words_digest(*words), _path_digest(path))


def _path_digest(path: LearningPath) -> str:
    return _words_digest(path.title_en, path.summary_en, path.introduction_en)


def _words_digest(title: str, summary: str, introduction: str) -> str:
    """Return the digest; without an introduction, as it was kept before paths had one in English."""
    words = (title, summary)
    return digest(*words, canonical_html(introduction)) if introduction else digest(*words)


def _with_asked(words: list[dict[str, Any]], source: Page) -> list[dict[str, Any]]:
    """Add the quizzes and packages of the page: where they stand there if the rest is alike, else last."""
    body = getattr(source, "body", None)
    raw = body.get_prep_value() if body is not None else []
    asking = [block for block in raw if block["type"] in ASKING]
    others = iter(words)
    if len(words) != len(raw) - len(asking):
        return [*words, *asking]
    return [block if block["type"] in ASKING else next(others) for block in raw]


def _with_source_ids(words: dict[str, Any], source: Page) -> dict[str, Any]:
    """Give blocks the ids of those that they translate: where a reader is, and what they tried, is of both."""
    raw = source.body.get_prep_value() if "body" in words else []
    body = words.get("body") or []
    if [block["type"] for block in raw] != [block["type"] for block in body]:
        return words
    alike = zip(body, raw, strict=True)
    return words | {"body": [block | {"id": theirs["id"]} for block, theirs in alike]}


def _written(source: Page, page: Page | None, words: dict[str, Any], locale: Locale) -> Page:
    """Save the translation and publish it; one that an editor took down gets a draft."""
    if page is None:
        page = source.copy_for_translation(locale, copy_parents=True)
        is_new, was_alias = True, False
    else:
        is_new = was_alias = page.alias_of_id is not None
        page = page.get_latest_revision_as_object()
        page.alias_of = None
    for name, value in words.items():
        setattr(page, name, json.dumps(value) if isinstance(value, list) else value)
    if was_alias:  # what is published is read from the page itself first
        page.save()
    is_published = is_new or page.live  # which judges it too
    revision = page.save_revision(clean=not is_published)
    if is_published:
        revision.publish()
    return type(source).objects.get(pk=page.pk)
