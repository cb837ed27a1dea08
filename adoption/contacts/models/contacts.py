"""Numbers of contacts of the public, by portal, channel and month. Nothing here counts staff.

A number may be corrected, unlike a publication; every change is kept beside it.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from adoption.contacts.enums import ContactDoor
from cms.languages import text_in_reader_language
from cms.models import Portal
from people.models import Person


LONGEST_CHANNEL = 40
MOST_CONTACTS = 100_000_000  # more is a slip: the whole of a year, or a telephone number


class OwnChannel(models.Model):
    """A channel of the organisation's own, beside phone, desk, post and web."""

    slug = models.SlugField(_("short name"), max_length=LONGEST_CHANNEL, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("channel of the organisation’s own")
        verbose_name_plural = _("channels of the organisation’s own")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    @property
    def name_here(self):
        return text_in_reader_language(self.name, self.name_en)


class ContactVolume(models.Model):
    """Number of contacts in a month through a channel, about what a portal offers."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="contact_volumes")
    month = models.DateField(_("month"))
    channel = models.CharField(_("channel"), max_length=LONGEST_CHANNEL)
    count = models.PositiveIntegerField(_("contacts"))

    class Meta:
        verbose_name = _("contact volume")
        verbose_name_plural = _("contact volumes")
        ordering = ["portal", "month", "channel"]
        constraints = [
            models.UniqueConstraint(
                "portal", "month", "channel", name="contact_volume_once_a_month"
            ),
            models.CheckConstraint(
                name="contact_volume_month_is_a_first_day", condition=Q(month__day=1)
            ),
            models.CheckConstraint(
                name="contact_volume_is_plausible", condition=Q(count__lte=MOST_CONTACTS)
            ),
        ]

    def __str__(self):
        return f"{self.portal}, {self.month:%Y-%m}, {self.channel}"


class ContactChange(models.Model):
    """Audit row: the number before, the number after, and who changed it. Empty means no number."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="contact_changes")
    month = models.DateField(_("month"))
    channel = models.CharField(_("channel"), max_length=LONGEST_CHANNEL)
    old = models.PositiveIntegerField(_("before"), null=True, blank=True)
    new = models.PositiveIntegerField(_("after"), null=True, blank=True)
    door = models.CharField(_("how it came in"), max_length=10, choices=ContactDoor)
    changed_by = models.ForeignKey(
        Person,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contact_changes",
    )
    changed_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("change of a contact volume")
        verbose_name_plural = _("changes of contact volumes")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="contact_change_door_is_known", condition=Q(door__in=ContactDoor.values)
            ),
            models.CheckConstraint(
                name="contact_change_changes_something",
                condition=Q(old__isnull=False) | Q(new__isnull=False),
            ),
        ]
        indexes = [models.Index("portal", "changed_at", name="contact_change_latest")]

    def __str__(self):
        return f"{self.portal}, {self.month:%Y-%m}, {self.channel}"
