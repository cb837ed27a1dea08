import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.enums import ImportKind, ImportSource, ImportState
from people.models.outbox import OutboxTask
from people.models.person import Person


STAGED_FOR_DAYS = 1
STAGED_FROM_FOLDER_FOR_DAYS = 7
STALE = Q(created_at__lte=Now() - timedelta(days=STAGED_FROM_FOLDER_FOR_DAYS)) | Q(
    ~Q(run__state=ImportState.AWAITING_APPROVAL),
    sender__isnull=False,
    created_at__lte=Now() - timedelta(days=STAGED_FOR_DAYS),
)
RUNS_KEPT_MONTHS = 12
LINES_KEPT_DAYS = 30
AT_WORK = (ImportState.CHECKING, ImportState.APPLYING)


class ImportMapping(models.Model):
    """The format of a source's files, saved under a name: columns, formats, columns to ignore."""

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
    sheet = models.CharField(
        _("sheet"),
        max_length=31,
        blank=True,
        default="",
        help_text=_("of a workbook; empty: the first that is shown"),
    )
    staff_number_digits = models.PositiveSmallIntegerField(
        _("digits of a staff number"),
        default=0,
        help_text=_(
            "A shorter number gets zeros in front, which a spreadsheet takes away. 1: as they are written."
        ),
    )

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


class ImportRunQuerySet(models.QuerySet):
    def made_before(self, moment):
        return self.filter(created_at__lte=moment)

    def at_work(self):
        return self.filter(state__in=AT_WORK)


class ImportRun(models.Model):
    """A file that was sent and what became of it: counts, and of refusals what was expected on which line, in which column.

    Nothing that the file says: a run is kept for a year, the file is not.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind of file"), max_length=20, choices=ImportKind)
    source = models.CharField(_("sent"), max_length=20, choices=ImportSource)
    state = models.CharField(_("state"), max_length=20, choices=ImportState)
    sender = models.ForeignKey(
        Person,
        verbose_name=_("sent by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_runs",
    )
    approved_by = models.ForeignKey(
        Person,
        verbose_name=_("approved by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    name = models.CharField(_("file"), max_length=255)
    as_of = models.DateField(_("day of the list"), null=True, blank=True)
    is_full = models.BooleanField(_("names everybody"), default=False)
    digest = models.CharField(_("hash of the file"), max_length=64, blank=True, default="")
    counts = models.JSONField(_("counts"), default=dict)
    refusals = models.JSONField(_("refused lines"), default=list)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), default=0)
    created_at = models.DateTimeField(_("sent at"), db_default=Now())
    touched_at = models.DateTimeField(_("last sign of life"), db_default=Now())
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_run_kind_is_known", condition=Q(kind__in=ImportKind.values)
            ),
            models.CheckConstraint(
                name="import_run_source_is_known", condition=Q(source__in=ImportSource.values)
            ),
            models.CheckConstraint(
                name="import_run_approved_by_another",
                condition=Q(approved_by=None) | Q(sender=None) | ~Q(approved_by=F("sender")),
                violation_error_message=_("Somebody else than its sender approves a list."),
            ),
            models.CheckConstraint(
                name="import_run_state_is_known", condition=Q(state__in=ImportState.values)
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def outcome(self):
        """Return the state in words; of a list that its sender took back, that."""
        is_withdrawn = self.state == ImportState.DECLINED and self.counts.get("withdrawn")
        return str(_("withdrawn by its sender")) if is_withdrawn else self.get_state_display()

    @property
    def is_at_work(self):
        return self.state in AT_WORK

    @property
    def task_key(self):
        """Return the key of its row in the outbox."""
        return f"import {self.uuid}"

    @property
    def is_interrupted(self):
        """Whether it goes on only where somebody starts it again: it failed, or no row in the outbox will run it."""
        if not self.is_at_work:
            return self.state == ImportState.FAILED
        if OutboxTask.objects.unfinished().filter(key=self.task_key).exists():
            return False
        # Its row goes after its state has changed: what was read of it may be of before.
        return ImportRun.objects.at_work().filter(pk=self.pk).exists()

    @property
    def percent(self):
        """Return the progress, or None where it is not known yet."""
        return min(self.done * 100 // self.total, 100) if self.total else None


class StagedFileQuerySet(models.QuerySet):
    def kept(self):
        return self.exclude(STALE)

    def stale(self):
        return self.filter(STALE)

    def sent_before(self, moment):
        return self.filter(sender__isnull=False, created_at__lte=moment)

    def from_folder_before(self, moment):
        return self.filter(sender=None, created_at__lte=moment)


class StagedFile(models.Model):
    """A file that was sent and checked, waiting for its sender to say “apply”. Deleted after a day.

    One from the folder has no sender: it waits a week for whoever administers the staff list. `preview`:
    what it would change, person by person; deleted with the file.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sender = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="staged_files"
    )
    run = models.OneToOneField(
        ImportRun, on_delete=models.CASCADE, null=True, blank=True, related_name="staged_file"
    )
    kind = models.CharField(_("kind of file"), max_length=20, choices=ImportKind)
    name = models.CharField(_("name"), max_length=255)
    data = models.BinaryField()
    options = models.JSONField(_("options"), default=dict)
    preview = models.JSONField(_("preview"), null=True, blank=True)
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


class LinesToCorrectQuerySet(models.QuerySet):
    def kept_before(self, moment):
        return self.filter(created_at__lte=moment)


class LinesToCorrect(models.Model):
    """The lines of a list that were set aside when the others were applied, each with why.

    `table`: the headings, then the lines, as they were sent, the reason in the first column.
    `written`: how the file was written, so that it goes out as it came in.
    """

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="lines_to_correct")
    table = models.JSONField(_("lines"))
    written = models.JSONField(_("how the file was written"), default=dict)
    created_at = models.DateTimeField(_("set aside at"), db_default=Now())

    objects = LinesToCorrectQuerySet.as_manager()

    class Meta:
        verbose_name = _("lines to correct")
        verbose_name_plural = _("lines to correct")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return str(self.run)

    @property
    def count(self):
        return len(self.table) - 1

    @property
    def kept_until(self):
        return self.created_at + timedelta(days=LINES_KEPT_DAYS)
