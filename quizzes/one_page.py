"""Decides which quizzes stand on one page: the short one of a lesson, answered in place and handed in once."""

from django.http import QueryDict

from quizzes.enums import Behaviour, Purpose
from quizzes.models import Attempt
from quizzes.queries.outlines import OutlineEntry
from quizzes.quiz_pages import quiz_page_url


MOST_QUESTIONS = 6  # more of them are no small step on a phone


def is_on_one_page(attempt: Attempt, places: list[OutlineEntry]) -> bool:
    """Whether all of it is asked together: training without a time, which a lesson asks for, of a few questions that
    need neither a marker nor steps, and of which none was explained yet."""
    is_plain = attempt.purpose == Purpose.TRAINING and attempt.behaviour == Behaviour.AT_ONCE
    if not is_plain or attempt.closes_at is not None or len(places) > MOST_QUESTIONS:
        return False
    if any(place.is_stepwise or place.is_read or place.is_done for place in places):
        return False
    return quiz_page_url(attempt.quiz) != ""


def field_prefix(slot: int) -> str:
    """Return what the names and ids of the fields of a question begin with, where several are asked together."""
    return f"q{slot}-"


def fields_of(data: QueryDict, slot: int) -> QueryDict:
    """Return what was sent for one question, under the names that its kind gives its fields."""
    own, prefix = QueryDict(mutable=True), field_prefix(slot)
    for name, values in data.lists():
        if name.startswith(prefix):
            own.setlist(name.removeprefix(prefix), values)
    return own
