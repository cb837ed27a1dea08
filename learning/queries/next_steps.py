"""Queries of where a reader goes after a lesson and a quiz, and which certificates a quiz page offers."""

from itertools import chain
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.queries import page_addresses
from core.dates import today
from learning.outline import LessonRow, ModuleRow, NextStep, next_step
from learning.policies import published_lesson_pages
from learning.queries.certificates import enrolments_to_certify_after
from learning.queries.modules import module_row_of_record
from learning.queries.paths import followed_paths
from people.models import Person
from quizzes.models import Quiz
from quizzes.quiz_pages import Offer, Onward


FINISHED = "fini"  # the heading of a finished module: whoever arrives there sees its arch drawn


def lesson_after(person: Person, module: ModuleRow, lesson: LessonRow) -> LessonRow | None:
    """Return the next of its module, whether it is done or not; after the last, what their paths ask for next.

    None after the lesson that finished the module, whose page says what comes.
    """
    if module.is_finished and lesson.done_at == module.done_at:
        return None
    place = module.lessons.index(lesson) + 1
    if place < len(module.lessons):
        return module.lessons[place]
    step = next_step(followed_paths(person), today())
    return step.lesson if step else None


def next_step_after(person: Person, module: ModuleRow) -> NextStep | None:
    """Return the next step of the paths that hold a module; failing that, the one of the first screen."""
    paths = followed_paths(person)
    around = [path for path in paths if any(row.pk == module.pk for row in path.modules)]
    return next_step(around, today()) or next_step(paths, today())


def onward_after_quiz(person: Person, quiz: Quiz, back: str) -> Onward | None:
    """Return the way to the lesson after the one at `back`, or after the one that asks for the quiz, once it is done.

    Until then that to the quiz in it: what is left stands below. None where the quiz stands in no lesson.
    """
    page = _page_around(quiz, back.split("#")[0])
    record = page.record if page else None
    module = module_row_of_record(person, record.module_id) if record else None
    row = (
        next((row for row in module.lessons if row.pk == page.record_id), None) if module else None
    )
    if module is None or row is None:
        return None
    if not row.is_done:
        return Onward(f"{row.url}#quiz-{row.required_quiz if row.waits_for_quiz else quiz.pk}")
    done = _("The lesson “%(title)s” is done.") % {"title": row.title}
    following = lesson_after(person, module, row)
    if following:
        label = _("Next lesson: %(title)s") % {"title": following.title}
        return Onward(following.url, label, done)
    return Onward(f"{module.url}#{FINISHED}" if module.is_finished else module.url, done=done)


def _page_around(quiz: Quiz, back: str) -> Any:
    """Return the lesson from which the quiz was begun; begun elsewhere, the first that asks for it."""
    address = page_addresses()
    is_candidate = Q(record__required_quiz=quiz) | Q(slug=back.rstrip("/").rpartition("/")[2])
    pages = published_lesson_pages().filter(is_candidate).select_related("record").order_by("pk")
    candidates = list(pages)
    begun_in = (page for page in candidates if address(page.url_path) == back)
    asking = (
        page for page in candidates if page.record and page.record.required_quiz_id == quiz.pk
    )
    return next(chain(begun_in, asking), None)


def certificate_offers(person: Person, quiz: Quiz) -> list[Offer]:
    return [
        Offer(
            text=_("You have finished the path “%(title)s”") % {"title": enrolment.path.title},
            verb=_("Receive my certificate"),
            url=reverse("learning:receive_certificate", args=[enrolment.path.uuid]),
        )
        for enrolment in enrolments_to_certify_after(person, quiz)
    ]
