import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from quizzes.models.bank import Question, QuestionVersion
from quizzes.models.translations import QuestionTranslation


class ReviewCard(models.Model):
    """A question that somebody got wrong and meets again, at growing distances. `memory` is fsrs's own."""

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_cards"
    )
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="review_cards")
    memory = models.JSONField(_("what is remembered of it"))
    due_at = models.DateTimeField(_("to be seen again"))
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    # The answer given last, so that its page can explain it.
    version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    translation = models.ForeignKey(
        QuestionTranslation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    response = models.JSONField(_("answer"), default=dict, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mistake to review")
        verbose_name_plural = _("mistakes to review")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint("learner", "question", name="review_card_once"),
            models.CheckConstraint(
                name="review_card_answer_is_whole",
                condition=Q(version=None, answered_at=None)
                | Q(version__isnull=False, answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index("learner", "due_at", name="review_card_due")]

    def __str__(self):
        return f"{self.question}"
