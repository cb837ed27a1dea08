"""What is true of an attempt or a quiz, in short sentences for the side of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.typography import format_number
from people.models import Person
from quizzes.enums import Behaviour, Grading
from quizzes.models import Attempt, Quiz
from quizzes.pages import points_needed, short_points
from quizzes.queries.openings import time_allowed
from quizzes.queries.outlines import OutlineEntry


@dataclass(frozen=True, slots=True)
class Fact:
    icon: str
    text: str


def attempt_facts(attempt: Attempt, places: Sequence[OutlineEntry]) -> list[Fact]:
    """Return how it is answered and marked, how often it may be taken, who sees what."""
    quiz = attempt.quiz
    facts = [Fact("list-checks", _what_it_takes(attempt, places))]
    facts += _times(attempt)
    facts += [Fact("pencil", text) for text in _behaviour(attempt)]
    facts.append(Fact("refresh-cw", attempts_in_words(quiz)))
    facts.append(Fact("cloud-check", _("Every answer is kept as you go")))
    facts.append(Fact("lock", _who_sees(quiz, is_read=any(place.is_read for place in places))))
    return facts


def seconds_left(attempt: Attempt, now: datetime) -> int | None:
    """Return the time left; None where no time is set."""
    if attempt.closes_at is None:
        return None
    return max(0, ceil((attempt.closes_at - now).total_seconds()))


def is_a_point_each(attempt: Attempt, places: Sequence[OutlineEntry]) -> bool:
    """Return whether each question counts for one point, and nothing takes a part of it away."""
    plain = attempt.behaviour in {Behaviour.AT_ONCE, Behaviour.AT_END}
    return plain and all(place.max_points == 1 for place in places)


def is_by_count(attempt: Attempt, places: Sequence[OutlineEntry]) -> bool:
    """Return whether so many right answers pass: each is worth one point, and none a part of it."""
    return is_a_point_each(attempt, places) and all(place.is_whole for place in places)


def _what_it_takes(attempt: Attempt, places: Sequence[OutlineEntry]) -> str:
    needed = points_needed(attempt)
    if is_by_count(attempt, places):
        return ngettext(
            "%(questions)s marked questions, %(needed)s right answer is needed",
            "%(questions)s marked questions, %(needed)s right answers are needed",
            needed,
        ) % {"questions": format_number(float(attempt.max_points)), "needed": needed}
    return _("%(points)s points in all, %(percent)s %% are needed") % {
        "points": short_points(attempt.max_points),
        "percent": attempt.pass_percent,
    }


def _times(attempt: Attempt) -> list[Fact]:
    if attempt.closes_at is None:
        return []
    end = timezone.localtime(attempt.closes_at)
    same_day = end.date() == timezone.localtime(attempt.started_at).date()
    words = time_format(end) if same_day else date_format(end, "DATETIME_FORMAT")
    return [Fact("hourglass", _("To finish before %(when)s, by our clock") % {"when": words})]


def quiz_facts(quiz: Quiz, learner: Person) -> list[Fact]:
    """Return what one must know before the time runs: how much of it there is, how often, how it is answered."""
    facts = []
    time = time_allowed(quiz, learner)
    if time is not None:
        facts.append(Fact("hourglass", _minutes_in_words(ceil(time / timedelta(minutes=1)))))
    if quiz.closes_at is not None:
        end = date_format(timezone.localtime(quiz.closes_at), "DATETIME_FORMAT")
        facts.append(Fact("calendar-days", _("Open until %(when)s") % {"when": end}))
    facts.append(Fact("refresh-cw", attempts_in_words(quiz)))
    facts += [Fact("pencil", text) for text in _behaviour(quiz)]
    facts.append(Fact("cloud-check", _("Every answer is kept as you go")))
    return facts


def _minutes_in_words(minutes: int) -> str:
    return ngettext("%(count)s minute once begun", "%(count)s minutes once begun", minutes) % {
        "count": minutes
    }


def _behaviour(attempt: Attempt | Quiz) -> list[str]:
    if attempt.behaviour == Behaviour.AT_END:
        return [_("You can change your answers until you finish")]
    if attempt.behaviour == Behaviour.CERTAINTY:
        return [
            _("You can change your answers until you finish"),
            _(
                "A right answer earns one, two or three thirds of its points as you are more sure; a "
                "wrong one takes away nothing, two thirds or twice its points"
            ),
        ]
    if attempt.behaviour == Behaviour.TRIES and attempt.max_tries > 1:
        return [
            _(
                "Up to %(tries)s tries for each question; a wrong one costs %(percent)s %% of its points"
            )
            % {"tries": attempt.max_tries, "percent": attempt.try_penalty}
        ]
    return []


def attempts_in_words(quiz: Quiz) -> str:
    if quiz.max_attempts is None:
        words = _("As many tries as you like")
    else:
        words = ngettext(
            "%(count)s attempt is allowed", "%(count)s attempts are allowed", quiz.max_attempts
        ) % {"count": quiz.max_attempts}
    if quiz.delay_hours and quiz.max_attempts != 1:
        wait = ngettext(
            "%(count)s hour between two", "%(count)s hours between two", quiz.delay_hours
        ) % {"count": quiz.delay_hours}
        words = f"{words}, {wait}"
    return words


def limits_in_words(quiz: Quiz) -> list[str]:
    """Return what one must know before beginning: the time, the attempts."""
    limits = []
    if quiz.time_limit is not None:
        limits.append(_minutes_in_words(quiz.time_limit))
    if quiz.max_attempts is not None:
        limits.append(attempts_in_words(quiz))
    return limits


def needs_confirmation(quiz: Quiz) -> bool:
    """Return whether a page stands between the button and the beginning, since beginning cannot be undone."""
    return quiz.time_limit is not None or quiz.max_attempts is not None


def grading_in_words(quiz: Quiz) -> str:
    """Return which attempt counts; "" where there can be one only."""
    if quiz.max_attempts == 1:
        return ""
    return {
        Grading.BEST: _("Of several attempts, the best counts."),
        Grading.LAST: _("Of several attempts, the last counts."),
        Grading.FIRST: _("Of several attempts, the first counts."),
        Grading.MEAN: _("Of several attempts, the mean counts."),
    }[Grading(quiz.grading)]


def _who_sees(quiz: Quiz, *, is_read: bool) -> str:
    if is_read:
        return _(
            "Open answers are read by whoever marks them; nobody else sees your score, unless you send it"
        )
    if not quiz.shows_grade:
        return _("You see whether you passed; the score is not shown")
    return _("Nobody but you sees your score, unless you send it")
