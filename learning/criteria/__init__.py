"""Defines the conditions of rules. An app registers more in `AppConfig.ready()`."""

from learning.criteria.builtin import register
from learning.criteria.registry import (
    Criterion,
    UnknownCriterion,
    criteria,
    criteria_condition,
    criterion,
    in_words,
    register_criterion,
)


__all__ = [
    "Criterion",
    "UnknownCriterion",
    "criteria",
    "criteria_condition",
    "criterion",
    "in_words",
    "register",
    "register_criterion",
]
