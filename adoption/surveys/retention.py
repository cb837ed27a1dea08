from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from adoption.surveys.models import BarometerCopy, SurveyAnswers
from adoption.usage.retention import use_retention
from people.retention_registry import register_retention


ANSWERS, COPIES = "survey_answers", "barometer_copies"


def register() -> None:
    for key, title, model in (
        (ANSWERS, _("Answers to surveys"), SurveyAnswers),
        (COPIES, _("Own copies of answers to the barometer"), BarometerCopy),
    ):
        words = _("%(period)s, or until you erase them.")
        register_retention(use_retention(key, title, words, partial(_of_old_rounds, model), model))


def _of_old_rounds(model: Any, limit: datetime) -> QuerySet[Any]:
    """Rows of old rounds, never of one still open: its figures are to come."""
    return model.objects.filter(round__closed_on__lt=localdate(limit))
