"""Import days of use from any source and in any format.

A source (a file, the JSON of the API, a statistics server) only reads: it yields rows of text. All that
decides what becomes of a row happens here, once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.foundation.locks import lock_portal
from adoption.foundation.periods import Month
from adoption.foundation.settled_months import last_settled_day
from adoption.usage.actions.sources import record_intake
from adoption.usage.enums import SourceKind
from adoption.usage.importers.intake import (
    MOST_REFUSALS,
    WithdrawnPseudonyms,
    read_pseudonym,
    refuse_value,
    withdrawn_pseudonyms,
)
from adoption.usage.importers.staging import Staging, open_staging
from adoption.usage.usage_partitions import create_partitions
from cms.models import Portal
from core.dates import today
from core.reports import ImportRefused, ImportReport


DayRow = tuple[int, str, str, str]  # line (or place in a list), pseudonym, service, day: as written
Source = Callable[[ImportReport], Iterator[DayRow]]
Value = TypeVar("Value")
ROW = 3  # values
FULL = 10_000 * ROW  # values that are written at once
MOST_REMEMBERED = 200_000  # of each kind, some 50 MiB; then all are read anew


@dataclass(slots=True)
class DaysReport(ImportReport):
    """Report of an import. `late`: rows of months already published, included in created or unchanged."""

    late: int = 0


@dataclass(slots=True)
class _Intake:
    """State of an import: what rows are read with, and what became of those read so far.

    `pseudonyms`, `services` and `days`: from what a row says to what is staged of it. A value that was
    read once is not read again, so that a row takes three look-ups.
    """

    portal: Portal
    names: Mapping[str, str]
    read_day: Callable[[str], date]
    known: dict[str, int]
    withdrawn: WithdrawnPseudonyms
    staging: Staging
    today: date
    skip_refused: bool
    report: DaysReport
    pseudonyms: dict[str, Any] = field(default_factory=dict)
    services: dict[str, Any] = field(default_factory=dict)
    days: dict[str, Any] = field(default_factory=dict)
    months: set[Month] = field(default_factory=set)
    staged: int = 0
    late: int = 0
    passed_over: int = 0


def import_day_rows(
    source: Source,
    *,
    portal: Portal,
    names: Mapping[str, str],
    read_day: Callable[[str], date],
    kind: SourceKind = SourceKind.FILE,
    dry_run: bool = False,
    skip_refused: bool = False,
) -> DaysReport:
    """Import days of use, all or none unless `skip_refused`. Order and repetition do not matter.

    `source` is given the report, notes there what it cannot read, and yields the rest; spaces around a
    value do not count. `names`: what the sender calls "pseudonym", "service" and "day". `read_day`
    raises ValueError with what was expected, in words.

    A row without a link is kept and stays unknown until there is one; one whose link was undone is
    passed over. A row of a month already published is kept as late and changes no figure.
    """
    with open_staging() as waiting:
        intake = _Intake(
            portal=portal,
            names=names,
            read_day=read_day,
            known=dict(portal.services.values_list("slug", "pk")),
            withdrawn=withdrawn_pseudonyms(portal),
            staging=waiting,
            today=today(),
            skip_refused=skip_refused,
            report=DaysReport(),
        )
        _stage(source(intake.report), intake)
        try:
            if intake.report.blocks_import(skip_refused=skip_refused):
                raise ImportRefused(intake.report)
            if not dry_run:
                create_partitions(intake.months)
            with transaction.atomic():
                _store(intake)
                if dry_run:
                    raise ImportRefused(intake.report)
                record_intake(portal=portal, kind=kind, on=intake.today)
        except ImportRefused:
            return intake.report
    intake.report.applied = True
    return intake.report


# --- Reading ----------------------------------------------------------------------------------------


def _stage(rows: Iterator[DayRow], intake: _Intake) -> None:
    """Stage every valid row; once nothing will be stored, only validate the others."""
    pseudonyms, services, days = intake.pseudonyms, intake.services, intake.days
    values: list[Any] = []
    put = values.extend
    for row in rows:
        try:
            put((pseudonyms[row[1]], services[row[2]], days[row[3]]))
        except KeyError:
            put(_read_anew(row, intake))
            if len(intake.report.refused) > MOST_REFUSALS:
                return
        if len(values) >= FULL:
            _write(values, intake)
    _write(values, intake)


def _write(values: list[Any], intake: _Intake) -> None:
    if values and not intake.report.blocks_import(skip_refused=intake.skip_refused):
        intake.staging.add(values)
        intake.staged += len(values) // ROW
    values.clear()


def _read_anew(row: DayRow, intake: _Intake) -> tuple[Any, ...]:
    """Read the three values; none when refused or skipped. All faults of the row are reported."""
    line, *texts = row
    pseudonym = _read(intake, line, "pseudonym", texts[0], read_pseudonym)
    service = _read(intake, line, "service", texts[1], lambda text: _service(text, intake))
    day = _read(intake, line, "day", texts[2], lambda text: _day(text, intake))
    if pseudonym is None or service is None or day is None:
        return ()
    if pseudonym in intake.withdrawn:
        intake.passed_over += 1
        return ()
    intake.months.add(Month.containing(day))
    staged = intake.staging
    return (
        _remember(intake.pseudonyms, texts[0], staged.pseudonym_as(pseudonym)),
        _remember(intake.services, texts[1], staged.service_as(service)),
        _remember(intake.days, texts[2], staged.day_as(day.isoformat())),
    )


def _remember(known: dict[str, Any], text: str, value: Any) -> Any:
    if len(known) >= MOST_REMEMBERED:
        known.clear()
    known[text] = value
    return value


def _read(
    intake: _Intake, line: int, name: str, text: str, read: Callable[[str], Value]
) -> Value | None:
    try:
        return read(text.strip())
    except ValueError as error:
        refuse_value(intake.report, line, intake.names[name], error)
        return None


def _service(text: str, intake: _Intake) -> int:
    if text not in intake.known:
        known = ", ".join(sorted(intake.known)) or _("the portal has none yet")
        raise ValueError(_("a service of the portal (%(known)s)") % {"known": known})
    return intake.known[text]


def _day(text: str, intake: _Intake) -> date:
    day, first = intake.read_day(text), intake.portal.opened_on
    if day > intake.today:
        raise ValueError(_("a day that is not to come"))
    if first is not None and day < first:
        raise ValueError(_("a day from %(first)s on, when the portal opened") % {"first": first})
    return day


# --- Storing ----------------------------------------------------------------------------------------


def _store(intake: _Intake) -> None:
    """Store under the portal's lock: no publication runs meanwhile, so a row is counted or late."""
    report, waiting = intake.report, intake.staging
    lock_portal(intake.portal)
    _pass_over_the_newly_withdrawn(intake)
    last_settled = last_settled_day(intake.portal)
    if last_settled is not None:
        intake.late = waiting.count_until(last_settled)
    report.created = waiting.store(intake.portal.pk, last_settled)
    report.unchanged = intake.staged - report.created
    report.ignored, report.late = intake.passed_over, intake.late
    report.notes += _notes(intake)


def _pass_over_the_newly_withdrawn(intake: _Intake) -> None:
    """Drop rows of links undone while the file was read."""
    withdrawn = withdrawn_pseudonyms(intake.portal)
    if withdrawn == intake.withdrawn:
        return
    for pseudonym, rows in intake.staging.pseudonyms():
        if pseudonym in withdrawn:
            intake.staging.leave_out(pseudonym)
            intake.staged -= rows
            intake.passed_over += rows


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
    if intake.passed_over:
        notes.append(
            ngettext(
                "%(count)s row is of a link that was undone: passed over.",
                "%(count)s rows are of links that were undone: passed over.",
                intake.passed_over,
            )
            % {"count": intake.passed_over}
        )
    return notes
