"""Published monthly history of a few populations: the whole chain, or a rate of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from adoption.foundation.indicators import CHAIN
from adoption.foundation.periods import Month, months_between
from adoption.foundation.rates import HIDDEN, Measure, Rate, share_of_population
from adoption.publishing.models import Figure, Publication
from adoption.targets.forecast import NO_SEASONS, Seasons, month_effects
from adoption.targets.trajectory import RateHistory
from core.compiled_reads import CompiledRead, Given


COURSE = 24  # months that a forecast reads


@dataclass(frozen=True)
class RateHistories:
    """`publications`: by month, the earliest first. `counts`: by publication, team and indicator."""

    publications: dict[Month, int]
    counts: dict[tuple[int, int, str], Measure]

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(self.publications)

    def count(self, team: int, code: str, month: Month) -> Measure:
        return self.counts.get((self.publications[month], team, code), HIDDEN)

    def chain(self, team: int, month: Month) -> dict[str, Measure]:
        return {definition.code: self.count(team, definition.code, month) for definition in CHAIN}

    def rate(self, team: int, code: str, month: Month) -> Rate | None:
        return share_of_population(self.count(team, code, month))

    @cached_property
    def _span(self) -> dict[Month, int]:
        """The publications by month, without a gap: 0 where there is none."""
        months = months_between(self.months[0], self.months[-1]) if self.publications else ()
        return {month: self.publications.get(month, 0) for month in months}

    def course(self, team: int, code: str) -> RateHistory:
        counts = ((key, team, code) for key in self._span.values())
        return RateHistory(
            tuple(self._span), tuple(self.counts.get(count, HIDDEN) for count in counts)
        )

    def seasons(self, team: int, code: str) -> Seasons:
        """What its history tells of the months of the year."""
        course = self.course(team, code)
        return (
            month_effects(course.rates, course.months[0].month - 1) if course.months else NO_SEASONS
        )


def rate_histories(
    publications: Sequence[Publication],
    teams: Collection[int],
    also: Collection[int] = (),
    codes: Collection[str] = (),
) -> RateHistories:
    """Read histories in one query. `publications`: those out, the latest first, of which 24 are read. `also`: teams of the latest alone.

    `codes`: of the indicators that are wanted; without any, the whole chain.
    """
    months = {
        Month.containing(publication.month): publication.pk
        for publication in reversed(publications[:COURSE])
    }
    more: dict[str, Given] = {}
    if also:
        more = {"latest": publications[0].pk, "also": list(also)}
    rows = _figures(
        tuple(sorted(codes)), publications=list(months.values()), teams=list(teams), **more
    )
    counts = {
        (publication, team, indicator): Measure(low, high, population)
        for publication, team, indicator, low, high, population in rows
    }
    return RateHistories(months, counts)


@CompiledRead
def _figures(
    codes: tuple[str, ...],
    *,
    publications: Sequence[int],
    teams: Sequence[int],
    latest: int = 0,
    also: Sequence[int] = (),
) -> QuerySet[Any]:
    wanted = Q(publication__in=publications, team__in=teams)
    if also:
        wanted |= Q(publication=latest, team__in=also)
    if codes:
        wanted &= Q(indicator__in=codes)
    shown = Figure.objects.filter(wanted).exclude(low=None).order_by()
    return shown.values_list("publication", "team", "indicator", "low", "high", "population")
