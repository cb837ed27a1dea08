from ambassadors.models.network import Ambassador, HelpRequest
from ambassadors.models.pairs import MatchingRound, Pair, Session, UnmetRequest


__all__ = ["Ambassador", "HelpRequest", "MatchingRound", "Pair", "Session", "UnmetRequest"]
