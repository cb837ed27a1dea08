"""Queries of the published modules and their lessons, with how far one person is."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import (
    DateTimeField,
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.utils.timezone import localtime

from cms.languages import in_source_language
from cms.queries import page_addresses
from core.icons import drawing_named, icon_names
from learning.enums import Barrier
from learning.models import (
    Lesson,
    LessonPage,
    LessonProgress,
    Module,
    ModuleGrant,
    ModulePage,
    PracticeCompletion,
)
from learning.outline import LessonRow, ModuleRow, prerequisites_by_module
from learning.policies import published_lesson_pages, published_module_pages
from learning.queries.done import completed_packages
from people.models import Person
from people.queries.compiled import compiled_for_person
from quizzes.policies import attempts_visible_to


FALLBACK_ICON = "book-open"
REQUIREMENTS = Module.requires.through


def annotate_lesson_progress(
    pages: QuerySet[LessonPage], person: Person, *, packages: bool = True
) -> QuerySet[LessonPage]:
    """Annotate lesson pages with what LessonRow takes of this person, under its names.

    `packages`: whether one of them may ask for a package; few do, and looking is dear.
    """
    progress = LessonProgress.objects.filter(person=person, lesson=OuterRef("record")).order_by()
    passed = attempts_visible_to(person).passed().filter(quiz=OuterRef("record__required_quiz"))
    granted = ModuleGrant.objects.filter(person=person, module=OuterRef("record__module"))
    completed = completed_packages(person=person).filter(
        package=OuterRef("record__required_package")
    )
    practised = PracticeCompletion.objects.filter(
        person=person, task=OuterRef("record__required_practice")
    )
    since, at = (
        Subquery(completed.values(name)) if packages else Value(None, DateTimeField())
        for name in ("since", "at")
    )
    return pages.annotate(
        started_at=Subquery(progress.values("started_at")),
        read_at=Subquery(progress.values("read_at")),
        passed_at=Subquery(passed.order_by("submitted_at").values("submitted_at")[:1]),
        last_passed_at=Subquery(passed.order_by("-submitted_at").values("submitted_at")[:1]),
        completed_since=since,
        completed_at=at,
        practised_at=Subquery(practised.order_by().values("done_at")),
        granted_at=Subquery(granted.order_by("-granted_at").values("granted_at")[:1]),
        place=Subquery(progress.values("place")),
    )


# Flat rows: making a page of Wagtail's of each costs more than reading it.
MODULE_COLUMNS = (
    "record",
    "record__uuid",
    "title",
    "url_path",
    "summary",
    "icon",
    "drawing",
    "barrier",
    "language",
    "has_requirements",
    "has_packages",
)
MOMENTS = (
    "started_at",
    "read_at",
    "passed_at",
    "last_passed_at",
    "completed_since",
    "completed_at",
    "practised_at",
    "granted_at",
)
LESSON_COLUMNS = (
    "record",
    "record__uuid",
    "record__module",
    "record__minutes",
    "record__required_quiz",
    "record__required_package",
    "record__required_practice",
    "record__asks_again_since",
    "title",
    "goal",
    "url_path",
    "language",
    "place",
    *MOMENTS,
)


def module_rows(
    person: Person,
    pages: QuerySet[ModulePage] | None = None,
    *,
    records: Collection[int] | None = None,
    prerequisites: bool = True,
) -> list[ModuleRow]:
    """Return the published modules, or those of `pages` or with these `records`, with their lessons in the pages' order.

    Two queries, and two more where a module asks for others before it; without `prerequisites`, nothing says which.
    """
    if records is not None:
        shown = _pages_of_records(person, keys=list(records))
    else:
        shown = list(_pages(published_module_pages() if pages is None else pages))
    if not shown:
        return []
    before, others = _modules_before(person, shown) if prerequisites else ({}, [])
    address = page_addresses()
    lessons = _lessons_by_module(person, [*shown, *others], address)
    rows: dict[int, ModuleRow] = {}
    by_record = {page.record: page for page in (*others, *shown)}

    def row_of(pk: int) -> ModuleRow:
        if pk not in rows:
            wanted = [
                row_of(requirement)
                for requirement in before.get(pk, ())
                if requirement in by_record
            ]
            rows[pk] = _module_row(
                by_record[pk],
                address,
                lessons.get(pk, ()),
                first=tuple(row for row in wanted if row.lessons and not row.is_done),
            )
        return rows[pk]

    return [row_of(page.record) for page in shown]


@compiled_for_person()
def _pages_of_records(_person: Person, *, keys: list[int]) -> QuerySet[Any]:
    return _pages(published_module_pages().filter(record__in=keys))


def _pages(pages: QuerySet[ModulePage]) -> QuerySet[Any]:
    requirements = REQUIREMENTS.objects.filter(from_module=OuterRef("record"))
    packed = Lesson.objects.filter(module=OuterRef("record"), required_package__isnull=False)
    return pages.annotate(
        has_requirements=Exists(requirements), has_packages=Exists(packed)
    ).values_list(*MODULE_COLUMNS, named=True)


def _modules_before(
    person: Person, shown: list[Any]
) -> tuple[dict[int, tuple[int, ...]], list[Any]]:
    """Return what each module asks to be done first, and the published pages of these that are not shown."""
    asking = [page.record for page in shown if page.has_requirements]
    if not asking:
        return {}, []
    before = prerequisites_by_module(asking, direct_prerequisites())
    needed = {requirement for ones in before.values() for requirement in ones}
    missing = needed - {page.record for page in shown}
    return before, _pages_of_records(person, keys=sorted(missing)) if missing else []


def direct_prerequisites() -> dict[int, set[int]]:
    """Return, of all modules, those to do before each."""
    prerequisites: dict[int, set[int]] = {}
    for module, before in REQUIREMENTS.objects.values_list("from_module", "to_module"):
        prerequisites.setdefault(module, set()).add(before)
    return prerequisites


def _module_row(
    page: Any,
    address: Callable[[str], str],
    lessons: Iterable[LessonRow],
    *,
    first: tuple[ModuleRow, ...],
) -> ModuleRow:
    return ModuleRow(
        pk=page.record,
        uuid=page.record__uuid,
        title=page.title,
        summary=page.summary,
        icon=page.icon if page.icon in icon_names() else FALLBACK_ICON,
        drawing=drawing_named(page.drawing),
        url=address(page.url_path),
        lessons=tuple(lessons),
        first=first,
        barrier=page.barrier,
        language=page.language,
    )


def _lessons_by_module(
    person: Person, modules: list[Any], address: Callable[[str], str]
) -> dict[int, list[LessonRow]]:
    wanted = [page.record for page in modules]
    packages = any(page.has_packages for page in modules)
    lessons: dict[int, list[LessonRow]] = {}
    for page in _lesson_pages(person, packages, keys=wanted):
        lessons.setdefault(page.record__module, []).append(_lesson_row(page, address))
    return lessons


@compiled_for_person()
def _lesson_pages(person: Person, packages: bool, *, keys: list[int]) -> QuerySet[Any]:
    wanted = published_lesson_pages().filter(record__module__in=keys)
    annotated = annotate_lesson_progress(wanted, person, packages=packages)
    return annotated.values_list(*LESSON_COLUMNS, named=True)


def row_of_lesson_page(page: LessonPage) -> LessonRow:
    """Return a lesson that nobody has begun."""
    record = page.record
    assert record is not None
    return LessonRow(
        pk=record.pk,
        uuid=record.uuid,
        title=page.title,
        goal=page.goal,
        minutes=record.minutes,
        url=page_addresses()(page.url_path),
        language=page.language,
    )


def _lesson_row(page: Any, address: Callable[[str], str]) -> LessonRow:
    return LessonRow(
        pk=page.record,
        uuid=page.record__uuid,
        title=page.title,
        goal=page.goal,
        minutes=page.record__minutes,
        url=address(page.url_path),
        required_quiz=page.record__required_quiz,
        required_package=page.record__required_package,
        required_practice=page.record__required_practice,
        asks_again_since=as_local_time(page.record__asks_again_since),
        **{name: as_local_time(getattr(page, name)) for name in MOMENTS},
        place=page.place or "",
        language=page.language,
    )


def as_local_time(moment: datetime | None) -> datetime | None:
    """Return the moment in local time, so that its day is that of the organisation's clock."""
    return None if moment is None else localtime(moment)


def modules_by_barrier(
    person: Person, barriers: Iterable[str] = Barrier.values
) -> dict[str, list[ModuleRow]]:
    """Return the published modules that answer what may hold somebody back, in the order of the barriers."""
    wanted = list(barriers)
    modules: dict[str, list[ModuleRow]] = {}
    for row in module_rows(person, published_module_pages().filter(barrier__in=wanted)):
        if row.lessons:
            modules.setdefault(row.barrier, []).append(row)
    return {barrier: modules[barrier] for barrier in wanted if barrier in modules}


def module_row_by_slug(person: Person, slug: str) -> ModuleRow | None:
    """Return the published module whose page has this short name in the source language."""
    records = in_source_language(ModulePage.objects.live()).filter(slug=slug).values("record")
    rows = module_rows(person, published_module_pages().filter(record__in=records))
    return rows[0] if rows else None


def module_row_of_record(person: Person, module: int | None) -> ModuleRow | None:
    """Return the module with this key; None when it is not published (a preview)."""
    rows = module_rows(person, records=[] if module is None else [module])
    return rows[0] if rows else None


def may_open_lesson(person: Person, lesson: Lesson) -> bool:
    """Whether nothing is to do before its module, or somebody is in it already. One query for most."""
    if not REQUIREMENTS.objects.filter(from_module=lesson.module_id).exists():
        return True
    pages = published_module_pages().filter(record=lesson.module_id)
    return not any(row.is_blocked for row in module_rows(person, pages))
