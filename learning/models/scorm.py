"""Models of SCORM packages. Each stays one archive; its files are read out of it, never unpacked."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from learning.enums import ScormVersion


def package_storage():
    """Return the storage outside the folder that is served: a package is reached through its own origin alone."""
    return storages["packages"]


class ScormPackage(models.Model):
    """A package. `units` is what its manifest launches, in order: [{"id", "title", "href", "parameters",
    "is_sco", "data"}].

    `notes`: codes of what its manifest asks for and is not followed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=255)
    version = models.CharField(_("version"), max_length=10, choices=ScormVersion)
    archive = models.FileField(_("archive"), storage=package_storage, max_length=255)
    digest = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size unpacked, in bytes"))
    units = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    imported_at = models.DateTimeField(_("imported at"), db_default=Now())

    class Meta:
        verbose_name = _("SCORM package")
        verbose_name_plural = _("SCORM packages")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="scorm_package_version_is_known", condition=Q(version__in=ScormVersion.values)
            ),
        ]

    def __str__(self):
        return self.title


class ScormState(models.Model):
    """The state of somebody in a unit of a package: the data model as the unit last committed it.

    A unit speaks for itself, so what it says of itself is believed and bounded, never executed.
    """

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scorm_states"
    )
    package = models.ForeignKey(ScormPackage, on_delete=models.PROTECT, related_name="states")
    unit = models.CharField(_("unit of the package"), max_length=255)
    data = models.JSONField(_("what the package noted"), default=dict)
    sequence = models.PositiveIntegerField(_("number of writings"), default=0, db_default=0)
    percent = models.PositiveSmallIntegerField(_("score (%)"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), db_default=Now())
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("state of a SCORM package")
        verbose_name_plural = _("states of SCORM packages")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint("person", "package", "unit", name="scorm_state_once_per_unit"),
            models.CheckConstraint(
                name="scorm_state_percent_in_range",
                condition=Q(percent=None) | Q(percent__range=(0, 100)),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.package}"
