"""Published rates that other organisations share, and how this one presents itself when it shares."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from adoption.sharing.enums import PortalKind, Sector, SizeBand
from adoption.sharing.signed_figures import LONGEST_LABEL


class SharingProfile(models.Model):
    """Single row: the name, if any, under which this organisation shares, and what it is."""

    label = models.CharField(
        _("name in the file"),
        max_length=LONGEST_LABEL,
        blank=True,
        help_text=_("Empty: the file says the sector and the size, and no name."),
    )
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, default=Sector.OTHER)
    portal_kind = models.CharField(
        _("whom the portal is for"),
        max_length=20,
        choices=PortalKind,
        default=PortalKind.OTHER,
    )

    class Meta:
        verbose_name = _("what is said when sharing")
        verbose_name_plural = _("what is said when sharing")
        constraints = [
            models.CheckConstraint(name="sharing_profile_is_one", condition=Q(pk=1)),
            models.CheckConstraint(
                name="sharing_profile_sector_is_known", condition=Q(sector__in=Sector.values)
            ),
            models.CheckConstraint(
                name="sharing_profile_kind_is_known", condition=Q(portal_kind__in=PortalKind.values)
            ),
        ]

    def __str__(self):
        return self.label or str(self.get_sector_display())


class OtherOrganisation(models.Model):
    """An organisation whose key somebody here verified and trusts; it is identified by that key.

    `known_as`: what it is called here. The rest is what its latest file said.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    public_key = models.CharField(_("key"), max_length=64, unique=True)
    known_as = models.CharField(_("called here"), max_length=LONGEST_LABEL)
    label = models.CharField(_("name in the file"), max_length=LONGEST_LABEL, blank=True)
    size_band = models.CharField(_("size"), max_length=10, choices=SizeBand)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    trusted_on = models.DateField(_("trusted since"))

    class Meta:
        verbose_name = _("other organisation")
        verbose_name_plural = _("other organisations")
        ordering = ["known_as", "pk"]
        constraints = [
            models.CheckConstraint(
                name="other_organisation_size_is_known", condition=Q(size_band__in=SizeBand.values)
            ),
            models.CheckConstraint(
                name="other_organisation_sector_is_known", condition=Q(sector__in=Sector.values)
            ),
        ]

    def __str__(self):
        return self.known_as


class SharedMonth(models.Model):
    """A month imported from an organisation’s file, for a kind of portal. It never changes.

    `rates`: low and high in per cent, by name; one that is not there was not shown. `definitions`: the version
    by which was counted; up to 2, account, use and habit are rates of the people known, then of all the staff.
    """

    organisation = models.ForeignKey(
        OtherOrganisation, on_delete=models.CASCADE, related_name="months"
    )
    portal_kind = models.CharField(_("whom the portal is for"), max_length=20, choices=PortalKind)
    month = models.DateField(_("month"))
    definitions = models.PositiveSmallIntegerField(_("version of the definitions"))
    rates = models.JSONField(_("rates"), default=dict)

    class Meta:
        verbose_name = _("month of another organisation")
        verbose_name_plural = _("months of other organisations")
        ordering = ["organisation", "portal_kind", "-month"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "portal_kind", "month", "definitions", name="shared_month_once"
            ),
            models.CheckConstraint(name="shared_month_is_a_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="shared_month_kind_is_known", condition=Q(portal_kind__in=PortalKind.values)
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.month:%Y-%m}"
