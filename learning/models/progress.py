from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from learning.models.records import Lesson


class LessonProgress(models.Model):
    """A person opened a lesson, and read it to its end. Whether it is *done* is derived: queries.py."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_progress"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="progress")
    started_at = models.DateTimeField(_("started at"), db_default=Now())
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint("person", "lesson", name="lesson_progress_once"),
            models.CheckConstraint(
                name="lesson_progress_read_after_start",
                condition=Q(read_at=None) | Q(read_at__gte=F("started_at")),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.lesson}"
