from ambassadors.models.evaluations import Evaluation, EvaluationMark
from ambassadors.models.network import Ambassador, HelpRequest
from ambassadors.models.pairs import MatchingRound, Pair, Session, UnmetRequest
from ambassadors.models.registration import CalendarFeed, TeamBooking
from ambassadors.models.workshops import Seat, Workshop, WorkshopSession


__all__ = [
    "Ambassador",
    "CalendarFeed",
    "Evaluation",
    "EvaluationMark",
    "HelpRequest",
    "MatchingRound",
    "Pair",
    "Seat",
    "Session",
    "TeamBooking",
    "UnmetRequest",
    "Workshop",
    "WorkshopSession",
]
