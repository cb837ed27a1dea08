from django.db.models import QuerySet

from ambassadors.help.policies import own_ambassador_record
from ambassadors.journeys.models import JourneyBallot, JourneyWorkshop
from ambassadors.workshops.policies import may_run_workshops
from people.models import Person
from people.policies import rows_since_seal


def may_facilitate(person: Person) -> bool:
    """Return whether the person may run a journey workshop: ambassadors, and those who run workshops."""
    return may_run_workshops(person) or own_ambassador_record(person).exists()


def journey_workshops_run_by(person: Person) -> QuerySet[JourneyWorkshop]:
    """Return the person's own sittings; all of them for those who run workshops."""
    if may_run_workshops(person):
        return JourneyWorkshop.objects.all()
    own = JourneyWorkshop.objects.filter(facilitator=person)
    return own if own_ambassador_record(person).exists() else own.none()


def journey_ballots_visible_to(person: Person) -> QuerySet[JourneyBallot]:
    """Return the person's own ballots, excluding those from before a seal."""
    return rows_since_seal(JourneyBallot.objects.filter(person=person), person, "joined_at")
