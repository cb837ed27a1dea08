from ambassadors.models.network import Ambassador, HelpRequest
from ambassadors.models.pairs import MatchingRound, Pair, Session, UnmetRequest
from ambassadors.models.routine import (
    FitAnswer,
    PairFeedback,
    PairNotebook,
    PairPlan,
    ProgrammeQuarter,
    QuietMonth,
)
from ambassadors.models.workshops import Seat, Workshop, WorkshopSession


__all__ = [
    "Ambassador",
    "FitAnswer",
    "HelpRequest",
    "MatchingRound",
    "Pair",
    "PairFeedback",
    "PairNotebook",
    "PairPlan",
    "ProgrammeQuarter",
    "QuietMonth",
    "Seat",
    "Session",
    "UnmetRequest",
    "Workshop",
    "WorkshopSession",
]
