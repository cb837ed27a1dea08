from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ambassadors.workshops.enums import Wave
from ambassadors.workshops.models.workshops import WorkshopSession


class Evaluation(models.Model):
    """One evaluation of a session, as counts; there is no row for an answer.

    `counts` has for each question how many chose each value; once closed, with too few answers, it is empty
    (docs/decisions/0042).
    """

    session = models.ForeignKey(
        WorkshopSession, on_delete=models.CASCADE, related_name="evaluations"
    )
    wave = models.CharField(_("moment"), max_length=10, choices=Wave)
    counts: Any = models.JSONField(default=dict)
    answers = models.PositiveSmallIntegerField(_("answers"), default=0, db_default=0)
    asked = models.PositiveSmallIntegerField(_("people asked"))
    opened_at = models.DateTimeField(_("opened at"))
    closes_at = models.DateTimeField(_("closes at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("evaluation of a session")
        verbose_name_plural = _("evaluations of sessions")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint("session", "wave", name="evaluation_once_for_a_moment"),
            models.CheckConstraint(
                name="evaluation_wave_is_known", condition=Q(wave__in=Wave.values)
            ),
            models.CheckConstraint(
                name="evaluation_no_more_answers_than_asked", condition=Q(answers__lte=F("asked"))
            ),
        ]

    def __str__(self):
        return f"{self.session}, {self.get_wave_display()}"


class EvaluationMark(models.Model):
    """A person asked, under a keyed subject, and whether they have answered.

    All are written at once, in the order of the subjects, as the evaluation opens; deleted as it closes.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="marks")
    subject = models.CharField(_("keyed hash in place of a name"), max_length=64)
    has_answered = models.BooleanField(_("has answered"), default=False, db_default=False)

    class Meta:
        verbose_name = _("question about a workshop")
        verbose_name_plural = _("questions about workshops")
        ordering = ["subject"]
        constraints = [
            models.UniqueConstraint("evaluation", "subject", name="evaluation_mark_once"),
        ]

    def __str__(self):
        return str(self.evaluation)
