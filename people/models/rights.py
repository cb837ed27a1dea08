import uuid

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.enums import RequestKind, RequestStatus
from people.models.person import Person


class DataRequestQuerySet(models.QuerySet):
    def waiting_first(self):
        """Sort requests without an answer first, by due day; then the rest."""
        is_closed = Case(When(status=RequestStatus.OPEN, then=0), default=1)
        return self.order_by(is_closed, "due_on", "pk")


class DataRequest(models.Model):
    """A request by which a person uses a right over their data; the data protection officer answers within a month."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="data_requests")
    kind = models.CharField(_("request"), max_length=20, choices=RequestKind)
    about = models.CharField(_("about"), max_length=100, blank=True, default="")
    wrong = models.TextField(_("what is wrong, or what you ask"), max_length=2000)
    right = models.TextField(_("what would be right"), max_length=2000, blank=True, default="")
    status = models.CharField(
        _("state"), max_length=20, choices=RequestStatus, default=RequestStatus.OPEN
    )
    asked_at = models.DateTimeField(_("asked on"), db_default=Now())
    due_on = models.DateField(_("answer due by"))
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
                condition=Q(status=RequestStatus.OPEN) | ~Q(answer=""),
                violation_error_message=_("An answer, or a refusal, says why."),
            ),
        ]
        indexes = [models.Index("status", "due_on", name="data_request_by_due_day")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.due_on:%Y-%m-%d}"

    @property
    def is_open(self):
        return self.status == RequestStatus.OPEN


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
