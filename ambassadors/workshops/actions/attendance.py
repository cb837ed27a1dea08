"""Record who came to a workshop: by whoever keeps the list, or by the person with the current code."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.workshops.actions.evaluations import open_evaluation_if_over
from ambassadors.workshops.actions.workshops import lock_session
from ambassadors.workshops.enums import SeatOrigin
from ambassadors.workshops.models import Seat, WorkshopSession
from ambassadors.workshops.presence_codes import is_check_in_open, is_valid_presence_code
from learning.actions.grants import set_attendance_grants
from people.models import Person


@transaction.atomic
def record_attendance(
    *, session: WorkshopSession, came: Collection[int], drawn: Mapping[int, bool] | None = None
) -> None:
    """Record the attended seats in `came`, by key; other seats of the list are absent. Repeatable.

    `drawn`: what the form showed, by seat. An unchanged seat, or one that it did not show, keeps its current
    value: somebody may have checked in meanwhile. The module that the workshop stands for is completed, or no
    longer; once the session is over, attendees are asked for their evaluation. Raises ValidationError.
    """
    locked = lock_session(session)
    if locked.cancelled_at is not None:
        raise ValidationError(_("This session is called off."), code="cancelled")
    if locked.is_proposed:
        raise ValidationError(_("This session is not announced yet."), code="proposed")
    if locked.starts_at is None or locked.starts_at > timezone.now():
        raise ValidationError(_("This session has not begun."), code="not_begun")
    seats = Seat.objects.held().filter(session=locked)
    _record_changes(seats, set(came), drawn)
    locked.listed_at = timezone.now()
    locked.save(update_fields=["listed_at"])
    _record_module_presence(locked, seats.values_list("person", flat=True))
    open_evaluation_if_over(locked)


def _record_changes(
    seats: QuerySet[Seat], came: set[int], drawn: Mapping[int, bool] | None
) -> None:
    if drawn is None:
        seats.filter(pk__in=came).update(has_come=True)
        seats.exclude(pk__in=came).update(has_come=False)
        return
    ticked = {key for key in came if not drawn.get(key, False)}
    emptied = {key for key, was_there in drawn.items() if was_there and key not in came}
    never = {key for key, was_there in drawn.items() if not was_there and key not in came}
    seats.filter(pk__in=ticked).update(has_come=True)
    seats.filter(pk__in=emptied).update(has_come=False)
    seats.filter(pk__in=never, has_come=None).update(has_come=False)


@transaction.atomic
def check_in(*, session: WorkshopSession, person: Person, code: str) -> None:
    """Record that the person is there, with the code read in the room. Idempotent.

    Raises ValidationError outside the session's hours, for a wrong code, or without a seat.
    """
    locked = lock_session(session)
    now = timezone.now()
    if locked.cancelled_at is not None or not is_check_in_open(
        locked.starts_at, locked.ends_at, now
    ):
        closed = _(
            "One can say that one is there from half an hour before a session until its end."
        )
        raise ValidationError(closed, code="closed")
    if not is_valid_presence_code(locked.uuid, code, now):
        raise ValidationError(
            _("This code is not, or no longer, the one on the screen. Read it again."), code="code"
        )
    own = Seat.objects.held().filter(session=locked, person=person)
    if not own.update(has_come=True, origin=SeatOrigin.SELF):  # their own act, whoever asked for it
        raise ValidationError(
            _("You have no seat at this session: tell the trainer."), code="no_seat"
        )
    _record_module_presence(locked, [person.pk])


def _record_module_presence(session: WorkshopSession, people: Iterable[int]) -> None:
    """Complete the module by all lists: attendance at another session of it still counts."""
    module = session.workshop.completes_id
    if module is None:
        return
    came: dict[int, datetime | None] = dict.fromkeys(people)
    seats = Seat.objects.filter(
        has_come=True, session__workshop__completes=module, person__in=list(came)
    )
    latest = seats.order_by().values("person").annotate(at=Max("session__starts_at"))
    now = timezone.now()
    for person, moment in latest.values_list("person", "at"):
        came[person] = min(moment, now)
    set_attendance_grants(module=module, came=came)
