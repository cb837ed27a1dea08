"""Keep a room and a trainer from being taken twice at one time."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ambassadors.workshops.models import WorkshopSession
from ambassadors.workshops.words import when_in_words
from core.collation import fold_text
from core.named_locks import lock_names
from people.actions.privacy import lock_people
from people.models import Person


def claim_room_and_trainers(session: WorkshopSession, trainers: Collection[Person]) -> None:
    """Lock the room, then the trainers. Raises ValidationError, by field, where another session has one of them.

    Inside a transaction, after the session's own lock. Without a day nothing is taken.
    """
    if session.starts_at is None:
        return
    room = fold_text(session.room)
    if room:
        lock_names([f"room {room}"])
    lock_people(people=trainers)
    others = WorkshopSession.objects.overlapping(session).exclude(pk=session.pk)
    taken = {}
    for other in others.exclude(room="").select_related("workshop") if room else ():
        if _is_same_room(session, other, room):
            taken["room"] = ValidationError(_room_text(other), code="taken")
    busy = WorkshopSession.trainers.through.objects.filter(
        workshopsession__in=others.order_by().values("pk"), person__in=trainers
    )
    for row in busy.select_related("person", "workshopsession__workshop"):
        text = _trainer_text(row.person, row.workshopsession)
        taken["trainers"] = ValidationError(text, code="taken")
    if taken:
        raise ValidationError(taken)


def _is_same_room(session: WorkshopSession, other: WorkshopSession, room: str) -> bool:
    """Compare a room without a site with that name at any site: nobody said which it is."""
    is_one_site = session.site_id == other.site_id or None in (session.site_id, other.site_id)
    return is_one_site and fold_text(other.room) == room


def _room_text(other: WorkshopSession) -> str:
    text = _("“%(title)s” has this room %(when)s. Choose another room or another hour.")
    return text % {"title": _title(other), "when": when_in_words(other)}


def _trainer_text(person: Person, other: WorkshopSession) -> str:
    text = _("%(person)s gives “%(title)s” %(when)s. Choose another hour.")
    return text % {"person": person, "title": _title(other), "when": when_in_words(other)}


def _title(other: WorkshopSession) -> str:
    return _("a workshop in preparation") if other.is_proposed else other.workshop.title_here
