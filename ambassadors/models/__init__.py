from ambassadors.models.network import Ambassador, HelpRequest
from ambassadors.models.pairs import MatchingRound, Pair, Session, UnmetRequest
from ambassadors.models.wishes import ColleagueWish, OfferAim, RequestAim, RequestWish
from ambassadors.models.workshops import Seat, Workshop, WorkshopSession


__all__ = [
    "Ambassador",
    "ColleagueWish",
    "HelpRequest",
    "MatchingRound",
    "OfferAim",
    "Pair",
    "RequestAim",
    "RequestWish",
    "Seat",
    "Session",
    "UnmetRequest",
    "Workshop",
    "WorkshopSession",
]
