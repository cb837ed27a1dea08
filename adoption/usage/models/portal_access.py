"""Access of portals: link codes, tokens of their machines, mappings of Matomo."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from adoption.usage.enums import ActionClock
from cms.models import Portal


class LinkCode(models.Model):
    """A code shown once to a subject, to be typed on the portal; stored as a keyed hash alone.

    One for each subject and portal: a new one takes the place of the one before. A used one stays until
    it expires, so that a portal that sends it twice is answered the same.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="link_codes")
    subject = models.CharField(_("keyed hash in place of a name"), max_length=64)
    code_hash = models.CharField(_("hash of the code"), max_length=64)
    made_on = models.DateField(_("made on"))
    is_used = models.BooleanField(_("used"), default=False, db_default=False)

    class Meta:
        verbose_name = _("link code")
        verbose_name_plural = _("link codes")
        ordering = ["portal", "code_hash"]
        constraints = [
            models.UniqueConstraint("portal", "subject", name="link_code_one_for_a_subject"),
            models.UniqueConstraint("code_hash", name="link_code_hash_unique"),
        ]

    def __str__(self):
        return str(self.pk)


class PortalTokenQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(revoked_on=None, portal__is_open=True)


class PortalToken(models.Model):
    """API token of a portal's machine. `key` finds it; the secret is stored as a hash.

    Of its use the last day is known, and nothing else. Who made or revoked it is in Wagtail’s log.
    """

    wagtail_reference_index_ignore = True

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(
        _("name"), max_length=60, help_text=_("Which machine holds it, such as “production”.")
    )
    key = models.CharField(max_length=16)
    secret_hash = models.CharField(max_length=64)
    made_on = models.DateField(_("made on"))
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    objects = PortalTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("portal token")
        verbose_name_plural = _("portal tokens")
        ordering = ["portal", "-made_on", "-pk"]
        constraints = [models.UniqueConstraint("key", name="portal_token_key_unique")]

    def __str__(self):
        return f"{self.portal}, {self.name} ({self.key})"


class MatomoMapping(models.Model):
    """Named mapping from a Matomo's exported visits to days of use.

    `patterns`: in order, {"where": "url" or "title", "matches": words with *, "service": a short name,
    or null for what is nobody’s use of a service}. What no pattern matches is passed over.
    """

    name = models.SlugField(_("name"), max_length=60)
    pseudonym_key = models.CharField(_("key of the pseudonym"), max_length=60)
    time_zone = models.CharField(_("time zone of the Matomo site"), max_length=60)
    clock = models.CharField(
        _("clock of the actions"),
        max_length=10,
        choices=ActionClock,
        default=ActionClock.SITE,
    )
    only_linked = models.BooleanField(
        _("only visits under a pseudonym that is linked"),
        default=True,
        help_text=_("A Matomo knows of everybody who uses the portal, the public included."),
    )
    patterns = models.JSONField(_("patterns"), default=list)
    ignored_visit_keys = models.JSONField(_("keys of a visit to ignore"), default=list, blank=True)
    ignored_action_keys = models.JSONField(
        _("keys of an action to ignore"), default=list, blank=True
    )

    class Meta:
        verbose_name = _("Matomo mapping")
        verbose_name_plural = _("Matomo mappings")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("name", name="matomo_mapping_name_unique"),
            models.CheckConstraint(
                name="matomo_mapping_clock_is_known", condition=Q(clock__in=ActionClock.values)
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.time_zone not in available_timezones():
            raise ValidationError({"time_zone": _("A time zone such as Europe/Paris.")})
