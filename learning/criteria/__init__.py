"""What a rule may ask of people. An app registers more in `AppConfig.ready()`."""

from learning.criteria.ours import register
from learning.criteria.registry import (
    Criterion,
    UnknownCriterion,
    criteria,
    criterion,
    in_words,
    meets,
    register_criterion,
)


__all__ = [
    "Criterion",
    "UnknownCriterion",
    "criteria",
    "criterion",
    "in_words",
    "meets",
    "register",
    "register_criterion",
]
