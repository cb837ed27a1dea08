from ambassadors.queries.colleagues import Workplace, managers_of, workplaces_of
from ambassadors.queries.pages import (
    Duties,
    Help,
    HelpState,
    PairCard,
    Standing,
    duties_of,
    help_of,
    standing_of,
)
from ambassadors.queries.rounds import (
    Plan,
    ReviewedPair,
    begun_in,
    pending_demand,
    plan_round,
    reviewed_pairs,
    topic_names,
    unmet_by_reason,
)


__all__ = [
    "Duties",
    "Help",
    "HelpState",
    "PairCard",
    "Plan",
    "ReviewedPair",
    "Standing",
    "Workplace",
    "begun_in",
    "duties_of",
    "help_of",
    "managers_of",
    "pending_demand",
    "plan_round",
    "reviewed_pairs",
    "standing_of",
    "topic_names",
    "unmet_by_reason",
    "workplaces_of",
]
