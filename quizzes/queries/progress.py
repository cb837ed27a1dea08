"""A learner's points by theme, over all that they submitted. Never writes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, Sum

from cms.languages import text_in_reader_language
from people.models import Person
from quizzes.enums import QuizStatus
from quizzes.file_questions import category_path
from quizzes.kinds.base import kinds_where
from quizzes.models import AttemptItem, Quiz, QuizQuestion
from quizzes.policies import attempts_visible_to, quizzes_visible_to


SHOWN_QUIZZES = 10  # of one theme
NO_POINTS = Decimal(0)


@dataclass(slots=True)
class Share:
    """Points won of those that there were, in so many answers."""

    name: str
    points: Decimal = NO_POINTS
    max_points: Decimal = NO_POINTS
    answers: int = 0

    def add(self, row: Any) -> None:
        self.points += max(row["won"], NO_POINTS)  # certainty can cost more than was won
        self.max_points += row["possible"]
        self.answers += row["answers"]

    @property
    def percent(self) -> int:
        """Cut, never rounded up to a share that was not reached."""
        share = self.points * 100 / self.max_points if self.max_points else NO_POINTS
        return int(share.to_integral_value(ROUND_FLOOR))


@dataclass(slots=True)
class Theme(Share):
    """A category of the bank with all those below it; `parts` names these where there are several."""

    parts: list[Share] = field(default_factory=list)
    quizzes: list[Quiz] = field(default_factory=list)


def themes_of(person: Person | AnonymousUser) -> list[Theme]:
    """Themes by name, in three queries. Attempts that wait for a marker, or whose quiz shows no score,
    are left out: nothing is told here that their own page does not tell."""
    themes: dict[str, Theme] = {}
    names = []
    for row in _shares(person):
        path, shown = _path(row["category"]), _shown_path(row["category"], row["english"])
        theme = themes.setdefault(path[0], Theme(shown[0]))
        theme.add(row)
        part = Share(" › ".join(shown[1:]))
        part.add(row)
        theme.parts.append(part)
        names.append(row["category"])
    for theme in themes.values():
        theme.parts = theme.parts if len(theme.parts) > 1 else []
    _add_quizzes(person, themes, names)
    return sorted(themes.values(), key=lambda theme: theme.name.casefold())


def _path(name: str) -> tuple[str, ...]:
    return category_path(name) or (name,)


def _shown_path(name: str, english: str) -> tuple[str, ...]:
    """Return the path in the reader's language, where its English has as many parts."""
    path, shown = _path(name), _path(text_in_reader_language(name, english))
    return shown if len(shown) == len(path) else path


def _shares(person: Person | AnonymousUser) -> Iterable[Any]:
    attempts = attempts_visible_to(person).marked().filter(quiz__shows_grade=True)
    counts = Q(version__spec__kind__in=kinds_where(is_open=False, is_answerable=True)) | Q(
        version__spec__kind__in=kinds_where(is_open=True), version__spec__is_marked=True
    )
    return (
        AttemptItem.objects.filter(counts, attempt__in=attempts, max_points__gt=0)
        .exclude(fraction=None)
        .order_by("version__question__category__name")
        .values(
            category=F("version__question__category__name"),
            english=F("version__question__category__name_en"),
        )
        .annotate(
            won=Sum(F("fraction") * F("max_points")),
            possible=Sum("max_points"),
            answers=Count("pk"),
        )
    )


def _add_quizzes(
    person: Person | AnonymousUser, themes: dict[str, Theme], names: list[str]
) -> None:
    """Add the quizzes that ask a question of the theme, by title."""
    asking: dict[int, set[str]] = defaultdict(set)
    uses = QuizQuestion.objects.filter(question__category__name__in=names).order_by("pk")
    for quiz, name in uses.values_list("quiz", "question__category__name"):
        asking[quiz].add(_path(name)[0])
    quizzes = quizzes_visible_to(person).filter(pk__in=asking, status=QuizStatus.READY)
    for quiz in quizzes.order_by("title", "pk"):
        for theme in asking[quiz.pk]:
            if len(themes[theme].quizzes) < SHOWN_QUIZZES:
                themes[theme].quizzes.append(quiz)
