from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from quizzes.models.attempts import AttemptItem


class EssayMark(models.Model):
    """What a marker gave an open answer. The one with the highest number counts; none is rewritten."""

    wagtail_reference_index_ignore = True

    item = models.ForeignKey(AttemptItem, on_delete=models.CASCADE, related_name="marks")
    number = models.PositiveSmallIntegerField(_("mark number"))
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="essay_marks",
        null=True,
        blank=True,
    )
    # Percents, in the order of the grid of the version that was asked; one where it has no grid.
    grid = models.JSONField(_("marking grid"), default=list)
    fraction = models.DecimalField(_("share of the points"), max_digits=12, decimal_places=10)
    comment = models.TextField(_("comment to the learner"), max_length=5000, blank=True)
    reason = models.CharField(_("why the mark was changed"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("marked at"), db_default=Now())

    class Meta:
        verbose_name = _("mark of an open answer")
        verbose_name_plural = _("marks of open answers")
        ordering = ["item", "number"]
        default_permissions = ()
        permissions = [("mark_essay", "Can mark open answers")]
        constraints = [
            models.UniqueConstraint(
                "item",
                "number",
                name="essay_mark_number_unique",
                violation_error_message=_("Somebody else has marked this answer meanwhile."),
            ),
            models.CheckConstraint(
                name="essay_mark_fraction_in_range", condition=Q(fraction__range=(0, 1))
            ),
            models.CheckConstraint(
                name="essay_mark_changed_with_a_reason",
                condition=Q(number=1) | Q(number__gt=1) & ~Q(reason=""),
                violation_error_message=_("Say why the mark is changed."),
            ),
        ]

    def __str__(self):
        return f"{self.item}, {self.number}"
