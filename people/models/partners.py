from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.enums import PartnerKind


class Partner(models.Model):
    """An organisation whose own staff learn here for a time, such as a public-service house."""

    name = models.CharField(
        _("name"),
        max_length=120,
        unique=True,
        error_messages={"unique": _("This partner is known already.")},
    )
    kind = models.CharField(
        _("kind of partner"),
        max_length=30,
        choices=PartnerKind,
        default=PartnerKind.PUBLIC_SERVICE_HOUSE,
    )

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="partner_kind_is_known", condition=Q(kind__in=PartnerKind.values)
            ),
        ]

    def __str__(self):
        return self.name
