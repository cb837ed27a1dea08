from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from adoption.usage.enums import SourceKind
from cms.models import Portal


class SourceIntake(models.Model):
    """Day on which a kind of source sent days of use for a portal, without numbers or people.

    Also where the same rows had come before, and where there was none: a day tells that somebody sent
    something, never that anybody used anything.
    """

    wagtail_reference_index_ignore = True

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="intakes")
    kind = models.CharField(_("kind of source"), max_length=10, choices=SourceKind)
    taken_on = models.DateField(_("taken in on"))

    class Meta:
        verbose_name = _("intake of days of use")
        verbose_name_plural = _("intakes of days of use")
        ordering = ["portal", "-taken_on", "kind"]
        constraints = [
            models.UniqueConstraint("portal", "taken_on", "kind", name="source_intake_once_a_day"),
            models.CheckConstraint(
                name="source_intake_kind_is_known", condition=Q(kind__in=SourceKind.values)
            ),
        ]

    def __str__(self):
        return str(self.pk)
