from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from adoption.publishing.enums import PublicationStatus
from adoption.publishing.models.bounds import CountedFigure, bounds_constraints
from cms.models import Portal
from people.models import Team


class PublicationQuerySet(models.QuerySet):
    def out(self):
        return self.filter(status=PublicationStatus.PUBLISHED)

    def oldest_first(self):
        return self.order_by("month")


class Publication(models.Model):
    """The protected figures of one portal for one closed month. Once out, it never changes.

    One a month, withheld or not: trying again until the audit passes would itself tell something.
    `parameters` records the settings, the indicator versions, the tree and the order of work.
    """

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="publications")
    month = models.DateField(_("month"))
    status = models.CharField(_("status"), max_length=10, choices=PublicationStatus)
    # Null in those made before it was noted.
    populations = models.PositiveIntegerField(_("populations"), null=True, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict)
    audit = models.JSONField(_("audit"), default=dict)
    published_at = models.DateTimeField(_("published at"), db_default=Now())

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["portal", "-month"]
        constraints = [
            models.UniqueConstraint(
                "portal",
                "month",
                name="publication_once_a_month",
                violation_error_message=_("This month is published already."),
            ),
            models.CheckConstraint(
                name="publication_month_is_a_first_day", condition=Q(month__day=1)
            ),
            models.CheckConstraint(
                name="publication_status_is_known", condition=Q(status__in=PublicationStatus.values)
            ),
        ]

    def __str__(self):
        return f"{self.portal}, {self.month:%Y-%m}"


class Roll(models.Model):
    """Who was counted in which team in a published month, and nothing of their use.

    Later publications need it exactly as it was, whereas positions are corrected and people erased.
    `members` gives each team's people as keyed hashes (adoption.usage.pseudonyms.roll_key_of), `parts` those
    of each part of the partition that was published.
    """

    publication = models.OneToOneField(
        Publication, on_delete=models.CASCADE, primary_key=True, related_name="roll"
    )
    members = models.JSONField(_("keyed hashes of those counted"), default=dict)
    parts = models.JSONField(_("keyed hashes by part of the staff"), default=dict)

    class Meta:
        verbose_name = _("roll of a publication")
        verbose_name_plural = _("rolls of publications")
        ordering = ["publication"]

    def __str__(self):
        return str(self.pk)


class PartFigure(CountedFigure):
    """Used count of one part of the staff: a job family, say, whatever the team.

    `part` is its key within the partition that the publication's parameters name; empty for those
    whom the partition leaves out. `name` is the one of the publication's day.
    """

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="part_figures"
    )
    part = models.CharField(_("part"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("figure of a part of the staff")
        verbose_name_plural = _("figures of parts of the staff")
        ordering = ["publication", "pk"]
        constraints = [
            models.UniqueConstraint("publication", "part", name="part_figure_once"),
            *bounds_constraints("part_figure"),
        ]

    def __str__(self):
        return f"{self.publication}, {self.name or self.part}"


class Figure(CountedFigure):
    """One published count of one population: a team and all below it. The root is the organisation.

    `team_name` is the one of the publication's day.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="figures")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="figures")
    team_name = models.CharField(_("population"), max_length=120)
    indicator = models.CharField(_("indicator"), max_length=40)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["publication", "indicator", "pk"]
        constraints = [
            models.UniqueConstraint("publication", "team", "indicator", name="figure_once"),
            *bounds_constraints("figure"),
        ]
        indexes = [  # a page of the table is a stretch of it
            models.Index(fields=["publication", "indicator", "id"], name="figure_in_reading_order"),
        ]

    def __str__(self):
        return f"{self.publication}, {self.team_name}, {self.indicator}"
