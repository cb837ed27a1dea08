"""Evaluate each experiment once, when its last month is out. Called by the publication task alone."""

import logging
from typing import Any

from django.db import transaction

from adoption.experiments.enums import EvaluationOutcome
from adoption.experiments.evaluation import Design, Refusal, build_design, evaluate_with_noise
from adoption.experiments.evaluation.mechanism import BUDGET, VERSION
from adoption.experiments.models import MOST_OVER_A_MONTH, EvaluatedMonth, Evaluation, Experiment
from adoption.experiments.queries.evaluation_facts import (
    EvaluationWindow,
    build_panel,
    evaluation_window,
    last_month_of,
)
from adoption.foundation.locks import lock_portal
from adoption.foundation.periods import Month
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.models import Publication
from adoption.publishing.parameters import parameters_in_force
from cms.models import Portal
from people.keyed_hash import keyed_hash


logger = logging.getLogger(__name__)

STORED_FIELDS = [
    field.name
    for field in Evaluation._meta.concrete_fields
    if field.name not in {"id", "experiment", "design", "published_at"}
]


def evaluate_due(*, portal: Portal) -> int:
    """Evaluate experiments whose last month is settled and that have no evaluation, the oldest first."""
    latest = Publication.objects.filter(portal=portal).oldest_first().last()
    if latest is None:
        return 0
    settled = Month.containing(latest.month)
    waiting = Experiment.objects.to_evaluate().filter(portal=portal).order_by("starts_on", "pk")
    due = [experiment.pk for experiment in waiting if last_month_of(experiment) <= settled]
    return sum(_evaluate_once(portal, pk) for pk in due)


@transaction.atomic
def _evaluate_once(portal: Portal, pk: int) -> int:
    """Evaluate under the portal's lock: no row of use and no second evaluation can come in meanwhile."""
    lock_portal(portal)
    experiment = Experiment.objects.to_evaluate().filter(pk=pk).first()
    if experiment is None:
        return 0
    window = evaluation_window(experiment)
    if window is None:
        _store(experiment, "", {"outcome": EvaluationOutcome.WITHHELD})
        return 1
    design = build_design(
        window.sizes, window.starts, window.lives, least=least_population(parameters_in_force())
    )
    if isinstance(design, Refusal):
        _store(experiment, "", {"outcome": EvaluationOutcome(design.value)})
        return 1
    named = keyed_hash(f"evaluation:{VERSION}:{portal.pk}:{window.described()}")
    before = Evaluation.objects.filter(design=named, experiment__portal=portal).first()
    if before is not None:
        _store(experiment, named, {name: getattr(before, name) for name in STORED_FIELDS})
        return 1
    places = _places(portal, window)
    if places is None:
        _store(experiment, "", {"outcome": EvaluationOutcome.SPENT})
        return 1
    evaluation = _store(experiment, named, _evaluated_values(window, design, named))
    EvaluatedMonth.objects.bulk_create(
        EvaluatedMonth(
            evaluation=evaluation, portal=portal, month=month.first_day, place=places[month]
        )
        for month in window.months
    )
    return 1


def _evaluated_values(window: EvaluationWindow, design: Design, named: str) -> dict[str, Any]:
    """Compute the result. `named`: comparison name, keyed so that each draw is reproducible by the key's owner alone."""
    result = evaluate_with_noise(
        build_panel(window), design, lambda name: keyed_hash(f"noise:{named}:{name}")
    )
    return {
        "outcome": EvaluationOutcome(result.verdict.value),
        "estimate": result.estimate,
        "low": result.low,
        "high": result.high,
        "early": result.early,
        "early_low": result.early_low,
        "early_high": result.early_high,
        "treated_teams": len(design.treated),
        "treated_people": design.treated_people,
        "compared_teams": len(design.compared),
        "compared_people": design.compared_people,
        "parameters": {
            "version": VERSION,
            "budget": BUDGET,
            "noise": result.noise,
            "months": [str(month) for month in window.months],
        },
    }


def _places(portal: Portal, window: EvaluationWindow) -> dict[Month, int] | None:
    """Take the lowest free place in each month; None where a month has none left."""
    taken: dict[Month, set[int]] = {month: set() for month in window.months}
    rows = EvaluatedMonth.objects.filter(
        portal=portal, month__in=[month.first_day for month in window.months]
    ).values_list("month", "place")
    for day, place in rows:
        taken[Month.containing(day)].add(place)
    every = set(range(1, MOST_OVER_A_MONTH + 1))
    if any(not every - used for used in taken.values()):
        return None
    return {month: min(every - used) for month, used in taken.items()}


def _store(experiment: Experiment, design: str, values: dict[str, Any]) -> Evaluation:
    evaluation = Evaluation.objects.create(experiment=experiment, design=design, **values)
    logger.info("experiment evaluated portal=%s", experiment.portal.slug)
    return evaluation
