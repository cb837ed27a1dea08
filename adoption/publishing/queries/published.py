"""Read published figures, and nothing else, for pages, charts and exports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from adoption.foundation.indicators import ACCOUNT, CHAIN, HABIT, KNOWN, USED
from adoption.foundation.periods import Month
from adoption.foundation.rates import HIDDEN, Measure
from adoption.publishing.models import Figure, Publication
from cms.models import Portal
from core.compiled_reads import CompiledRead
from people.models import Team


WINDOW = 12  # months on a page


@dataclass(frozen=True, slots=True)
class Series:
    """Used count of one population, month by month.

    `rank`: 1 the page's own, 2 the next wider one, 3 the organisation.
    """

    rank: int
    team_id: int
    name: str
    measures: tuple[Measure, ...]

    @property
    def last(self) -> Measure:
        return self.measures[-1]

    @property
    def is_hidden(self) -> bool:
        return all(measure.is_hidden for measure in self.measures)


@dataclass(frozen=True, slots=True)
class Chain:
    """A population's counts of the month, by indicator."""

    name: str
    counts: dict[str, Measure]


@dataclass(frozen=True, slots=True)
class Reading:
    """All published figures that the page of a population shows for a month.

    series: its own, the next wider one, the organisation, without doubles. chains: its own, then
    those of all wider ones up to the organisation. wider: the nearest wider population whose count
    is shown. year: the organisation’s chain in each of the months. known: its own known count, likewise.
    """

    portal: Portal
    publication: Publication
    team: Team
    months: tuple[Month, ...]
    series: tuple[Series, ...]
    chains: tuple[Chain, ...]
    wider: Team | None
    year: tuple[dict[str, Measure], ...] = ()
    known: tuple[Measure, ...] = ()

    @property
    def own(self) -> Series:
        return self.series[0]

    @property
    def chain(self) -> dict[str, Measure]:
        """The chain of the organisation."""
        return self.chains[-1].counts

    @property
    def shows_others(self) -> bool:
        """Whether accounts or habits of the page's own population are shown, whether or not its use is."""
        own = self.chains[0].counts
        return not (own[ACCOUNT.code].is_hidden and own[HABIT.code].is_hidden)

    @property
    def is_organisation(self) -> bool:
        return self.team.code == Team.ROOT_CODE

    @property
    def month(self) -> Month:
        return self.months[-1]


def open_portals() -> list[Portal]:
    return _open_portals()


@CompiledRead
def _open_portals() -> QuerySet[Portal]:
    return Portal.objects.open()


def publications_of(portal: Portal) -> list[Publication]:
    """Publications that are out, the latest first, without their parameters, which hold the whole team tree."""
    return _publications(portal=portal.pk)


@CompiledRead
def _publications(portal: int) -> QuerySet[Publication]:
    out = Publication.objects.out().filter(portal=portal).order_by("-month")
    return out.defer("parameters", "audit")


def publications_of_any(portals: Iterable[Portal]) -> list[Publication]:
    """Publications of the portals that are out, with nothing but their months."""
    return list(Publication.objects.out().filter(portal__in=portals).only("month"))


def read_population(
    portal: Portal,
    publications: Sequence[Publication],
    month: date,
    lineage: Sequence[Team],
    *,
    organisation: str,
    shown: Mapping[tuple[int, int, str], Measure] | None = None,
) -> Reading:
    """Read one population. One query, or none with `shown`: figures by publication, team and indicator.

    `publications`: all of the portal's that are out, the latest first. `lineage`: the population, then
    all above it. `organisation`: what the root of the tree is called.
    """
    out = [publication for publication in publications if publication.month <= month][:WINDOW]
    out.reverse()
    lineage[-1].name = organisation
    return _reading(portal, out, lineage, shown_figures(out, lineage) if shown is None else shown)


def read_populations(
    portal: Portal,
    publications: Sequence[Publication],
    lineages: Sequence[Sequence[Team]],
) -> list[Reading]:
    """Read several populations. One query.

    The organisation’s name stands on the last team of each lineage already.
    """
    out = list(reversed(publications[:WINDOW]))
    shown = shown_figures(out, list({team.pk: team for line in lineages for team in line}.values()))
    return [_reading(portal, out, lineage, shown) for lineage in lineages]


def _reading(
    portal: Portal,
    out: Sequence[Publication],
    lineage: Sequence[Team],
    shown: Mapping[tuple[int, int, str], Measure],
) -> Reading:
    latest = out[-1].pk
    return Reading(
        portal=portal,
        publication=out[-1],
        team=lineage[0],
        months=tuple(Month.containing(publication.month) for publication in out),
        series=_series(lineage, [publication.pk for publication in out], shown),
        chains=tuple(
            Chain(
                team.name,
                {step.code: shown.get((latest, team.pk, step.code), HIDDEN) for step in CHAIN},
            )
            for team in lineage
        ),
        wider=next((team for team in lineage[1:] if (latest, team.pk, USED.code) in shown), None),
        year=tuple(
            {
                step.code: shown.get((publication.pk, lineage[-1].pk, step.code), HIDDEN)
                for step in CHAIN
            }
            for publication in out
        ),
        known=tuple(
            shown.get((publication.pk, lineage[0].pk, KNOWN.code), HIDDEN) for publication in out
        ),
    )


def _series(
    lineage: Sequence[Team], months: Sequence[int], shown: Mapping[tuple[int, int, str], Measure]
) -> tuple[Series, ...]:
    """Series of the population, its parent and the organisation, without duplicates."""
    series: list[Series] = []
    for team in dict.fromkeys([lineage[0], lineage[-1], *lineage[1:2]]):
        measures = tuple(shown.get((pk, team.pk, USED.code), HIDDEN) for pk in months)
        if all(measures != other.measures for other in series):
            rank = {lineage[-1]: 3, lineage[0]: 1}.get(team, 2)
            series.append(Series(rank, team.pk, team.name, measures))
    return tuple(sorted(series, key=lambda line: line.rank))


def shown_figures(
    publications: Sequence[Publication], teams: Sequence[Team]
) -> dict[tuple[int, int, str], Measure]:
    """Shown figures by publication, team and indicator; hidden ones are absent, as if never computed."""
    rows = _shown(
        publications=[publication.pk for publication in publications],
        teams=[team.pk for team in teams],
    )
    return {
        (publication, team, indicator): Measure(low, high, population)
        for publication, team, indicator, low, high, population in rows
    }


@CompiledRead
def _shown(publications: Sequence[int], teams: Sequence[int]) -> QuerySet[Any]:
    figures = Figure.objects.filter(publication__in=publications, team__in=teams)
    shown = figures.exclude(low=None).order_by("pk")
    return shown.values_list("publication", "team", "indicator", "low", "high", "population")
