"""Tables of the messages between the two people of a pair, and of those that one of them reported."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import Side
from ambassadors.help.models.pairs import Pair


MESSAGE_LENGTH = 1000
REASON_LENGTH = 500


class PairThread(models.Model):
    """State of the messages of a pair: how far each of the two has read, and whether one of them has ended the messages.

    `..._seen`: key of the last message that this side said to have read, 0 for none.
    """

    wagtail_reference_index_ignore = True

    pair = models.OneToOneField(Pair, on_delete=models.CASCADE, related_name="thread")
    seeker_seen = models.PositiveBigIntegerField(_("read by who asked"), default=0)
    ambassador_seen = models.PositiveBigIntegerField(_("read by the ambassador"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("thread of a pair")
        verbose_name_plural = _("threads of pairs")
        ordering = ["pk"]

    def __str__(self):
        return str(self.pair)

    def seen_by(self, side):
        return getattr(self, f"{side}_seen")


class PairMessage(models.Model):
    """A message from one of a pair to the other: text, read by the two and by nobody else."""

    wagtail_reference_index_ignore = True

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(_("written by"), max_length=10, choices=Side)
    text = models.TextField(_("message"))
    sent_at = models.DateTimeField(_("sent at"), db_default=Now())

    class Meta:
        verbose_name = _("message of a pair")
        verbose_name_plural = _("messages of pairs")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="pair_message_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="pair_message_is_short",
                condition=LessThanOrEqual(Length("text"), MESSAGE_LENGTH),
                violation_error_message=_("A message has 1,000 characters at most."),
            ),
            models.CheckConstraint(
                name="pair_message_side_is_known", condition=Q(side__in=Side.values)
            ),
        ]

    def __str__(self):
        return f"{self.pair}, {self.pk}"


class MessageReport(models.Model):
    """Messages that one of a pair handed to a named person, as they stood: nothing else of the thread.

    `quotes`: moment and text of each. It points to no pair, so that whoever reads it is led to none.
    """

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_reports_made"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_reports_about"
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="message_reports_received",
    )
    quotes = models.JSONField(_("messages reported"))
    reason = models.TextField(_("why"), blank=True)
    made_at = models.DateTimeField(_("reported at"), db_default=Now())
    handled_at = models.DateTimeField(_("dealt with at"), null=True, blank=True)

    class Meta:
        verbose_name = _("report of messages")
        verbose_name_plural = _("reports of messages")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="message_report_is_about_another", condition=~Q(reporter=F("author"))
            ),
            models.CheckConstraint(
                name="message_report_is_read_by_a_third",
                condition=~Q(recipient=F("author")) & ~Q(recipient=F("reporter"))
                | Q(recipient=None),
            ),
        ]

    def __str__(self):
        return str(self.uuid)
