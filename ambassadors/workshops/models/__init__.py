from ambassadors.workshops.models.evaluations import Evaluation, EvaluationMark
from ambassadors.workshops.models.pages import WorkshopPage
from ambassadors.workshops.models.plans import WorkshopPlan
from ambassadors.workshops.models.registration import CalendarFeed, TeamBooking, TeamInvitation
from ambassadors.workshops.models.workshops import Seat, Workshop, WorkshopSession


__all__ = [
    "CalendarFeed",
    "Evaluation",
    "EvaluationMark",
    "Seat",
    "TeamBooking",
    "TeamInvitation",
    "Workshop",
    "WorkshopPage",
    "WorkshopPlan",
    "WorkshopSession",
]
