"""Queries of the catalogue: modules by what they are for, and lessons by their words."""

from dataclasses import dataclass

from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import StrIndex
from django.http import QueryDict

from core.collation import search_words
from learning.enums import Level
from learning.models import Lesson, LessonPage, ModulePage
from learning.outline import LessonRow, ModuleRow
from learning.policies import published_lesson_pages, published_module_pages
from learning.queries.modules import module_rows
from people.models import Person


FAR = 1_000_000  # after whatever has the words together
MODULES_A_PAGE = 24
LESSONS_A_PAGE = 20
MODULES_BESIDE_LESSONS = 4
WORDS, LEVEL, MINUTES, PAGE = "q", "niveau", "duree", "page"
LONGEST = 100  # of what is looked for
DURATIONS = (15, 30, 60)  # minutes


@dataclass(frozen=True, slots=True)
class CatalogQuery:
    """The search of a reader. `minutes`: a module takes so many at most; 0 for any."""

    words: str = ""
    level: str = ""
    minutes: int = 0

    @property
    def is_empty(self) -> bool:
        return self == CatalogQuery()


@dataclass(frozen=True, slots=True)
class FoundLesson:
    module: ModuleRow
    lesson: LessonRow


def catalog_modules(
    person: Person, wanted: CatalogQuery, *, number: str | int | None
) -> tuple[list[ModuleRow], PageOfResults]:
    """Return the modules of one page of the catalogue."""
    pages = Paginator(filtered_module_pages(wanted), MODULES_A_PAGE)
    page = pages.get_page(number)
    return module_rows(
        person, published_module_pages().filter(pk__in=[row.pk for row in page])
    ), page


def search_lessons(
    person: Person, wanted: CatalogQuery, *, number: str | int | None
) -> tuple[list[FoundLesson], PageOfResults]:
    """Return a page of the lessons that have all the words, the nearest to their title first."""
    page = Paginator(_lessons_wanted(wanted), LESSONS_A_PAGE).get_page(number)
    records = [row.record_id for row in page]
    of_modules = published_module_pages().filter(record__lessons__in=records).distinct()
    found = {
        lesson.pk: FoundLesson(module, lesson)
        for module in module_rows(person, of_modules)
        for lesson in module.lessons
    }
    return [found[pk] for pk in records if pk in found], page


def filtered_module_pages(wanted: CatalogQuery) -> QuerySet[ModulePage]:
    pages = published_module_pages().defer("introduction", "searchable")
    for word in search_words(wanted.words):
        pages = pages.filter(searchable__contains=f" {word}")
    if wanted.level:
        pages = pages.filter(level=wanted.level)
    if wanted.minutes:
        pages = pages.annotate(all_minutes=_minutes()).filter(all_minutes__lte=wanted.minutes)
    return pages


def _minutes() -> Subquery:
    published = LessonPage.objects.live().filter(record=OuterRef("pk"))
    lessons = (
        Lesson.objects.filter(Exists(published), module=OuterRef("record"))
        .order_by()
        .values("module")
        .annotate(total=Sum("minutes"))
    )
    return Subquery(lessons.values("total"))


def _lessons_wanted(wanted: CatalogQuery) -> QuerySet[LessonPage]:
    words = search_words(wanted.words)
    pages = published_lesson_pages().only("record", "path")
    for word in words:
        pages = pages.filter(searchable__contains=f" {word}")
    if wanted.level or wanted.minutes:
        modules = filtered_module_pages(CatalogQuery("", wanted.level, wanted.minutes))
        pages = pages.filter(record__module__in=modules.order_by().values("record"))
    return pages.order_by(_place(words), "path")


def _place(words: list[str]) -> Combinable:
    """Return where the words stand together, else the first of them. A text begins with its lesson's title."""
    together = f" {' '.join(words)}"
    return Case(
        When(searchable__contains=together, then=StrIndex("searchable", Value(together))),
        default=StrIndex("searchable", Value(f" {words[0] if words else ''}")) + FAR,
    )


def parse_catalog_query(given: QueryDict) -> CatalogQuery:
    """Return the query. What is not understood is ignored: an old link still opens the catalogue."""
    level, minutes = given.get(LEVEL, ""), given.get(MINUTES, "")
    return CatalogQuery(
        words=given.get(WORDS, "").strip()[:LONGEST],
        level=level if level in Level.values else "",
        minutes=int(minutes) if minutes in map(str, DURATIONS) else 0,
    )
