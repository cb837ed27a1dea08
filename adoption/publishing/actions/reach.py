"""Publish learning reach by quarter, in order."""

from datetime import date

from django.db import transaction

from adoption.foundation.periods import Quarter
from adoption.publishing.actions.quarters import publish_quarters
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.disclosure.reach import ReachCounts, protect_reach
from adoption.publishing.enums import ReachMeasure
from adoption.publishing.models import ReachFigure, ReachPublication
from adoption.publishing.models.bounds import figure_columns
from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.queries.reach import (
    QuarterFacts,
    earlier_reach,
    first_quarter,
    quarter_facts,
)
from core.dates import today as current_day
from core.site_settings import value_of
from learning.models import Path


def publish_learning_reach(*, today: date | None = None) -> list[ReachPublication]:
    """Publish every closed quarter not yet out, in order; return the new ones.

    From the quarter of the first enrolment on. Two at once, or twice in a night, publish once.
    """
    return publish_quarters(
        ReachPublication, first=first_quarter, publish=_publish, on=today or current_day()
    )


@transaction.atomic
def _publish(quarter: Quarter) -> ReachPublication:
    parameters = parameters_in_force()
    least = least_population(parameters)
    earlier, facts = earlier_reach(), quarter_facts(quarter)
    gone = _on_earlier_rolls() - facts.members
    publication = ReachPublication(
        quarter=quarter.first_day,
        members=sorted(facts.members),
        parameters={
            "coalition": parameters.c,
            "edge": parameters.edge,
            "least_population": least,
            "closing_day": value_of("MONTH_CLOSING_DAY"),
            "definition": 2,
        },
    )
    publication.save(force_insert=True)
    figures = []
    for path in facts.paths:
        counts = _counts(path, facts, gone=len(gone))
        protected = protect_reach(counts, earlier.get(path.uuid, []), parameters, least=least)
        for measure, figure in zip(ReachMeasure, protected, strict=True):
            figures.append(
                ReachFigure(
                    publication=publication,
                    path_uuid=path.uuid,
                    path_title=path.title,
                    measure=measure,
                    **figure_columns(figure, counts.population),
                )
            )
    ReachFigure.objects.bulk_create(figures, batch_size=1000)
    return publication


def _on_earlier_rolls() -> frozenset[str]:
    """Keys on any earlier roll, read one roll at a time: each names the whole staff."""
    rolls = ReachPublication.objects.order_by().values_list("members", flat=True)
    return frozenset(key for members in rolls.iterator(chunk_size=1) for key in members)


def _counts(path: Path, facts: QuarterFacts, *, gone: int) -> ReachCounts:
    """Count people whose way through the path no list by name reveals.

    Whoever it has become mandatory for since an earlier quarter left its population: all of them are
    taken to have done so, which hides more and never less.
    """
    mandatory = facts.mandatory.get(path.pk, frozenset()) & facts.members
    return ReachCounts(
        population=len(facts.members) - len(mandatory),
        left=gone + len(mandatory),
        started=len(facts.started.get(path.pk, frozenset()) - mandatory),
        finished=len(facts.finished.get(path.pk, frozenset()) - mandatory),
    )
