from ambassadors.models.joining import Application, NetworkSettings
from ambassadors.models.network import Ambassador, HelpRequest
from ambassadors.models.pages import CommunityPage
from ambassadors.models.pairs import MatchingRound, Pair, Session, UnmetRequest
from ambassadors.models.workshops import Seat, Workshop, WorkshopSession


__all__ = [
    "Ambassador",
    "Application",
    "CommunityPage",
    "HelpRequest",
    "MatchingRound",
    "NetworkSettings",
    "Pair",
    "Seat",
    "Session",
    "UnmetRequest",
    "Workshop",
    "WorkshopSession",
]
