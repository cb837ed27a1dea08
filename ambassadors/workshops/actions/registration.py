"""Give seats to other people: by a manager, or by those who run workshops.

The people are notified, and may give the seat up. Whoever books learns nothing of what each person had
already or does afterwards.
"""

from collections.abc import Iterable
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.workshops.actions.notifications import notify_seats, notify_time_clash
from ambassadors.workshops.actions.workshops import (
    free_seat_numbers,
    lock_session,
    promote_waiting,
    release_seats,
    validate_announced,
    validate_open,
)
from ambassadors.workshops.enums import SeatOrigin
from ambassadors.workshops.mails import SEAT_FOR_YOU, SEAT_TAKEN_BACK
from ambassadors.workshops.models import Seat, TeamBooking, WorkshopSession
from ambassadors.workshops.notifications import notify_of_seats
from people.actions.privacy import lock_people
from people.models import Person


MOST_AT_ONCE = 500
WORKSHOP_RUNNERS = gettext_lazy("Whoever runs the workshops")


@transaction.atomic
def book_for_team(*, session: WorkshopSession, manager: Person, people: Iterable[Person]) -> None:
    """Book for `people`, whom the caller has checked to be in the manager's teams. Raises ValidationError
    when over."""
    people = list(people)
    _refuse_too_many(people)
    locked = lock_session(session)
    validate_announced(locked)
    before = TeamBooking.objects.filter(session=locked, asked_by=manager)
    known = set(before.values_list("person", flat=True))
    new_people = [
        person for person in people if person.pk not in known
    ]  # a seat given up is not given again
    TeamBooking.objects.bulk_create(
        [TeamBooking(session=locked, person=person, asked_by=manager) for person in new_people],
        ignore_conflicts=True,
    )
    _give_seats(locked, new_people, SeatOrigin.MANAGER, who=manager.get_full_name())


@transaction.atomic
def register_people(*, session: WorkshopSession, people: Iterable[Person]) -> int:
    """Give seats to people selected by a rule; return how many.

    Raises ValidationError for too many at once, and when the session is over.
    """
    picked = list(people)
    _refuse_too_many(picked)
    locked = lock_session(session)
    validate_announced(locked)
    return _give_seats(locked, picked, SeatOrigin.RULE, who=WORKSHOP_RUNNERS)


@transaction.atomic
def cancel_booking(*, session: WorkshopSession, manager: Person, person: Person) -> None:
    """Cancel a manager's booking; a seat asked for by the person or by another manager stays.

    Raises ValidationError once the session has begun, or when there is nothing to cancel.
    """
    locked = lock_session(session)
    validate_open(locked)
    bookings = TeamBooking.objects.standing().filter(session=locked, person=person)
    if not bookings.filter(asked_by=manager).update(taken_back_at=Now()):
        raise ValidationError(_("You have taken this seat back already."), code="twice")
    if not bookings.exists():
        seats = Seat.objects.filter(person=person, origin=SeatOrigin.MANAGER)
        _release_and_notify(locked, seats, who=manager.get_full_name())


@transaction.atomic
def cancel_rule_seats(*, session: WorkshopSession) -> int:
    """Cancel all seats given by rules; return how many. Raises ValidationError once the session has begun."""
    locked = lock_session(session)
    validate_open(locked)
    return _release_and_notify(
        locked, Seat.objects.filter(origin=SeatOrigin.RULE), who=WORKSHOP_RUNNERS
    )


def _refuse_too_many(people: list[Person]) -> None:
    if len(people) > MOST_AT_ONCE:
        many = _("This picks %(count)s people: 500 at most at a time.") % {"count": len(people)}
        raise ValidationError(many, code="too_many")


def _release_and_notify(locked: WorkshopSession, seats: QuerySet[Seat], *, who: object) -> int:
    released = release_seats(locked, seats)
    notify_seats(SEAT_TAKEN_BACK, released, who=who)
    promote_waiting(locked)
    return len(released)


def _give_seats(
    locked: WorkshopSession, people: list[Person], origin: SeatOrigin, *, who: object
) -> int:
    """Give the free seats, then places in the queue, in an order independent of names."""
    there = lock_people(people=people)
    people = [person for person in people if person.pk in there]
    keys = [person.pk for person in people]
    listed = set(
        Seat.objects.filter(session=locked, person__in=keys).values_list("person", flat=True)
    )
    busy = _people_busy_at(locked, keys)
    free, moment = free_seat_numbers(locked), timezone.now()
    seats = [
        Seat(session=locked, person=person, number=next(free, None), origin=origin, asked_at=moment)
        for person in sorted(
            people, key=lambda person: sha256(f"{locked.uuid} {person.uuid}".encode()).hexdigest()
        )
        if person.pk not in listed and person.pk not in busy
    ]
    Seat.objects.bulk_create(seats)
    notify_of_seats(locked, seats)
    notify_seats(SEAT_FOR_YOU, seats, who=who)
    clashes = [person for person in people if person.pk in busy and person.pk not in listed]
    notify_time_clash(locked, clashes, who=who)
    return len(seats)


def _people_busy_at(locked: WorkshopSession, people: list[int]) -> set[int]:
    if locked.starts_at is None:
        return set()
    others = WorkshopSession.objects.overlapping(locked).exclude(pk=locked.pk)
    seats = Seat.objects.filter(session__in=others.order_by().values("pk"), person__in=people)
    return set(seats.values_list("person", flat=True))
