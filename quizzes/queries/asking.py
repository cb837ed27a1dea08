"""What an attempt asks. Never writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from quizzes.drawing import DrawPool, arrange_questions, draw_questions
from quizzes.enums import QuestionStatus
from quizzes.kinds.base import Spec
from quizzes.models import (
    Attempt,
    AttemptItem,
    Question,
    QuestionVersion,
    Quiz,
    QuizDraw,
    QuizQuestion,
    RemarkedItem,
    RemarkRun,
)
from quizzes.queries.bank import category_filter, with_competence
from quizzes.specs.codec import from_dict


@dataclass(frozen=True)
class AskedQuestion:
    """A question of an attempt that begins, and what it is worth. A placement goes by its difficulty too."""

    version: QuestionVersion
    points: Decimal
    difficulty: int | None = None

    @cached_property
    def spec(self) -> Spec:
        return from_dict(self.version.spec)

    @property
    def is_text(self) -> bool:
        return not self.spec.is_answerable


def attempt_items(attempt: Attempt) -> list[AttemptItem]:
    """Return the items in the order of the quiz, each with the version that it asks."""
    return list(attempt.items.select_related("version", "translation").order_by("slot"))


def items_to_mark(attempt: Attempt) -> list[Any]:
    """The same, each with whether the key of its version was corrected (`has_other_key`)."""
    corrected = RemarkRun.sources.through._default_manager.filter(
        questionversion=OuterRef("version")
    )
    return list(
        attempt.items.select_related("version", "translation")
        .annotate(has_other_key=Exists(corrected))
        .order_by("slot")
    )


def items_to_explain(attempt: Attempt) -> list[Any]:
    """Return the items with whether a page explains each (`lesson_id`) and whether its key was corrected since."""
    corrected = RemarkedItem.objects.filter(item=OuterRef("pk"))
    return list(
        attempt.items.select_related("version", "translation")
        .annotate(lesson_id=F("version__question__lesson"), is_corrected=Exists(corrected))
        .order_by("slot")
    )


def questions_to_ask(quiz: Quiz, *, chance: Random | None = None) -> list[AskedQuestion]:
    """Return what an attempt started now would ask, in its order. `chance` draws, cuts and shuffles."""
    chance = chance or Random()  # noqa: S311, not a secret
    fixed = [
        AskedQuestion(version, entry.points)
        for entry in _fixed(quiz).select_related("question__current_version")
        if (version := entry.question.current_version) is not None
    ]
    taken = [one.version.question_id for one in fixed]
    return arrange_questions(
        [*fixed, *_drawn(quiz, taken, chance)],
        is_text=lambda one: one.is_text,
        most=quiz.max_questions,
        shuffles=quiz.shuffle_questions,
        chance=chance,
    )


def askable_versions(quiz: Quiz) -> set[tuple[int, Decimal]]:
    """Return the keys of all versions that an attempt started now might ask, each with what it is worth."""
    found = set(_fixed(quiz).values_list("question__current_version", "points"))
    for one in draws_of(quiz):
        versions = questions_for_draw(one).values_list("current_version", flat=True)
        found |= {(version, one.points) for version in versions}
    return found


def _fixed(quiz: Quiz) -> QuerySet[QuizQuestion]:
    return (
        QuizQuestion.objects.filter(quiz=quiz, question__status=QuestionStatus.READY)
        .exclude(question__current_version=None)
        .order_by("sort_order", "pk")
    )


def _drawn(quiz: Quiz, taken: Iterable[int], chance: Random) -> list[AskedQuestion]:
    draws = list(draws_of(quiz))
    drawn = _draw(draws, taken, chance)
    wanted = [key for keys in drawn for key in keys]
    if not wanted:
        return []
    rows = Question.objects.filter(pk__in=wanted).select_related("current_version").order_by()
    versions = {one.pk: version for one in rows if (version := one.current_version) is not None}
    return [
        AskedQuestion(versions[key], one.points)
        for one, keys in zip(draws, drawn, strict=True)
        for key in keys
    ]


def draws_of(quiz: Quiz) -> QuerySet[QuizDraw]:
    draws = QuizDraw.objects.filter(quiz=quiz).select_related("category", "competence")
    return draws.order_by("sort_order", "pk")


def _draw(draws: Iterable[QuizDraw], taken: Iterable[int], chance: Random) -> list[list[int]]:
    """The keys of the questions that each draw takes."""
    pools = [
        DrawPool(
            one.count, tuple(questions_for_draw(one).order_by("pk").values_list("pk", flat=True))
        )
        for one in draws
    ]
    return draw_questions(pools, taken=taken, chance=chance)


def questions_for_draw(one: QuizDraw) -> QuerySet[Question]:
    """The ready questions among which a draw takes its own."""
    fitting: QuerySet[Question] = Question.objects.ready()
    if one.category is not None:
        fitting = fitting.filter(category_filter(one.category))
    if one.tag_id is not None:
        fitting = fitting.filter(tags=one.tag_id)
    if one.competence is not None:
        fitting = fitting.filter(with_competence(one.competence))
    if one.easiest is not None:
        fitting = fitting.filter(difficulty__gte=one.easiest)
    if one.hardest is not None:
        fitting = fitting.filter(difficulty__lte=one.hardest)
    return fitting


def quizzes_using(question: Question) -> QuerySet[Quiz]:
    return Quiz.objects.filter(entries__question=question).order_by("title", "pk")


@dataclass(frozen=True, slots=True)
class Shortage:
    """The draw at this place wants more questions than are left for it."""

    place: int
    wanted: int
    found: int


def shortages_of(quiz: Quiz) -> list[Shortage]:
    """The draws for which too few ready questions fit today."""
    draws = list(draws_of(quiz))
    taken = QuizQuestion.objects.filter(quiz=quiz).values_list("question_id", flat=True)
    drawn = _draw(draws, taken, Random(0))  # noqa: S311, any draw comes up as short
    return [
        Shortage(place, one.count, len(keys))
        for place, (one, keys) in enumerate(zip(draws, drawn, strict=True), start=1)
        if len(keys) < one.count
    ]


def asks_nothing_that_counts(quiz: Quiz) -> bool:
    """Return whether nobody could begin the quiz."""
    questions = questions_to_ask(quiz, chance=Random(0))  # noqa: S311
    return not any(one.spec.counts_points for one in questions)
