"""Erase again the survey answers that a restored backup brings back."""

from collections.abc import Iterator
from typing import Any

from adoption.surveys.actions.answers import (
    SURVEY_ANSWERS,
    erase_survey_answers,
    survey_answers_identity,
)
from adoption.surveys.models import BarometerCopy, SurveyAnswers
from people.privacy_registry import RepeatableErasure, register_erasure


def register() -> None:
    register_erasure(
        RepeatableErasure(
            SURVEY_ANSWERS, _survey_answers, lambda thing: erase_survey_answers(**thing)
        )
    )


def _survey_answers() -> Iterator[tuple[str, dict[str, Any]]]:
    for model in (SurveyAnswers, BarometerCopy):
        rows = model.objects.order_by().values_list("round_id", "subject")
        for round_id, subject in rows.iterator():
            thing = {"round_id": round_id, "subject": subject}
            yield survey_answers_identity(round_id, subject), thing
