from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from adoption.publishing.models.bounds import BoundedFigure, bounds_constraints
from adoption.publishing.models.publications import Publication


class OrganisationFigure(BoundedFigure):
    """A count of the whole organisation beside the chain, out with the month's publication.

    `indicator`: what is counted (adoption.publishing.disclosure.further). `part`: of which service, by its short name, or
    within how many days; `part_name` is the service's name of the day. `version` is that of the rule.
    """

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="organisation_figures"
    )
    indicator = models.CharField(_("indicator"), max_length=40)
    part = models.CharField(_("part"), max_length=60, blank=True)
    part_name = models.CharField(_("name of the part"), max_length=120, blank=True)
    version = models.PositiveSmallIntegerField(_("version"))

    class Meta:
        verbose_name = _("figure of the organisation")
        verbose_name_plural = _("figures of the organisation")
        ordering = ["publication", "pk"]
        constraints = [
            models.UniqueConstraint(
                "publication", "indicator", "part", name="organisation_figure_once"
            ),
            *bounds_constraints("organisation"),
        ]

    def __str__(self):
        return f"{self.publication}, {self.indicator} {self.part}".strip()


class CoachingFigure(BoundedFigure):
    """Number of people in the organisation helped by an ambassador for the first time in a quarter."""

    quarter = models.DateField(_("first day of the quarter"), unique=True)
    version = models.PositiveSmallIntegerField(_("version"))
    published_at = models.DateTimeField(_("published at"), db_default=Now())

    class Meta:
        verbose_name = _("figure of coaching reach")
        verbose_name_plural = _("figures of coaching reach")
        ordering = ["-quarter"]
        constraints = [
            models.CheckConstraint(
                name="coaching_quarter_is_a_first_day",
                condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10]),
            ),
            *bounds_constraints("coaching"),
        ]

    def __str__(self):
        return f"{self.quarter:%Y-%m}"
