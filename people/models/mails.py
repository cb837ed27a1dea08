import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.enums import MailRhythm, MailStatus
from people.models.outbox import OutboxQuerySet, OutboxRow
from people.models.person import Person


CUT_OFF_AFTER = timedelta(minutes=5)  # more than a mail server may take for one
GATHERED = (MailRhythm.DAILY, MailRhythm.WEEKLY)


class HeldMailKind(models.Model):
    """A kind of mail that an administrator holds: its mails wait until it is let go."""

    kind = models.CharField(_("kind"), max_length=40, primary_key=True)
    held_at = models.DateTimeField(_("held since"), db_default=Now())

    class Meta:
        verbose_name = _("held kind of mail")
        verbose_name_plural = _("held kinds of mail")

    def __str__(self):
        return self.kind


class OutgoingMailQuerySet(OutboxQuerySet):
    def due(self, moment):
        return super().due(moment).exclude(kind__in=HeldMailKind.objects.values("kind"))

    def closed(self):
        """Return mails sent, or never to be."""
        return self.exclude(status__in=(MailStatus.WAITING, MailStatus.SENDING))

    def cut_off(self, moment):
        """Return mails whose worker was ended while it sent them."""
        return self.filter(status=MailStatus.SENDING, claimed_at__lt=moment - CUT_OFF_AFTER)

    def gathered(self):
        return self.filter(rhythm__in=GATHERED)


class OutgoingMail(OutboxRow):
    """A mail that a fact asks for: see actions.delivery. Sent at most once after it was claimed.

    `content`: subject and text, sealed, and only until they are sent. `key`: a hash of the fact, so that it
    is sent once. No address: the mail goes to the one that the person has then.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("number of the mail"), max_length=64, unique=True)
    content = models.TextField(_("content, sealed"), blank=True, default="")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    rhythm = models.CharField(
        _("when"), max_length=10, choices=MailRhythm, default=MailRhythm.AT_ONCE
    )
    status = models.CharField(
        _("state"), max_length=10, choices=MailStatus, default=MailStatus.WAITING
    )
    expires_at = models.DateTimeField(_("of no use after"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["next_try_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="outgoing_mail_status_is_known", condition=Q(status__in=MailStatus.values)
            ),
            models.CheckConstraint(
                name="outgoing_mail_rhythm_is_known",
                condition=Q(rhythm__in=[MailRhythm.AT_ONCE, *GATHERED]),
            ),
            models.CheckConstraint(
                name="outgoing_mail_keeps_no_text_once_done",
                condition=Q(status__in=[MailStatus.WAITING, MailStatus.SENDING]) | Q(content=""),
            ),
            models.CheckConstraint(
                name="outgoing_mail_sent_has_its_time",
                condition=~Q(status=MailStatus.SENT) | Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                "next_try_at", name="outgoing_mail_due", condition=Q(status=MailStatus.WAITING)
            )
        ]

    def __str__(self):
        return f"{self.kind}, {self.get_status_display()}"


class MailChoice(models.Model):
    """A person's choice of when they want a kind of mail. Without a row: as the kind says."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mail_choices")
    kind = models.CharField(_("kind"), max_length=40)
    rhythm = models.CharField(_("when"), max_length=10, choices=MailRhythm)

    class Meta:
        verbose_name = _("choice about mails")
        verbose_name_plural = _("choices about mails")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint("person", "kind", name="mail_choice_one_for_each_kind"),
            models.CheckConstraint(
                name="mail_choice_rhythm_is_known", condition=Q(rhythm__in=MailRhythm.values)
            ),
        ]

    def __str__(self):
        return f"{self.kind}, {self.get_rhythm_display()}"


class MailLanguage(models.Model):
    """The language of a person's mails. Without a row: the installation's."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="mail_language")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)

    class Meta:
        verbose_name = _("language of mails")
        verbose_name_plural = _("languages of mails")

    def __str__(self):
        return self.get_language_display()


class RefusedAddress(models.Model):
    """An address that a mail server refused. `mark`: a hash, of no other address."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="refused_address")
    mark = models.CharField(_("keyed hash"), max_length=64)
    refused_at = models.DateTimeField(_("refused on"), db_default=Now())

    class Meta:
        verbose_name = _("refused address")
        verbose_name_plural = _("refused addresses")

    def __str__(self):
        return f"{self.refused_at:%Y-%m-%d}"


class MailWording(models.Model):
    """The organisation's own words for a kind of mail, in place of ours."""

    kind = models.CharField(_("kind"), max_length=40, unique=True)
    subject_fr = models.CharField(_("subject in French"), max_length=150)
    text_fr = models.TextField(_("text in French"), max_length=4000)
    subject_en = models.CharField(_("subject in English"), max_length=150)
    text_en = models.TextField(_("text in English"), max_length=4000)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())

    class Meta:
        verbose_name = _("wording of a mail")
        verbose_name_plural = _("wordings of mails")
        ordering = ["kind"]

    def __str__(self):
        return self.kind
