from ambassadors.workshops.models.evaluations import Evaluation, EvaluationMark
from ambassadors.workshops.models.pages import WorkshopPage
from ambassadors.workshops.models.registration import CalendarFeed, TeamBooking
from ambassadors.workshops.models.workshops import Seat, Workshop, WorkshopSession


__all__ = [
    "CalendarFeed",
    "Evaluation",
    "EvaluationMark",
    "Seat",
    "TeamBooking",
    "Workshop",
    "WorkshopPage",
    "WorkshopSession",
]
