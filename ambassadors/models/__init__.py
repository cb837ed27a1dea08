from ambassadors.models.network import Ambassador, HelpRequest
from ambassadors.models.pairs import MatchingRound, Pair, Session, UnmetRequest
from ambassadors.models.questions import BoxedQuestion
from ambassadors.models.workshops import Seat, Workshop, WorkshopSession


__all__ = [
    "Ambassador",
    "BoxedQuestion",
    "HelpRequest",
    "MatchingRound",
    "Pair",
    "Seat",
    "Session",
    "UnmetRequest",
    "Workshop",
    "WorkshopSession",
]
