"""Finds the page of a lesson by the lesson’s own identifier."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from cms.languages import reading_language, source_language
from core.compiled_queries import CompiledQuery
from learning.models import Lesson, Module
from learning.policies import published_lesson_pages


A_LESSON = UUID("00000000-0000-4000-8000-1e550a1e550a")  # where the query is compiled


def page_of_lesson(lesson: UUID) -> Any:
    """Return the published page of a lesson, in the reader's language, with its record, and `asks_first` where its
    module comes after others; None where none is published."""
    found = _compiled_page_of_lesson(source_language(), reading_language())
    return next(iter(found.rows(lesson=_as_stored(lesson))), None)


@lru_cache(maxsize=8)
def _compiled_page_of_lesson(_source: str, _reading: str) -> CompiledQuery:
    pages = published_lesson_pages().filter(record__uuid=A_LESSON).select_related("record")
    before = Module.requires.through.objects.filter(from_module=OuterRef("record__module"))
    return CompiledQuery(
        pages.annotate(asks_first=Exists(before))[:1], {"lesson": _as_stored(A_LESSON)}
    )


def _as_stored(uuid: UUID) -> Any:
    return Lesson._meta.get_field("uuid").get_db_prep_value(uuid, connection)
