from functools import partial

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
        register_retention(
            use_retention(
                key,
                title,
                words,
                partial(
                    lambda model, limit: model.objects.filter(
                        round__closed_on__lt=localdate(limit)
                    ),
                    model,
                ),
                model,
            )
        )
