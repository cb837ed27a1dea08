from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from ambassadors.workshops.models import (
    CalendarFeed,
    EvaluationMark,
    Seat,
    TeamBooking,
    WorkshopPlan,
    WorkshopSession,
)
from people.retention_registry import Retention


SEATS, TRAINERS, PLANS = "workshop_seats", "workshop_trainers", "workshop_plans"
BOOKINGS, FEEDS, MARKS = "workshop_bookings", "calendar_feeds", "evaluation_marks"


def help_retention(key: str, title: Any, words: Any, outdated: Any, *models: Any) -> Retention:
    return Retention(
        key=key,
        title=title,
        words=words,
        outdated=outdated,
        holdings=tuple(model._meta.label for model in models),
        setting="RETENTION_HELP_MONTHS",
        most=60,
    )


RETENTIONS: tuple[Retention, ...] = (
    help_retention(
        SEATS,
        _("Lists of workshops"),
        _("%(period)s after the workshop, or until your account is erased."),
        lambda limit: Seat.objects.filter(
            Q(session__ends_at__lt=limit) | Q(session__ends_at=None, asked_at__lt=limit)
        ),
        Seat,
    ),
    help_retention(
        TRAINERS,
        _("Who gave a workshop"),
        _("%(period)s after the workshop, or until your account is erased."),
        lambda limit: WorkshopSession.trainers.through.objects.filter(
            workshopsession__ends_at__lt=limit
        ),
        WorkshopSession,
    ),
    help_retention(
        PLANS,
        _("Who planned a workshop as an ambassador"),
        _("%(period)s after the workshop, or until your account is erased."),
        lambda limit: WorkshopPlan.objects.filter(session__ends_at__lt=limit),
        WorkshopPlan,
    ),
    help_retention(
        BOOKINGS,
        _("Seats that managers asked for"),
        _("%(period)s after the workshop, or until your account is erased."),
        lambda limit: TeamBooking.objects.filter(
            Q(session__ends_at__lt=limit) | Q(session__ends_at=None, asked_at__lt=limit)
        ),
        TeamBooking,
    ),
    help_retention(
        FEEDS,
        _("Calendar addresses of people who left"),
        _("As long as you keep the address, then %(period)s at most once you have left."),
        lambda limit: CalendarFeed.objects.filter(person__employed_until__lt=localdate(limit)),
        CalendarFeed,
    ),
    help_retention(
        MARKS,
        _("Who was asked about a workshop"),
        _("Two weeks, as long as the questions are open; %(period)s where the night fails."),
        lambda limit: EvaluationMark.objects.filter(evaluation__closes_at__lt=limit),
        EvaluationMark,
    ),
)
