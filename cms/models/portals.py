from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.forms import CheckboxSelectMultiple
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from cms.enums import Cadence, Partition, Tier, ToolKind
from cms.languages import text_in_reader_language
from people.models import JobFamily, Site


CODE_SCREEN = "code"  # short name of the screen where the code that links an account is typed


class PortalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(is_open=True)


class Portal(ClusterableModel):
    """A digital service or tool that the organisation brings its own staff to: all, or these `job_families` and `sites`."""

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True, default="")
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=ToolKind,
        default=ToolKind.PUBLIC,
        db_default=ToolKind.PUBLIC,
        help_text=_("The words on screen follow it; what is counted and published does not."),
    )
    url = models.URLField(_("address"), blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    is_open = models.BooleanField(_("followed"), default=True)
    job_families = ParentalManyToManyField(
        JobFamily,
        blank=True,
        related_name="+",
        verbose_name=_("for these job families alone"),
        help_text=_("Nobody else is asked about this portal, nor counted. None: for all."),
    )
    sites = ParentalManyToManyField(
        Site,
        blank=True,
        related_name="+",
        verbose_name=_("for these sites alone"),
        help_text=_("Nobody else is asked about this portal, nor counted. None: for all."),
    )
    partition = models.CharField(
        _("figures, besides the teams"),
        max_length=20,
        choices=Partition,
        default=Partition.JOB_FAMILY,
        db_default=Partition.JOB_FAMILY,
        help_text=_(
            "How many used the portal is also published for these groups. One division at a time "
            "protects people; a change counts from the next month that is published."
        ),
    )

    objects = PortalQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldPanel("slug"),
        FieldPanel("kind"),
        FieldPanel("url"),
        FieldPanel("opened_on"),
        # Whether it is followed decides whose figures are counted: as for the organisation's settings.
        FieldPanel("is_open", permission="cms.change_organisationsettings"),
        FieldPanel(
            "job_families",
            permission="cms.change_organisationsettings",
            widget=CheckboxSelectMultiple,
        ),
        FieldPanel(
            "sites", permission="cms.change_organisationsettings", widget=CheckboxSelectMultiple
        ),
        FieldPanel("partition", permission="cms.change_organisationsettings"),
        InlinePanel("services", heading=capfirst(_("services")), label=_("service")),
        InlinePanel(
            "screens",
            heading=capfirst(_("screens")),
            label=_("screen"),
            help_text=_(
                "Give the short name “code” to the screen where the code that links an account is typed: its name "
                "stands beside that code."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("portal")
        verbose_name_plural = _("portals")
        ordering = [
            "-kind",
            "name",
            "pk",
        ]  # portals of the public, internal tools, assistants: pages open on the first
        constraints = [
            models.CheckConstraint(
                name="portal_kind_is_known", condition=Q(kind__in=ToolKind.values)
            ),
            models.CheckConstraint(
                name="portal_partition_is_known", condition=Q(partition__in=Partition.values)
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name_here(self):
        """Return the name in the reader's language where it was written in it."""
        return text_in_reader_language(self.name, self.name_en)

    @property
    def noun(self):
        """Return what a sentence calls it, by its kind: “the portal”, “the tool”."""
        return ToolKind(self.kind).noun

    @property
    def code_screen(self):
        """Return the name of the screen where the code that links an account is typed; None where none is named."""
        return self.screens.filter(slug=CODE_SCREEN).values_list("name", flat=True).first()


class PortalService(Orderable):
    """A service of a portal, essential or advanced."""

    portal = ParentalKey(Portal, on_delete=models.CASCADE, related_name="services")
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True, default="")
    slug = models.SlugField(_("short name"), max_length=60)
    tier = models.CharField(_("tier"), max_length=20, choices=Tier, default=Tier.ESSENTIAL)
    cadence = models.CharField(
        _("expected use"), max_length=20, choices=Cadence, default=Cadence.MONTHLY
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldPanel("slug"),
        FieldPanel("tier"),
        FieldPanel("cadence"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            models.UniqueConstraint(
                "portal",
                "slug",
                name="portal_service_slug_unique",
                violation_error_message=_("This portal already has a service of this short name."),
            ),
            models.CheckConstraint(
                name="portal_service_tier_is_known", condition=Q(tier__in=Tier.values)
            ),
            models.CheckConstraint(
                name="portal_service_cadence_is_known", condition=Q(cadence__in=Cadence.values)
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name_here(self):
        return text_in_reader_language(self.name, self.name_en)


class PortalScreen(Orderable):
    """A screen of a portal that lessons, questions and kits show. `version` grows when it changes."""

    portal = ParentalKey(Portal, on_delete=models.CASCADE, related_name="screens")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), max_length=60)
    version = models.CharField(
        _("version"), max_length=40, blank=True, help_text=_("Such as 2026.2, or a date.")
    )

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("version")]

    class Meta(Orderable.Meta):
        verbose_name = _("screen")
        verbose_name_plural = _("screens")
        constraints = [
            models.UniqueConstraint(
                "portal",
                "slug",
                name="portal_screen_slug_unique",
                violation_error_message=_("This portal already has a screen of this short name."),
            ),
        ]

    def __str__(self):
        return f"{self.portal}, {self.name}"


class ScreenChange(models.Model):
    """Readers' reports that a screen has changed, counted: nobody is named. One is open for a screen at a time."""

    screen = models.ForeignKey(PortalScreen, on_delete=models.CASCADE, related_name="changes")
    reports = models.PositiveIntegerField(_("times reported"), default=1, db_default=1)
    reported_at = models.DateTimeField(_("reported first"), db_default=Now())
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("changed screen")
        verbose_name_plural = _("changed screens")
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "screen", name="screen_change_one_open", condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="screen_change_closed_after",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("reported_at")),
            ),
        ]

    def __str__(self):
        return str(self.screen)
