"""A placement: the questions that it may ask, the one that comes next, what it found. Never writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from django.db.models import Q, QuerySet
from wagtail.models import Page

from quizzes.adaptive import (
    MOST,
    Answer,
    Candidate,
    Estimate,
    estimate_level,
    estimates_by_area,
    next_question,
)
from quizzes.enums import Purpose, QuizStatus
from quizzes.kinds.base import kinds_where
from quizzes.models import (
    Attempt,
    AttemptItem,
    Competence,
    Question,
    Quiz,
)
from quizzes.queries.asking import (
    AskedQuestion,
    attempt_items,
    draws_of,
    questions_for_draw,
    questions_to_ask,
)


FEWEST_BY_AREA = 2
WORTH = Decimal(1)


@dataclass(frozen=True, slots=True)
class Area:
    """What a placement says of one area of a framework."""

    competence: Competence
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Placement:
    """What a submitted placement found. `to_read`: pages that explain what was not known, once each."""

    whole: Estimate
    areas: list[Area]
    to_read: list[Page]


def placements_offered() -> QuerySet[Quiz]:
    """Return quizzes by which a learner can find out where they stand."""
    return Quiz.objects.filter(purpose=Purpose.PLACEMENT, status=QuizStatus.READY)


def placement_pool(quiz: Quiz) -> list[Question]:
    """The ready questions of the quiz and of its draws that have a difficulty and are marked at once."""
    wanted = Q(uses__quiz=quiz)
    for draw in draws_of(quiz):
        wanted |= Q(pk__in=questions_for_draw(draw).order_by().values("pk"))
    return list(
        Question.objects.ready()
        .filter(wanted)
        .exclude(difficulty=None)
        .filter(current_version__spec__kind__in=kinds_where(stands_alone=True))
        .select_related("current_version")
        .distinct()
        .order_by("pk")
    )


def questions_to_begin_with(quiz: Quiz, *, chance: Random) -> list[AskedQuestion]:
    """Return what an attempt asks when it begins: all, or the first question of a placement."""
    if quiz.purpose != Purpose.PLACEMENT:
        return questions_to_ask(quiz, chance=chance)
    pool = placement_pool(quiz)
    first = _next(pool, [], seed=str(chance.random()), most=quiz.max_questions or MOST)
    if first is None or first.current_version is None:
        return []
    return [AskedQuestion(first.current_version, WORTH, first.difficulty)]


def next_of_placement(attempt: Attempt, items: Iterable[AttemptItem]) -> Question | None:
    """The question to ask after these; None once enough is known, or nothing is left to ask."""
    answered = list(items)
    versions = {item.version.question_id for item in answered}
    pool = [one for one in placement_pool(attempt.quiz) if one.pk not in versions]
    return _next(
        pool, answers_of(answered), seed=str(attempt.uuid), most=attempt.quiz.max_questions or MOST
    )


def _next(pool: list[Question], answers: list[Answer], *, seed: str, most: int) -> Question | None:
    areas = areas_of(one.pk for one in pool)
    candidates = [
        Candidate(one.pk, float(one.difficulty or 0), _code(areas.get(one.pk))) for one in pool
    ]
    choice = next_question(candidates, answers, seed=seed, most=most)
    return next((one for one in pool if choice and one.pk == choice.key), None)


def answers_of(items: Iterable[AttemptItem]) -> list[Answer]:
    """Return the questions answered, or given up, each with the difficulty that it had then."""
    given = [item for item in items if item.checked_at and item.fraction is not None]
    areas = areas_of(item.version.question_id for item in given)
    return [
        Answer(
            float(item.difficulty or 0),
            min(max(float(item.fraction or 0), 0.0), 1.0),
            _code(areas.get(item.version.question_id)),
        )
        for item in given
    ]


def areas_of(questions: Iterable[int]) -> dict[int, Competence]:
    """The area of the first competence of each question that has one."""
    links = Question.competences.through.objects.filter(question_id__in=set(questions))
    rows = links.select_related("competence__parent", "competence__framework").order_by(
        "question_id", "competence__framework__slug", "competence__code"
    )
    areas: dict[int, Competence] = {}
    for row in rows:
        areas.setdefault(row.question_id, row.competence.parent or row.competence)
    return areas


def _code(area: Competence | None) -> str:
    return f"{area.framework.slug} {area.code}" if area else ""


def placement_of(attempt: Attempt) -> Placement:
    items = attempt_items(attempt)
    answers = answers_of(items)
    areas = {_code(area): area for area in areas_of(i.version.question_id for i in items).values()}
    return Placement(
        whole=estimate_level(answers),
        areas=[
            Area(areas[code], estimate)
            for code, estimate in estimates_by_area(answers).items()
            if estimate.answers >= FEWEST_BY_AREA
        ],
        to_read=_to_read(items),
    )


def _to_read(items: Iterable[AttemptItem]) -> list[Page]:
    missed = [i.version.question_id for i in items if i.checked_at and (i.fraction or 0) < 1]
    lessons = Question.objects.filter(pk__in=missed).exclude(lesson=None).order_by()
    return list(Page.objects.live().filter(pk__in=lessons.values("lesson")).order_by("path"))
