"""Queries of what each path asks to be done, as a number: another one as soon as it asks anything else.

A completion that is stored counts as long as the number under which it was derived is that of its path.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from typing import Any

from django.db.models import OuterRef
from django.utils.translation import override

from cms.languages import source_language
from core.compiled_queries import CompiledQuery
from learning.enums import Need
from learning.models import PathModule
from learning.policies import published_lesson_pages
from learning.queries.done import UnitCount
from learning.queries.paths import needed_of_choice


BYTES = 7  # a positive number in a column of eight


def path_rules() -> dict[int, int]:
    """Return the number of each path that asks for something. One query, whatever the number of paths."""
    rows = sorted(_compiled(source_language()).rows(), key=repr)
    return {
        path: _number(lessons)
        for path, lessons in groupby(sorted(rows, key=lambda row: row[0]), key=lambda row: row[0])
    }


def _number(rows: Iterable[tuple[Any, ...]]) -> int:
    return int.from_bytes(blake2b(repr(list(rows)).encode(), digest_size=BYTES).digest())


@lru_cache(maxsize=4)
def _compiled(source: str) -> CompiledQuery:
    with override(source):
        published = published_lesson_pages().order_by().values("record")
    rows = (
        PathModule.objects.exclude(need=Need.OPTIONAL)
        .filter(module__lessons__in=published)
        .annotate(
            needed=needed_of_choice(path=OuterRef("path"), choice=OuterRef("choice")),
            units=UnitCount("module__lessons__required_package__units"),
        )
        .order_by()
    )
    columns = ("required_quiz", "required_package", "required_practice", "asks_again_since")
    of_lesson = [f"module__lessons__{column}" for column in columns]
    return CompiledQuery(
        rows.values_list(
            "path", "module", "need", "choice", "needed", "module__lessons", "units", *of_lesson
        ),
        {},
    )
