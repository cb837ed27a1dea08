import uuid
from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from adoption.report.enums import DecisionState, KeptDocument, ReportPeriod, ReportSchedule
from adoption.report.report_months import LASTING
from adoption.report.worth import Range
from cms.models import Portal
from people.models import Person


MOST_MINUTES = 240  # a longer contact is a slip
LONGEST_NAME = 60


class CommitteeDecision(models.Model):
    """A decision of the steering committee. `month`: of the report on which it was taken.

    `owner` is a function or a name as the committee said it: text, tied to no account. `asked`: key of the report's
    question that it answers, "" where it answers none.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="committee_decisions")
    month = models.DateField(_("month of the report"))
    asked = models.CharField(max_length=80, blank=True, default="", editable=False)
    text = models.CharField(_("decision"), max_length=300)
    owner = models.CharField(_("who sees to it"), max_length=120)
    taken_on = models.DateField(_("taken on"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=10, choices=DecisionState, default=DecisionState.OPEN
    )
    settled_on = models.DateField(_("done or dropped on"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision of the committee")
        verbose_name_plural = _("decisions of the committee")
        ordering = ["portal", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "portal",
                "month",
                "asked",
                name="committee_decision_once_a_report",
                condition=~Q(asked=""),
            ),
            models.CheckConstraint(
                name="committee_decision_month_is_a_first_day", condition=Q(month__day=1)
            ),
            models.CheckConstraint(
                name="committee_decision_is_due_after_it_is_taken",
                condition=Q(due_on__gte=F("taken_on")),
                violation_error_message=_("The day by which it is due is before the decision."),
            ),
            models.CheckConstraint(
                name="committee_decision_state_is_known",
                condition=Q(state__in=DecisionState.values),
            ),
            models.CheckConstraint(
                name="committee_decision_open_until_settled",
                condition=Q(state=DecisionState.OPEN, settled_on=None)
                | ~Q(state=DecisionState.OPEN) & Q(settled_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.text


class CommitteeDecisionRevision(models.Model):
    """An earlier wording of a decision, append-only: the decision itself says what holds."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    decision = models.ForeignKey(
        CommitteeDecision, on_delete=models.CASCADE, related_name="revisions"
    )
    text = models.CharField(_("decision"), max_length=300)
    owner = models.CharField(_("who sees to it"), max_length=120)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=DecisionState)
    changed_by = models.ForeignKey(
        Person,
        verbose_name=_("changed by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="committee_decision_revisions",
    )
    changed_on = models.DateField(_("changed on"))

    class Meta:
        verbose_name = _("earlier wording of a decision of the committee")
        verbose_name_plural = _("earlier wordings of decisions of the committee")
        ordering = ["decision", "pk"]
        constraints = [
            models.CheckConstraint(
                name="committee_decision_revision_state_is_known",
                condition=Q(state__in=DecisionState.values),
            ),
        ]

    def __str__(self):
        return self.text


def _is_range(field: str, within: tuple[int, int], message: Any) -> models.CheckConstraint:
    """Return the condition that a range has both bounds, in order, or neither."""
    low, high, (least, most) = f"{field}_low", f"{field}_high", within
    return models.CheckConstraint(
        name=f"contact_time_{field}_is_a_range",
        condition=Q(**{low: None, high: None})
        | Q(**{f"{low}__isnull": False, f"{high}__isnull": False})
        & Q(**{f"{low}__gte": least, f"{high}__gte": F(low), f"{high}__lte": most}),
        violation_error_message=message,
    )


CHANNEL_RANGE_MESSAGE = _(
    "The time of a channel is two numbers from 1 to 240, the lower one first."
)


class ContactTime(models.Model):
    """Basis of the estimate of time and money, as the organisation found it; nothing is assumed without.

    `minutes_high`: empty where one number alone was noted. `channel_minutes`: {channel: [low, high]} of channels of
    which another time is known. `hour_cost`: euros. `ambassador_minutes`: agreed for each, a week.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    portal = models.OneToOneField(
        Portal, on_delete=models.PROTECT, primary_key=True, related_name="contact_time"
    )
    minutes_low = models.PositiveSmallIntegerField(_("minutes for a contact, at least"))
    minutes_high = models.PositiveSmallIntegerField(
        _("minutes for a contact, at most"), null=True, blank=True
    )
    channel_minutes = models.JSONField(_("minutes by channel"), default=dict, blank=True)
    basis = models.CharField(_("how this is known"), max_length=200)
    hour_cost_low = models.PositiveSmallIntegerField(
        _("what an hour costs in euros, at least"), null=True, blank=True
    )
    hour_cost_high = models.PositiveSmallIntegerField(
        _("what an hour costs in euros, at most"), null=True, blank=True
    )
    ambassador_minutes_low = models.PositiveSmallIntegerField(
        _("minutes a week agreed for an ambassador, at least"), null=True, blank=True
    )
    ambassador_minutes_high = models.PositiveSmallIntegerField(
        _("minutes a week agreed for an ambassador, at most"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("time for a contact")
        verbose_name_plural = _("times for contacts")
        ordering = ["portal"]
        constraints = [
            models.CheckConstraint(
                name="contact_time_is_plausible",
                condition=Q(minutes_low__range=(1, MOST_MINUTES))
                & (Q(minutes_high=None) | Q(minutes_high__range=(F("minutes_low"), MOST_MINUTES))),
                violation_error_message=_(
                    "A contact takes between 1 and 240 minutes, the lower number first."
                ),
            ),
            _is_range(
                "hour_cost",
                (1, 500),
                _("An hour costs between 1 and 500 €, the lower number first."),
            ),
            _is_range(
                "ambassador_minutes",
                (5, 600),
                _("The time is between 5 and 600 minutes a week, the lower number first."),
            ),
        ]

    def __str__(self):
        return f"{self.portal}, {self.minutes_low}"

    def clean(self) -> None:
        for low, high in self.channel_minutes.values():
            if low is None or high is None or not 1 <= low <= high <= MOST_MINUTES:
                raise ValidationError(CHANNEL_RANGE_MESSAGE)

    @property
    def minutes(self) -> Range:
        return Range(self.minutes_low, self.minutes_high or self.minutes_low)

    @property
    def minutes_by_channel(self) -> defaultdict[str, Range]:
        known = {channel: Range(*bounds) for channel, bounds in self.channel_minutes.items()}
        return defaultdict(lambda: self.minutes, known)

    @property
    def hour_cost(self) -> Range | None:
        low, high = self.hour_cost_low, self.hour_cost_high
        return Range(low, high) if low and high else None

    @property
    def ambassador_minutes(self) -> Range | None:
        low, high = self.ambassador_minutes_low, self.ambassador_minutes_high
        return Range(low, high) if low and high else None


class PackEdition(models.Model):
    """The works council's file as handed out, with which the next one is compared.

    `content`: the documents by language, as adoption.report.pack makes them. Nothing about a person is in it.
    """

    version = models.CharField(_("version"), max_length=20, unique=True)
    content = models.JSONField(_("content"), default=dict)
    published_at = models.DateTimeField(_("published at"), db_default=Now())

    class Meta:
        verbose_name = _("edition of the works council’s file")
        verbose_name_plural = _("editions of the works council’s file")
        ordering = ["-published_at", "-pk"]

    def __str__(self):
        return self.version


class DocumentEdition(models.Model):
    """A version of the organisation's own part of a document. Append-only: the latest holds.

    `words`: by key of `adoption.report.kept`; what is not written there is not said.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    document = models.CharField(_("document"), max_length=20, choices=KeptDocument)
    edition = models.PositiveSmallIntegerField(_("version"))
    words = models.JSONField(_("words"), default=dict)
    saved_by = models.ForeignKey(
        Person,
        verbose_name=_("saved by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="document_editions",
    )
    saved_at = models.DateTimeField(_("saved at"), db_default=Now())

    class Meta:
        verbose_name = _("version of a document of data protection")
        verbose_name_plural = _("versions of documents of data protection")
        ordering = ["document", "-edition"]
        constraints = [
            models.UniqueConstraint("document", "edition", name="document_edition_unique"),
            models.CheckConstraint(
                name="document_edition_document_is_known",
                condition=Q(document__in=KeptDocument.values),
            ),
            models.CheckConstraint(
                name="document_edition_counts_from_one", condition=Q(edition__gte=1)
            ),
        ]

    def __str__(self):
        return f"{self.get_document_display()}, {self.edition}"


class SavedReport(models.Model):
    """A reader's own choice of published groups, months and columns, private to them. No figure is in it.

    `groups`: of each its key (adoption.report.queries.groups) and the name it had; `columns`: codes of indicators.
    `starts_on`: of a period that does not move on. `sent_for`: the latest month of which its owner knows.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_reports")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    portal = models.ForeignKey(Portal, on_delete=models.CASCADE, related_name="saved_reports")
    groups = models.JSONField(_("groups"), default=list)
    columns = models.JSONField(_("columns"), default=list)
    period = models.CharField(_("months"), max_length=10, choices=ReportPeriod)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    schedule = models.CharField(
        _("announced"), max_length=10, choices=ReportSchedule, default=ReportSchedule.NEVER
    )
    sent_for = models.DateField(_("announced for"), null=True, blank=True)
    changed_at = models.DateTimeField(_("last changed"), db_default=Now())

    class Meta:
        verbose_name = _("saved report")
        verbose_name_plural = _("saved reports")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("person", "name", name="saved_report_name_once"),
            models.CheckConstraint(name="saved_report_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="saved_report_period_is_known",
                condition=Q(period__in=list(LASTING), starts_on=None)
                | Q(starts_on__isnull=False, starts_on__day=1)
                & (
                    Q(period=ReportPeriod.YEAR, starts_on__month=1)
                    | Q(period=ReportPeriod.QUARTER, starts_on__month__in=[1, 4, 7, 10])
                    | Q(period=ReportPeriod.MONTH)
                ),
            ),
            models.CheckConstraint(
                name="saved_report_schedule_is_known",
                condition=Q(schedule__in=ReportSchedule.values),
            ),
            models.CheckConstraint(
                name="saved_report_scheduled_moves_on",
                condition=Q(schedule=ReportSchedule.NEVER) | Q(starts_on=None),
                violation_error_message=_(
                    "Only a report on the latest months can be announced: these months stay the same."
                ),
            ),
        ]

    def __str__(self):
        return self.name
