from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from cms.enums import AccessibilityStatement


@register_setting(icon="home")
class OrganisationSettings(BaseGenericSetting):
    """The one organisation of this installation: its name, its colour, what its footer must say."""

    name = models.CharField(_("name"), max_length=120, default="Passerelle")
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write a colour like #005f77."))],
        help_text=_("Contrast is kept whatever the colour."),
    )
    accessibility = models.CharField(
        _("accessibility"),
        max_length=10,
        choices=AccessibilityStatement,
        default=AccessibilityStatement.NONE,
    )

    measures_time = models.BooleanField(
        _("how long a lesson takes is kept"),
        default=False,
        help_text=_("In four ranges, for the reader alone. Tell your works council first."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("accent"),
        FieldPanel("accessibility"),
        FieldPanel("measures_time"),
    ]

    class Meta:
        verbose_name = _("organisation")

    def __str__(self):
        return self.name

    @property
    def accent_url(self):
        """Return the address of the colour's style sheet, which changes with the colour, so that it may be cached."""
        return f"{reverse('cms:organisation_css')}?{self.accent.removeprefix('#')}"

    @property
    def accessibility_statement(self):
        return self.get_accessibility_display()
