from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from core.dates import today
from learning.models import Enrolment, ExerciseTry, Lesson, LessonProgress
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


def save_place(*, person: Person, lesson: Lesson, place: str) -> None:
    """Save the place (see learning.reading_places). A lesson that was not started is started by being read."""
    mine = LessonProgress.objects.filter(person=person, lesson=lesson)
    if not mine.update(place=place):
        start_lesson(person=person, lesson=lesson)
        mine.update(place=place)


@transaction.atomic
def clear_place(*, person: Person, lesson: Lesson, time_range: str = "") -> None:
    """Clear the place at the end of a lesson. `time_range`: "" keeps what is there."""
    time = {"time_range": time_range} if time_range else {}
    LessonProgress.objects.filter(person=person, lesson=lesson).update(place="", **time)


def record_exercise(*, person: Person, lesson: Lesson, block: str) -> None:
    """Record that an exercise was tried today. Idempotent."""
    ExerciseTry.objects.update_or_create(
        person=person, lesson=lesson, block=block, defaults={"tried_on": today()}
    )


def delete_reading_times() -> int:
    """Delete everybody's reading times, for good. Returns how many lessons had one."""
    return LessonProgress.objects.exclude(time_range="").update(time_range="")
