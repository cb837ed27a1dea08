from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class PracticeCompletion(models.Model):
    """A task of a practice portal that a person carried out to its end. How well is noted nowhere.

    `task` is its short name, the same in every practice portal. `done_at` is the first time, until a path
    that the person follows counts from a later moment: then the next time takes its place.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_completions"
    )
    task = models.CharField(_("task"), max_length=60)
    done_at = models.DateTimeField(_("done at"), db_default=Now())

    class Meta:
        verbose_name = _("practice task carried out")
        verbose_name_plural = _("practice tasks carried out")
        ordering = ["-done_at", "-pk"]
        constraints = [
            models.UniqueConstraint("person", "task", name="practice_completion_once"),
        ]

    def __str__(self):
        return f"{self.person}, {self.task}"
