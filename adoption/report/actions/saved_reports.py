"""Save and delete one's own reports."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from adoption.foundation.indicators import Definition
from adoption.publishing.models import Publication
from adoption.report.models import SavedReport
from adoption.report.notifications import REPORT_READY, keys_of
from adoption.report.queries.custom_groups import ReportGroup
from adoption.report.report_months import ReportMonths
from people.actions.privacy import lock_person
from people.models import Person
from people.notifications.actions import settle


MOST = 50


@transaction.atomic
def save_report(
    *,
    person: Person,
    name: str,
    latest: Publication,
    groups: Sequence[ReportGroup],
    columns: Sequence[Definition],
    months: ReportMonths,
    schedule: str,
) -> SavedReport:
    """Save the choices under a name; a report of the same name is overwritten. `latest`: what its owner sees now."""
    lock_person(person=person)
    name = " ".join(name.split())
    own = SavedReport.objects.filter(person=person)
    report = own.filter(name=name).first()
    if report is None:
        if own.count() >= MOST:
            raise ValidationError(
                _("You have %(most)s reports already: delete one first.") % {"most": MOST},
                code="most",
            )
        report = SavedReport(person=person, name=name)
    report.portal = latest.portal
    report.groups = [{"key": group.key, "name": group.name} for group in groups]
    report.columns = [column.code for column in columns]
    report.period, report.starts_on = months.period, months.starts_on
    report.schedule, report.sent_for = schedule, latest.month
    report.clean_fields(exclude=["changed_at"])
    report.validate_constraints(exclude=["changed_at"])
    report.changed_at = Now()
    report.save()
    return report


@transaction.atomic
def delete_report(*, report: SavedReport) -> None:
    settle(kind=REPORT_READY, keys=keys_of(report))
    SavedReport.objects.filter(pk=report.pk).delete()
