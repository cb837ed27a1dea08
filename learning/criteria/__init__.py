"""What a rule may ask of people. An app registers more in `AppConfig.ready()`."""

from learning.criteria.ours import register
from learning.criteria.registry import (
    Criterion,
    UnknownCriterion,
    criteria,
    criterion,
    meets,
    register_criterion,
    row_labels,
)


__all__ = [
    "Criterion",
    "UnknownCriterion",
    "criteria",
    "criterion",
    "meets",
    "register",
    "register_criterion",
    "row_labels",
]
