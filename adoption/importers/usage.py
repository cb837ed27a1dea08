"""The portal's file of use: who, under a pseudonym, used which service on which day. Nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.actions.sources import note_intake
from adoption.enums import SourceKind
from adoption.importers.intake import (
    MOST_REFUSALS,
    portal_format,
    quiet_rows,
    read_day,
    read_pseudonym,
    refuse,
    withdrawn_from,
)
from adoption.models import Publication, UsageDay
from adoption.periods import Month
from cms.models import Portal
from core.dates import today
from core.reports import ImportReport, Progress, Refused, silent
from core.tabular import Row, TableFormat
from people.models import ImportMapping


Value = TypeVar("Value")
COLUMNS = {"pseudonym": "pseudonyme", "service": "service", "day": "jour"}
BATCH = 2000


@dataclass(slots=True)
class _Intake:
    """What is needed to read a row, and what became of those read so far."""

    portal: Portal
    table: TableFormat
    services: dict[str, int]
    last_settled: date | None
    is_withdrawn: Callable[[str], bool]
    today: date
    report: ImportReport
    stored: int = 0
    late: int = 0
    withdrawn: int = 0


def import_usage(
    data: bytes,
    *,
    portal: Portal,
    mapping: ImportMapping | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Take in days of use, all or none unless `skip_refused`. The order of rows and files and their repetition do not matter.

    A row without a link is kept and stays unknown until there is one; one whose link was undone is
    passed over. A row of a month already published is kept as late and changes no figure.
    """
    intake = _intake(portal, mapping)
    try:
        with transaction.atomic():
            # No publication of this portal is computed meanwhile: a row is counted, or it is late.
            Portal.objects.select_for_update(of=("self",)).get(pk=portal.pk)
            intake.last_settled = _last_settled(portal)
            _store(data, intake, skip_refused, progress)
            if intake.report.stops(skip_refused=skip_refused) or dry_run:
                raise Refused(intake.report)
            note_intake(portal=portal, kind=SourceKind.FILE, on=intake.today)
    except Refused:
        return intake.report
    intake.report.applied = True
    return intake.report


def _intake(portal: Portal, mapping: ImportMapping | None) -> _Intake:
    return _Intake(
        portal=portal,
        table=portal_format(mapping, COLUMNS),
        services=dict(portal.services.values_list("slug", "pk")),
        last_settled=None,
        is_withdrawn=withdrawn_from(portal),
        today=today(),
        report=ImportReport(),
    )


def _last_settled(portal: Portal) -> date | None:
    latest = Publication.objects.filter(portal=portal).oldest_first().last()
    return Month.containing(latest.month).last_day if latest else None


def _store(data: bytes, intake: _Intake, skip_refused: bool, progress: Progress) -> None:
    """Write batch by batch inside the caller's transaction; once nothing will stay, only read on."""
    report = intake.report
    kept = UsageDay.objects.filter(portal=intake.portal)
    before = kept.count()
    total = data.count(b"\n")
    rows = _usage_days(data, intake)
    read = 0
    while batch := list(islice(rows, BATCH)):
        read += len(batch)
        if not report.stops(skip_refused=skip_refused):
            UsageDay.objects.bulk_create(batch, ignore_conflicts=True)
        if len(report.refused) > MOST_REFUSALS:
            break
        progress(min(read, total), total)
    if report.stops(skip_refused=skip_refused):
        return
    report.created = kept.count() - before
    report.unchanged = intake.stored - report.created
    report.ignored = intake.withdrawn
    report.notes += _notes(intake)
    progress(total, total)


def _usage_days(data: bytes, intake: _Intake) -> Iterator[UsageDay]:
    for row in quiet_rows(data, intake.table, intake.report):
        use = _usage_day(row, intake)
        if use is None:
            continue
        if intake.is_withdrawn(use.pseudonym):
            intake.withdrawn += 1
            continue
        intake.stored += 1
        intake.late += use.is_late
        yield use


def _usage_day(row: Row, intake: _Intake) -> UsageDay | None:
    """None when something of the row is refused; all that is wrong with it is reported."""
    pseudonym = _read(intake, row, "pseudonym", read_pseudonym)
    service = _read(intake, row, "service", lambda text: _service(text, intake))
    day = _read(intake, row, "day", lambda text: _day(text, intake))
    if pseudonym is None or service is None or day is None:
        return None
    return UsageDay(
        portal=intake.portal,
        pseudonym=pseudonym,
        service_id=service,
        day=day,
        is_late=intake.last_settled is not None and day <= intake.last_settled,
    )


def _read(intake: _Intake, row: Row, name: str, read: Callable[[str], Value]) -> Value | None:
    try:
        return read(row.values[name])
    except ValueError as error:
        refuse(intake.report, row.line, intake.table.columns[name], error)
        return None


def _service(text: str, intake: _Intake) -> int:
    if text not in intake.services:
        known = ", ".join(sorted(intake.services)) or _("the portal has none yet")
        raise ValueError(_("a service of the portal (%(known)s)") % {"known": known})
    return intake.services[text]


def _day(text: str, intake: _Intake) -> date:
    return read_day(text, intake.table, first=intake.portal.opened_on, last=intake.today)


def _notes(intake: _Intake) -> list[str]:
    notes = []
    if intake.late:
        notes.append(
            ngettext(
                "%(count)s row is of a month already published: kept, and no figure changes.",
                "%(count)s rows are of months already published: kept, and no figure changes.",
                intake.late,
            )
            % {"count": intake.late}
        )
    if intake.withdrawn:
        notes.append(
            ngettext(
                "%(count)s row is of a link that was undone: passed over.",
                "%(count)s rows are of links that were undone: passed over.",
                intake.withdrawn,
            )
            % {"count": intake.withdrawn}
        )
    return notes
