"""The conditions that choose the population of a message: the staff list, and what is mandatory. Nothing else, at any size."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.criteria.fields import TickedField
from learning.criteria.registry import Criterion, UnknownCriterion, describe_names, get_criterion
from learning.enums import PopulationKind
from learning.models import Assignment, Path


def population_criterion(kind: str) -> Criterion:
    """Return the criterion. Raises UnknownCriterion for every kind that is not of `PopulationKind`."""
    if kind not in PopulationKind.values:
        raise UnknownCriterion(kind)
    return ASSIGNED if kind == PopulationKind.ASSIGNED else get_criterion(kind)


def _assigned(values: list[Any], day: date) -> Q:
    given = Assignment.objects.in_force().filter(path__in=values, is_mandatory=True)
    return Q(pk__in=given.order_by().values("person"))


def _mandatory_paths() -> list[tuple[int, str]]:
    given = Assignment.objects.in_force().filter(is_mandatory=True).order_by()
    paths = Path.objects.filter(pk__in=given.values("path")).order_by("title", "pk")
    return [(path.pk, str(path)) for path in paths]


# Of whom it is asked, done or not: no rule asks for it, which would be a circle.
ASSIGNED = Criterion(
    kind=PopulationKind.ASSIGNED,
    label=PopulationKind.ASSIGNED.label,
    field=lambda: TickedField(
        label=_("To whom a mandatory training is assigned"), choices=_mandatory_paths, of_rows=True
    ),
    matching=_assigned,
    describe=describe_names,
    model=Path,
)
