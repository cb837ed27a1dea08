"""Queries of the catalogue: modules by what they are for, and lessons by their words."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.http import QueryDict

from cms.search.queries import found_keys
from learning.enums import Level
from learning.models import Lesson, LessonPage, ModulePage
from learning.outline import LessonRow, ModuleRow
from learning.policies import published_lesson_pages, published_module_pages
from learning.queries.done import done_progress, module_grants
from learning.queries.modules import module_rows
from people.models import Person
from people.queries.compiled import compiled_for_person


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
    """Return the modules of one page of the catalogue, those that the person has finished after all others."""
    rows = _records_in_order(person, wanted.level, wanted.minutes)
    if wanted.words:
        keys = set(found_keys(person, wanted.words, kinds=["modules"]))
        rows = [row for row in rows if str(row[1]) in keys]
    page = Paginator([record for record, _key in rows], MODULES_A_PAGE).get_page(number)
    places = {record: place for place, record in enumerate(page)}
    shown = module_rows(person, records=places, prerequisites=False)
    return sorted(shown, key=lambda row: places[row.pk]), page


@compiled_for_person()
def _records_in_order(person: Person, level: str, minutes: int) -> QuerySet[Any]:
    """Return the record and the translation key of each module page that fits."""
    pages = filtered_module_pages(CatalogQuery("", level, minutes)).annotate(
        is_done=_is_done(person)
    )
    return pages.order_by("is_done", "source_path").values_list("record", "translation_key")


def _is_done(person: Person) -> Case:
    lessons = Lesson.objects.filter(
        Exists(LessonPage.objects.live().filter(record=OuterRef("pk"))), module=OuterRef("record")
    ).order_by()
    done = done_progress().filter(lesson=OuterRef("pk"), person=person).order_by()
    grants = module_grants(person=person, module=OuterRef("record")).order_by()
    finished = Exists(lessons) & (~Exists(lessons.exclude(Exists(done))) | Exists(grants))
    return Case(When(finished, then=Value(1)), default=Value(0))


def search_lessons(
    person: Person, wanted: CatalogQuery, *, number: str | int | None
) -> tuple[list[FoundLesson], PageOfResults]:
    """Return a page of the lessons that the search finds, in its order."""
    wanted_lessons = _lessons_wanted(person, wanted)
    page = Paginator(list(wanted_lessons), LESSONS_A_PAGE).get_page(number)
    found = {
        lesson.pk: FoundLesson(module, lesson)
        for module in module_rows(
            person, records={wanted_lessons[pk] for pk in page}, prerequisites=False
        )
        for lesson in module.lessons
    }
    return [found[pk] for pk in page if pk in found], page


def filtered_module_pages(wanted: CatalogQuery) -> QuerySet[ModulePage]:
    pages = published_module_pages().defer("introduction")
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


def _lessons_wanted(person: Person, wanted: CatalogQuery) -> dict[int, int]:
    """Return the records of lessons in the order of the search, each with its module’s."""
    keys = found_keys(person, wanted.words, kinds=["lessons"])
    pages = published_lesson_pages()
    if wanted.level or wanted.minutes:
        modules = filtered_module_pages(CatalogQuery("", wanted.level, wanted.minutes))
        pages = pages.filter(record__module__in=modules.order_by().values("record"))
    rows = pages.filter(translation_key__in=keys).order_by()
    by_key = {
        str(key): records
        for key, *records in rows.values_list("translation_key", "record", "record__module")
    }
    return dict(by_key[key] for key in keys if key in by_key)


def parse_catalog_query(given: QueryDict) -> CatalogQuery:
    """Return the query. What is not understood is ignored: an old link still opens the catalogue."""
    level, minutes = given.get(LEVEL, ""), given.get(MINUTES, "")
    return CatalogQuery(
        words=given.get(WORDS, "").strip()[:LONGEST],
        level=level if level in Level.values else "",
        minutes=int(minutes) if minutes in map(str, DURATIONS) else 0,
    )
