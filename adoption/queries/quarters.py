"""What linked accounts did, quarter by quarter: each as the page of one quarter reads it."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q

from adoption.further import COHORT_GONE, COHORT_KEPT, Key
from adoption.models import OrganisationFigure, Publication
from adoption.periods import Quarter
from adoption.queries.further_published import Further, quarters_of
from adoption.rates import Measure
from cms.models import Portal


MOST_QUARTERS = 8


def read_quarters(portal: Portal, publications: Sequence[Publication]) -> list[Further]:
    """The latest of them, the earliest first; without services, delays and months. One query."""
    chosen = quarters_of(publications)[:MOST_QUARTERS]
    counts: dict[int, dict[Key, Measure]] = defaultdict(dict)
    wanted = Q(part="") | Q(indicator__in=(COHORT_KEPT, COHORT_GONE))
    rows = OrganisationFigure.objects.filter(wanted, publication__in=chosen).exclude(low=None)
    for each in rows.order_by("pk"):
        key = (each.indicator, each.part)
        counts[each.publication_id][key] = Measure(each.low, each.high, each.population)
    return [
        Further(portal, Quarter.containing(each.month), each, counts[each.pk], (), ())
        for each in reversed(chosen)
    ]
