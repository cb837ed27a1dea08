from ambassadors.help.models.follow_up import (
    FitAnswer,
    PairFeedback,
    PairNotebook,
    PairPlan,
    ProgrammeQuarter,
    QuietMonth,
)
from ambassadors.help.models.joining import Application, NetworkSettings
from ambassadors.help.models.network import Ambassador, HelpRequest
from ambassadors.help.models.pages import CommunityPage
from ambassadors.help.models.pairs import MatchingRound, Pair, Session, UnmetRequest
from ambassadors.help.models.questions import BoxedQuestion
from ambassadors.help.models.wishes import ColleagueWish, OfferAim, RequestAim, RequestWish


__all__ = [
    "Ambassador",
    "Application",
    "BoxedQuestion",
    "ColleagueWish",
    "CommunityPage",
    "FitAnswer",
    "HelpRequest",
    "MatchingRound",
    "NetworkSettings",
    "OfferAim",
    "Pair",
    "PairFeedback",
    "PairNotebook",
    "PairPlan",
    "ProgrammeQuarter",
    "QuietMonth",
    "RequestAim",
    "RequestWish",
    "Session",
    "UnmetRequest",
]
