"""Targets of the organisation: a rate of a population, by a month. Nothing here points at a person."""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from adoption.publishing.models import Publication
from adoption.targets.enums import TargetIndicator
from cms.models import Portal
from people.models import Team


OF_ALL_SINCE = 3  # version of the definition of use, whose rate is of the whole population


class TargetQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_on=None)

    def with_base(self):
        """Annotate `is_of_known`: whether rates were of those known, not of all, when it was set."""
        old = Publication.objects.filter(
            portal=OuterRef("portal"),
            month=OuterRef("start"),
            parameters__indicators__used__lt=OF_ALL_SINCE,
        )
        return self.annotate(is_of_known=Exists(old))


class Target(models.Model):
    """A usage or habit rate to reach. It never changes once set: another replaces it, and this one stays.

    `start`: the month whose published rate the trajectory leaves from. `by`: the month in which it is due.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list
    is_of_known: bool  # of `with_base`

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="targets")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="targets")
    indicator = models.CharField(_("indicator"), max_length=10, choices=TargetIndicator)
    percent = models.PositiveSmallIntegerField(_("target (%)"))
    start = models.DateField(_("starts from the month"))
    by = models.DateField(_("by the month"))
    set_on = models.DateField(_("set on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["portal", "set_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "portal",
                "team",
                "indicator",
                name="target_one_in_force",
                condition=Q(ended_on=None),
                violation_error_message=_("This group has a target of this kind already."),
            ),
            models.CheckConstraint(
                name="target_percent_in_range",
                condition=Q(percent__range=(1, 100)),
                violation_error_message=_("A target is between 1 and 100%."),
            ),
            models.CheckConstraint(
                name="target_months_are_first_days", condition=Q(start__day=1, by__day=1)
            ),
            models.CheckConstraint(
                name="target_is_due_after_its_start",
                condition=Q(by__gt=F("start")),
                violation_error_message=_("A target is due after the month it starts from."),
            ),
            models.CheckConstraint(
                name="target_ends_after_it_is_set",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("set_on")),
            ),
            models.CheckConstraint(
                name="target_indicator_is_known", condition=Q(indicator__in=TargetIndicator.values)
            ),
        ]

    def __str__(self):
        return f"{self.portal}, {self.team}, {self.indicator}"
