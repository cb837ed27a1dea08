"""What keeps a quiz from asking what its author wants. Never writes."""

from dataclasses import dataclass
from random import Random

from quizzes.drawing import Pool, draw
from quizzes.models import Quiz, QuizDraw, QuizQuestion
from quizzes.queries.asking import fitting_keys, questions_to_ask


@dataclass(frozen=True, slots=True)
class Shortage:
    """The draw at this place wants more questions than are left for it."""

    place: int
    wanted: int
    found: int


def shortages_of(quiz: Quiz) -> list[Shortage]:
    """The draws for which too few ready questions fit today."""
    draws = list(
        QuizDraw.objects.filter(quiz=quiz)
        .select_related("category", "competence")
        .order_by("sort_order", "pk")
    )
    taken = QuizQuestion.objects.filter(quiz=quiz).values_list("question_id", flat=True)
    pools = [Pool(one.count, fitting_keys(one)) for one in draws]
    drawn = draw(pools, taken=taken, chance=Random(0))  # noqa: S311, any draw comes up as short
    return [
        Shortage(place, one.count, len(keys))
        for place, (one, keys) in enumerate(zip(draws, drawn, strict=True), start=1)
        if len(keys) < one.count
    ]


def asks_nothing_that_counts(quiz: Quiz) -> bool:
    """Nobody could begin it."""
    asked = questions_to_ask(quiz, chance=Random(0))  # noqa: S311
    return not any(one.spec.counts_points for one in asked)
