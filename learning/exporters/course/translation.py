"""Exports the translation of modules and paths as files, beside those of the pages that they translate."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from cms.languages import in_source_language
from cms.models import HomePage
from learning.exporters.course.course import (
    ModuleWriter,
    NotExported,
    modules_to_export,
    page_link_attributes,
)
from learning.exporters.course.files import CourseFolder, MediaFolder, with_front_matter
from learning.exporters.course.quizzes import FOLDER, QuizWriter
from learning.exporters.course.translated_quizzes import TranslatedQuizzes
from learning.importers.content_translations import ASKING
from learning.importers.page_fields import BODY
from learning.models import LessonPage, ModulePage, Path
from learning.rich_text import map_links, markdown_of, read_html
from quizzes.models import Quiz


def export_translation(
    language: str, *, modules: Iterable[ModulePage] = (), paths: Iterable[Path] = ()
) -> CourseFolder:
    """Export what is published in this language, for `load_content`. Facts stay those of the pages.

    Raises NotExported for a module that is not translated; a lesson that is not is left out.
    """
    course = CourseFolder()
    locale = Locale.objects.get(language_code=language)
    quizzes = QuizWriter(course, MediaFolder(course, FOLDER))
    translated = TranslatedQuizzes(quizzes, language)
    listed = list(paths)
    for page in modules_to_export(listed, modules):
        TranslationWriter(course, quizzes, page, locale).write()
    home = in_source_language(HomePage.objects.all()).get()
    for path in listed:
        if path.placement_quiz:
            titles = (path.title, path.title_en)
            translated.write(path.placement_quiz, folder="", titles=titles)
        course.texts[f"paths/{path.slug}.md"] = _path_text(path, home)
    return course


class TranslationWriter(ModuleWriter):
    left_out = frozenset(ASKING)

    def __init__(
        self, course: CourseFolder, quizzes: QuizWriter, page: ModulePage, locale: Locale
    ) -> None:
        super().__init__(course, quizzes, page)
        self.locale = locale

    def _write(self, name: str, page: Page, facts: Callable[[Any], dict[str, Any]]) -> None:
        translated = page.get_translation_or_none(self.locale)
        if translated is not None and translated.live and translated.alias_of_id is None:
            super()._write(name, translated.specific, facts)
            self._write_quizzes(page, translated)
        elif isinstance(page, LessonPage):
            values = {"title": page.title, "language": self.locale.language_code}
            self.course.notes.append(
                _("“%(title)s” is not published in “%(language)s”: left out.") % values
            )
        else:
            values = {"title": page.title, "language": self.locale.language_code}
            raise NotExported(_("“%(title)s” is not published in “%(language)s”.") % values)

    def _write_quizzes(self, page: Page, found: Page) -> None:
        latest = page.get_latest_revision_as_object()
        translated = TranslatedQuizzes(self.quizzes, self.locale.language_code)
        for raw in getattr(latest, BODY[type(page)]).get_prep_value():
            key = raw["value"].get("quiz") if raw["type"] == "quiz" else None
            quiz = Quiz.objects.filter(pk=key).first() if key else None
            if quiz is not None:
                titles = (latest.title, found.title)
                translated.write(quiz, folder=self.folder, titles=titles)

    def _module_facts(self, page: ModulePage) -> dict[str, Any]:
        return {
            "title": page.title,
            "summary": page.summary,
            "objective": page.objective,
            "audience": page.audience,
            "reviewed_on": page.reviewed_on,
        }

    def _lesson_facts(self, page: LessonPage) -> dict[str, Any]:
        """Return the facts, with `minutes`, which must be there and are the page’s own."""
        return {
            "title": page.title,
            "goal": page.goal,
            "minutes": page.minutes,
            "reviewed_on": page.reviewed_on,
        }


def _path_text(path: Path, home: Page) -> str:
    if not path.title_en:
        raise NotExported(_("The path “%s” has no English title.") % path.title)
    records = path.entries.order_by("sort_order", "pk").values_list(
        "module__pages__slug", flat=True
    )
    return with_front_matter(
        {
            "title": path.title_en,
            "summary": path.summary_en,
            "modules": list(dict.fromkeys(slug for slug in records if slug)),
        },
        markdown_of(
            map_links(read_html(path.introduction_en), partial(page_link_attributes, home))
        ),
    )
