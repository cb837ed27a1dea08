from ambassadors.models.evaluations import Evaluation, EvaluationMark
from ambassadors.models.joining import Application, NetworkSettings
from ambassadors.models.journeys import (
    Journey,
    JourneyBallot,
    JourneyIdea,
    JourneyStep,
    JourneyWorkshop,
    WorkshopStep,
)
from ambassadors.models.network import Ambassador, HelpRequest
from ambassadors.models.pages import CommunityPage
from ambassadors.models.pairs import MatchingRound, Pair, Session, UnmetRequest
from ambassadors.models.practices import (
    PracticePage,
    PracticeProposal,
    PracticesPage,
    Testimony,
    UsefulMark,
)
from ambassadors.models.questions import BoxedQuestion
from ambassadors.models.registration import CalendarFeed, TeamBooking
from ambassadors.models.routine import (
    FitAnswer,
    PairFeedback,
    PairNotebook,
    PairPlan,
    ProgrammeQuarter,
    QuietMonth,
)
from ambassadors.models.wishes import ColleagueWish, OfferAim, RequestAim, RequestWish
from ambassadors.models.workshop_pages import WorkshopPage
from ambassadors.models.workshops import Seat, Workshop, WorkshopSession


__all__ = [
    "Ambassador",
    "Application",
    "BoxedQuestion",
    "CalendarFeed",
    "ColleagueWish",
    "CommunityPage",
    "Evaluation",
    "EvaluationMark",
    "FitAnswer",
    "HelpRequest",
    "Journey",
    "JourneyBallot",
    "JourneyIdea",
    "JourneyStep",
    "JourneyWorkshop",
    "MatchingRound",
    "NetworkSettings",
    "OfferAim",
    "Pair",
    "PairFeedback",
    "PairNotebook",
    "PairPlan",
    "PracticePage",
    "PracticeProposal",
    "PracticesPage",
    "ProgrammeQuarter",
    "QuietMonth",
    "RequestAim",
    "RequestWish",
    "Seat",
    "Session",
    "TeamBooking",
    "Testimony",
    "UnmetRequest",
    "UsefulMark",
    "Workshop",
    "WorkshopPage",
    "WorkshopSession",
    "WorkshopStep",
]
