"""Queries of completions that are stored, and of those that are to be derived (decision 91)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from learning.models import Enrolment


NOTHING_ASKED = 0  # the rule of a path without published lessons, which is never done


def is_stored(rules: Mapping[int, int]) -> Q:
    """Return a condition: derived by what the path asks today (`path_rules`), and no fact has changed since."""
    asks_nothing = Q(completion_rule=NOTHING_ASKED) & ~Q(path__in=list(rules))
    return Q(completion_rule__in=list(rules.values())) | asks_nothing


def outdated_completions(
    enrolments: QuerySet[Enrolment], rules: Mapping[int, int]
) -> QuerySet[Any]:
    """Return the mandatory ones that are to be derived. What somebody chose is nobody else's to list."""
    return enrolments.filter(is_mandatory=True).exclude(is_stored(rules))
