"""Search experiments, their history and concurrent experiments."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from adoption.experiments.enums import (
    EvaluationOutcome,
    ExperimentDecision,
    ExperimentFate,
    ExperimentKind,
)
from adoption.experiments.models import Experiment, ExperimentChange, ExperimentTeam
from adoption.foundation.periods import Month
from cms.models import Portal
from core.collation import search_words
from people.models import Team


FATES = {
    ExperimentFate.ROSE: Q(evaluation__outcome=EvaluationOutcome.ROSE),
    ExperimentFate.FELL: Q(evaluation__outcome=EvaluationOutcome.FELL),
    ExperimentFate.CHANCE: Q(evaluation__outcome=EvaluationOutcome.CHANCE),
    ExperimentFate.UNTOLD: Q(evaluation__isnull=False)
    & ~Q(
        evaluation__outcome__in=[
            EvaluationOutcome.ROSE,
            EvaluationOutcome.FELL,
            EvaluationOutcome.CHANCE,
        ]
    ),
    ExperimentFate.WAITING: Q(evaluation=None, withdrawn_on=None),
    ExperimentFate.WITHDRAWN: Q(withdrawn_on__isnull=False),
}


@dataclass(frozen=True, slots=True)
class ExperimentFilter:
    """Search conditions; empty fields match everything. `year`: of the first month."""

    search: str = ""
    kind: str = ""
    fate: str = ""
    decision: str = ""
    portal: Portal | None = None
    year: int | None = None

    @property
    def given(self) -> tuple[str, ...]:
        return tuple(field.name for field in fields(self) if getattr(self, field.name))

    def without(self, name: str) -> "ExperimentFilter":
        return replace(self, **{name: getattr(ExperimentFilter(), name)})


def search_experiments(conditions: ExperimentFilter) -> QuerySet[Experiment]:
    """Find experiments; every word must occur in a present or earlier title, a hypothesis, an owner or a lesson."""
    found = Experiment.objects.filter(_condition(conditions)).select_related("portal", "evaluation")
    return found.order_by("-starts_on", "-pk")


def counts_without_each_condition(conditions: ExperimentFilter) -> dict[str, int]:
    """Count results with each condition left out in turn, by its name. One query."""
    counts = {
        name: Count("pk", filter=_condition(conditions.without(name)), distinct=True)
        for name in conditions.given
    }
    return Experiment.objects.aggregate(**counts) if counts else {}


def years_tried() -> list[int]:
    return [day.year for day in Experiment.objects.dates("starts_on", "year", order="DESC")]


def experiments_begun_by(portal: Portal, month: date) -> QuerySet[Experiment]:
    """Experiments that had begun by a month (its first day), for a report on it."""
    found = Experiment.objects.tried().filter(portal=portal, starts_on__lte=month)
    return found.select_related("evaluation").order_by("-starts_on", "-pk")


def experiment_changes(experiment: Experiment) -> list[ExperimentChange]:
    return list(experiment.changes.select_related("changed_by").order_by("-changed_at", "-pk"))


@dataclass(frozen=True, slots=True)
class ConcurrentExperiment:
    """Another experiment in the same months. `shared`: how many populations took part in both."""

    title: str
    shared: int


def concurrent_experiments(experiment: Experiment) -> list[ConcurrentExperiment]:
    """Find overlapping experiments, by title, leaving out those on the effect of ambassadors. One query."""
    first, last = _first_and_last(experiment.starts_on, experiment.months)
    rows = (
        ExperimentTeam.objects.filter(
            experiment__portal=experiment.portal_id,
            experiment__withdrawn_on=None,
            experiment__starts_on__lte=last.first_day,
        )
        .exclude(experiment__kind=ExperimentKind.AMBASSADORS)
        .order_by("experiment__title", "experiment")
        .values_list(
            "experiment",
            "experiment__title",
            "experiment__starts_on",
            "experiment__months",
            "team__path",
        )
    )
    own: list[str] = []
    beside: list[tuple[str, list[str]]] = []
    for (pk, title, starts_on, months), group in groupby(rows, itemgetter(0, 1, 2, 3)):
        if pk == experiment.pk:
            own = [path for *_held, path in group]
        elif _first_and_last(starts_on, months)[1] >= first:
            beside.append((title, [path for *_held, path in group]))
    tree = _Tree(own)
    return [ConcurrentExperiment(title, tree.shared(others)) for title, others in beside]


def _first_and_last(starts_on: date, months: int) -> tuple[Month, Month]:
    first = Month.containing(starts_on)
    return first, first.shifted(months - 1)


class _Tree:
    """Populations by path. `below`: for each path and its ancestors, the populations in it."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = frozenset(paths)
        self.lengths = {len(path) for path in self.paths}
        self.below: dict[str, set[str]] = {}
        for path in self.paths:
            for end in range(Team.steplen, len(path) + 1, Team.steplen):
                self.below.setdefault(path[:end], set()).add(path)

    def shared(self, others: Collection[str]) -> int:
        """Count the populations that contain, or lie in, one of the others. Fast: there may be 1,700 of 60 experiments."""
        inside = (self.below[path] for path in others if path in self.below)
        around = (
            self.paths.intersection([path[:length] for path in others]) for length in self.lengths
        )
        return len(set().union(*inside, *around))


def is_plan_editable(experiment: Experiment, *, on: date) -> bool:
    """Whether the plan may be changed: before it begins, and on the day of its creation."""
    if experiment.withdrawn_on is not None or hasattr(experiment, "evaluation"):
        return False
    noted_on = timezone.localtime(experiment.noted_at).date()
    is_new = experiment.decision == ExperimentDecision.OPEN and noted_on == on
    return on < experiment.starts_on or is_new


def _condition(conditions: ExperimentFilter) -> Q:
    wanted = Q()
    for word in search_words(conditions.search):
        wanted &= Q(words__contains=word)
    if conditions.kind:
        wanted &= Q(kind=ExperimentKind(conditions.kind))
    if conditions.fate:
        wanted &= FATES[ExperimentFate(conditions.fate)]
    if conditions.decision:
        wanted &= Q(decision=ExperimentDecision(conditions.decision))
    if conditions.portal is not None:
        wanted &= Q(portal=conditions.portal)
    if conditions.year is not None:
        wanted &= Q(starts_on__year=conditions.year)
    return wanted
