"""Publishing coaching reach, quarter by quarter, in their order."""

from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from adoption.disclosure import HIDDEN
from adoption.further_indicators import COACHING
from adoption.models import CoachingFigure
from adoption.parameters import parameters_in_force
from adoption.periods import Quarter
from adoption.queries.coaching import earlier_coaching, first_coaching_quarter, quarter_coached
from adoption.reach import least_population, protect_first_times
from core.dates import today as current_day


def publish_coaching_reach(*, today: date | None = None) -> list[CoachingFigure]:
    """Every closed quarter that is not out yet, in order; answers those made now.

    From the quarter of the first session on. A session that is noted after its quarter went out is
    counted nowhere.
    """
    made = []
    on = today or current_day()
    quarter = _next_quarter()
    while quarter is not None and quarter.is_closed(on, settings.MONTH_CLOSING_DAY):
        try:
            made.append(_publish(quarter))
        except IntegrityError:  # another process was faster
            if not CoachingFigure.objects.filter(quarter=quarter.first_day).exists():
                raise
        quarter = quarter.next()
    return made


def _next_quarter() -> Quarter | None:
    latest = CoachingFigure.objects.aggregate(latest=Max("quarter"))["latest"]
    return Quarter.containing(latest).next() if latest else first_coaching_quarter()


@transaction.atomic
def _publish(quarter: Quarter) -> CoachingFigure:
    parameters = parameters_in_force()
    facts = quarter_coached(quarter)
    figure = HIDDEN
    if facts.population >= least_population(parameters):
        earlier = earlier_coaching()
        figure = protect_first_times(facts.helped, facts.population, earlier, parameters)
    return CoachingFigure.objects.create(
        quarter=quarter.first_day,
        version=COACHING.version,
        kind=figure.kind.value,
        population=facts.population,
        low=figure.low,
        high=figure.high,
    )
