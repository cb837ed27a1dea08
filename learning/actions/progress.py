from django.db import transaction
from django.db.models.functions import Now

from learning.models import Lesson, LessonProgress
from people.models import Person


def start_lesson(*, person: Person, lesson: Lesson) -> None:
    """Once and for all: opening it again changes nothing."""
    LessonProgress.objects.get_or_create(person=person, lesson=lesson)


@transaction.atomic
def finish_lesson(*, person: Person, lesson: Lesson) -> None:
    """Read to its end, started or not before. The first time counts: a second call changes nothing."""
    start_lesson(person=person, lesson=lesson)
    LessonProgress.objects.filter(person=person, lesson=lesson, read_at=None).update(read_at=Now())
