"""Models of messages that the training department writes to a population."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.enums import MessageState, MessageTemplate, PopulationKind


LANGUAGES = [code for code, _label in settings.LANGUAGES]
TIMELESS = (MessageState.DRAFT, MessageState.CALLED_OFF)  # need no hour at which they leave


class MessageQuerySet(models.QuerySet):
    def drafts(self):
        return self.filter(state=MessageState.DRAFT)

    def due(self, moment):
        """Return planned messages whose hour has come, and those whose sending was cut off."""
        planned = Q(state=MessageState.PLANNED, send_at__lte=moment)
        return self.filter(planned | Q(state=MessageState.SENDING))

    def gone(self):
        return self.filter(state__in=(MessageState.SENDING, MessageState.SENT))


class Message(models.Model):
    """A message in one language or two to everybody who meets all `criteria` when it leaves; without any, to all staff.

    `send_at`: when people may be disturbed. `reached`: how many it went to; `reached_up_to`: the key of the last one
    of them while it is being sent, in the order of keys.
    """

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.CharField(
        _("template"), max_length=10, choices=MessageTemplate, default=MessageTemplate.FREE
    )
    subject_fr = models.CharField(_("subject in French"), max_length=150, blank=True, default="")
    text_fr = models.TextField(_("text in French"), max_length=4000, blank=True, default="")
    subject_en = models.CharField(_("subject in English"), max_length=150, blank=True, default="")
    text_en = models.TextField(_("text in English"), max_length=4000, blank=True, default="")
    state = models.CharField(
        _("state"), max_length=10, choices=MessageState, default=MessageState.DRAFT
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="messages_written",
        verbose_name=_("written by"),
        null=True,
        blank=True,
    )
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    send_at = models.DateTimeField(_("leaves at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    reached = models.PositiveIntegerField(_("people reached"), default=0)
    reached_up_to = models.PositiveBigIntegerField(default=0, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="message_state_is_known", condition=Q(state__in=MessageState.values)
            ),
            models.CheckConstraint(
                name="message_template_is_known", condition=Q(template__in=MessageTemplate.values)
            ),
            models.CheckConstraint(
                name="message_in_french_is_whole",
                condition=Q(subject_fr="", text_fr="") | ~Q(subject_fr="") & ~Q(text_fr=""),
            ),
            models.CheckConstraint(
                name="message_in_english_is_whole",
                condition=Q(subject_en="", text_en="") | ~Q(subject_en="") & ~Q(text_en=""),
            ),
            models.CheckConstraint(
                name="message_is_written", condition=~Q(subject_fr="") | ~Q(subject_en="")
            ),
            models.CheckConstraint(
                name="message_planned_has_its_time",
                condition=Q(state__in=TIMELESS) | Q(send_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_sent_has_its_time",
                condition=~Q(state=MessageState.SENT) | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.subject_fr or self.subject_en

    @property
    def languages(self):
        return [code for code in LANGUAGES if getattr(self, f"subject_{code}")]

    def words_in(self, language):
        """Return subject and text in this language, or in the other one, with the language they are in."""
        written = language if language in self.languages else self.languages[0]
        return getattr(self, f"subject_{written}"), getattr(self, f"text_{written}"), written


class MessageCriterion(models.Model):
    """A condition on the population of a message; see `RuleCriterion`."""

    is_excluded = False  # a population is always those, never all but those

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="criteria")
    kind = models.CharField(max_length=20, choices=PopulationKind)
    values = models.JSONField(default=list)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("message", "kind", name="message_criterion_once"),
            models.CheckConstraint(
                name="message_population_is_allowed",
                condition=Q(kind__in=PopulationKind.values),
                violation_error_message=_(
                    "A population is chosen by team, job, site, role, arrival or mandatory training alone."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.message}, {self.kind}"
