"""The published modules and their lessons, with how far one person is."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import (
    OuterRef,
    QuerySet,
    Subquery,
)
from django.utils.timezone import localtime

from cms.queries import page_addresses
from core.icons import icon_names
from learning.models import (
    Lesson,
    LessonPage,
    LessonProgress,
    ModulePage,
)
from learning.outline import LessonRow, ModuleRow
from learning.policies import published_lesson_pages, published_module_pages
from people.models import Person
from quizzes.policies import attempts_visible_to


FALLBACK_ICON = "book-open"


def lesson_states(pages: QuerySet[LessonPage], person: Person) -> QuerySet[LessonPage]:
    """Lesson pages with `started_at`, `read_at` and `passed_at` (of the required quiz) of this person."""
    progress = LessonProgress.objects.filter(person=person, lesson=OuterRef("record")).order_by()
    passed = (
        attempts_visible_to(person)
        .passed()
        .filter(quiz=OuterRef("record__required_quiz"))
        .order_by("submitted_at")
    )
    return (
        pages.select_related("record")
        .only("title", "path", "url_path", "goal", "record")
        .annotate(
            started_at=Subquery(progress.values("started_at")),
            read_at=Subquery(progress.values("read_at")),
            passed_at=Subquery(passed.values("submitted_at")[:1]),
        )
    )


def module_rows(person: Person, pages: QuerySet[ModulePage] | None = None) -> list[ModuleRow]:
    """The published modules, or those of `pages`, with their lessons in the pages' order. Two queries."""
    shown = list(
        (published_module_pages() if pages is None else pages)
        .select_related("record")
        .defer("introduction")
    )
    if not shown:
        return []
    address = page_addresses()
    lessons = _lessons_by_module(person, shown)
    return [
        ModuleRow(
            pk=record.pk,
            uuid=record.uuid,
            title=page.title,
            summary=page.summary,
            icon=page.icon if page.icon in icon_names() else FALLBACK_ICON,
            url=address(page.url_path),
            lessons=tuple(lessons.get(record.pk, ())),
            language=page.language,
        )
        for page in shown
        if (record := page.record) is not None
    ]


def _lessons_by_module(person: Person, modules: list[ModulePage]) -> dict[int, list[LessonRow]]:
    address = page_addresses()
    wanted = published_lesson_pages().filter(
        record__module__in=[page.record_id for page in modules]
    )
    found: dict[int, list[LessonRow]] = {}
    for page in lesson_states(wanted, person):
        if page.record is not None:
            row = _lesson_row(page, page.record, address)
            found.setdefault(page.record.module_id, []).append(row)
    return found


def _lesson_row(page: LessonPage, record: Lesson, address: Callable[[str], str]) -> LessonRow:
    return LessonRow(
        pk=record.pk,
        uuid=record.uuid,
        title=page.title,
        goal=page.goal,
        minutes=record.minutes,
        url=address(page.url_path),
        started_at=_local(page.started_at),
        read_at=_local(page.read_at),
        required_quiz=record.required_quiz_id,
        passed_at=_local(page.passed_at),
        language=page.language,
    )


def _local(moment: datetime | None) -> datetime | None:
    """Its day is that of the organisation's clock."""
    return None if moment is None else localtime(moment)


def module_row_at(person: Person, path: str) -> ModuleRow | None:
    """The module of which a page, in whatever language, stands there in the tree; None when it is not
    published (a preview)."""
    rows = module_rows(person, published_module_pages().filter(record__pages__path=path))
    return rows[0] if rows else None
