from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from learning.models import Enrolment, Lesson, LessonProgress
from people.models import Person


def start_lesson(*, person: Person, lesson: Lesson) -> None:
    """Record the first opening of a lesson. Idempotent."""
    LessonProgress.objects.get_or_create(person=person, lesson=lesson)


@transaction.atomic
def finish_lesson(*, person: Person, lesson: Lesson) -> None:
    """Record that a lesson was read to its end, started or not before.

    The first time counts, until the lesson was rewritten and asks again, or a path that the person follows
    counts from a later moment: then this reading takes its place.
    """
    start_lesson(person=person, lesson=lesson)
    later = Enrolment.objects.filter(
        person=person, path__entries__module=lesson.module_id, counts_from__gt=OuterRef("read_at")
    )
    asks = Lesson.objects.filter(pk=lesson.pk, asks_again_since__gt=OuterRef("read_at"))
    LessonProgress.objects.filter(
        Q(read_at=None) | Exists(asks) | Exists(later), person=person, lesson=lesson
    ).update(read_at=Now())
