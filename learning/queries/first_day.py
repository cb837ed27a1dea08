"""Queries of what the first day proposes: a lesson of three minutes, and a placement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from learning.enums import ProgressState
from learning.models import LessonProgress
from learning.outline import LessonRow, PathRow
from learning.policies import published_lesson_pages
from learning.queries.modules import REQUIREMENTS, row_of_lesson_page
from people.models import Person
from quizzes.policies import attempts_visible_to
from quizzes.queries.placement import placements_offered


MINUTES = 3


@dataclass(frozen=True, slots=True)
class FirstDay:
    """A lesson to begin with, and the quiz of a placement, if there is one."""

    lesson: LessonRow
    placement: UUID | None


def has_only_what_is_asked(paths: Sequence[PathRow]) -> bool:
    """Whether somebody chose no path yet, and began nothing of what they must follow."""
    return all(path.is_mandatory and path.state is ProgressState.TODO for path in paths)


def first_day(person: Person) -> FirstDay | None:
    """Return the first lesson of the catalogue that takes three minutes at most and that no other comes before.

    None once somebody has begun any lesson, or while a quiz is begun. One query.
    """
    begun: Any = LessonProgress.objects.filter(person=person)
    before = REQUIREMENTS.objects.filter(from_module=OuterRef("record__module"))
    open_attempts = attempts_visible_to(person).open()
    pages = (
        published_lesson_pages()
        .filter(~Exists(before), ~Exists(begun), ~Exists(open_attempts))
        .filter(record__minutes__lte=MINUTES)
        .select_related("record")
        .only("title", "path", "url_path", "goal", "record")
        .annotate(placement=Subquery(placements_offered().order_by("pk").values("uuid")[:1]))
    )
    page: Any = pages.first()
    return FirstDay(row_of_lesson_page(page), page.placement) if page else None
