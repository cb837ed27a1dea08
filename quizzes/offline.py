"""Declares what of a quiz a personal device keeps and sends later: training without a time limit, never an exam."""

from django.utils.translation import gettext_lazy as _

from core.offline import OfflineRoute, register_kept_page, register_waiting_form
from quizzes.enums import Purpose
from quizzes.models import Attempt
from quizzes.queries.outlines import OutlineEntry


def register() -> None:
    questions = _("the questions of a training quiz, without their answers")
    register_kept_page(OfflineRoute("quizzes:attempt", questions))
    register_kept_page(
        OfflineRoute("quizzes:hand_in", _("the page on which a training quiz is handed in"))
    )
    # A second save of the same answer is told by its number in the row itself.
    answers = _("answers to a training quiz, which are marked when they are sent")
    register_waiting_form(OfflineRoute("quizzes:save", answers, is_keyed=False))
    register_waiting_form(OfflineRoute("quizzes:submit", _("handing in a training quiz")))


def is_answerable_offline(attempt: Attempt, places: list[OutlineEntry]) -> bool:
    """Whether all can be answered and left to be marked later: steps that follow from an answer cannot."""
    is_free = attempt.purpose == Purpose.TRAINING and attempt.closes_at is None
    return is_free and attempt.is_open and not any(place.is_stepwise for place in places)
