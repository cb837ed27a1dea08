"""Steps of the tests about the two people of a pair and their sessions."""

from datetime import timedelta

from django.utils import timezone

from ambassadors.help.actions.pairs import log_session
from ambassadors.help.enums import Outcome
from ambassadors.help.models import Session
from core.dates import today
from people.models import OutgoingMail


def seeker(pair):
    return pair.request.person


def helper(pair):
    return pair.ambassador.person


def both(pair):
    return seeker(pair), helper(pair)


def log_past_session(pair, *, days_ago=0, outcome=Outcome.MEET_AGAIN, **more):
    """Log a session that was noted on the day on which it was held."""
    day = today() - timedelta(days=days_ago)
    session = log_session(
        pair=pair, by=seeker(pair), held_on=day, minutes=30, outcome=outcome, **more
    )
    Session.objects.filter(pk=session.pk).update(
        logged_at=timezone.now() - timedelta(days=days_ago)
    )
    return session


def status_of(row):
    row.refresh_from_db()
    return row.status


def mails(kind):
    return OutgoingMail.objects.filter(kind=kind)
