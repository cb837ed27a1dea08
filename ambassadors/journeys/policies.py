from django.db.models import QuerySet

from ambassadors.help.policies import ambassadors_visible_to
from ambassadors.journeys.models import JourneyBallot, JourneyWorkshop
from ambassadors.workshops.policies import may_run_workshops
from people.models import Person
from people.policies import since_seal


def may_facilitate(person: Person) -> bool:
    """Run a journey workshop: whoever runs workshops, and ambassadors."""
    return may_run_workshops(person) or ambassadors_visible_to(person).exists()


def journey_workshops_run_by(person: Person) -> QuerySet[JourneyWorkshop]:
    """One's own; all of them for whoever runs workshops."""
    if may_run_workshops(person):
        return JourneyWorkshop.objects.all()
    own = JourneyWorkshop.objects.filter(facilitator=person)
    return own if ambassadors_visible_to(person).exists() else own.none()


def journey_ballots_visible_to(person: Person) -> QuerySet[JourneyBallot]:
    """One's own, while the workshop is open. Without those of before a seal."""
    return since_seal(JourneyBallot.objects.filter(person=person), person, "joined_at")
