from ambassadors.queries.colleagues import Workplace, managers_of, workplaces_of
from ambassadors.queries.pages import (
    Duties,
    Help,
    HelpState,
    PairCard,
    duties_of,
    help_of,
    proposals_waiting,
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
    "Workplace",
    "begun_in",
    "duties_of",
    "help_of",
    "managers_of",
    "pending_demand",
    "plan_round",
    "proposals_waiting",
    "reviewed_pairs",
    "topic_names",
    "unmet_by_reason",
    "workplaces_of",
]
