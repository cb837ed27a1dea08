"""Who is reached, and what rests on a page."""

from django.db.models import (
    Exists,
    OuterRef,
    QuerySet,
)
from wagtail.models import Page

from learning.models import (
    LessonPage,
    LessonProgress,
)
from people.models import Person, Position, Team


def people_of_team(team: Team, *, on) -> QuerySet[Person]:
    """Everybody employed on that day who then holds a position in this team or below it."""
    held = Position.objects.held_on(on).filter(
        person=OuterRef("pk"), team__path__startswith=team.path
    )
    return Person.objects.staff().employed_on(on).filter(Exists(held))


def holds_progress(page: Page) -> bool:
    """Somebody began a lesson whose page is this one or below it, published or not."""
    lessons = LessonPage.objects.descendant_of(page, inclusive=True)
    return LessonProgress.objects.filter(lesson__in=lessons.values("record")).exists()
