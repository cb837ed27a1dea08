from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model, Q
from django.utils.translation import gettext as _


Names = Mapping[Any, str]
PARTNER = "partner"  # a rule that asks for it is about partners' learners, not about staff


class UnknownCriterion(Exception):
    """Raised where a rule names a condition that no app knows: nobody can say whom it meets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A condition on people, whose values are ORed.

    `field()` asks for the values; `matching(values, day)` is a condition on Person; `describe(values,
    names)` says them in words. `model`: values are keys of its rows, those that `keys` finds among them,
    and `names` has their names. `is_result`: it is about what somebody achieved, so that nobody is told who
    meets it. `is_entry`: met once is enough, such as having arrived lately; it does not end an assignment.
    """

    kind: str
    label: Any
    field: Callable[[], forms.Field]
    matching: Callable[[list[Any], date], Q]
    describe: Callable[[list[Any], Names], str]
    model: type[Model] | None = None
    keys: Callable[[list[Any]], list[Any]] = list
    is_result: bool = False
    is_entry: bool = False

    def in_words(self, values: list[Any], names: Names, *, is_excluded: bool) -> str:
        text = _("%(label)s: all but %(values)s") if is_excluded else _("%(label)s: %(values)s")
        return text % {"label": self.label, "values": self.describe(values, names)}


_criteria: dict[str, Criterion] = {}


def register_criterion(criterion: Criterion) -> None:
    _criteria[criterion.kind] = criterion


def registered_criteria() -> list[Criterion]:
    return list(_criteria.values())


def get_criterion(kind: str) -> Criterion:
    try:
        return _criteria[kind]
    except KeyError as error:
        raise UnknownCriterion(kind) from error


def criteria_condition(
    criteria: Iterable[Any],
    day: date,
    *,
    with_results: bool = True,
    to_keep: bool = False,
    find: Callable[[str], Criterion] = get_criterion,
) -> Q:
    """Return the condition of all of these rows, of a rule or of a message, together. Raises UnknownCriterion.

    `with_results` False: as if what people achieved were not asked. `to_keep`: what somebody who met the
    rule before has to meet still. `find`: which kinds there are.
    """
    every = Q()
    for row in criteria:
        known = find(row.kind)
        if (known.is_result and not with_results) or (known.is_entry and to_keep):
            continue
        matching = known.matching(row.values, day)
        every &= ~matching if row.is_excluded else matching
    return every


def describe_criteria(
    criteria: Iterable[Any], *, find: Callable[[str], Criterion] = get_criterion
) -> list[str]:
    """Describe each of these rows, whichever rules or messages they are of. A query for each kind of thing."""
    rows = [(row, _known(row.kind, find)) for row in criteria]
    wanted: dict[type[Model], set[Any]] = {}
    for row, known in rows:
        if known and known.model:
            wanted.setdefault(known.model, set()).update(known.keys(row.values))
    names = {
        model: {row.pk: str(row) for row in model._default_manager.filter(pk__in=keys)}
        for model, keys in wanted.items()
    }
    return [_one_in_words(row, known, names) for row, known in rows]


def _known(kind: str, find: Callable[[str], Criterion]) -> Criterion | None:
    try:
        return find(kind)
    except UnknownCriterion:
        return None


def _one_in_words(row: Any, known: Criterion | None, names: Mapping[type[Model], Names]) -> str:
    if known is None:
        return _("a condition that is no longer known: the rule is not applied")
    theirs = names[known.model] if known.model else {}
    return known.in_words(row.values, theirs, is_excluded=row.is_excluded)


def describe_names(values: list[Any], names: Names) -> str:
    """Return “A, B or C”; a row that is gone is said to be."""
    return join_with_or([names.get(value, _("(deleted)")) for value in values])


def join_with_or(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s or %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}
