import uuid

from django.db import models
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.enums import PersonKind
from people.models.organisation import Position, Team
from people.models.person import Person


class DelegationQuerySet(models.QuerySet):
    def kept_on(self, day):
        """Return delegations between their two days, and not ended before. See `in_force` before giving a right."""
        return self.filter(
            Q(revoked_on=None) | Q(revoked_on__gt=day), started_on__lte=day, ended_on__gte=day
        )

    def in_force(self, on):
        """Return those that give a right on that day.

        Whoever gave it must then manage that team, or one above it, by a position of their own: what one
        has no longer, or has from somebody else, one cannot lend.
        """
        manages = (
            Position.objects.managing(on)
            .filter(person=OuterRef("manager"))
            .alias(below=ExpressionWrapper(OuterRef("team__path"), CharField()))
            .filter(below__startswith=F("team__path"))
        )
        works_here = Q(delegate__employed_until=None) | Q(delegate__employed_until__gte=on)
        return self.kept_on(on).filter(
            works_here, Exists(manages), delegate__kind=PersonKind.STAFF, delegate__is_active=True
        )

    def with_names(self):
        return self.select_related("manager", "delegate", "team")


class Delegation(models.Model):
    """A team that a manager lends, with all below it, to a colleague from a day to another.

    Never changed and never deleted before the account is: an early end is a day of its own.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    manager = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        related_name="delegations_given",
        verbose_name=_("manager"),
    )
    delegate = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        related_name="delegations_received",
        verbose_name=_("stand-in"),
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("team")
    )
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"))
    revoked_on = models.DateField(_("ended early on"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        related_name="delegations_recorded",
        verbose_name=_("recorded by"),
    )
    created_at = models.DateTimeField(_("recorded at"), db_default=Now())

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_start",
                condition=Q(ended_on__gte=F("started_on")),
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                name="delegation_is_to_somebody_else",
                condition=~Q(manager=F("delegate")),
                violation_error_message=_("Choose somebody other than the manager."),
            ),
        ]
        indexes = [models.Index("delegate", "ended_on", name="delegation_by_delegate")]

    def __str__(self):
        return f"{self.manager} → {self.delegate}, {self.team}"

    def is_over(self, on):
        return self.ended_on < on or (self.revoked_on is not None and self.revoked_on <= on)
