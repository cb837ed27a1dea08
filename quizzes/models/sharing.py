import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from quizzes.enums import ResultRecipient
from quizzes.models.attempts import Attempt


class SharedResultQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)


class SharedResult(models.Model):
    """A result that its learner sent, to one manager or to the training department (no recipient).

    Who may read it today is a question of their position or role today: policies.
    """

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="shared")
    audience = models.CharField(_("sent to"), max_length=10, choices=ResultRecipient)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="results_received",
        null=True,
        blank=True,
    )
    with_score = models.BooleanField(
        _("with the score"),
        default=True,
        db_default=True,
        help_text=_("As it was shown when it was sent."),
    )
    shared_at = models.DateTimeField(_("sent on"), db_default=Now())
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)

    objects = SharedResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result that was sent")
        verbose_name_plural = _("results that were sent")
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "attempt",
                "recipient",
                name="shared_result_once_to_a_manager",
                condition=Q(withdrawn_at=None, audience=ResultRecipient.MANAGER),
                violation_error_message=_("This result was sent to them already."),
            ),
            models.UniqueConstraint(
                "attempt",
                name="shared_result_once_to_training",
                condition=Q(withdrawn_at=None, audience=ResultRecipient.TRAINING),
                violation_error_message=_("This result was sent to them already."),
            ),
            models.CheckConstraint(
                name="shared_result_recipient_fits",
                condition=Q(audience=ResultRecipient.MANAGER, recipient__isnull=False)
                | Q(audience=ResultRecipient.TRAINING, recipient=None),
            ),
            models.CheckConstraint(
                name="shared_result_withdrawn_after_sent",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("shared_at")),
            ),
        ]

    def __str__(self):
        return f"{self.attempt}, {self.audience}"
