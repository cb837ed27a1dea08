"""Saved filters of the programme page, private to their owner."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


LONGEST_NAME, LONGEST_QUERY = 60, 400


class SavedView(models.Model):
    """Named filters. `query`: the page's query string; without a month it shows the latest."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    query = models.CharField(_("filters"), max_length=LONGEST_QUERY)
    is_default = models.BooleanField(_("opens with the page"), db_default=False)
    place = models.PositiveSmallIntegerField(_("place in the list"), db_default=0)
    changed_at = models.DateTimeField(_("last changed"), db_default=Now())

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["place", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "person",
                "name",
                name="saved_view_name_once",
                violation_error_message=_("You have a view of this name already."),
            ),
            models.UniqueConstraint(
                "person", name="saved_view_one_default", condition=Q(is_default=True)
            ),
            models.CheckConstraint(name="saved_view_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self):
        return self.name
