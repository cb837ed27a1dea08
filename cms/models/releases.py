import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cms.enums import ServiceChange
from cms.models.portals import Portal, PortalScreen, PortalService


CALLED_OFF_AFTER = timedelta(days=7)  # at most: how long a release may be open


class PortalReleaseQuerySet(models.QuerySet):
    def standing(self):
        """Return those that were not called off."""
        return self.filter(called_off_at=None)

    def open(self, *, on: date):
        """Return those that stand and have come to their day."""
        return self.standing().filter(released_on__lte=on)

    def to_call_off(self, *, on: date):
        """Return those that stand and have been open for a week at most."""
        return self.standing().filter(released_on__gte=on - CALLED_OFF_AFTER)


class PortalRelease(models.Model):
    """A declared release of a portal. `words`: what changes, as staff are told; plain text, a paragraph a line."""

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    portal = models.ForeignKey(Portal, on_delete=models.CASCADE, related_name="releases")
    version = models.CharField(_("version"), max_length=40)
    released_on = models.DateField(_("opens on"))
    words = models.TextField(_("what changes"), max_length=2000)
    declared_at = models.DateTimeField(_("declared at"), db_default=Now(), editable=False)
    called_off_at = models.DateTimeField(_("called off at"), null=True, blank=True)

    objects = PortalReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release of a portal")
        verbose_name_plural = _("releases of portals")
        ordering = ["-released_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "portal",
                "version",
                name="portal_release_version_unique",
                condition=Q(called_off_at=None),
                violation_error_message=_("This portal already has a release of this version."),
            ),
        ]

    def __str__(self):
        return f"{self.portal}, {self.version}"

    @property
    def paragraphs(self):
        return [line for line in self.words.splitlines() if line.strip()]


class ReleasedService(models.Model):
    """A service that a release brings, changes or takes away. `is_new`: the catalogue has it because of the release."""

    wagtail_reference_index_ignore = True

    release = models.ForeignKey(PortalRelease, on_delete=models.CASCADE, related_name="services")
    service = models.ForeignKey(PortalService, on_delete=models.CASCADE, related_name="releases")
    change = models.CharField(_("change"), max_length=10, choices=ServiceChange)
    is_new = models.BooleanField(_("added by the release"), default=False, db_default=False)

    class Meta:
        verbose_name = _("service of a release")
        verbose_name_plural = _("services of releases")
        ordering = ["release", "service__sort_order", "pk"]
        constraints = [
            models.UniqueConstraint("release", "service", name="released_service_once"),
            models.CheckConstraint(
                name="released_service_change_is_known",
                condition=Q(change__in=ServiceChange.values),
            ),
        ]

    def __str__(self):
        return f"{self.service}, {self.get_change_display()}"


class ReleasedScreen(models.Model):
    """A screen that a release changes, raised once it opens. `version_before`: what it goes back to if that is called off."""

    wagtail_reference_index_ignore = True

    release = models.ForeignKey(PortalRelease, on_delete=models.CASCADE, related_name="screens")
    screen = models.ForeignKey(PortalScreen, on_delete=models.CASCADE, related_name="releases")
    version_before = models.CharField(_("version before"), max_length=40, blank=True)
    raised_at = models.DateTimeField(_("raised at"), null=True, blank=True)

    class Meta:
        verbose_name = _("screen of a release")
        verbose_name_plural = _("screens of releases")
        ordering = ["release", "screen__sort_order", "pk"]
        constraints = [
            models.UniqueConstraint("release", "screen", name="released_screen_once"),
        ]

    def __str__(self):
        return str(self.screen)
