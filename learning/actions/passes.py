"""Finishes the lessons that hold a quiz, once it is passed."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from learning.actions.certificates import issue_module_certificate
from learning.actions.progress import clear_place, finish_lesson
from learning.models import Enrolment, Lesson
from learning.policies import lessons_visible_to
from learning.queries.modules import module_row_of_record
from people.models import Person
from quizzes.models import Attempt
from quizzes.policies import attempts_visible_to


@transaction.atomic
def finish_lessons_of_quiz(attempt: Attempt) -> None:
    """Finish each published lesson that requires the quiz of a passed attempt, where nothing else of it is left.

    A lesson whose module waits for another one stays as it is; so does all after an attempt from before a seal, and
    what asks again since the attempt: one marked late shows nothing of it.
    """
    person, at = attempt.learner, attempt.submitted_at
    begun_again = Enrolment.objects.filter(
        person=person, counts_from__gt=at, path__entries__module=OuterRef("module")
    )
    asks_again = Q(asks_again_since__gt=at) | Exists(begun_again)
    lessons = lessons_visible_to(person).filter(required_quiz=attempt.quiz_id).exclude(asks_again)
    for lesson in lessons.select_related("module"):
        if attempts_visible_to(person).filter(pk=attempt.pk).exists():
            _finish(person, lesson)


def _finish(person: Person, lesson: Lesson) -> None:
    module = module_row_of_record(person, lesson.module_id)
    rows = module.lessons if module and not module.is_blocked else ()
    for row in rows:
        if row.pk == lesson.pk and row.is_completed and row.is_practised:
            finish_lesson(person=person, lesson=lesson)
            clear_place(person=person, lesson=lesson)
            issue_module_certificate(person=person, module=lesson.module)
