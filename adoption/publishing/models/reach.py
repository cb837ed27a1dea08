from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from adoption.publishing.enums import ReachMeasure
from adoption.publishing.models.bounds import BoundedFigure, bounds_constraints


class ReachPublication(models.Model):
    """Learning reach of one closed quarter for all paths. Once out, it never changes.

    `members`: keyed hashes of whoever was employed throughout, as on the roll of a month. Later
    quarters need it as it was, whereas positions are corrected and people erased.
    """

    quarter = models.DateField(_("first day of the quarter"), unique=True)
    parameters = models.JSONField(_("parameters"), default=dict)
    members = models.JSONField(_("keyed hashes of those counted"), default=list)
    published_at = models.DateTimeField(_("published at"), db_default=Now())

    class Meta:
        verbose_name = _("publication of learning reach")
        verbose_name_plural = _("publications of learning reach")
        ordering = ["-quarter"]
        constraints = [
            models.CheckConstraint(
                name="reach_quarter_is_a_first_day",
                condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10]),
            ),
        ]

    def __str__(self):
        return f"{self.quarter:%Y-%m}"


class ReachFigure(BoundedFigure):
    """Number of people in the organisation who started a path, or finished it, in the quarter.

    `population` leaves out those for whom the path is or was mandatory. `path_title` is the one of
    the day; the path itself may be deleted since.
    """

    publication = models.ForeignKey(
        ReachPublication, on_delete=models.CASCADE, related_name="figures"
    )
    path_uuid = models.UUIDField(_("path"))
    path_title = models.CharField(_("name of the path"), max_length=200)
    measure = models.CharField(_("measure"), max_length=10, choices=ReachMeasure)

    class Meta:
        verbose_name = _("figure of learning reach")
        verbose_name_plural = _("figures of learning reach")
        ordering = ["publication", "path_title", "-measure", "pk"]
        constraints = [
            models.UniqueConstraint(
                "publication", "path_uuid", "measure", name="reach_figure_once"
            ),
            models.CheckConstraint(
                name="reach_measure_is_known", condition=Q(measure__in=ReachMeasure.values)
            ),
            *bounds_constraints("reach"),
        ]

    def __str__(self):
        return f"{self.publication}, {self.path_title}, {self.measure}"
