"""The conditions that choose the population of a message: the staff list, and what is mandatory. Nothing else, at any size."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.criteria.fields import TickedField
from learning.criteria.registry import (
    Criterion,
    UnknownCriterion,
    criteria_condition,
    describe_names,
    get_criterion,
)
from learning.enums import PopulationKind
from learning.models import AssignmentRule, Path, RuleCriterion


FACTS = [kind for kind in PopulationKind.values if kind != PopulationKind.ASSIGNED]


def population_criterion(kind: str) -> Criterion:
    """Return the criterion. Raises UnknownCriterion for every kind that is not of `PopulationKind`."""
    if kind not in PopulationKind.values:
        raise UnknownCriterion(kind)
    return ASSIGNED if kind == PopulationKind.ASSIGNED else get_criterion(kind)


def _assigned(values: list[Any], day: date) -> Q:
    """Ask of people what the rules ask, and not whom they gave it to: an exemption, or a rule as it was, could name anybody."""
    wanted = [rule for rule in _rules_by_facts() if rule.path_id in set(values)]
    condition = Q(pk__in=[])
    for rule in wanted:
        condition |= criteria_condition(rule.criteria.all(), day)
    return condition


def _mandatory_paths() -> list[tuple[int, str]]:
    named = Path.objects.filter(pk__in={rule.path_id for rule in _rules_by_facts()})
    return [(path.pk, str(path)) for path in named.order_by("title", "pk")]


def _rules_by_facts() -> list[AssignmentRule]:
    """Return the mandatory rules in force of each path of which none asks for anything but `FACTS`."""
    rules = AssignmentRule.objects.in_force().filter(is_mandatory=True)
    others = rules.filter(criteria__in=RuleCriterion.objects.exclude(kind__in=FACTS))
    kept = rules.exclude(path__in=others.order_by().values("path")).order_by("pk")
    return list(kept.prefetch_related("criteria"))


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
