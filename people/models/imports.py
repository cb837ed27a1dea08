import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.enums import ImportKind
from people.models.person import Person


STAGED_FOR = timedelta(days=1)


class ImportMapping(models.Model):
    """How a source writes its file, saved under a name: columns, formats, columns to ignore."""

    kind = models.CharField(_("kind of file"), max_length=20, choices=ImportKind)
    name = models.SlugField(_("name"), max_length=60)
    columns = models.JSONField(
        _("columns"), help_text=_("our field: the heading in the file"), default=dict
    )
    ignored = models.JSONField(_("columns to ignore"), default=list, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20, default="utf-8")
    separator = models.CharField(
        _("separator"), max_length=1, blank=True, help_text=_("empty: found from the heading line")
    )
    date_format = models.CharField(_("date format"), max_length=20, default="%Y-%m-%d")

    class Meta:
        verbose_name = _("import mapping")
        verbose_name_plural = _("import mappings")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "name",
                name="import_mapping_name_unique",
                violation_error_message=_("This name is taken for this kind of file."),
            ),
            models.CheckConstraint(
                name="import_mapping_kind_is_known", condition=Q(kind__in=ImportKind.values)
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.name}"


class StagedFileQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(created_at__gt=Now() - STAGED_FOR)

    def stale(self):
        return self.filter(created_at__lte=Now() - STAGED_FOR)

    def sent_before(self, moment):
        return self.filter(created_at__lte=moment)


class StagedFile(models.Model):
    """A file that was sent and checked, waiting for its sender to say “apply”. Gone after a day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sender = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="staged_files")
    kind = models.CharField(_("kind of file"), max_length=20, choices=ImportKind)
    name = models.CharField(_("name"), max_length=255)
    data = models.BinaryField()
    options = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("sent at"), db_default=Now())

    objects = StagedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file waiting to be applied")
        verbose_name_plural = _("files waiting to be applied")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="staged_file_kind_is_known", condition=Q(kind__in=ImportKind.values)
            ),
        ]

    def __str__(self):
        return self.name
