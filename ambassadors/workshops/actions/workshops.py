"""Manage sessions and seats. Changes lock the session's row; giving seats then also locks the people.

Locks on people come after the session's (people.actions.lock_person).
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.workshops.actions.notifications import notify_seats
from ambassadors.workshops.actions.places import claim_room_and_trainers
from ambassadors.workshops.enums import SeatOrigin
from ambassadors.workshops.feed_registry import further_entries
from ambassadors.workshops.mails import (
    SEAT_CANCELLED,
    SEAT_CHANGED,
    SEAT_GIVEN,
    SEAT_GIVEN_UP,
    SEAT_WAITING,
)
from ambassadors.workshops.models import Seat, Workshop, WorkshopSession
from ambassadors.workshops.notifications import SEAT, notify_of_seats
from ambassadors.workshops.policies import seats_visible_to
from people.actions.privacy import lock_person
from people.models import Person
from people.notifications.actions import settle


@transaction.atomic
def ask_for_seat(*, session: WorkshopSession, person: Person) -> Seat:
    """Give a seat, or a place in the queue when none is left or the session has no day.

    One that others asked for becomes the person's own. Raises ValidationError when it is over, cancelled, asked
    for already, or at the time of another session or a meeting of the person.
    """
    locked = lock_session(session)
    validate_announced(locked)
    lock_person(person=person)  # joining two sessions at the same hour locks different sessions
    own = Seat.objects.filter(session=locked, person=person).first()
    if own is not None:
        return _take_over(own)
    _validate_no_clash(locked, person)
    number = next(free_seat_numbers(locked), None)
    seat = Seat.objects.create(
        session=locked, person=person, number=number, asked_at=timezone.now()
    )
    notify_seats(SEAT_WAITING if seat.is_waiting else SEAT_GIVEN, [seat])
    return seat


def _take_over(seat: Seat) -> Seat:
    if seat.origin == SeatOrigin.SELF:
        raise ValidationError(_("You are on the list already."), code="twice")
    seat.origin = SeatOrigin.SELF
    seat.save(update_fields=["origin"])
    return seat


@transaction.atomic
def give_up_seat(*, session: WorkshopSession, person: Person, notify: bool = True) -> None:
    """Release the seat to the queue. Raises ValidationError once the session has begun or is cancelled.

    `notify`: send a mail that removes it from the person's calendar.
    """
    locked = lock_session(session)
    validate_open(locked)
    released = release_seats(locked, Seat.objects.filter(person=person))
    if notify:
        notify_seats(SEAT_GIVEN_UP, [seat for seat in released if not seat.is_waiting])
    promote_waiting(locked)


def release_seats(locked: WorkshopSession, seats: QuerySet[Seat]) -> list[Seat]:
    """Delete and return seats of a session that the caller holds.

    The session's sequence stays: otherwise everybody's calendar would tell that somebody gave up.
    """
    released = list(seats.filter(session=locked).select_related("person"))
    Seat.objects.filter(pk__in=[seat.pk for seat in released]).delete()
    settle(kind=SEAT, keys=[locked.uuid], people=[seat.person_id for seat in released])
    for seat in released:
        seat.session = locked
    return released


def free_seats_of_leavers(*, today: date) -> int:
    """Give seats of people who left, at sessions to come, to the queue; return how many."""
    freed = 0
    for session in _open_sessions().filter(seats_taken__in=_seats_of_leavers(today)).distinct():
        with transaction.atomic():
            locked = lock_session(session)
            number, _by_model = _seats_of_leavers(today).filter(session=locked).delete()
            promote_waiting(locked)
        freed += number
    return freed


def _open_sessions() -> QuerySet[WorkshopSession]:
    begun = Q(starts_at__lte=timezone.now())
    return WorkshopSession.objects.filter(cancelled_at=None).exclude(begun).order_by("pk")


def _seats_of_leavers(today: date) -> QuerySet[Seat]:
    return Seat.objects.filter(Q(person__employed_until__lt=today) | Q(person__is_active=False))


@transaction.atomic
def add_session(
    *, workshop: Workshop, trainers: Collection[Person], **details: Any
) -> WorkshopSession:
    """Add a session with the `details` of change_session. Raises ValidationError for a past moment, and for a
    room or a trainer taken at that time."""
    _validate_to_come(details["starts_at"])
    session = WorkshopSession(workshop=workshop, changed_at=timezone.now(), **details)
    session.full_clean()
    claim_room_and_trainers(session, trainers)
    session.save()
    session.trainers.set(trainers)
    return session


@transaction.atomic
def change_session(
    *,
    session: WorkshopSession,
    starts_at: datetime | None,
    ends_at: datetime | None,
    site_id: int | None,
    room: str,
    link: str,
    capacity: int,
    trainers: Collection[Person],
) -> None:
    """Change a session; another time or place is mailed to everybody on the list. Seats given stay given.

    While it is proposed each change counts, so that an answer is to what was read. Raises ValidationError for
    another moment that is past, for a capacity below the seats given, for no day where there are some, for a
    room or a trainer taken at that time, or when it is cancelled.
    """
    locked = lock_session(session)
    if locked.cancelled_at is not None:
        raise ValidationError(_("This session is called off."), code="cancelled")
    if starts_at != locked.starts_at:
        _validate_to_come(starts_at)
    _validate_seats_kept(locked, starts_at, capacity)
    before = (locked.starts_at, locked.ends_at, locked.site_id, locked.room, locked.link)
    locked.starts_at, locked.ends_at, locked.site_id = starts_at, ends_at, site_id
    locked.room, locked.link, locked.capacity = room, link, capacity
    has_moved = before != (starts_at, ends_at, site_id, room, link)
    if has_moved or locked.is_proposed:
        _record_change(locked)
    locked.full_clean(exclude=["workshop"])
    if has_moved or {person.pk for person in trainers} - _trainer_keys(locked):
        claim_room_and_trainers(locked, trainers)
    locked.save()
    locked.trainers.set(trainers)
    if has_moved:
        notify_seats(SEAT_CHANGED, _all_seats(locked))
    promote_waiting(locked)


@transaction.atomic
def cancel_session(*, session: WorkshopSession) -> None:
    """Cancel the session and mail everybody on the list. Raises ValidationError when over or cancelled."""
    locked = lock_session(session)
    validate_open(locked)
    locked.cancelled_at = timezone.now()
    _record_change(locked)
    locked.save(update_fields=["cancelled_at", "sequence", "changed_at"])
    settle(kind=SEAT, keys=[locked.uuid])
    notify_seats(SEAT_CANCELLED, _all_seats(locked))


def cancel_proposals_of(person: Person) -> None:
    """Cancel the sessions to come that the person proposed and nobody answered. Inside a transaction."""
    proposed = WorkshopSession.objects.filter(
        plan__person=person, is_proposed=True, cancelled_at=None, starts_at__gt=timezone.now()
    )
    for session in proposed.select_for_update(of=("self",)).order_by("pk"):
        cancel_session(session=session)


def lock_session(session: WorkshopSession) -> WorkshopSession:
    return (
        WorkshopSession.objects.select_for_update(of=("self",))
        .select_related("workshop", "site")
        .get(pk=session.pk)
    )


def _trainer_keys(session: WorkshopSession) -> set[int]:
    return set(session.trainers.order_by().values_list("pk", flat=True))


def _record_change(session: WorkshopSession) -> None:
    session.sequence += 1
    session.changed_at = timezone.now()


def validate_open(session: WorkshopSession) -> None:
    if session.cancelled_at is not None:
        raise ValidationError(_("This session is called off."), code="cancelled")
    if session.starts_at is not None and session.starts_at <= timezone.now():
        raise ValidationError(_("This session has begun."), code="begun")


def validate_announced(session: WorkshopSession) -> None:
    """Raise ValidationError unless people may be given seats."""
    validate_open(session)
    if session.is_proposed:
        raise ValidationError(_("This session is not announced yet."), code="proposed")


def _validate_to_come(starts_at: datetime | None) -> None:
    if starts_at is not None and starts_at <= timezone.now():
        raise ValidationError(
            {"starts_at": ValidationError(_("This moment is over."), code="over")}
        )


def _validate_seats_kept(
    session: WorkshopSession, starts_at: datetime | None, capacity: int
) -> None:
    given = Seat.objects.held().filter(session=session)
    if given.filter(number__gt=capacity).exists():
        raise ValidationError(
            {"capacity": ValidationError(_("More seats are given already."), code="too_few_seats")}
        )
    if starts_at is None and given.exists():
        day = _("Seats are given for a day: say another one, or call the session off.")
        raise ValidationError({"starts_at": ValidationError(day, code="no_day")})


def _validate_no_clash(session: WorkshopSession, person: Person) -> None:
    if session.starts_at is None or session.ends_at is None:
        return
    if any(
        entry.starts_at < session.ends_at and entry.ends_at > session.starts_at
        for entry in further_entries(person)
    ):
        raise ValidationError(_("You have a meeting at that time."), code="conflict")
    other = (
        WorkshopSession.objects.overlapping(session)
        .filter(seats_taken__person=person)
        .select_related("workshop")
        .first()
    )
    if other is None:
        return
    if not seats_visible_to(person).filter(session=other).exists():  # sealed
        raise ValidationError(_("You are on another list at that time."), code="conflict")
    raise ValidationError(
        _("You are on the list of “%(title)s” at that time.") % {"title": other.workshop},
        code="conflict",
    )


def free_seat_numbers(session: WorkshopSession) -> Iterator[int]:
    """Yield free seat numbers, lowest first; none without a day, and none while somebody waits."""
    if session.starts_at is None or Seat.objects.waiting().filter(session=session).exists():
        return iter(())
    return _untaken_seat_numbers(session)


def _untaken_seat_numbers(session: WorkshopSession) -> Iterator[int]:
    taken = set(Seat.objects.held().filter(session=session).values_list("number", flat=True))
    return (number for number in range(1, session.capacity + 1) if number not in taken)


def promote_waiting(session: WorkshopSession) -> None:
    """Give free seats to the queue, in its order."""
    is_called_off = session.cancelled_at is not None
    if is_called_off or session.starts_at is None or session.starts_at <= timezone.now():
        return
    queue = Seat.objects.waiting().filter(session=session).select_related("person")
    moved = []
    for number, seat in zip(_untaken_seat_numbers(session), queue, strict=False):
        seat.number, seat.session = number, session
        seat.save(update_fields=["number"])
        moved.append(seat)
    notify_of_seats(session, moved)
    notify_seats(SEAT_GIVEN, moved)


def _all_seats(session: WorkshopSession) -> list[Seat]:
    return list(session.seats_taken.select_related("person", "session__workshop").order_by("pk"))
