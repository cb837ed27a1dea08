"""Sessions of a person's calendar feed: those with a seat, and those that they give."""

from datetime import timedelta
from hashlib import sha256

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from ambassadors.workshops.models import CalendarFeed, WorkshopSession
from ambassadors.workshops.policies import seats_visible_to
from core.dates import today
from people.models import Person


FEED_KEEPS = timedelta(days=90)  # after a session has ended


def token_digest(token: str) -> str:
    """Return the digest; a secret of 256 bits needs no slow hash."""
    return sha256(token.encode()).hexdigest()


def feed_owner(token: str) -> Person | None:
    """Return the person whose feed this is; None once they left, or once the account was reopened since."""
    feed = (
        CalendarFeed.objects.filter(digest=token_digest(token), person__is_active=True)
        .filter(person__in=Person.objects.employed_on(today()).order_by().values("pk"))
        .select_related("person")
        .first()
    )
    if feed is None:
        return None
    opened_at = feed.person.opened_at
    return None if opened_at and feed.made_at < opened_at else feed.person


def sessions_of_feed(person: Person) -> QuerySet[WorkshopSession]:
    """Return the feed's sessions with `own_asked_at`, None where the person gives it without a seat."""
    seats = seats_visible_to(person).exclude(number=None).order_by()
    with_seat = seats.values("session")
    asked_at = seats.filter(session=OuterRef("pk")).values("asked_at")
    return (
        WorkshopSession.objects.filter(Q(pk__in=with_seat) | Q(pk__in=_given_by(person)))
        .filter(is_proposed=False, ends_at__gt=timezone.now() - FEED_KEEPS)
        .annotate(own_asked_at=Subquery(asked_at))
        .select_related("workshop", "site")
        .order_by("starts_at", "pk")
    )


def _given_by(person: Person):
    return WorkshopSession.trainers.through.objects.filter(person=person).values("workshopsession")
