"""Register what waits of workshops: a seat that one did not take oneself, and a session that is not as it was."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.workshops.models import Seat, WorkshopSession
from ambassadors.workshops.words import when_in_words, where_in_words
from people.models import Notification
from people.notifications.actions import Entry, notify, settle
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)


SEAT, CHANGED = "workshop_seat", "workshop_changed"


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=SEAT,
            title=gettext_lazy("A seat at a workshop"),
            action=gettext_lazy("See the workshop"),
            icon="calendar-days",
            describe=_seats,
            rank=30,
            is_news=True,
        )
    )
    register_notification_kind(
        NotificationKind(
            key=CHANGED,
            title=gettext_lazy("A workshop that is moved or called off"),
            action=gettext_lazy("See the workshop"),
            icon="calendar-days",
            describe=_changes,
            rank=28,
            is_news=True,
        )
    )


def notify_of_seats(session: WorkshopSession, seats: Iterable[Seat]) -> None:
    """Have seats wait for people whom the queue, a manager or a rule gave one."""
    notify(
        kind=SEAT,
        entries=[
            Entry(seat.person_id, session.uuid, since=seat.asked_at, until=session.starts_at)
            for seat in seats
            if not seat.is_waiting
        ],
    )


def tell_of_change(seats: Iterable[Seat]) -> None:
    """Have a session moved or called off wait for those with a seat; the queue has its mail."""
    notify(
        kind=CHANGED,
        entries=[
            Entry(
                seat.person_id,
                seat.session.uuid,
                since=seat.asked_at,
                until=seat.session.starts_at,
            )
            for seat in seats
            if not seat.is_waiting
        ],
    )


def settle_change(seats: Sequence[Seat]) -> None:
    """Settle it for those whose seats at a session are gone."""
    sessions = {seat.session.uuid for seat in seats}
    settle(kind=CHANGED, keys=sessions, people=[seat.person_id for seat in seats])


def _seats(rows: Sequence[Notification]) -> Mapping[int, Description]:
    seats = _sessions_held(rows, WorkshopSession.objects.filter(cancelled_at=None))
    return {
        row.pk: Description(
            _("You have a seat: %(title)s") % {"title": session.workshop.title_here},
            reverse("workshops:session", args=[session.uuid]),
            when_in_words(session),
        )
        for row in rows
        if (session := seats.get((row.key, row.person_id)))
    }


def _changes(rows: Sequence[Notification]) -> Mapping[int, Description]:
    seats = _sessions_held(rows, WorkshopSession.objects.all())
    return {
        row.pk: _change(session) for row in rows if (session := seats.get((row.key, row.person_id)))
    }


def _change(session: WorkshopSession) -> Description:
    title, note = {"title": session.workshop.title_here}, when_in_words(session)
    if session.cancelled_at is not None:
        text = _("Called off: %(title)s") % title
    else:
        text = _("New date or place: %(title)s") % title
        note = " · ".join(filter(None, (note, where_in_words(session))))
    return Description(text, reverse("workshops:session", args=[session.uuid]), note)


def _sessions_held(
    rows: Sequence[Notification], sessions: QuerySet[WorkshopSession]
) -> dict[tuple[str, int], WorkshopSession]:
    """Return the sessions at which the rows' people have a seat, by session and person."""
    held = Seat.objects.held().filter(
        session__uuid__in={row.key for row in rows},
        person__in={row.person_id for row in rows},
        session__in=sessions.order_by().values("pk"),
    )
    return {
        (str(seat.session.uuid), seat.person_id): seat.session
        for seat in held.select_related("session__workshop", "session__site")
    }
