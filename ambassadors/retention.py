"""How long mutual help is remembered once it is over. What hangs on something younger stays with it."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ambassadors.enums import PairStatus, RequestStatus
from ambassadors.models import (
    Ambassador,
    ColleagueWish,
    HelpRequest,
    Pair,
    Seat,
    Session,
    UnmetRequest,
    WorkshopSession,
)
from people.retention_registry import Retention, register_retention


REQUESTS, PAIRS, HELP_SESSIONS = "help_requests", "pairs", "help_sessions"
UNMET, AMBASSADORS = "unmet_requests", "ambassadors"
SEATS, TRAINERS = "workshop_seats", "workshop_trainers"
OVER = (PairStatus.DECLINED, PairStatus.EXPIRED, PairStatus.ENDED)


def register() -> None:
    for each in (*_of_pairs(), *_of_workshops()):
        register_retention(each)


def _of_pairs() -> tuple[Retention, ...]:
    """Sessions go before their pairs, pairs before what they join."""
    return (
        _help(
            HELP_SESSIONS,
            _("Sessions of pairs"),
            _("%(period)s after it was noted, or until your account is erased."),
            lambda limit: Session.objects.filter(logged_at__lt=limit),
            Session,
        ),
        _help(
            UNMET,
            _("Rounds that found nobody"),
            _("%(period)s after the round, or until your account is erased."),
            lambda limit: UnmetRequest.objects.filter(round__created_at__lt=limit),
            UnmetRequest,
        ),
        _help(
            PAIRS,
            _("Pairs that are over"),
            _("As long as it is under way, then %(period)s, or until your account is erased."),
            _old_pairs,
            Pair,
        ),
        _help(
            REQUESTS,
            _("Requests for help that are closed"),
            _("As long as it is open, then %(period)s, or until your account is erased."),
            _old_requests,
            HelpRequest,
            HelpRequest.ruled_out.through,
        ),
        _help(
            AMBASSADORS,
            _("Ambassadors who have stopped"),
            _("As long as you help, then %(period)s, or until your account is erased."),
            _old_ambassadors,
            Ambassador,
            ColleagueWish,
        ),
    )


def _of_workshops() -> tuple[Retention, ...]:
    return (
        _help(
            SEATS,
            _("Lists of workshops"),
            _("%(period)s after the workshop, or until your account is erased."),
            _old_seats,
            Seat,
        ),
        _help(
            TRAINERS,
            _("Who gave a workshop"),
            _("%(period)s after the workshop, or until your account is erased."),
            lambda limit: WorkshopSession.trainers.through.objects.filter(
                workshopsession__ends_at__lt=limit
            ),
            WorkshopSession,
        ),
    )


def _help(key: str, title: Any, words: Any, outdated: Any, *models: Any) -> Retention:
    return Retention(
        key=key,
        title=title,
        words=words,
        outdated=outdated,
        holdings=tuple(model._meta.label for model in models),
        setting="RETENTION_HELP_MONTHS",
        most=60,
    )


def _old_pairs(limit: datetime) -> QuerySet[Pair]:
    over = Pair.objects.filter(status__in=OVER, ended_at__lt=limit)
    return over.exclude(Exists(Session.objects.filter(pair=OuterRef("pk"), logged_at__gte=limit)))


def _old_requests(limit: datetime) -> QuerySet[HelpRequest]:
    closed = HelpRequest.objects.filter(status=RequestStatus.CLOSED, closed_at__lt=limit)
    return closed.exclude(Exists(_young(limit).filter(request=OuterRef("pk"))))


def _old_ambassadors(limit: datetime) -> QuerySet[Ambassador]:
    stopped = Ambassador.objects.filter(ended_at__lt=limit)
    return stopped.exclude(Exists(_young(limit).filter(ambassador=OuterRef("pk"))))


def _young(limit: datetime) -> QuerySet[Pair]:
    """Under way, over since, or with a session noted since: it keeps what it joins."""
    sessions = Session.objects.filter(pair=OuterRef("pk"), logged_at__gte=limit)
    over = Q(status__in=OVER, ended_at__lt=limit)
    return Pair.objects.filter(~over | Exists(sessions))


def _old_seats(limit: datetime) -> QuerySet[Seat]:
    """Without a day, from when it was asked for."""
    return Seat.objects.filter(
        Q(session__ends_at__lt=limit) | Q(session__ends_at=None, asked_at__lt=limit)
    )
