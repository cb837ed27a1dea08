"""Reasons why a person may not begin a quiz now. Never writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.models import Person
from quizzes.enums import QuizStatus
from quizzes.models import Attempt, ExtraTime, Quiz
from quizzes.policies import attempts_visible_to


class RefusalReason(StrEnum):
    """Why a quiz does not begin."""

    DRAFT = "draft"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    USED_UP = "used_up"
    TOO_SOON = "too_soon"


@dataclass(frozen=True, slots=True)
class Refusal:
    """`since`: from when on it would be allowed, where a time decides."""

    why: RefusalReason
    since: datetime | None = None

    def __str__(self) -> str:
        words = {
            RefusalReason.DRAFT: _("This quiz is being written: it cannot be taken yet."),
            RefusalReason.NOT_YET: _("This quiz opens on %(when)s."),
            RefusalReason.CLOSED: _("This quiz is closed."),
            RefusalReason.USED_UP: _("You have used all the attempts that this quiz allows."),
            RefusalReason.TOO_SOON: _("You can take this quiz again from %(when)s on."),
        }[self.why]
        if self.since is None:
            return words
        return words % {"when": date_format(timezone.localtime(self.since), "DATETIME_FORMAT")}


def refusal_of(
    quiz: Quiz, *, submitted: int, last: datetime | None, now: datetime
) -> Refusal | None:
    """Return why it may not begin, or None. `submitted` attempts so far, the last at `last`."""
    if quiz.status != QuizStatus.READY:
        return Refusal(RefusalReason.DRAFT)
    if quiz.closes_at is not None and quiz.closes_at <= now:
        return Refusal(RefusalReason.CLOSED)
    if quiz.max_attempts is not None and submitted >= quiz.max_attempts:
        return Refusal(RefusalReason.USED_UP)
    if quiz.opens_at is not None and quiz.opens_at > now:
        return Refusal(RefusalReason.NOT_YET, quiz.opens_at)
    if last is None or not quiz.delay_hours:
        return None
    again = last + timedelta(hours=quiz.delay_hours)
    if again <= now:
        return None
    if quiz.closes_at is not None and quiz.closes_at <= again:
        return Refusal(RefusalReason.CLOSED)  # before the delay is over
    return Refusal(RefusalReason.TOO_SOON, again)


def refusal_for(person: Person, quiz: Quiz, *, now: datetime) -> Refusal | None:
    """Return the same for a person. What a seal hides is used up all the same, but when is not told."""
    is_shown = Q(pk__in=attempts_visible_to(person).values("pk"))
    attempts: Mapping[str, Any] = (
        Attempt.objects.submitted()
        .filter(quiz=quiz, learner=person)
        .aggregate(submitted=Count("pk"), last=Max("submitted_at", filter=is_shown))
    )
    return refusal_of(quiz, submitted=attempts["submitted"], last=attempts["last"], now=now)


def time_allowed(quiz: Quiz, learner: Person) -> timedelta | None:
    """The learner’s time for a quiz with a limit, with the extra time that they may have."""
    if quiz.time_limit is None:
        return None
    extra = ExtraTime.objects.filter(learner=learner).values_list("percent", flat=True).first() or 0
    return timedelta(minutes=quiz.time_limit) * (100 + extra) / 100
