import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from quizzes.models.attempts import LEAST, AttemptItem
from quizzes.models.bank import Question, QuestionVersion


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


class RemarkRunQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(finished_at=None)


class RemarkRun(models.Model):
    """The answers to earlier versions of a question, marked again by the key of a later one.

    `cursor` is the last item that was dealt with: it moves in the transaction that deals with it, so
    that a run which stops goes on where it was.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="remark_runs")
    version = models.ForeignKey(
        QuestionVersion,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("version whose key counts"),
    )
    sources = models.ManyToManyField(
        QuestionVersion, related_name="remark_runs", verbose_name=_("versions marked again")
    )
    only_raises = models.BooleanField(_("nobody’s score is lowered"), default=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="remark_runs",
        null=True,
        blank=True,
    )
    started_at = models.DateTimeField(_("started at"), db_default=Now())
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    cursor = models.BigIntegerField(db_default=0, editable=False)
    # Exact, and on no page but the first, which is rounded: see queries.remarking.
    examined = models.PositiveIntegerField(_("results looked at"), db_default=0)
    raised = models.PositiveIntegerField(_("results that rose"), db_default=0)
    lowered = models.PositiveIntegerField(_("results that fell"), db_default=0)
    now_passed = models.PositiveIntegerField(_("quizzes passed since"), db_default=0)
    no_longer_passed = models.PositiveIntegerField(_("quizzes no longer passed"), db_default=0)

    objects = RemarkRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of results")
        verbose_name_plural = _("corrections of results")
        ordering = ["-started_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                "question",
                name="remark_run_one_at_a_time",
                condition=Q(finished_at=None),
                violation_error_message=_("The results of this question are being corrected."),
            ),
            models.CheckConstraint(
                name="remark_run_counts_within_examined",
                condition=Q(raised__lte=F("examined") - F("lowered"), examined__gte=F("lowered")),
            ),
        ]

    def __str__(self):
        return f"{self.question}, {self.started_at:%Y-%m-%d}"


class RemarkedItem(models.Model):
    """What one run made of one answer. `before` is None for one that was submitted after it began."""

    wagtail_reference_index_ignore = True

    run = models.ForeignKey(RemarkRun, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(AttemptItem, on_delete=models.CASCADE, related_name="remarks")
    before = models.DecimalField(
        _("share of the points before"), max_digits=12, decimal_places=10, null=True, blank=True
    )
    after = models.DecimalField(_("share of the points since"), max_digits=12, decimal_places=10)
    made_at = models.DateTimeField(_("corrected at"), db_default=Now())

    class Meta:
        verbose_name = _("corrected answer")
        verbose_name_plural = _("corrected answers")
        ordering = ["run", "item"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint("run", "item", name="remarked_item_once_per_run"),
            models.CheckConstraint(
                name="remarked_item_fractions_in_range",
                condition=(Q(before=None) | Q(before__range=(LEAST, 1)))
                & Q(after__range=(LEAST, 1)),
            ),
        ]

    def __str__(self):
        return f"{self.run}, {self.item}"
