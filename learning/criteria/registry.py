from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model, Q
from django.utils.translation import gettext as _


class UnknownCriterion(Exception):
    """A rule names a condition that no app knows: nobody can say whom it meets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One condition on people, whose values are ORed.

    `field()` asks for the values; `matching(values, day)` is a condition on Person; `describe(values)`
    says them in words. `model`: the values are keys of its rows. `is_result`: it is about what somebody
    achieved, so that nobody is told who meets it. `is_entry`: met once is enough, such as having arrived
    lately; it does not end an assignment.
    """

    kind: str
    label: Any
    field: Callable[[], forms.Field]
    matching: Callable[[list[Any], date], Q]
    describe: Callable[[list[Any]], str]
    model: type[Model] | None = None
    is_result: bool = False
    is_entry: bool = False

    def in_words(self, values: list[Any], *, is_excluded: bool) -> str:
        text = _("%(label)s: all but %(values)s") if is_excluded else _("%(label)s: %(values)s")
        return text % {"label": self.label, "values": self.describe(values)}


_criteria: dict[str, Criterion] = {}


def register_criterion(criterion: Criterion) -> None:
    _criteria[criterion.kind] = criterion


def criteria() -> list[Criterion]:
    return list(_criteria.values())


def criterion(kind: str) -> Criterion:
    try:
        return _criteria[kind]
    except KeyError as error:
        raise UnknownCriterion(kind) from error


def meets(
    asked: Iterable[Any], day: date, *, with_results: bool = True, to_keep: bool = False
) -> Q:
    """All of these `RuleCriterion` rows together. Raises UnknownCriterion.

    `with_results` False: as if what people achieved were not asked. `to_keep`: what somebody who met
    the rule before has to meet still.
    """
    every = Q()
    for each in asked:
        known = criterion(each.kind)
        if (known.is_result and not with_results) or (known.is_entry and to_keep):
            continue
        one = known.matching(each.values, day)
        every &= ~one if each.is_excluded else one
    return every


def row_labels(model: type[Model], values: list[Any]) -> str:
    """The names of these rows, “A, B or C”; a row that is gone is said to be."""
    found = {row.pk: str(row) for row in model._default_manager.filter(pk__in=values)}
    return one_of([found.get(value, _("(deleted)")) for value in values])


def one_of(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s or %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}
