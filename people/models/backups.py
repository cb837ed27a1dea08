from django.db import models
from django.utils.translation import gettext_lazy as _

from people.enums import BackupRunKind


class BackupRun(models.Model):
    """The last backup that was made, or the last that was restored to try it: one row of each kind. Nobody's name.

    `backup`: the file's name. `error`: why the trial failed; a backup that fails is told by its task.
    """

    kind = models.CharField(_("kind"), max_length=10, primary_key=True, choices=BackupRunKind)
    backup = models.CharField(_("file"), max_length=100)
    finished_at = models.DateTimeField(_("finished at"))
    seconds = models.FloatField(_("length in seconds"))
    size = models.BigIntegerField(_("bytes"))
    rows = models.BigIntegerField(_("rows"), default=0)
    error = models.CharField(_("failure"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("run of a backup")
        verbose_name_plural = _("runs of backups")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                name="backup_run_kind_is_known",
                condition=models.Q(kind__in=BackupRunKind.values),
            ),
        ]

    def __str__(self):
        return f"{self.backup}, {self.get_kind_display()}"
