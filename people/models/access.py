import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.enums import Purpose
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


class OpenSession(models.Model):
    """A device on which a person is signed in, so that they can see it and end it.

    Two words say which device it is; where it was is not kept.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    browser = models.CharField(_("browser"), max_length=20, blank=True)
    system = models.CharField(_("system"), max_length=20, blank=True)
    signed_in_at = models.DateTimeField(_("signed in at"), db_default=Now())

    class Meta:
        verbose_name = _("open session")
        verbose_name_plural = _("open sessions")
        ordering = ["-signed_in_at", "pk"]

    def __str__(self):
        return f"{self.person}, {self.signed_in_at:%Y-%m-%d %H:%M}"
