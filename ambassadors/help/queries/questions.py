"""Questions that everybody may read with their answers, and those that wait for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, FilteredRelation, Q, QuerySet

from ambassadors.help.models import Ambassador, BoxedQuestion, NamedAsker
from ambassadors.help.policies import (
    gathered_moderators,
    questions_answerable_by,
    takes_no_lesson_questions,
)
from ambassadors.help.queries.joining import network_managers
from ambassadors.practices.tallies import highest_step
from cms.languages import in_source_language
from core.compiled_queries import CompiledQuery
from core.dates import today
from learning.models import Lesson, LessonPage
from learning.policies import published_lesson_pages
from people.enums import Role
from people.models import Person


A_LESSON = 2_000_000_029  # a key that no lesson has, where the query is compiled
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
    found = _shown_with(today(), language).rows(lesson=lesson)
    if not found or found[0][0]:
        return None
    shown_rows = [row for _is_off, _lesson, *row in found if row[0]]
    return LessonQuestions(found[0][1], [answered_question(*row) for row in shown_rows])


@lru_cache(maxsize=8)
def _shown_with(on: date, language: str) -> CompiledQuery:
    shown = Q(questions__shown_from=None) | Q(questions__shown_from__lte=on)
    shown &= ~Q(questions__answer="") & Q(questions__language=language)
    is_off = Exists(takes_no_lesson_questions())
    rows = (
        Lesson.objects.filter(pk=A_LESSON)
        .annotate(is_off=is_off, shown=FilteredRelation("questions", condition=shown))
        .order_by("-shown__week", "shown__uuid")
        .values_list(
            "is_off", "uuid", "shown__uuid", "shown__text", "shown__answer", "shown__helped"
        )
    )[:SHOWN_WITH_A_LESSON]
    return CompiledQuery(rows, {"lesson": A_LESSON})


def shown_questions(lesson: Lesson, language: str) -> QuerySet[BoxedQuestion]:
    """Return all answered questions on a lesson that everybody may read, in the language of its page."""
    released = Q(shown_from=None) | Q(shown_from__lte=today())
    answered = BoxedQuestion.objects.answered().filter(released, language=language, lesson=lesson)
    return answered.order_by("-week", "uuid")


def count_questions_to_answer(person: Person) -> int:
    return questions_answerable_by(person).waiting().count()


def with_lesson_titles(questions: Iterable[Any]) -> list[Any]:
    """Return the questions with `lesson_title`: that of their lesson, in the reader's language where it is published."""
    questions = list(questions)
    on_lessons = [question for question in questions if question.lesson is not None]
    pages = published_lesson_pages().filter(
        record__in=[question.lesson.pk for question in on_lessons]
    )
    titles = dict(pages.order_by().values_list("record", "title")) if on_lessons else {}
    for question in on_lessons:
        question.lesson_title = titles.get(question.lesson.pk, question.lesson.title)
    return questions


def people_to_answer(questions: Collection[BoxedQuestion]) -> dict[UUID, set[int]]:
    """Return who may answer each of these questions that wait: questions_answerable_by, for all people at once."""
    boxed = [question.pk for question in questions if question.lesson_id is None]
    runners = _keys(network_managers(on=today())) if boxed else set()
    gathered = [question.pk for question in questions if question.is_gathered]
    few = _keys(gathered_moderators(on=today())) if gathered else set()
    found = dict.fromkeys(boxed, runners) | dict.fromkeys(gathered, few)
    return found | _people_to_answer_on_lessons(questions)


def _people_to_answer_on_lessons(questions: Collection[BoxedQuestion]) -> dict[UUID, set[int]]:
    lessons = {one.pk: one.lesson_id for one in questions if one.lesson_id is not None}
    if not lessons or takes_no_lesson_questions().exists():
        return {}
    asked = NamedAsker.objects.filter(question__in=list(lessons))
    askers = dict(asked.values_list("question", "person"))
    released = {one.pk for one in questions if _is_released(one, askers)}
    editors = _keys(Person.objects.with_role(Role.EDITOR))
    knowing = _ambassadors_by_lesson(set(lessons.values()))
    return {
        uuid: (editors | (knowing[lesson] if uuid in released else set())) - {askers.get(uuid)}
        for uuid, lesson in lessons.items()
    }


def _is_released(question: BoxedQuestion, askers: Collection[UUID]) -> bool:
    """Return whether ambassadors may read it."""
    in_their_words = question.pk in askers or question.is_reworded
    return in_their_words and (question.shown_from is None or question.shown_from <= today())


def _keys(people: Any) -> set[int]:
    working = people.employed_on(today()).filter(is_active=True)
    return set(working.order_by().values_list("pk", flat=True))


def _ambassadors_by_lesson(lessons: Collection[UUID]) -> dict[UUID, set[int]]:
    """Return, by lesson, the ambassadors of its service or of a competence of its quiz."""
    pages = in_source_language(LessonPage.objects.live()).filter(record__uuid__in=lessons)
    asked = Lesson.objects.filter(uuid__in=lessons)
    competence = "required_quiz__entries__question__competences"
    found: dict[UUID, set[int]] = defaultdict(set)
    for field, about in (
        (
            "topics",
            pages.exclude(portal_service=None).values_list("record__uuid", "portal_service"),
        ),
        ("competences", asked.exclude(**{competence: None}).values_list("uuid", competence)),
    ):
        subjects = set(about.order_by())
        people: dict[int, set[int]] = defaultdict(set)
        offered = Ambassador.objects.active().filter(
            **{f"{field}__in": {subject for _lesson, subject in subjects}}, person__is_active=True
        )
        for subject, person in offered.order_by().values_list(field, "person"):
            people[subject].add(person)
        for lesson, subject in subjects:
            found[lesson] |= people[subject]
    return found
