"""A file of contacts: how often the public got in touch, by month and channel. Nobody is in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.contacts.actions.contacts import (
    ReportedVolume,
    VolumeOutcome,
    record_contact_volumes,
    validate_contact_count,
    validate_contact_month,
)
from adoption.contacts.enums import ContactDoor
from adoption.contacts.queries.contacts import channel_keys_by_name, list_channels
from adoption.foundation.periods import Month
from adoption.usage.importers.intake import (
    MOST_REFUSALS,
    portal_format,
    refuse_value,
    rows_without_echo,
)
from cms.models import Portal
from core.collation import fold_text
from core.dates import today
from core.reports import ImportRefused, ImportReport, Progress, ignore_progress
from core.tabular import Row, TableFormat, parsed_date
from people.models import ImportMapping


COLUMNS = {"month": "mois", "channel": "canal", "contacts": "contacts"}
_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})", re.ASCII)
# Thousands are set apart by a space, as in French; a comma or a point could be decimals.
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{1,12}", re.ASCII)


@dataclass(slots=True)
class _Line:
    number: int
    volume: ReportedVolume


def import_contacts(
    data: bytes,
    *,
    portal: Portal,
    mapping: ImportMapping | None = None,
    replace: bool = False,
    dry_run: bool = False,
    skip_refused: bool = False,
    progress: Progress = ignore_progress,
) -> ImportReport:
    """Import the numbers, all or none unless `skip_refused`. The same file again changes nothing.

    Another number for a month and channel that has one is refused and the first kept; with `replace`
    it takes its place, and what it was stays in the log. Two numbers for one in the same file are
    refused in any case.
    """
    table, report = portal_format(mapping, COLUMNS), ImportReport()
    try:
        with transaction.atomic():
            lines = list(_lines(data, table, report))
            _note(lines, portal, replace, table, report)
            progress(len(lines), len(lines))
            if report.blocks_import(skip_refused=skip_refused) or dry_run:
                raise ImportRefused(report)
    except ImportRefused:
        return report
    report.applied = True
    return report


def _note(
    lines: list[_Line],
    portal: Portal,
    replace: bool,
    table: TableFormat,
    report: ImportReport,
) -> None:
    fates = record_contact_volumes(
        portal=portal,
        volumes=[line.volume for line in lines],
        by=None,
        door=ContactDoor.FILE,
        replace=replace,
    )
    for line, fate in zip(lines, fates, strict=True):
        if fate in _REFUSED:
            refuse_value(report, line.number, table.columns["contacts"], _REFUSED[fate])
        else:
            setattr(report, fate.value, getattr(report, fate.value) + 1)
    report.refused.sort(key=lambda refusal: refusal.line)


_REFUSED = {
    VolumeOutcome.KEPT: gettext_lazy(
        "the number that is noted for this month and channel, or --replace to correct it"
    ),
    VolumeOutcome.DOUBLED: gettext_lazy(
        "one number for a month and channel: the file gives another one before"
    ),
}


def _lines(data: bytes, table: TableFormat, report: ImportReport) -> Iterator[_Line]:
    words, names = channel_keys_by_name(), ", ".join(channel.name for channel in list_channels())
    for row in rows_without_echo(data, table, report):
        volume = _volume(row, table, words, names, report)
        if volume is not None:
            yield _Line(row.line, volume)
        if len(report.refused) > MOST_REFUSALS:
            return


def _volume(
    row: Row, table: TableFormat, words: dict[str, str], names: str, report: ImportReport
) -> ReportedVolume | None:
    """Read one row; None when something is refused, and every fault of the row is reported."""
    month = count = None
    try:
        written = _written_month(row.values["month"], table)
        validate_contact_month(written, today())
        month = written
    except (ValueError, ValidationError) as error:
        refuse_value(report, row.line, table.columns["month"], _error_text(error))
    channel = words.get(fold_text(row.values["channel"]))
    if channel is None:
        refuse_value(
            report, row.line, table.columns["channel"], _("one of: %(names)s") % {"names": names}
        )
    try:
        count = _count(row.values["contacts"])
    except (ValueError, ValidationError) as error:
        refuse_value(report, row.line, table.columns["contacts"], _error_text(error))
    if month is None or channel is None or count is None:
        return None
    return ReportedVolume(month, channel, count)


def _error_text(error: ValueError | ValidationError) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _written_month(text: str, table: TableFormat) -> Month:
    expected = _("a month written like 2026-10 or 10/2026, or its first day")
    try:
        if turned := _MONTH_FIRST.fullmatch(text):
            return Month(int(turned["year"]), int(turned["month"]))
        if len(text) == len("2026-10"):
            return Month.parse(text)
        day = parsed_date(text, table)
    except ValueError as error:
        raise ValueError(expected) from error
    if day.day != 1:
        raise ValueError(expected)
    return Month.containing(day)


def _count(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError(_("a whole number, without a sign or decimals"))
    count = int("".join(sign for sign in text if sign.isdecimal()))
    validate_contact_count(count)
    return count
