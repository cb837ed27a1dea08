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
    is_collected = models.BooleanField(
        _("in the journal beside the backups"), default=False, db_default=False
    )

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
