"""Declare how long ended mutual help is kept. What something younger depends on stays with it."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import PairStatus, RequestStatus
from ambassadors.help.models import (
    Ambassador,
    Application,
    BoxedQuestion,
    ColleagueWish,
    FitAnswer,
    HelpRequest,
    Meeting,
    MeetingProposal,
    MessageReport,
    NamedAsker,
    Pair,
    PairFeedback,
    PairMessage,
    PairNotebook,
    PairPlan,
    PairThread,
    Session,
    UnmetRequest,
)
from ambassadors.workshops.retention import help_retention
from people.retention_registry import Retention


REQUESTS, PAIRS, HELP_SESSIONS = "help_requests", "pairs", "help_sessions"
UNMET, AMBASSADORS = "unmet_requests", "ambassadors"
QUESTIONS = "boxed_questions"
PLANS, NOTEBOOKS = "pair_plans", "pair_notebooks"
FIT_ANSWERS, FEEDBACKS = "fit_answers", "pair_feedbacks"
MEETINGS, MEETING_PROPOSALS = "pair_meetings", "meeting_proposals"
MESSAGES, THREADS, REPORTS = "pair_messages", "pair_threads", "message_reports"
APPLICATIONS = "ambassador_applications"
ENDED_STATUSES = (PairStatus.DECLINED, PairStatus.EXPIRED, PairStatus.ENDED)


def _follow_up_retentions() -> tuple[Retention, ...]:
    """Return retentions of what goes with its pair, a set time after the pair's end."""
    return tuple(
        help_retention(
            key,
            title,
            _(
                "As long as the pair is under way, then %(period)s, or until your account is erased."
            ),
            partial(_of_ended_pairs, model),
            model,
        )
        for key, title, model in (
            (PLANS, _("Agreements of pairs"), PairPlan),
            (NOTEBOOKS, _("Shared notes of pairs"), PairNotebook),
            (FIT_ANSWERS, _("Whether pairs suit"), FitAnswer),
            (FEEDBACKS, _("Words at the end of pairs"), PairFeedback),
            (MEETINGS, _("Next meetings of pairs"), Meeting),
            (MEETING_PROPOSALS, _("Moments proposed to meet"), MeetingProposal),
            (MESSAGES, _("Messages of pairs"), PairMessage),
            (THREADS, _("How far messages of pairs were read"), PairThread),
        )
    )


def _of_ended_pairs(model: Any, limit: datetime) -> QuerySet[Any]:
    return model.objects.filter(pair__status__in=ENDED_STATUSES, pair__ended_at__lt=limit)


def _old_pairs(limit: datetime) -> QuerySet[Pair]:
    over = Pair.objects.filter(status__in=ENDED_STATUSES, ended_at__lt=limit)
    return over.exclude(Exists(Session.objects.filter(pair=OuterRef("pk"), logged_at__gte=limit)))


def _old_requests(limit: datetime) -> QuerySet[HelpRequest]:
    closed = HelpRequest.objects.filter(status=RequestStatus.CLOSED, closed_at__lt=limit)
    return closed.exclude(Exists(_still_needed(limit).filter(request=OuterRef("pk"))))


def _old_ambassadors(limit: datetime) -> QuerySet[Ambassador]:
    stopped = Ambassador.objects.filter(ended_at__lt=limit)
    return stopped.exclude(Exists(_still_needed(limit).filter(ambassador=OuterRef("pk"))))


def _still_needed(limit: datetime) -> QuerySet[Pair]:
    """Return pairs under way, ended since, or with a session since: they keep what they join."""
    sessions = Session.objects.filter(pair=OuterRef("pk"), logged_at__gte=limit)
    over = Q(status__in=ENDED_STATUSES, ended_at__lt=limit)
    return Pair.objects.filter(~over | Exists(sessions))


RETENTIONS: tuple[Retention, ...] = (
    *_follow_up_retentions(),
    replace(
        help_retention(
            REPORTS,
            _("Reports of messages"),
            _("%(period)s after the report, or until one of the two accounts is erased."),
            lambda limit: MessageReport.objects.filter(made_at__lt=limit),
        ),
        holdings=tuple(
            f"{MessageReport._meta.label}.{part}" for part in ("made", "about", "received")
        ),
    ),
    help_retention(
        HELP_SESSIONS,
        _("Sessions of pairs"),
        _("%(period)s after it was noted, or until your account is erased."),
        lambda limit: Session.objects.filter(logged_at__lt=limit),
        Session,
    ),
    help_retention(
        UNMET,
        _("Rounds that found nobody"),
        _("%(period)s after the round, or until your account is erased."),
        lambda limit: UnmetRequest.objects.filter(round__created_at__lt=limit),
        UnmetRequest,
    ),
    help_retention(
        PAIRS,
        _("Pairs that are over"),
        _("As long as it is under way, then %(period)s, or until your account is erased."),
        _old_pairs,
        Pair,
    ),
    help_retention(
        REQUESTS,
        _("Requests for help that are closed"),
        _("As long as it is open, then %(period)s, or until your account is erased."),
        _old_requests,
        HelpRequest,
        HelpRequest.ruled_out.through,
    ),
    help_retention(
        AMBASSADORS,
        _("Ambassadors who have stopped"),
        _("As long as you help, then %(period)s, or until your account is erased."),
        _old_ambassadors,
        Ambassador,
        ColleagueWish,
    ),
    help_retention(
        QUESTIONS,
        _("Questions in the box and on lessons"),
        _("%(period)s after the week in which they were asked."),
        lambda limit: BoxedQuestion.objects.filter(week__lt=localtime(limit).date()),
        NamedAsker,
    ),
    help_retention(
        APPLICATIONS,
        _("Applications to the network that are closed"),
        _("As long as it is under way, then %(period)s, or until your account is erased."),
        lambda limit: Application.objects.filter(closed_at__lt=limit),
        Application,
    ),
)
