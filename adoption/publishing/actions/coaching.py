"""Publish coaching reach by quarter, in order."""

from datetime import date

from django.db import transaction

from adoption.foundation.further_indicators import COACHING
from adoption.foundation.periods import Quarter
from adoption.publishing.actions.quarters import publish_quarters
from adoption.publishing.disclosure.protection import HIDDEN, least_population
from adoption.publishing.disclosure.reach import protect_first_times
from adoption.publishing.models import CoachingFigure
from adoption.publishing.models.bounds import figure_columns
from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.queries.coaching import (
    coaching_facts,
    earlier_coaching,
    first_coaching_quarter,
)
from core.dates import today as current_day


def publish_coaching_reach(*, today: date | None = None) -> list[CoachingFigure]:
    """Publish every closed quarter not yet out, in order; return the new ones.

    From the quarter of the first session on. A session that is noted after its quarter went out is
    counted nowhere.
    """
    return publish_quarters(
        CoachingFigure, first=first_coaching_quarter, publish=_publish, on=today or current_day()
    )


@transaction.atomic
def _publish(quarter: Quarter) -> CoachingFigure:
    parameters = parameters_in_force()
    facts = coaching_facts(quarter)
    figure = HIDDEN
    if facts.population >= least_population(parameters):
        earlier = earlier_coaching()
        figure = protect_first_times(facts.helped, facts.population, earlier, parameters)
    return CoachingFigure.objects.create(
        quarter=quarter.first_day,
        version=COACHING.version,
        **figure_columns(figure, facts.population),
    )
