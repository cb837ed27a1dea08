"""Queries of what a reader keeps beside lessons: of one lesson while it is read, and all of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from cms.queries import page_addresses
from core.collation import fold_text
from learning.enums import TimeRange
from learning.models import Bookmark, Lesson, LessonNote, LessonProgress
from learning.policies import (
    bookmarks_visible_to,
    exercise_tries_visible_to,
    notes_visible_to,
    published_lesson_pages,
)
from people.models import Person
from people.queries.compiled import compiled_for_person


NO_NOTE = "none"


def note_version(text: str) -> str:
    """Return what tells a note from another, so that a page says which one its writer saw."""
    return sha256(text.encode()).hexdigest()[:16] if text else NO_NOTE


@dataclass(frozen=True, slots=True)
class ReaderMarks:
    """The marks of one person in one lesson. `time`: in words, "" where none is recorded."""

    place: str = ""
    time: str = ""
    note: str = ""
    note_changed_at: datetime | None = None
    is_bookmarked: bool = False


@dataclass(frozen=True, slots=True)
class MarkedLesson:
    """A lesson with its note, its bookmark or both. `url` is "" once it is published no longer."""

    uuid: UUID
    title: str
    module: str
    url: str
    note: LessonNote | None
    bookmark: Bookmark | None

    @property
    def kept_at(self) -> datetime:
        return max(
            moment
            for moment in (
                self.note and self.note.changed_at,
                self.bookmark and self.bookmark.kept_at,
            )
            if moment
        )


def reader_marks(person: Person, lesson: int | None) -> ReaderMarks:
    row = next(iter(_mark_rows(person, keys=[lesson])), None) if lesson else None
    if row is None:
        return ReaderMarks()
    return ReaderMarks(
        place=row["place"] or "",
        time=str(TimeRange(row["time"]).label) if row["time"] else "",
        note=row["note"] or "",
        note_changed_at=row["note_changed_at"],
        is_bookmarked=row["is_bookmarked"],
    )


@compiled_for_person()
def _mark_rows(person: Person, *, keys: list[int]) -> QuerySet[Any, Any]:
    progress = LessonProgress.objects.filter(person=person, lesson=OuterRef("pk")).order_by()
    notes = notes_visible_to(person).filter(lesson=OuterRef("pk")).order_by()
    bookmarks = bookmarks_visible_to(person).filter(lesson=OuterRef("pk")).order_by()
    return (
        Lesson.objects.filter(pk__in=keys)
        .annotate(
            place=Subquery(progress.values("place")),
            time=Subquery(progress.values("time_range")),
            note=Subquery(notes.values("text")),
            note_changed_at=Subquery(notes.values("changed_at")),
            is_bookmarked=Exists(bookmarks),
        )
        .values("place", "time", "note", "note_changed_at", "is_bookmarked")
        .order_by()
    )


def tried_exercises(person: Person, lesson: int | None) -> set[str]:
    """Return the blocks of the exercises of a lesson that a person tried."""
    return set(_tried_blocks(person, keys=[lesson])) if lesson else set()


@compiled_for_person()
def _tried_blocks(person: Person, *, keys: list[int]) -> QuerySet[Any, str]:
    tries = exercise_tries_visible_to(person).filter(lesson__in=keys).order_by()
    return tries.values_list("block", flat=True)


def marked_lessons(person: Person, *, search: str = "") -> list[MarkedLesson]:
    """Return all that a person keeps, what was touched last first. Three queries.

    `search`: every word of it, in the note or in a title, accents and capitals left aside.
    """
    notes = {item.lesson_id: item for item in _with_lesson(notes_visible_to(person))}
    bookmarks = {item.lesson_id: item for item in _with_lesson(bookmarks_visible_to(person))}
    lessons = {pk: item.lesson for pk, item in [*notes.items(), *bookmarks.items()]}
    urls = _addresses(lessons)
    marked = [
        MarkedLesson(
            uuid=lesson.uuid,
            title=lesson.title,
            module=lesson.module.title,
            url=urls(pk),
            note=notes.get(pk),
            bookmark=bookmarks.get(pk),
        )
        for pk, lesson in lessons.items()
    ]
    words = fold_text(search).split()
    matching = [item for item in marked if _has(item, words)]
    return sorted(matching, key=lambda item: (item.kept_at, item.title), reverse=True)


def _with_lesson(rows: QuerySet) -> QuerySet:
    return rows.select_related("lesson__module")


def _has(lesson: MarkedLesson, words: list[str]) -> bool:
    if not words:
        return True
    text = fold_text(f"{lesson.title} {lesson.module} {lesson.note.text if lesson.note else ''}")
    return all(word in text for word in words)


def _addresses(lessons: Iterable[int]) -> Callable[[int], str]:
    address = page_addresses()
    pages = published_lesson_pages().filter(record__in=list(lessons))
    paths = dict(pages.values_list("record", "url_path"))
    return lambda lesson: address(paths[lesson]) if lesson in paths else ""


def has_reading_times() -> bool:
    return LessonProgress.objects.exclude(time_range="").exists()
