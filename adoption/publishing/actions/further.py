"""Store the organisation-wide figures that are in no chain, with the month's publication."""

from adoption.foundation.periods import Month, Quarter
from adoption.publishing.disclosure.drafting import Draft
from adoption.publishing.disclosure.further import (
    COHORTS,
    SERVICE,
    UNUSED,
    USED,
    Key,
    count_quarter,
    month_bounds,
    protect_month,
    protect_quarter,
)
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.disclosure.quarterly_activity import quarterly_activity_of
from adoption.publishing.models import OrganisationFigure, Publication
from adoption.publishing.models.bounds import figure_columns
from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.queries.facts import MonthFacts
from adoption.publishing.queries.further import linked_use_of_quarter, services_of
from adoption.publishing.queries.provenance import is_silent


VERSION = 3  # of the rule and of what is counted: docs/decisions/0035


def store_further(publication: Publication, draft: Draft, facts: MonthFacts) -> None:
    """Store the figures in the transaction of the publication. Those of a quarter go out with its last month.

    None of a month for which nothing was received, nor of its quarter: who is linked would seem not to have used it.
    """
    quarter = Quarter.containing(publication.month)
    month = Month.containing(publication.month)
    earlier = Publication.objects.out().filter(
        portal=publication.portal, month__gte=quarter.first_day, month__lt=month.first_day
    )
    is_last = month == quarter.months[-1]
    if is_silent(publication.portal, month) or (
        is_last and earlier.filter(organisation_figures=None).exists()
    ):
        return
    names: dict[str, str] = {}
    linked = [person for person in facts.people.values() if person.linked]
    used = sum(1 for person in linked if person.days)
    counts: dict[Key, int] = {(USED, ""): used, (UNUSED, ""): len(linked) - used}
    parameters = parameters_in_force()
    room = month_bounds(draft.staff, draft.chain, draft.witness, parameters)
    least = least_population(parameters)
    if is_last:
        catalogue = services_of(publication.portal)
        services = [service for service, _name in catalogue]
        names = {service.slug: name for service, name in catalogue}
        use = linked_use_of_quarter(publication.portal, quarter, facts.people.keys())
        activities = (quarterly_activity_of(traces, quarter, services) for traces in use.values())
        counts |= count_quarter(activity for activity in activities if activity is not None)
        cohorts = _cohorts(publication, quarter)
        figures = protect_quarter(counts, room, services, parameters, least=least, cohorts=cohorts)
    else:
        figures = protect_month(counts, room, parameters, least=least)
    OrganisationFigure.objects.bulk_create(
        OrganisationFigure(
            publication=publication,
            indicator=code,
            part=part,
            part_name=names.get(part, "") if code == SERVICE else "",
            version=VERSION,
            **figure_columns(figure, room.population),
        )
        for (code, part), figure in figures.items()
    )


def _cohorts(publication: Publication, quarter: Quarter) -> tuple[int, ...]:
    """Quarters of first use before which a month of the portal was already settled."""
    first = (
        Publication.objects.filter(portal=publication.portal)
        .oldest_first()
        .values_list("month", flat=True)
        .first()
    )
    return tuple(
        back for back in COHORTS if first is not None and first < quarter.shifted(-back).first_day
    )
