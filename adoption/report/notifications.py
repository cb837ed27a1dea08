"""Register what tells the owner of a saved report that it has new figures, or that it has lost a group. No figure."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.foundation.periods import Month
from adoption.foundation.policies import READERS_OF_ALL
from adoption.foundation.words.months import month_text
from adoption.report.models import SavedReport
from people.models import Notification, Person
from people.notifications.actions import Entry, notify
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)


REPORT_READY = "saved_report"
LOST = ":lost"


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=REPORT_READY,
            title=gettext_lazy("A report of mine"),
            action=gettext_lazy("Open"),
            icon="file-text",
            describe=_reports,
            rank=60,
            is_news=True,
        )
    )


def keys_of(report: SavedReport) -> tuple[str, str]:
    return str(report.uuid), f"{report.uuid}{LOST}"


def notify_of_report(report: SavedReport, *, is_ready: bool) -> None:
    ready, lost = keys_of(report)
    entry = Entry(person=report.person_id, key=ready if is_ready else lost)
    notify(kind=REPORT_READY, entries=[entry])


def _reports(rows: Sequence[Notification]) -> Mapping[int, Description]:
    """Describe nothing to whoever has lost the role."""
    uuids = {row.key.removesuffix(LOST) for row in rows}
    reports = {str(report.uuid): report for report in SavedReport.objects.filter(uuid__in=uuids)}
    owners = Person.objects.filter(pk__in={row.person_id for row in rows})
    reading = {
        key
        for role in sorted(READERS_OF_ALL)
        for key in owners.with_role(role).values_list("pk", flat=True)
    }
    return {
        row.pk: _described(report, is_ready=not row.key.endswith(LOST))
        for row in rows
        if row.person_id in reading and (report := reports.get(row.key.removesuffix(LOST)))
    }


def _described(report: SavedReport, *, is_ready: bool) -> Description:
    address = reverse("adoption:open_report", args=[report.uuid])
    if not is_ready:
        text = _("“%(report)s” can no longer be made") % {"report": report.name}
        return Description(text, address, _("A group of it is no longer published."))
    month = month_text(Month.containing(report.sent_for)) if report.sent_for else ""
    return Description(_("“%(report)s” is ready") % {"report": report.name}, address, month)
