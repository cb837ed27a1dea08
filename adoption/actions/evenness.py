"""What PostgreSQL keeps with each row, made the same for all."""

from datetime import date

from django.db import connection
from django.db.models import F, QuerySet

from adoption.models import (
    BarometerCopy,
    Declaration,
    LinkCode,
    Objection,
    PortalLink,
    SurveyAnswers,
    SurveyToken,
    TallyBox,
    UseGoal,
    UseNoticeSeen,
    UseTick,
    WithdrawnPseudonym,
)
from adoption.periods import Month
from ambassadors.models import BoxedQuestion


STILL_WRITTEN = 2  # whole months before this one, of which a row may be younger than a night


def even_out(*, today: date) -> None:
    """Every row about use that somebody wrote themselves is written again, at once.

    With each is the number of the transaction that wrote it. Numbers follow one another in time, and the
    next one is that of the session, which names whose it is. After this all rows of a table have the same.
    """
    if connection.vendor != "postgresql":
        return
    for rows, column in _written_by_their_owners(today):
        rows.order_by().update(**{column: F(column)})


def _written_by_their_owners(today: date) -> list[tuple[QuerySet, str]]:
    """Older answers, ticks and goals were the same on some night before."""
    first = Month.containing(today).shifted(-STILL_WRITTEN).first_day
    return [
        (Declaration.objects.filter(month__gte=first), "answer"),
        (UseTick.objects.filter(month__gte=first), "month"),
        (UseGoal.objects.filter(since__gte=first), "since"),
        (LinkCode.objects.all(), "made_on"),
        (PortalLink.objects.all(), "linked_on"),
        (WithdrawnPseudonym.objects.all(), "pseudonym_hash"),
        (Objection.objects.all(), "subject"),
        (UseNoticeSeen.objects.all(), "version"),
        (SurveyToken.objects.all(), "is_spent"),
        (SurveyAnswers.objects.all(), "answers"),
        (BarometerCopy.objects.all(), "sealed"),
        (TallyBox.objects.all(), "counts"),
        (BoxedQuestion.objects.filter(answer=""), "week"),
    ]
