"""Numbers of contacts of the public, by portal, channel and month, and counts of taps at the desk.

No row here counts staff. A number of contacts may be corrected, unlike a publication; every change is kept beside it.
A tap has no row: it increments the counts of a box. No key, order or time of its own leads back to whoever tapped.
The boxes of a month are gone once it is published (docs/decisions/0048).
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from adoption.contacts.enums import ContactDoor, Tap
from cms.languages import text_in_reader_language
from cms.models import Portal
from people.models import Person, Site


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


class TallyBox(models.Model):
    """Counts of each kind of tap at a site in a week. `site`: empty for people attached to none."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="tally_boxes")
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="tally_boxes", null=True, blank=True
    )
    monday = models.DateField(_("first day of the week"))
    counts = models.JSONField(_("how often"), default=dict)

    class Meta:
        verbose_name = _("box of a desk")
        verbose_name_plural = _("boxes of desks")
        ordering = ["portal", "monday", "pk"]
        constraints = [
            models.UniqueConstraint("portal", "monday", "site", name="tally_box_once_a_week"),
            models.UniqueConstraint(
                "portal",
                "monday",
                name="tally_box_once_a_week_without_site",
                condition=Q(site=None),
            ),
        ]

    def __str__(self):
        return f"{self.portal}, {self.monday}"


class TallyPublication(models.Model):
    """The protected figures of the desks of a portal for one closed month. Once out, it never changes.

    `staff`: people at a desk, in the portal’s scope, throughout the month.
    """

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="tallies")
    month = models.DateField(_("month"))
    staff = models.PositiveIntegerField(_("people at the desks"))
    parameters = models.JSONField(_("parameters"), default=dict)
    published_at = models.DateTimeField(_("published at"), db_default=Now())

    class Meta:
        verbose_name = _("publication of the desks")
        verbose_name_plural = _("publications of the desks")
        ordering = ["portal", "-month"]
        constraints = [
            models.UniqueConstraint("portal", "month", name="tally_once_a_month"),
            models.CheckConstraint(name="tally_month_is_a_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self):
        return f"{self.portal}, {self.month:%Y-%m}"


class TallyFigure(models.Model):
    """Published count of one kind of tap. Without `high`: that many and more; without both: hidden.

    `site`: empty for all desks together. `site_name` and `staff` are those of the publication’s day.
    """

    publication = models.ForeignKey(
        TallyPublication, on_delete=models.CASCADE, related_name="figures"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="tally_figures", null=True, blank=True
    )
    site_name = models.CharField(_("site"), max_length=120, blank=True)
    staff = models.PositiveIntegerField(_("people at the desk"))
    tap = models.CharField(_("what was noted"), max_length=20, choices=Tap)
    low = models.PositiveIntegerField(_("at least"), null=True, blank=True)
    high = models.PositiveIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        verbose_name = _("figure of a desk")
        verbose_name_plural = _("figures of desks")
        ordering = ["publication", "pk"]
        constraints = [
            models.UniqueConstraint("publication", "site", "tap", name="tally_figure_once"),
            models.UniqueConstraint(
                "publication", "tap", name="tally_figure_once_of_all", condition=Q(site=None)
            ),
            models.CheckConstraint(
                name="tally_figure_tap_is_known", condition=Q(tap__in=Tap.values)
            ),
            models.CheckConstraint(
                name="tally_figure_ends_in_order",
                condition=Q(high=None) | Q(low__isnull=False, low__lte=F("high")),
            ),
        ]

    def __str__(self):
        return f"{self.publication}, {self.site_name}, {self.tap}"
