"""Declares what of learning a personal device keeps and sends later: the lessons of the paths that its owner follows."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.offline import (
    OfflinePage,
    OfflineRoute,
    register_kept_page,
    register_offline_pages,
    register_waiting_form,
)
from learning.outline import LessonRow
from learning.queries.paths import followed_paths
from people.models import Person
from quizzes.enums import Purpose
from quizzes.models import Quiz


MOST_LESSONS = 60
MOST_QUIZZES = 10


def register() -> None:
    register_kept_page(OfflineRoute("wagtail_serve", _("lessons of the paths that one follows")))
    register_waiting_form(OfflineRoute("learning:start", _("that a lesson was opened")))
    register_waiting_form(OfflineRoute("learning:finish", _("that a lesson was read to its end")))
    register_waiting_form(OfflineRoute("learning:exercise", _("that an exercise was tried")))
    register_waiting_form(OfflineRoute("learning:save_note", _("one’s own note of a lesson")))
    register_waiting_form(OfflineRoute("learning:bookmark", _("one’s own bookmark of a lesson")))
    register_offline_pages(lesson_pages)


def lesson_pages(person: Person) -> Iterator[OfflinePage]:
    """Yield each lesson of the person’s paths once, with the quiz that is left to pass in it."""
    lessons = _open_lessons(person)
    left = [lesson.required_quiz for lesson in lessons if not lesson.is_passed][:MOST_QUIZZES]
    quizzes = dict(
        Quiz.objects.filter(purpose=Purpose.TRAINING, pk__in=left).values_list("pk", "uuid")
    )
    for lesson in lessons:
        quiz = quizzes.get(lesson.required_quiz)
        more = reverse("quizzes:offline_pages", args=[quiz]) if quiz else ""
        yield OfflinePage(lesson.url, lesson.title, more)


def _open_lessons(person: Person) -> list[LessonRow]:
    """Return the lessons of modules that the person may open, those to do first."""
    lessons = {
        lesson.pk: lesson
        for path in followed_paths(person)
        for module in path.modules
        if not (module.is_blocked or module.is_closed)
        for lesson in module.lessons
    }
    return sorted(lessons.values(), key=lambda lesson: lesson.is_done)[:MOST_LESSONS]
