import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.enums import ErasureRoute


class ErasureEntry(models.Model):
    """A record that something was erased: what, and whose, only as a keyed hash. The journal outside has the same.

    This table says which lines of that journal the database already knows (people.actions.erasures).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    day = models.DateField(_("day"))
    route = models.CharField(_("route"), max_length=20, choices=ErasureRoute)
    mark = models.CharField(_("keyed hash"), max_length=64, db_index=True)

    class Meta:
        verbose_name = _("entry of the journal of erasures")
        verbose_name_plural = _("journal of erasures")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="erasure_route_is_known", condition=Q(route__in=ErasureRoute.values)
            ),
        ]

    def __str__(self):
        return f"{self.day}, {self.get_route_display()}"


class CollectedErasure(models.Model):
    """A mark that the journal beside the backups has an entry (people.actions.erasure_collection)."""

    entry = models.OneToOneField(
        ErasureEntry, on_delete=models.CASCADE, primary_key=True, related_name="collected"
    )

    class Meta:
        verbose_name = _("collected entry of the journal of erasures")
        verbose_name_plural = _("collected entries of the journal of erasures")
        ordering = ["entry"]

    def __str__(self):
        return str(self.pk)
