"""Activity of linked accounts by quarter, as the page of one quarter reads it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from adoption.foundation.periods import Quarter
from adoption.foundation.rates import Measure
from adoption.publishing.disclosure.further import COHORT_GONE, COHORT_KEPT, Key
from adoption.publishing.models import OrganisationFigure, Publication
from adoption.publishing.queries.further_published import QuarterFigures, quarters_of
from cms.models import Portal


MOST_QUARTERS = 8


def read_quarters(portal: Portal, publications: Sequence[Publication]) -> list[QuarterFigures]:
    """Read the latest quarters, the earliest first; without services, delays and months. One query."""
    chosen = quarters_of(publications)[:MOST_QUARTERS]
    wanted = Q(part="") | Q(indicator__in=(COHORT_KEPT, COHORT_GONE))
    rows = OrganisationFigure.objects.filter(wanted, publication__in=chosen).exclude(low=None)
    read = rows.order_by("pk").values_list(
        "publication__month", "indicator", "part", "low", "high", "population"
    )
    counts: dict[date, dict[Key, Measure]] = defaultdict(dict)
    for month, code, part, low, high, population in read:
        counts[month][code, part] = Measure(low, high, population)
    return [
        QuarterFigures(portal, Quarter.containing(end.month), end, counts[end.month], (), ())
        for end in reversed(chosen)
    ]
