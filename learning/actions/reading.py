"""Stores where somebody stopped in a lesson and, if the organisation turned that on, how long it took."""

from django.db import transaction

from learning.actions.progress import start_lesson
from learning.models import Lesson, LessonProgress
from people.models import Person


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


def delete_reading_times() -> int:
    """Delete everybody's reading times, for good. Returns how many lessons had one."""
    return LessonProgress.objects.exclude(time_range="").update(time_range="")
