"""Read the programme table: every published population with its chain, in tree order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from adoption.foundation.indicators import CHAIN, USED
from adoption.foundation.rates import HIDDEN, Measure
from adoption.publishing.models import Figure, Publication
from adoption.publishing.queries.read_cache import cached_for_a_day
from people.models import Team


@dataclass(frozen=True, slots=True)
class PopulationRow:
    """A row of the table. `depth`: 1 for the organisation. `population`: 0 where all is hidden or unknown."""

    team_id: int
    name: str
    depth: int
    counts: dict[str, Measure]

    @property
    def population(self) -> int:
        return max(measure.population for measure in self.counts.values())


@dataclass(frozen=True, slots=True)
class PopulationFilter:
    """Groups to show: of a branch, to a depth, with a figure of one of these indicators. Empty: all."""

    branch: Team | None = None
    deepest: int | None = None
    codes: tuple[str, ...] = ()

    def of(self, figures: QuerySet[Figure]) -> QuerySet[Figure]:
        if self.branch is not None:
            figures = figures.filter(team__path__startswith=self.branch.path)
        if self.deepest is not None:
            figures = figures.filter(team__depth__lte=self.deepest)
        return figures


def published_populations(publication: Publication, shown: PopulationFilter) -> QuerySet[Figure]:
    """One row per population, in the stored reading order (actions.publications).

    Those of a publication that knows no number of populations were stored otherwise.
    """
    rows = shown.of(Figure.objects.filter(publication=publication, indicator=USED.code))
    if shown.codes:
        with_one = Figure.objects.filter(publication=publication, indicator__in=shown.codes)
        rows = rows.filter(team__in=with_one.exclude(low=None).order_by().values("team"))
    return rows.order_by("pk" if publication.populations else "team__path")


def count_populations(publication: Publication, shown: PopulationFilter) -> int:
    """Count the populations. One query at most: the unfiltered count is cached for the publication."""
    if shown == PopulationFilter() and publication.populations:
        return publication.populations
    rows = published_populations(publication, shown)
    if shown.branch is not None or shown.deepest is not None:
        return rows.count()
    return cached_for_a_day(publication, f"populations-{'-'.join(shown.codes)}", rows.count)


def build_population_rows(
    rows: Sequence[tuple[int, str, int]], counts: Mapping[tuple[int, str], Measure]
) -> list[PopulationRow]:
    """Build rows. `rows`: team, its name on that day, and depth; `counts`: by team and indicator."""
    return [
        PopulationRow(
            team_id=team,
            name=name,
            depth=depth,
            counts={
                definition.code: counts.get((team, definition.code), HIDDEN) for definition in CHAIN
            },
        )
        for team, name, depth in rows
    ]


def all_population_rows(publication: Publication, shown: PopulationFilter) -> list[PopulationRow]:
    rows = list(population_keys(published_populations(publication, shown)))
    return _lines(shown.of(Figure.objects.filter(publication=publication)), rows)


def population_keys(rows: QuerySet[Figure]) -> QuerySet[Figure, tuple[int, str, int]]:
    return rows.values_list("team_id", "team_name", "team__depth")


def _lines(figures: QuerySet[Figure], rows: Sequence[tuple[int, str, int]]) -> list[PopulationRow]:
    shown = figures.exclude(low=None).order_by("pk")
    counts = {
        (team, indicator): Measure(low, high, population)
        for team, indicator, low, high, population in shown.values_list(
            "team_id", "indicator", "low", "high", "population"
        )
    }
    return build_population_rows(rows, counts)
