"""Shows the exercises of a lesson to one reader."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import ngettext

from learning.exercises.base import AGAIN, SHOW, ExerciseAnswer, ExerciseBlock


@dataclass(frozen=True, slots=True)
class ShownExercise:
    """An exercise on a page. `url` takes the answer, "" in a preview; `prefix`: of the ids of its fields;
    `is_tried`: by its reader, before."""

    id: str
    title: str
    block: ExerciseBlock
    answer: ExerciseAnswer
    url: str
    prefix: str
    is_tried: bool

    @property
    def template(self) -> str:
        return str(self.block.meta.template)


def exercise_ids(body: Any) -> list[str]:
    kinds = body.stream_block.child_blocks
    return [
        block.get("id")
        for block in body.raw_data
        if block and isinstance(kinds[block["type"]], ExerciseBlock)
    ]


def show_exercise(
    child: Any, lesson: UUID | None, *, tried: Collection[str], data: QueryDict | None = None
) -> ShownExercise:
    """Build an exercise of a page. `child`: of the body; `data`: the answer just given to it."""
    key = child.id or ""
    prefix = f"x{key}-"
    given = None if data is None or AGAIN in data else data
    if lesson is None:  # a preview: its author reads all that is said to answers
        given = QueryDict(f"{SHOW}=yes")
    return ShownExercise(
        id=key,
        title=child.value.get("title") or "",
        block=child.block,
        answer=child.block.answer(child.value, given, prefix=prefix),
        url=reverse("learning:exercise", args=[lesson, key]) if lesson and key else "",
        prefix=prefix,
        is_tried=key in tried,
    )


def tried_in_words(ids: Collection[str], tried: Collection[str]) -> str:
    """Return "2 exercises done of 3", "" where there are none."""
    done = len(set(ids) & set(tried))
    words = ngettext(
        "%(done)s exercise done of %(total)s", "%(done)s exercises done of %(total)s", done
    )
    return words % {"done": done, "total": len(ids)} if ids else ""
