from datetime import date

from django.db.models import Q, QuerySet

from ambassadors.workshops.models import CalendarFeed, Seat, TeamBooking, WorkshopSession
from people.enums import Role
from people.models import Person, Position, Team
from people.policies import since_seal


def sessions_visible_to(person: Person) -> QuerySet[WorkshopSession]:
    """Those of the workshops that are offered, to partners’ learners where they are welcome, and every
    one on whose list or among whose trainers this person is.
    """
    own = Q(seats_taken__in=seats_visible_to(person).values("pk")) | Q(trainers=person)
    mine = WorkshopSession.objects.filter(own).order_by().values("pk")
    offered = Q(workshop__is_retired=False, cancelled_at=None)
    if person.is_external:
        offered &= Q(workshop__welcomes_partners=True)
    return WorkshopSession.objects.filter(offered | Q(pk__in=mine))


def feeds_visible_to(person: Person) -> QuerySet[CalendarFeed]:
    """One's own. Without one of before a seal."""
    return since_seal(CalendarFeed.objects.filter(person=person), person, "made_at")


def seats_visible_to(person: Person) -> QuerySet[Seat]:
    """One's own. Without those of before a seal (docs/decisions/0019)."""
    return since_seal(Seat.objects.filter(person=person), person, "asked_at")


def sessions_run_by(person: Person) -> QuerySet[WorkshopSession]:
    """Sessions whose list this person reads by name: a trainer's own, all for who runs workshops."""
    if may_run_workshops(person):
        return WorkshopSession.objects.all()
    return WorkshopSession.objects.filter(pk__in=person.workshops_given.order_by().values("pk"))


def may_run_workshops(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)


def bookable_people(manager: Person, *, on: date) -> QuerySet[Person]:
    """For whom a manager, or who stands in for one, may ask for a seat: the others of their teams."""
    teams = Team.objects.managed_by(manager, on).with_descendants()
    held = Position.objects.primary().held_on(on).filter(team__in=teams.order_by().values("pk"))
    people = Person.objects.staff().employed_on(on).filter(is_active=True).exclude(pk=manager.pk)
    return people.filter(pk__in=held.order_by().values("person"))


def may_book(manager: Person, *, on: date) -> bool:
    return Team.objects.managed_by(manager, on).exists()


def bookings_made_by(manager: Person) -> QuerySet[TeamBooking]:
    """What they asked for themselves, without what was before a seal; never what became of it."""
    return since_seal(TeamBooking.objects.filter(asked_by=manager), manager, "asked_at")


def bookings_received_by(person: Person) -> QuerySet[TeamBooking]:
    return since_seal(TeamBooking.objects.filter(person=person), person, "asked_at")
