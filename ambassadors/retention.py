"""How long mutual help is remembered once it is over. What hangs on something younger stays with it."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _

from ambassadors import retention_practices
from ambassadors.enums import PairStatus, RequestStatus
from ambassadors.models import (
    Ambassador,
    BoxedQuestion,
    CalendarFeed,
    ColleagueWish,
    EvaluationMark,
    FitAnswer,
    HelpRequest,
    Pair,
    PairFeedback,
    PairNotebook,
    PairPlan,
    Seat,
    Session,
    TeamBooking,
    UnmetRequest,
    WorkshopSession,
)
from ambassadors.retention_network import of_network
from people.retention_registry import Retention, register_retention


REQUESTS, PAIRS, HELP_SESSIONS = "help_requests", "pairs", "help_sessions"
UNMET, AMBASSADORS = "unmet_requests", "ambassadors"
QUESTIONS = "boxed_questions"
PLANS, NOTEBOOKS = "pair_plans", "pair_notebooks"
FIT_ANSWERS, FEEDBACKS = "fit_answers", "pair_feedbacks"
SEATS, TRAINERS = "workshop_seats", "workshop_trainers"
BOOKINGS, FEEDS, MARKS = "workshop_bookings", "calendar_feeds", "evaluation_marks"
OVER = (PairStatus.DECLINED, PairStatus.EXPIRED, PairStatus.ENDED)


def register() -> None:
    for each in (
        *_of_routine(),
        *_of_pairs(),
        *_of_workshops(),
        *_of_questions(),
        *retention_practices.retentions(),
        of_network(),
    ):
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


def _of_routine() -> tuple[Retention, ...]:
    """With their pair; what was said in it goes when it has been over for its time."""
    return tuple(
        _help(
            key,
            title,
            _(
                "As long as the pair is under way, then %(period)s, or until your account is erased."
            ),
            partial(_of_old_pairs, model),
            model,
        )
        for key, title, model in (
            (PLANS, _("Agreements of pairs"), PairPlan),
            (NOTEBOOKS, _("Shared notes of pairs"), PairNotebook),
            (FIT_ANSWERS, _("Whether pairs suit"), FitAnswer),
            (FEEDBACKS, _("Words at the end of pairs"), PairFeedback),
        )
    )


def _of_old_pairs(model: Any, limit: datetime) -> QuerySet[Any]:
    return model.objects.filter(pair__status__in=OVER, pair__ended_at__lt=limit)


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
        _help(
            BOOKINGS,
            _("Seats that managers asked for"),
            _("%(period)s after the workshop, or until your account is erased."),
            _old_bookings,
            TeamBooking,
        ),
        _help(
            FEEDS,
            _("Calendar addresses of people who left"),
            _("As long as you keep the address, then %(period)s at most once you have left."),
            lambda limit: CalendarFeed.objects.filter(person__employed_until__lt=localdate(limit)),
            CalendarFeed,
        ),
        _help(
            MARKS,
            _("Who was asked about a workshop"),
            _("Two weeks, as long as the questions are open; %(period)s where the night fails."),
            lambda limit: EvaluationMark.objects.filter(evaluation__closes_at__lt=limit),
            EvaluationMark,
        ),
    )


def _old_bookings(limit: datetime) -> QuerySet[TeamBooking]:
    """Without a day, from when it was asked for."""
    return TeamBooking.objects.filter(
        Q(session__ends_at__lt=limit) | Q(session__ends_at=None, asked_at__lt=limit)
    )


def _of_questions() -> tuple[Retention, ...]:
    return (
        _help(
            QUESTIONS,
            _("Questions without a name"),
            _("%(period)s after the week in which they were asked."),
            lambda limit: BoxedQuestion.objects.filter(week__lt=localtime(limit).date()),
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
