"""Queries of what somebody has done, derived from what they read, passed, completed. Of mandatory paths a copy is
stored (decision 91).

The same rule as LessonRow.is_done, of many people at once. `since`: what came before counts for nothing.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from learning.models import (
    LessonProgress,
    ModuleGrant,
    PracticeCompletion,
    ScormPackage,
    ScormState,
)
from quizzes.models import Attempt


LONG_AGO = Value(datetime(1900, 1, 1, tzinfo=UTC))


def done_progress(*, since: Any = None) -> QuerySet[LessonProgress]:
    """Return a row for each person and lesson that they have read and so done, whatever is published now.

    Lessons of a module that was granted are in ModuleGrant. `since`: an expression that the rows can
    resolve, such as OuterRef; NULL is any time.
    """
    rows = rows_since(LessonProgress.objects.exclude(read_at=None), "read_at", since)
    return rows.filter(
        Q(lesson__asks_again_since=None) | Q(read_at__gte=F("lesson__asks_again_since")),
        Q(lesson__required_quiz=None) | Exists(passed_attempts_of_progress(since=_around(since))),
        Q(lesson__required_package=None)
        | Exists(completed_packages_of_progress(since=_around(since))),
        Q(lesson__required_practice="")
        | Exists(practice_completions_of_progress(since=_around(since))),
    )


def passed_attempts_of_progress(*, since: Any = None) -> QuerySet[Attempt]:
    """Return passed attempts of the person and the lesson of a progress around it."""
    passed = Attempt.objects.passed().filter(
        learner=OuterRef("person"), quiz=OuterRef("lesson__required_quiz")
    )
    return rows_since(passed, "submitted_at", since)


def completed_packages_of_progress(*, since: Any = None) -> QuerySet[ScormPackage]:
    """Return packages of the lesson of a progress around it, completed by its person."""
    states = ScormState.objects.filter(
        completed_at__isnull=False, person=OuterRef(OuterRef("person")), package=OuterRef("pk")
    )
    done_units = rows_since(states, "completed_at", _around(since)).order_by().values("package")
    return (
        ScormPackage.objects.filter(pk=OuterRef("lesson__required_package"))
        .order_by()
        .alias(units_done=Subquery(done_units.annotate(number=Count("pk")).values("number")))
        .filter(units_done__gte=UnitCount("units"))
    )


def practice_completions_of_progress(*, since: Any = None) -> QuerySet[PracticeCompletion]:
    """Return completions of the practice task of the lesson of a progress around it, by its person."""
    carried_out = PracticeCompletion.objects.filter(
        person=OuterRef("person"), task=OuterRef("lesson__required_practice")
    )
    return rows_since(carried_out, "done_at", since)


def module_grants(*, person: Any, module: Any, since: Any = None) -> QuerySet[ModuleGrant]:
    """Return grants. Each argument may be an OuterRef."""
    return rows_since(ModuleGrant.objects.filter(person=person, module=module), "granted_at", since)


class UnitCount(Func):
    """The number of units of a package, from the list that its manifest gave."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_ARRAY_LENGTH", **context)


def completed_packages(**of: Any) -> QuerySet[Any, Any]:
    """Return completed packages, each of whose units is: {"person", "package", "since", "at"}.

    `since` is when the first unit was completed, `at` when the last was. `of` filters ScormState.
    """
    return (
        ScormState.objects.filter(completed_at__isnull=False, **of)
        .order_by()
        .values("person", "package")
        .annotate(
            units_done=Count("pk"),
            units=UnitCount("package__units"),
            since=Min("completed_at"),
            at=Max("completed_at"),
        )
        .filter(units_done__gte=F("units"))
    )


def rows_since(rows: QuerySet[Any, Any], moment: str, since: Any) -> QuerySet[Any, Any]:
    """Return rows of this moment or later; all of them without one."""
    if since is None:
        return rows
    return rows.filter(**{f"{moment}__gte": Coalesce(since, LONG_AGO)})


def _around(since: Any) -> Any:
    """Return the same expression, one query further in."""
    return OuterRef(since) if isinstance(since, OuterRef) else since
