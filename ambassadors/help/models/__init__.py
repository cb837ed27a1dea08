from ambassadors.help.models.follow_up import (
    FitAnswer,
    PairFeedback,
    PairNotebook,
    PairPlan,
    ProgrammeQuarter,
    QuietMonth,
)
from ambassadors.help.models.joining import Application, NetworkSettings
from ambassadors.help.models.meetings import Meeting, MeetingProposal
from ambassadors.help.models.messages import MessageReport, PairMessage, PairThread
from ambassadors.help.models.network import Ambassador, HelpRequest
from ambassadors.help.models.pages import CommunityPage
from ambassadors.help.models.pairs import MatchingRound, Pair, Session, UnmetRequest
from ambassadors.help.models.questions import BoxedQuestion, NamedAsker
from ambassadors.help.models.situations import HelpSituation
from ambassadors.help.models.wishes import ColleagueWish, OfferAim, RequestAim, RequestWish


__all__ = [
    "Ambassador",
    "Application",
    "BoxedQuestion",
    "ColleagueWish",
    "CommunityPage",
    "FitAnswer",
    "HelpRequest",
    "HelpSituation",
    "MatchingRound",
    "Meeting",
    "MeetingProposal",
    "MessageReport",
    "NamedAsker",
    "NetworkSettings",
    "OfferAim",
    "Pair",
    "PairFeedback",
    "PairMessage",
    "PairNotebook",
    "PairPlan",
    "PairThread",
    "ProgrammeQuarter",
    "QuietMonth",
    "RequestAim",
    "RequestWish",
    "Session",
    "UnmetRequest",
]
