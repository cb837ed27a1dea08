from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRun(models.Model):
    """A run of the nightly purge: for each class of data how many rows went, and nothing of whose.

    `counts`: by key of people.retention_registry; null where the number would itself disclose something.
    `failed`: the keys of those that could not be purged.
    """

    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"))
    counts = models.JSONField(_("counts"), default=dict)
    failed = models.JSONField(_("failed"), default=list)

    class Meta:
        verbose_name = _("run of the purge")
        verbose_name_plural = _("runs of the purge")
        ordering = ["-started_at", "-pk"]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M}"
