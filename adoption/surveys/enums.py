from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learning.enums import Barrier


class SurveyKind(models.TextChoices):
    BAROMETER = "barometer", pgettext_lazy("survey", "The barometer")
    HABITS = "habits", pgettext_lazy("survey", "Digital habits")
    QUESTIONS = "questions", pgettext_lazy("survey", "Questions of our organisation")


# Answers go up into the counts of boxes, without a row of their own (docs/decisions/0034).
ANONYMOUS = frozenset({SurveyKind.BAROMETER, SurveyKind.QUESTIONS})


class QuestionKind(models.TextChoices):
    """Kinds of question whose answers are a partition of the people asked, as the rule of publication takes it."""

    SCALE = "scale", _("How far one agrees, in five steps")
    CHOICE = "choice", _("One answer among those that you write")


class DraftState(models.TextChoices):
    DRAFT = "draft", _("being written")
    SUBMITTED = "submitted", _("with the data protection officer")
    RETURNED = "returned", _("returned with a word")
    APPROVED = "approved", _("approved")


# What a statement of the barometer is about: a barrier that a module can answer, or confidence, which none does.
DIMENSIONS: dict[str, Barrier | None] = {
    **{barrier.value: barrier for barrier in Barrier if barrier != Barrier.FEAR},
    "job_fear": Barrier.FEAR,
    "confidence": None,
}
