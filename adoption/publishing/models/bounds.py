from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from adoption.foundation.rates import Measure
from adoption.publishing.disclosure.protection import Figure
from adoption.publishing.enums import FigureKind


class BoundedFigure(models.Model):
    """A published count as it may be shown: itself, a block between two ends, or nothing."""

    kind = models.CharField(_("kind"), max_length=10, choices=FigureKind)
    population = models.PositiveIntegerField(_("population"))
    low = models.PositiveIntegerField(_("at least"), null=True, blank=True)
    high = models.PositiveIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def as_measure(self) -> Measure:
        if self.low is None or self.high is None:
            return Measure()
        return Measure(self.low, self.high, self.population)


class CountedFigure(BoundedFigure):
    """`population`: the whole team. `counted`: its people with a proved identity, who may be in `high`.

    The others are among those of whom nothing is known. Null in the figures made before: all were counted.
    """

    counted = models.PositiveIntegerField(_("people counted"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def size(self) -> int:
        """Size of the population for the disclosure rule."""
        return self.population if self.counted is None else self.counted


def figure_columns(figure: Figure, population: int) -> dict[str, Any]:
    """Return a protected figure as the columns of a BoundedFigure."""
    return {
        "kind": figure.kind.value,
        "population": population,
        "low": figure.low,
        "high": figure.high,
    }


def bounds_constraints(prefix: str) -> list[models.CheckConstraint]:
    """Constraints of each BoundedFigure, named for the table."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_bounds_match_kind",
            condition=Q(kind="hidden", low=None, high=None)
            | Q(kind="exact", low=F("high"))
            | Q(kind="block", low__lt=F("high")),
        ),
        models.CheckConstraint(
            name=f"{prefix}_within_population",
            condition=Q(high=None) | Q(high__lte=F("population")),
        ),
    ]
