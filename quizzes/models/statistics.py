from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from quizzes.models.bank import Question
from quizzes.models.quiz import Quiz


class StatisticsSnapshot(models.Model):
    """What is known of a quiz from one batch of people, each in no other batch. Never changed.

    It holds nobody: figures of a group, some of whom were left out by lot. See docs/decisions/0020.
    """

    wagtail_reference_index_ignore = True

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="snapshots")
    made_at = models.DateTimeField(_("published"), db_default=Now())
    n = models.PositiveIntegerField(_("people counted"))
    data = models.JSONField(_("figures"))
    questions = models.ManyToManyField(
        Question, related_name="snapshots", verbose_name=_("questions")
    )

    objects: models.Manager["StatisticsSnapshot"] = models.Manager()

    class Meta:
        verbose_name = _("statistics of a quiz")
        verbose_name_plural = _("statistics of quizzes")
        ordering = ["quiz", "-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="statistics_snapshot_of_people", condition=Q(n__gte=1)),
        ]

    def __str__(self):
        return f"{self.quiz}, {self.made_at:%Y-%m-%d}"
