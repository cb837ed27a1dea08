"""What authors ask of the question bank. Never writes."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from core.collation import search_words
from people.models import Person
from quizzes.category_tree import CategoryCounts, is_below
from quizzes.enums import Purpose, QuestionStatus, QuizStatus
from quizzes.models import (
    Category,
    Competence,
    Question,
    QuestionVersion,
    Quiz,
    QuizDraw,
    QuizQuestion,
)


SOON = timedelta(days=30)


def search_questions(questions: QuerySet[Question], search: str) -> QuerySet[Question]:
    """Return the questions with every word, in any order, with or without accents. A search without a letter or
    a figure finds nothing; an empty one everything."""
    words = search_words(search)
    if not words and search.strip():
        return questions.none()
    for word in words:
        questions = questions.filter(searchable__contains=word)
    return questions


def with_those_below(category: Category) -> list[int]:
    """The category and all drawers inside it."""
    names = Category.objects.values_list("pk", "name")
    return [pk for pk, name in names if pk == category.pk or is_below(name, category.name)]


def category_filter(category: Category) -> Q:
    return Q(category__in=with_those_below(category))


def with_competence(competence: Competence) -> Q:
    """Match questions of this competence; of an area, of any competence in it."""
    through = Question.competences.through._default_manager
    of_it = Q(competence=competence) | Q(competence__parent=competence)
    return Q(pk__in=through.filter(of_it).values("question"))


def written_by(person: Person) -> Q:
    """Return who wrote any of its versions."""
    return Q(pk__in=QuestionVersion.objects.filter(written_by=person).values("question"))


def authors() -> QuerySet[Person]:
    wrote = QuestionVersion.objects.exclude(written_by=None).values("written_by")
    return Person.objects.filter(pk__in=wrote).order_by("last_name", "first_name", "pk")


def due_for_review(on: date, *, soon: timedelta = timedelta(0)) -> QuerySet[Question]:
    """Return the questions to be read again by then, the oldest first."""
    due = Question.objects.filter(review_on__lte=on + soon)
    return due.select_related("category").order_by("review_on", "title", "pk")


def category_counts() -> list[CategoryCounts]:
    """Each category with how many of its own questions are ready, and how many are drafts."""
    ready = Count("questions", filter=Q(questions__status=QuestionStatus.READY))
    draft = Count("questions", filter=Q(questions__status=QuestionStatus.DRAFT))
    rows = Category.objects.annotate(ready=ready, draft=draft).order_by("name")
    return [
        CategoryCounts(pk, name, ready=ready_count, draft=draft_count)
        for pk, name, ready_count, draft_count in rows.values_list("pk", "name", "ready", "draft")
    ]


def asked_in_quizzes(keys: Iterable[int]) -> set[int]:
    """Return which of these questions any quiz asks by name."""
    uses = QuizQuestion.objects.filter(question__in=list(keys)).order_by()
    return set(uses.values_list("question", flat=True))


def asked_in_open_exams(keys: Iterable[int]) -> set[int]:
    """Return which of these questions an exam that is no draft asks by name."""
    exams = Quiz.objects.filter(purpose=Purpose.EXAM, status=QuizStatus.READY)
    uses = QuizQuestion.objects.filter(quiz__in=exams, question__in=list(keys)).order_by()
    return set(uses.values_list("question", flat=True))


def quizzes_that_may_draw(question: Question) -> QuerySet[Quiz]:
    """Return the quizzes that do not ask it anyway and have a draw that it fits, whether or not it is ready."""
    category = question.category
    above = [
        pk
        for pk, name in Category.objects.values_list("pk", "name")
        if pk == category.pk or is_below(category.name, name)
    ]
    competences = question.competences.values_list("pk", "parent")
    wanted = {pk for row in competences for pk in row if pk is not None}
    draws = QuizDraw.objects.filter(
        Q(category=None) | Q(category__in=above),
        Q(tag=None) | Q(tag__in=question.tags.all()),
        Q(competence=None) | Q(competence__in=wanted),
        Q(easiest=None) | Q(easiest__lte=question.difficulty or 0),
    )
    if question.difficulty is None:
        draws = draws.filter(hardest=None)
    else:
        draws = draws.filter(Q(hardest=None) | Q(hardest__gte=question.difficulty))
    drawing = Quiz.objects.filter(pk__in=draws.values("quiz"))
    return drawing.exclude(entries__question=question).order_by("title", "pk")


def is_kept_back(question: Question) -> bool:
    """Return whether an exam, or a quiz that never explains its answers, asks the question or may draw it."""
    kept_back = Quiz.objects.filter(Q(purpose=Purpose.EXAM) | Q(shows_answers=False))
    drawing = quizzes_that_may_draw(question).values("pk")
    return kept_back.filter(Q(entries__question=question) | Q(pk__in=drawing)).exists()
