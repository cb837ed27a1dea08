"""Import voluntary links: which pseudonym is whose. The identity is forgotten on reading.

Better a file of codes, which names nobody: a mapping with a column for the code makes it one.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.foundation.locks import lock_portal
from adoption.usage.importers.codes import import_codes, maps_link_codes
from adoption.usage.importers.intake import (
    MOST_REFUSALS,
    portal_format,
    read_pseudonym,
    refuse_value,
    rows_without_echo,
    withdrawn_pseudonyms,
)
from adoption.usage.models import PortalLink
from adoption.usage.pseudonyms import subject_of_uuid
from cms.models import Portal
from core.dates import today
from core.reports import ImportRefused, ImportReport, Progress, ignore_progress
from core.tabular import Row, TableFormat
from people.models import ImportMapping, Person


COLUMNS = {"pseudonym": "pseudonyme", "staff_number": "matricule"}
BATCH = 1000


@dataclass(slots=True)
class _Links:
    """Links of the portal, including those of the file so far. `new`: pseudonym to subject."""

    subject_of: dict[str, str]
    pseudonym_of: dict[str, str]
    new: dict[str, str] = field(default_factory=dict)


def import_links(
    data: bytes,
    *,
    portal: Portal,
    mapping: ImportMapping | None = None,
    linked_on: date | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
    progress: Progress = ignore_progress,
) -> ImportReport:
    """Import links, all or none unless `skip_refused`. Idempotent.

    One pseudonym, one person: a row that ties either to another is refused, and the first kept. A
    pseudonym whose link was undone is passed over: the portal gives a new one to who links again.
    `linked_on`: today by default.
    """
    common: dict[str, Any] = {
        "portal": portal,
        "mapping": mapping,
        "linked_on": linked_on or today(),
        "dry_run": dry_run,
        "skip_refused": skip_refused,
    }
    report = import_codes(data, **common) if maps_link_codes(mapping) else _import(data, **common)
    if report.applied:
        progress(report.created, report.created)
    return report


def _import(
    data: bytes,
    *,
    portal: Portal,
    mapping: ImportMapping | None,
    linked_on: date,
    dry_run: bool,
    skip_refused: bool,
) -> ImportReport:
    report = ImportReport()
    try:
        with transaction.atomic():
            lock_portal(portal)
            new = _read(data, portal, portal_format(mapping, COLUMNS), report)
            if report.blocks_import(skip_refused=skip_refused):
                raise ImportRefused(report)
            PortalLink.objects.bulk_create(
                [
                    PortalLink(
                        portal=portal,
                        pseudonym=pseudonym,
                        subject=subject,
                        linked_on=linked_on,
                    )
                    for pseudonym, subject in sorted(new.items())
                ],
                batch_size=BATCH,
            )
            if dry_run:
                raise ImportRefused(report)
    except ImportRefused:
        return report
    report.applied = True
    return report


def _read(data: bytes, portal: Portal, table: TableFormat, report: ImportReport) -> dict[str, str]:
    """Map pseudonym to subject of new links; counts and refusals go to the report."""
    uuids = dict(Person.objects.staff().order_by().values_list("staff_number", "uuid"))
    kept = dict(
        PortalLink.objects.filter(portal=portal).order_by().values_list("pseudonym", "subject")
    )
    ties = _Links(kept, {subject: pseudonym for pseudonym, subject in kept.items()})
    withdrawn = withdrawn_pseudonyms(portal)
    for row in rows_without_echo(data, table, report):
        if len(report.refused) > MOST_REFUSALS:
            break
        pseudonym = _pseudonym(row, table, report)
        uuid = uuids.get(row.values["staff_number"])
        if uuid is None:
            refuse_value(
                report, row.line, table.columns["staff_number"], _("a staff number of the list")
            )
        if pseudonym is None or uuid is None:
            continue
        if pseudonym in withdrawn:
            report.ignored += 1
            continue
        _link(row.line, pseudonym, subject_of_uuid(str(uuid)), ties, table, report)
    if report.ignored:
        text = ngettext(
            "%(count)s link was undone by its owner: passed over.",
            "%(count)s links were undone by their owners: passed over.",
            report.ignored,
        )
        report.notes.append(text % {"count": report.ignored})
    return ties.new


def _pseudonym(row: Row, table: TableFormat, report: ImportReport) -> str | None:
    column, text = table.columns["pseudonym"], row.values["pseudonym"]
    try:
        pseudonym = read_pseudonym(text)
    except ValueError as error:
        refuse_value(report, row.line, column, error)
        return None
    if pseudonym.casefold() == row.values["staff_number"].casefold():
        refuse_value(report, row.line, column, _("a pseudonym, not the staff number itself"))
        return None
    return pseudonym


def _link(
    line: int,
    pseudonym: str,
    subject: str,
    ties: _Links,
    table: TableFormat,
    report: ImportReport,
) -> None:
    if ties.subject_of.get(pseudonym) == subject:
        report.unchanged += 1
    elif pseudonym in ties.subject_of:
        expected = _("a pseudonym that nobody else has")
        refuse_value(report, line, table.columns["pseudonym"], expected)
    elif subject in ties.pseudonym_of:
        expected = _(
            "somebody without a link: this one is linked already, and the first link is kept"
        )
        refuse_value(report, line, table.columns["staff_number"], expected)
    else:
        ties.subject_of[pseudonym] = subject
        ties.pseudonym_of[subject] = pseudonym
        ties.new[pseudonym] = subject
        report.created += 1
