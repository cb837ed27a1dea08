from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.enums import Purpose, Role
from people.models.person import Person


class Look(models.Model):
    """Somebody saw a named person's record. That person can read it; one of the tables a GET may write."""

    viewer = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        related_name="looks_made",
        verbose_name=_("seen by"),
    )
    subject = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="looks_received")
    purpose = models.CharField(_("purpose"), max_length=40, choices=Purpose)
    looked_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("look at a record")
        verbose_name_plural = _("looks at records")
        ordering = ["-looked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="look_purpose_is_known", condition=Q(purpose__in=Purpose.values)
            ),
        ]
        indexes = [models.Index("subject", F("looked_at").desc(), name="look_by_subject")]

    def __str__(self):
        return f"{self.viewer} → {self.subject}, {self.looked_at:%Y-%m-%d}"


class RoleChange(models.Model):
    """A role granted or taken back, by whom and when: for the person and the data protection officer."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_changes")
    role = models.CharField(_("role"), max_length=40, choices=Role)
    granted = models.BooleanField(_("granted"))
    changed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("change of a role")
        verbose_name_plural = _("changes of roles")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="role_change_role_is_known", condition=Q(role__in=Role.values)
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}, {self.changed_at:%Y-%m-%d}"
