"""Queries of what a placement lets somebody pass over in a path. Theirs alone to read and to use."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localtime

from learning.enums import GrantSource
from learning.models import LessonPage, ModuleGrant, Path, PathModule
from learning.outline import ModuleRow, PathRow
from learning.placement_estimate import expected_percent, majority_area
from people.models import Person
from quizzes.adaptive import Estimate
from quizzes.enums import Purpose
from quizzes.models import Attempt, Question, Quiz
from quizzes.policies import attempts_visible_to
from quizzes.queries.placement import areas_of, placement_of, placement_pool


@dataclass(frozen=True, slots=True)
class PassableModules:
    """The modules that may be passed over. `known`: shown as known and neither done nor granted.

    `granted`: those of the path that the person passes over now.
    """

    quiz: Quiz
    is_under_way: bool
    done_on: datetime | None
    known: list[ModuleRow]
    granted: list[ModuleRow]
    counts_from: datetime | None


def passable_modules(person: Person, path: Path, row: PathRow) -> PassableModules | None:
    """Return them for a path with a placement; None where it has none, or where no module of it may be passed over."""
    quiz = path.placement_quiz
    entries = PathModule.objects.filter(path=path).exclude(granted_from=None)
    limits = {
        module: limit
        for module, limit in entries.values_list("module", "granted_from")
        if limit is not None
    }
    if quiz is None or quiz.purpose != Purpose.PLACEMENT or not limits:
        return None
    mine = attempts_visible_to(person).filter(quiz=quiz)
    last = _last(mine, row.counts_from)
    left = [module for module in row.modules if module.pk in limits and not module.is_done]
    return PassableModules(
        quiz=quiz,
        is_under_way=mine.open().exists(),
        done_on=localtime(last.submitted_at) if last and last.submitted_at else None,
        known=_known(last, left, limits) if last and left else [],
        granted=_granted(person, row),
        counts_from=row.counts_from,
    )


def _last(mine, counts_from: datetime | None) -> Attempt | None:
    """Return the last placement that was submitted, if it still counts."""
    last = mine.submitted().select_related("quiz").order_by("-submitted_at", "-pk").first()
    if last is None or (counts_from and last.submitted_at and last.submitted_at < counts_from):
        return None
    return last


def _granted(person: Person, row: PathRow) -> list[ModuleRow]:
    pks = [module.pk for module in row.modules if module.is_granted]
    if not pks:
        return []
    granted = set(
        ModuleGrant.objects.filter(
            person=person, module__in=pks, source=GrantSource.PLACEMENT
        ).values_list("module", flat=True)
    )
    return [module for module in row.modules if module.pk in granted]


def _known(attempt: Attempt, modules: list[ModuleRow], limits: dict[int, int]) -> list[ModuleRow]:
    percents = expected_percents(attempt, [module.pk for module in modules])
    return [module for module in modules if percents[module.pk] >= limits[module.pk]]


def expected_percents(attempt: Attempt, modules: list[int]) -> dict[int, int]:
    """Return, by module, the share of its questions that a placement lets expect right.

    Its questions are those of the quizzes that its lessons ask for and those that its lessons explain;
    without any that has a difficulty, all those that the placement may ask. Where most of them are of one
    area that the placement knows, it is the level in that area that counts, else the level as a whole.
    """
    placement = placement_of(attempt)
    by_area = {_code(area.competence): area.estimate for area in placement.areas}
    questions = _questions_of(modules)
    pool = [
        (question.pk, float(question.difficulty or 0)) for question in placement_pool(attempt.quiz)
    ]
    areas = areas_of(pk for of_module in questions.values() for pk, _difficulty in of_module)

    def percent(module: int) -> int:
        own = questions.get(module, [])
        area = majority_area(_code(areas[pk]) if pk in areas else "" for pk, _difficulty in own)
        level: Estimate = by_area.get(area, placement.whole)
        return expected_percent(level.level, [difficulty for _pk, difficulty in own or pool])

    return {module: percent(module) for module in modules}


def _code(area) -> str:
    return f"{area.framework.slug} {area.code}"


def _questions_of(modules: list[int]) -> dict[int, list[tuple[int, float]]]:
    """Return, by module, each of its ready questions that has a difficulty, with it."""
    pages = dict(
        LessonPage.objects.live()
        .filter(record__module__in=modules)
        .values_list("pk", "record__module")
    )
    rows = (
        Question.objects.ready()
        .exclude(difficulty=None)
        .filter(Q(uses__quiz__required_by__module__in=modules) | Q(lesson__in=pages))
        .order_by("pk")
        .values_list("pk", "difficulty", "uses__quiz__required_by__module", "lesson")
    )
    questions: dict[int, dict[int, float]] = {}
    for pk, difficulty, asked_by, page in rows:
        for module in (asked_by, pages.get(page)):
            if module in modules and difficulty is not None:
                questions.setdefault(module, {})[pk] = float(difficulty)
    return {module: list(of_module.items()) for module, of_module in questions.items()}
