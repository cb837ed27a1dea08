"""Takes in days of use, whoever sent them and however they were written.

A source (a file, the JSON of the API, a statistics server) only reads: it yields rows of text. All that
decides what becomes of a row happens here, once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.importers.intake import MOST_REFUSALS, read_pseudonym, refuse, withdrawn_from
from adoption.models import Publication, UsageDay
from adoption.periods import Month
from cms.models import Portal
from core.dates import today
from core.reports import ImportReport, Refused


DayRow = tuple[int, str, str, str]  # line (or place in a list), pseudonym, service, day: as written
Source = Callable[[ImportReport], Iterator[DayRow]]
Value = TypeVar("Value")
BATCH = 2000


@dataclass(slots=True)
class DaysReport(ImportReport):
    """`late`: rows of months already published; they are among those created or unchanged."""

    late: int = 0


@dataclass(slots=True)
class _Intake:
    """What is needed to read a row, and what became of those read so far."""

    portal: Portal
    names: Mapping[str, str]
    read_day: Callable[[str], date]
    services: dict[str, int]
    last_settled: date | None
    is_withdrawn: Callable[[str], bool]
    today: date
    report: DaysReport
    stored: int = 0
    late: int = 0
    withdrawn: int = 0


def take_in_days(
    source: Source,
    *,
    portal: Portal,
    names: Mapping[str, str],
    read_day: Callable[[str], date],
    dry_run: bool = False,
    skip_refused: bool = False,
) -> DaysReport:
    """Take in days of use, all or none unless `skip_refused`. Order and repetition do not matter.

    `source` is given the report, notes there what it cannot read, and yields the rest. `names`: what
    the sender calls "pseudonym", "service" and "day". `read_day` raises ValueError with what was
    expected, in words.

    A row without a link is kept and stays unknown until there is one; one whose link was undone is
    passed over. A row of a month already published is kept as late and changes no figure.
    """
    intake = _intake(portal, names, read_day)
    try:
        with transaction.atomic():
            # No publication of this portal is computed meanwhile: a row is counted, or it is late.
            Portal.objects.select_for_update(of=("self",)).get(pk=portal.pk)
            intake.last_settled = _last_settled(portal)
            _store(source, intake, skip_refused)
            if intake.report.stops(skip_refused=skip_refused) or dry_run:
                raise Refused(intake.report)
    except Refused:
        return intake.report
    intake.report.applied = True
    return intake.report


def _intake(portal: Portal, names: Mapping[str, str], read_day: Callable[[str], date]) -> _Intake:
    return _Intake(
        portal=portal,
        names=names,
        read_day=read_day,
        services=dict(portal.services.values_list("slug", "pk")),
        last_settled=None,
        is_withdrawn=withdrawn_from(portal),
        today=today(),
        report=DaysReport(),
    )


def _last_settled(portal: Portal) -> date | None:
    latest = Publication.objects.filter(portal=portal).oldest_first().last()
    return Month.containing(latest.month).last_day if latest else None


def _store(source: Source, intake: _Intake, skip_refused: bool) -> None:
    """Write batch by batch inside the caller's transaction; once nothing will stay, only read on."""
    report = intake.report
    kept = UsageDay.objects.filter(portal=intake.portal)
    before = kept.count()
    rows = _usage_days(source, intake)
    while batch := list(islice(rows, BATCH)):
        if not report.stops(skip_refused=skip_refused):
            UsageDay.objects.bulk_create(batch, ignore_conflicts=True)
        if len(report.refused) > MOST_REFUSALS:
            break
    if report.stops(skip_refused=skip_refused):
        return
    report.created = kept.count() - before
    report.unchanged = intake.stored - report.created
    report.ignored = intake.withdrawn
    report.late = intake.late
    report.notes += _notes(intake)


def _usage_days(source: Source, intake: _Intake) -> Iterator[UsageDay]:
    for row in source(intake.report):
        use = _usage_day(row, intake)
        if use is None:
            continue
        if intake.is_withdrawn(use.pseudonym):
            intake.withdrawn += 1
            continue
        intake.stored += 1
        intake.late += use.is_late
        yield use


def _usage_day(row: DayRow, intake: _Intake) -> UsageDay | None:
    """None when something of the row is refused; all that is wrong with it is reported."""
    line, *texts = row
    pseudonym = _read(intake, line, "pseudonym", texts[0], read_pseudonym)
    service = _read(intake, line, "service", texts[1], lambda text: _service(text, intake))
    day = _read(intake, line, "day", texts[2], lambda text: _day(text, intake))
    if pseudonym is None or service is None or day is None:
        return None
    return UsageDay(
        portal=intake.portal,
        pseudonym=pseudonym,
        service_id=service,
        day=day,
        is_late=intake.last_settled is not None and day <= intake.last_settled,
    )


def _read(
    intake: _Intake, line: int, name: str, text: str, read: Callable[[str], Value]
) -> Value | None:
    try:
        return read(text)
    except ValueError as error:
        refuse(intake.report, line, intake.names[name], error)
        return None


def _service(text: str, intake: _Intake) -> int:
    if text not in intake.services:
        known = ", ".join(sorted(intake.services)) or _("the portal has none yet")
        raise ValueError(_("a service of the portal (%(known)s)") % {"known": known})
    return intake.services[text]


def _day(text: str, intake: _Intake) -> date:
    day, first = intake.read_day(text), intake.portal.opened_on
    if day > intake.today:
        raise ValueError(_("a day that is not to come"))
    if first is not None and day < first:
        raise ValueError(_("a day from %(first)s on, when the portal opened") % {"first": first})
    return day


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
