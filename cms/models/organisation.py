import re

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting

from cms.enums import AccessibilityStatement


DIGEST = re.compile(r"[0-9a-f]{20}")


class OrganisationSettings(BaseGenericSetting):
    """The one organisation of this installation: its name, its colour, what its footer must say.

    Changed on the pages of settings (cms.site_settings), which log each change. A logo is the digest of an OrganisationLogo.
    """

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

    logo = models.CharField(_("logo"), max_length=20, blank=True, default="")
    logo_dark = models.CharField(_("logo on dark"), max_length=20, blank=True, default="")
    logo_paper = models.CharField(_("logo on documents"), max_length=20, blank=True, default="")

    class Meta:
        verbose_name = _("organisation")

    def __str__(self):
        return self.name

    @property
    def accent_url(self):
        """Return the address of the colour's style sheet, which changes with the colour, so that it may be cached."""
        return f"{reverse('cms:organisation_css')}?{self.accent.removeprefix('#')}"

    @property
    def logo_url(self):
        return logo_address(self.logo)

    @property
    def logo_dark_url(self):
        return logo_address(self.logo_dark or self.logo)

    @property
    def accessibility_statement(self):
        return self.get_accessibility_display()


class OrganisationLogo(models.Model):
    """A picture that is or was the logo, under the digest of what is in it. `fades_on`: light, dark or both, where it is hard
    to see."""

    digest = models.CharField(_("digest"), max_length=20, primary_key=True)
    png = models.BinaryField(_("picture"))
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    fades_on = models.CharField(_("hard to see on"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self):
        return self.digest


def logo_address(digest: str) -> str:
    """Return the address of a logo; "" without one."""
    return reverse("cms:logo", args=[digest]) if DIGEST.fullmatch(digest) else ""
