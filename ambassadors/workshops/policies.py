from datetime import date

from django.db.models import Q, QuerySet

from ambassadors.workshops.enums import SeatOrigin
from ambassadors.workshops.models import (
    CalendarFeed,
    Seat,
    TeamBooking,
    WorkshopPlan,
    WorkshopSession,
)
from ambassadors.workshops.models.workshops import SeatQuerySet
from people.enums import Role
from people.models import Person, Position, Team
from people.policies import rows_since_seal


def sessions_visible_to(person: Person) -> QuerySet[WorkshopSession]:
    """Return sessions of offered workshops, for partners' learners where they are welcome, and the person's
    own.

    One's own: with a seat, in the queue, or as a trainer.
    """
    own = Q(seats_taken__in=seats_visible_to(person).values("pk")) | Q(trainers=person)
    mine = WorkshopSession.objects.filter(own).order_by().values("pk")
    offered = Q(workshop__is_retired=False, cancelled_at=None, is_proposed=False)
    if person.is_external:
        offered &= Q(workshop__welcomes_partners=True)
    return WorkshopSession.objects.filter(offered | Q(pk__in=mine))


def readable_sessions(person: Person) -> QuerySet[WorkshopSession]:
    """Return sessions whose page the person may open: for those who run workshops, also what waits for their answer."""
    visible = sessions_visible_to(person)
    if not may_run_workshops(person):
        return visible
    proposed = Q(is_proposed=True, cancelled_at=None)
    return WorkshopSession.objects.filter(proposed | Q(pk__in=visible.order_by().values("pk")))


def feeds_visible_to(person: Person) -> QuerySet[CalendarFeed]:
    """Return the person's own feed, excluding one from before a seal."""
    return rows_since_seal(CalendarFeed.objects.filter(person=person), person, "made_at")


def seats_visible_to(person: Person) -> SeatQuerySet:
    """Return the person's own seats, excluding those from before a seal (docs/decisions/0019)."""
    return rows_since_seal(Seat.objects.filter(person=person), person, "asked_at")


def sessions_run_by(person: Person) -> QuerySet[WorkshopSession]:
    """Return sessions whose list this person reads by name: a trainer's own; all for those who run workshops."""
    if may_run_workshops(person):
        return WorkshopSession.objects.all()
    return WorkshopSession.objects.filter(pk__in=person.workshops_given.order_by().values("pk"))


def reads_whole_list(person: Person, session: WorkshopSession) -> bool:
    """Return False for the trainers of a session that an ambassador planned.

    A colleague does not read who was put on the list by others and says nothing (docs/decisions/0042).
    """
    return may_run_workshops(person) or not WorkshopPlan.objects.filter(session=session).exists()


def seats_listed_for(person: Person, session: WorkshopSession) -> SeatQuerySet:
    """Return seats whose people this trainer reads by name and marks as present."""
    seats = Seat.objects.filter(session=session)
    return seats if reads_whole_list(person, session) else seats.filter(origin=SeatOrigin.SELF)


def may_run_workshops(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)


def bookable_people(manager: Person, *, on: date, team: int = 0) -> QuerySet[Person]:
    """Return the other people of the manager's teams, for whom they may book; stand-ins count as managers.

    `team`: the key of one among these teams, to narrow to it and what is below it.
    """
    teams = Team.objects.managed_by(manager, on).with_descendants()
    if team:
        within = Team.objects.filter(pk=team).with_descendants()
        teams = teams.filter(pk__in=within.order_by().values("pk"))
    positions = (
        Position.objects.primary().held_on(on).filter(team__in=teams.order_by().values("pk"))
    )
    people = Person.objects.staff().employed_on(on).filter(is_active=True).exclude(pk=manager.pk)
    return people.filter(pk__in=positions.order_by().values("person"))


def may_book(manager: Person, *, on: date) -> bool:
    return Team.objects.managed_by(manager, on).exists()


def bookings_made_by(manager: Person) -> QuerySet[TeamBooking]:
    """Return bookings of this manager, excluding those from before a seal; never their outcome."""
    return rows_since_seal(TeamBooking.objects.filter(asked_by=manager), manager, "asked_at")


def bookings_received_by(person: Person) -> QuerySet[TeamBooking]:
    return rows_since_seal(TeamBooking.objects.filter(person=person), person, "asked_at")
