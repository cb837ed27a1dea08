import uuid

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.enums import IdentityCheck, RequestChannel, RequestKind, RequestStatus
from people.models.person import Person


class DataRequestQuerySet(models.QuerySet):
    def waiting_first(self):
        """Sort requests without an answer first, by due day; then the rest."""
        is_closed = Case(When(status=RequestStatus.OPEN, then=0), default=1)
        return self.order_by(is_closed, "due_on", "pk")


MONTHS_MORE = [1, 2]  # article 12(3)


class DataRequest(models.Model):
    """A request by which a person uses a right over their data; the data protection officer answers within a month.

    `person` is empty once the request was answered by erasing them: then a kind and days are left. `acted_at`:
    when what was asked was done, else `without_act` says why it was not. `record_mark`: of a correction, a
    keyed hash of the staff record as it was when it was asked for.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="data_requests", null=True, blank=True
    )
    channel = models.CharField(
        _("how it came"),
        max_length=20,
        choices=RequestChannel,
        default=RequestChannel.SCREEN,
        db_default=RequestChannel.SCREEN,
    )
    identity_check = models.CharField(
        _("how the identity was checked"),
        max_length=20,
        choices=IdentityCheck,
        blank=True,
        default=IdentityCheck.SIGNED_IN,
        db_default=IdentityCheck.SIGNED_IN,
    )
    entered_by = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="data_requests_entered",
        verbose_name=_("entered by"),
    )
    kind = models.CharField(_("request"), max_length=20, choices=RequestKind)
    about = models.CharField(_("about"), max_length=100, blank=True, default="")
    wrong = models.TextField(_("what is wrong, or what you ask"), max_length=2000)
    right = models.TextField(_("what would be right"), max_length=2000, blank=True, default="")
    status = models.CharField(
        _("state"), max_length=20, choices=RequestStatus, default=RequestStatus.OPEN
    )
    asked_at = models.DateTimeField(_("asked on"), db_default=Now())
    due_on = models.DateField(_("answer due by"))
    months_more = models.PositiveSmallIntegerField(
        _("months more for the answer"), default=0, db_default=0
    )
    extension_reason = models.TextField(
        _("why it takes longer"), max_length=1000, blank=True, default="", db_default=""
    )
    record_mark = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False
    )
    acted_at = models.DateTimeField(_("done on"), null=True, blank=True)
    without_act = models.TextField(
        _("why it was answered without being done"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
    )
    answer = models.TextField(_("answer"), max_length=4000, blank=True, default="")
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="data_requests_answered",
        verbose_name=_("answered by"),
    )

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="data_request_kind_is_known", condition=Q(kind__in=RequestKind.values)
            ),
            models.CheckConstraint(
                name="data_request_status_is_known", condition=Q(status__in=RequestStatus.values)
            ),
            models.CheckConstraint(
                name="data_request_closed_when_answered",
                condition=Q(status=RequestStatus.OPEN, answered_at=None)
                | (~Q(status=RequestStatus.OPEN) & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="data_request_answer_says_something",
                condition=Q(status=RequestStatus.OPEN) | ~Q(answer="") | Q(person=None),
                violation_error_message=_("An answer, or a refusal, says why."),
            ),
            models.CheckConstraint(
                name="data_request_channel_is_known", condition=Q(channel__in=RequestChannel.values)
            ),
            models.CheckConstraint(
                name="data_request_identity_check_is_known",
                condition=Q(identity_check__in=["", *IdentityCheck.values]),
            ),
            models.CheckConstraint(
                name="data_request_identity_checked_when_answered",
                condition=~Q(status=RequestStatus.ANSWERED) | ~Q(identity_check=""),
                violation_error_message=_("Say first how the identity was checked."),
            ),
            models.CheckConstraint(
                name="data_request_answered_by_its_act",
                condition=~Q(status=RequestStatus.ANSWERED)
                | Q(acted_at__isnull=False)
                | ~Q(without_act=""),
                violation_error_message=_(
                    "What is asked was not done yet: do it, or write why it is answered without."
                ),
            ),
            models.CheckConstraint(
                name="data_request_longer_with_a_reason",
                condition=Q(months_more=0, extension_reason="")
                | (Q(months_more__in=MONTHS_MORE) & ~Q(extension_reason="")),
                violation_error_message=_("Say why it takes longer: the person reads it."),
            ),
            models.CheckConstraint(
                name="data_request_without_person_was_an_erasure",
                condition=Q(person__isnull=False)
                | Q(
                    kind=RequestKind.ERASURE,
                    status=RequestStatus.ANSWERED,
                    acted_at__isnull=False,
                    about="",
                    wrong="",
                    right="",
                    answer="",
                    extension_reason="",
                    without_act="",
                    record_mark="",
                    entered_by=None,
                ),
            ),
        ]
        indexes = [models.Index("status", "due_on", name="data_request_by_due_day")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.due_on:%Y-%m-%d}"

    @property
    def kind_noun(self):
        return str(RequestKind(self.kind).noun)

    @property
    def name(self):
        """Return whose request it is, as lists sort them; once they are erased nobody's."""
        if self.person is None:
            return _("a person who was erased")
        return f"{self.person.last_name} {self.person.first_name}"

    @property
    def is_open(self):
        return self.status == RequestStatus.OPEN


class AnswerTemplate(models.Model):
    """The organisation's own words with which an answer to a kind of request begins, in place of ours."""

    kind = models.CharField(_("request"), max_length=20, choices=RequestKind, unique=True)
    text_fr = models.TextField(_("text in French"), max_length=3000)
    text_en = models.TextField(_("text in English"), max_length=3000)

    class Meta:
        verbose_name = _("template of an answer")
        verbose_name_plural = _("templates of answers")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                name="answer_template_kind_is_known", condition=Q(kind__in=RequestKind.values)
            ),
            models.CheckConstraint(
                name="answer_template_says_something", condition=~Q(text_fr="") & ~Q(text_en="")
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class ExportSeal(models.Model):
    """The nonce from which a person's export passphrase is made, beside their UUID and a key kept elsewhere.

    Without a row the first passphrase is good. It alone opens nothing (docs/decisions/0015).
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="export_seal")
    nonce = models.CharField(_("random number of the seal"), max_length=64)
    renewed_at = models.DateTimeField(_("renewed on"), db_default=Now())

    class Meta:
        verbose_name = _("export passphrase")
        verbose_name_plural = _("export passphrases")

    def __str__(self):
        return f"{self.person}, {self.renewed_at:%Y-%m-%d}"
