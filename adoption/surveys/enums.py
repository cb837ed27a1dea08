from django.db import models
from django.utils.translation import pgettext_lazy

from learning.enums import Barrier


class SurveyKind(models.TextChoices):
    BAROMETER = "barometer", pgettext_lazy("survey", "The barometer")
    HABITS = "habits", pgettext_lazy("survey", "Digital habits")


# What a statement of the barometer is about: a barrier that a module can answer, or confidence, which none does.
DIMENSIONS: dict[str, Barrier | None] = {
    **{barrier.value: barrier for barrier in Barrier if barrier != Barrier.FEAR},
    "job_fear": Barrier.FEAR,
    "confidence": None,
}
