"""Questions that everybody may read with their answers, and those that wait for one."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, FilteredRelation, Q, QuerySet

from ambassadors.help.models import BoxedQuestion
from ambassadors.help.policies import questions_answerable_by, takes_no_lesson_questions
from ambassadors.practices.tallies import highest_step
from core.dates import today
from learning.models import Lesson
from people.models import Person


LEAST_HELPED = 10  # fewer are not told
SHOWN_WITH_A_LESSON = 10


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question on a lesson as everybody reads it. `helped`: a step from ten on, or 0."""

    uuid: UUID
    text: str
    answer: str
    helped: int


def answered_question(uuid: UUID, text: str, answer: str, helped: int) -> AnsweredQuestion:
    return AnsweredQuestion(
        uuid, text, answer, highest_step(helped) if helped >= LEAST_HELPED else 0
    )


@dataclass(frozen=True, slots=True)
class LessonQuestions:
    """The newest questions on a lesson, given by its uuid."""

    lesson: UUID
    questions: list[AnsweredQuestion]


def questions_shown_with(lesson: int, language: str) -> LessonQuestions | None:
    """Return the newest answered questions on a lesson in one query; None where the organisation takes none."""
    shown = Q(questions__shown_from=None) | Q(questions__shown_from__lte=today())
    shown &= ~Q(questions__answer="") & Q(questions__language=language)
    is_off = Exists(takes_no_lesson_questions())
    rows = (
        Lesson.objects.filter(pk=lesson)
        .annotate(is_off=is_off, shown=FilteredRelation("questions", condition=shown))
        .order_by("-shown__week", "shown__uuid")
        .values_list(
            "is_off", "uuid", "shown__uuid", "shown__text", "shown__answer", "shown__helped"
        )
    )[:SHOWN_WITH_A_LESSON]
    found = list(rows)
    if not found or found[0][0]:
        return None
    shown_rows = [row for _is_off, _lesson, *row in found if row[0]]
    return LessonQuestions(found[0][1], [answered_question(*row) for row in shown_rows])


def shown_questions(lesson: Lesson, language: str) -> QuerySet[BoxedQuestion]:
    """Return all answered questions on a lesson that everybody may read, in the language of its page."""
    released = Q(shown_from=None) | Q(shown_from__lte=today())
    answered = BoxedQuestion.objects.answered().filter(released, language=language, lesson=lesson)
    return answered.order_by("-week", "uuid")


def count_questions_to_answer(person: Person) -> int:
    return questions_answerable_by(person).waiting().count()
