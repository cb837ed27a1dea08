"""Defines the conditions of rules. An app registers more in `AppConfig.ready()`."""

from learning.criteria.builtin import register
from learning.criteria.registry import (
    Criterion,
    UnknownCriterion,
    criteria_condition,
    describe_criteria,
    get_criterion,
    register_criterion,
    registered_criteria,
)


__all__ = [
    "Criterion",
    "UnknownCriterion",
    "criteria_condition",
    "describe_criteria",
    "get_criterion",
    "register",
    "register_criterion",
    "registered_criteria",
]
