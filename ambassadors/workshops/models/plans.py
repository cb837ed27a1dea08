from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ambassadors.workshops.enums import PlanAnswer
from ambassadors.workshops.models.workshops import WorkshopSession


class WorkshopPlan(models.Model):
    """Ambassador who planned a session, and the answer where it had to be agreed to."""

    session = models.OneToOneField(WorkshopSession, on_delete=models.CASCADE, related_name="plan")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="workshops_planned"
    )
    planned_at = models.DateTimeField(_("planned at"), db_default=Now())
    answer = models.CharField(
        _("answer"), max_length=20, choices=PlanAnswer, blank=True, default=""
    )

    class Meta:
        verbose_name = _("workshop planned by an ambassador")
        verbose_name_plural = _("workshops planned by ambassadors")
        ordering = ["planned_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="workshop_plan_answer_is_known",
                condition=Q(answer="") | Q(answer__in=PlanAnswer.values),
            ),
        ]

    def __str__(self):
        return f"{self.session}, {self.person}"
