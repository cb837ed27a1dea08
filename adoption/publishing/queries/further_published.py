"""Published organisation-wide figures that are in no chain, for their page and file."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from adoption.foundation.indicators import KNOWN, USED
from adoption.foundation.periods import Month, Quarter
from adoption.foundation.rates import HIDDEN, Measure
from adoption.publishing.disclosure.further import (
    ACTIVE,
    ADVANCED,
    BEGAN,
    COHORT_GONE,
    COHORT_KEPT,
    FIRST_STEPS,
    IDLE,
    KEPT,
    NEVER,
    NEW_KEPT,
    NEW_STOPPED,
    RHYTHM,
    SERVICE,
    STOPPED,
    UNUSED,
    Key,
)
from adoption.publishing.disclosure.further import USED as LINKED_USED
from adoption.publishing.models import Figure, OrganisationFigure, Publication
from cms.models import Portal
from people.models import Team


# Counts that lie in another one.
WITHIN = {
    NEVER: IDLE,
    STOPPED: IDLE,
    NEW_STOPPED: STOPPED,
    BEGAN: ACTIVE,
    FIRST_STEPS: BEGAN,
    KEPT: ACTIVE,
    NEW_KEPT: KEPT,
    COHORT_KEPT: ACTIVE,
    COHORT_GONE: IDLE,
    ADVANCED: ACTIVE,
    SERVICE: ACTIVE,
    RHYTHM: ACTIVE,
}


@dataclass(frozen=True, slots=True)
class MonthMeasured:
    """A month's counts of known people and users, and of both, those with a link."""

    month: Month
    known: Measure
    used: Measure
    linked_used: Measure
    linked_unused: Measure


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """A quarter's counts, its services in publication order, and the months until today.

    `silent`: those of these months, and the last of the quarter, of which nothing is out since nothing was received.
    """

    portal: Portal
    quarter: Quarter | None
    publication: Publication | None
    counts: dict[Key, Measure]
    services: tuple[tuple[str, str], ...]
    months: tuple[MonthMeasured, ...]
    silent: tuple[Month, ...] = ()

    def count(self, code: str, part: str = "") -> Measure:
        """Return a count; hidden within a count that may be zero, as every reader can work out."""
        count = self.counts.get((code, part), HIDDEN)
        if count.is_hidden and code in WITHIN:
            whole = self.count(WITHIN[code])
            return whole if whole.low == 0 else HIDDEN
        return count


def quarters_of(publications: Sequence[Publication]) -> list[Publication]:
    """Publications that end a quarter, in their order."""
    return [publication for publication in publications if publication.month.month % 3 == 0]


def read_quarter_figures(
    portal: Portal, publications: Sequence[Publication], chosen: Publication | None
) -> QuarterFigures:
    """Read a year of figures in two queries. `publications`: those out, the latest first."""
    months = publications[:12]
    wanted = {publication.pk for publication in months} | ({chosen.pk} if chosen else set())
    shown: dict[int, dict[Key, Measure]] = defaultdict(dict)
    services, silent = [], set(wanted)
    figures = OrganisationFigure.objects.filter(publication__in=wanted).order_by("pk")
    for pk, code, part, name, low, high, population in figures.values_list(
        "publication", "indicator", "part", "part_name", "low", "high", "population"
    ):
        silent.discard(pk)
        if chosen and pk == chosen.pk and name:
            services.append((part, name))
        if low is not None:
            shown[pk][code, part] = Measure(low, high, population)
    chain: dict[int, dict[str, Measure]] = defaultdict(dict)
    rows = Figure.objects.filter(
        publication__in=wanted, team__code=Team.ROOT_CODE, indicator__in=(KNOWN.code, USED.code)
    ).exclude(low=None)
    for pk, code, low, high, population in rows.order_by("pk").values_list(
        "publication", "indicator", "low", "high", "population"
    ):
        chain[pk][code] = Measure(low, high, population)
    return QuarterFigures(
        portal=portal,
        quarter=Quarter.containing(chosen.month) if chosen else None,
        publication=chosen,
        counts=shown[chosen.pk] if chosen else {},
        services=tuple(services),
        months=tuple(
            MonthMeasured(
                month=Month.containing(publication.month),
                known=chain[publication.pk].get(KNOWN.code, HIDDEN),
                used=chain[publication.pk].get(USED.code, HIDDEN),
                linked_used=shown[publication.pk].get((LINKED_USED, ""), HIDDEN),
                linked_unused=shown[publication.pk].get((UNUSED, ""), HIDDEN),
            )
            for publication in months
        ),
        silent=tuple(
            Month.containing(publication.month)
            for publication in publications
            if publication.pk in silent
        ),
    )
