"""A subject's goals and ticks, for themselves alone. They go with their service: whether there are any is told to nobody.

Under a subject like everything of portal use (adoption.usage.models.use). No figure reads these tables.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.enums import Cadence
from cms.models import PortalService


class UseGoal(models.Model):
    """Wanted frequency of a subject's use of a service. `since`: the first month that it covers."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    service = models.ForeignKey(PortalService, on_delete=models.CASCADE, related_name="goals")
    subject = models.CharField(_("keyed hash in place of a name"), max_length=64)
    cadence = models.CharField(_("how often"), max_length=20, choices=Cadence)
    since = models.DateField(_("since the month"))

    class Meta:
        verbose_name = _("own goal")
        verbose_name_plural = _("own goals")
        ordering = ["service", "subject"]
        indexes = [models.Index(fields=["subject"], name="use_goal_of_subject")]
        constraints = [
            models.UniqueConstraint("service", "subject", name="use_goal_once"),
            models.CheckConstraint(
                name="use_goal_cadence_is_known", condition=Q(cadence__in=Cadence.values)
            ),
            models.CheckConstraint(name="use_goal_since_is_a_first_day", condition=Q(since__day=1)),
        ]

    def __str__(self):
        return str(self.pk)


class UseTick(models.Model):
    """A subject's own mark that they used a service in a month: “I did it”."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    service = models.ForeignKey(PortalService, on_delete=models.CASCADE, related_name="ticks")
    subject = models.CharField(_("keyed hash in place of a name"), max_length=64)
    month = models.DateField(_("month"))

    class Meta:
        verbose_name = _("own tick")
        verbose_name_plural = _("own ticks")
        ordering = ["service", "month", "subject"]
        indexes = [models.Index(fields=["subject"], name="use_tick_of_subject")]
        constraints = [
            models.UniqueConstraint("service", "month", "subject", name="use_tick_once_a_month"),
            models.CheckConstraint(name="use_tick_month_is_a_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self):
        return str(self.pk)
