"""Queries of who is reached, and of the progress that depends on a page."""

from uuid import UUID

from django.db.models import (
    Exists,
    OuterRef,
    QuerySet,
)
from wagtail.models import Page

from learning.models import (
    LessonPage,
    LessonProgress,
    Module,
    Path,
)
from learning.policies import published_lesson_pages, published_module_pages
from people.models import Person, Position, Team


def people_of_team(team: Team, *, on) -> QuerySet[Person]:
    """Return everybody employed on that day who then holds a position in this team or below it."""
    positions = Position.objects.held_on(on).filter(
        person=OuterRef("pk"), team__path__startswith=team.path
    )
    return Person.objects.staff().employed_on(on).filter(Exists(positions))


def holds_progress(page: Page) -> bool:
    """Whether somebody began a lesson whose page is this one or below it, published or not."""
    lessons = LessonPage.objects.descendant_of(page, inclusive=True)
    return LessonProgress.objects.filter(lesson__in=lessons.values("record")).exists()


def has_begun_unpublished_lesson(person: Person, lesson: UUID) -> bool:
    """Whether a person had begun this lesson, and it is published no longer."""
    begun = LessonProgress.objects.filter(person=person, lesson__uuid=lesson)
    pages = published_lesson_pages().filter(record=OuterRef("lesson")).order_by()
    return begun.exclude(Exists(pages)).exists()


def begun_unpublished_modules(person: Person, path: Path) -> list[str]:
    """Return the titles of those modules of a path that they had begun and that are published no longer."""
    begun = LessonProgress.objects.filter(person=person, lesson__module=OuterRef("pk"))
    pages = published_module_pages().filter(record=OuterRef("pk")).order_by()
    modules = Module.objects.filter(Exists(begun), ~Exists(pages), uses__path=path)
    return list(modules.values_list("title", flat=True))
