"""Import links by code: (code, pseudonym), from a file or the API, without learning whose they are."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from adoption.foundation.locks import lock_portal
from adoption.usage.actions.link_codes import RedemptionOutcome, redeem_link_code
from adoption.usage.importers.intake import (
    MOST_REFUSALS,
    WithdrawnPseudonyms,
    portal_format,
    read_pseudonym,
    refuse_value,
    rows_without_echo,
    withdrawn_pseudonyms,
)
from cms.models import Portal
from core.reports import ImportRefused, ImportReport
from core.tabular import TableFormat
from people.models import ImportMapping


COLUMNS = {"code": "code", "pseudonym": "pseudonyme"}
LONGEST_CODE = 40  # as somebody may write it, with blanks and hyphens
CodeRow = tuple[int, str, str]  # line (or place in a list), code, pseudonym: as written
Source = Callable[[ImportReport], Iterator[CodeRow]]


def maps_link_codes(mapping: ImportMapping | None) -> bool:
    return mapping is not None and "code" in mapping.columns


def import_codes(
    data: bytes,
    *,
    portal: Portal,
    mapping: ImportMapping | None = None,
    linked_on: date | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
) -> ImportReport:
    """Import a file of codes and pseudonyms, as `import_code_rows` does."""
    table = portal_format(mapping, COLUMNS)
    return import_code_rows(
        partial(_rows, data, table),
        portal=portal,
        names=table.columns,
        linked_on=linked_on,
        dry_run=dry_run,
        skip_refused=skip_refused,
    )


def _rows(data: bytes, table: TableFormat, report: ImportReport) -> Iterator[CodeRow]:
    for row in rows_without_echo(data, table, report):
        yield row.line, row.values["code"], row.values["pseudonym"]


@dataclass(slots=True)
class _Door:
    portal: Portal
    names: Mapping[str, str]
    linked_on: date | None
    withdrawn: WithdrawnPseudonyms
    report: ImportReport


def import_code_rows(
    source: Source,
    *,
    portal: Portal,
    names: Mapping[str, str],
    linked_on: date | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
) -> ImportReport:
    """Create the links, all or none unless `skip_refused`. Idempotent while codes are valid.

    A code that is wrong, one that was used and one that has expired are refused in the same words.
    `names`: what the sender calls "code" and "pseudonym". `linked_on`: today by default.
    """
    report = ImportReport()
    try:
        with transaction.atomic():
            lock_portal(portal)
            door = _Door(portal, names, linked_on, withdrawn_pseudonyms(portal), report)
            for row in source(report):
                if len(report.refused) > MOST_REFUSALS:
                    break
                _take(row, door)
            if report.blocks_import(skip_refused=skip_refused) or dry_run:
                raise ImportRefused(report)
    except ImportRefused:
        return report
    report.applied = True
    return report


def _take(row: CodeRow, door: _Door) -> None:
    line, code, text = row
    try:
        pseudonym = read_pseudonym(text.strip())
    except ValueError as error:
        refuse_value(door.report, line, door.names["pseudonym"], error)
        return
    if len(code) > LONGEST_CODE:
        outcome = RedemptionOutcome.NO_SUCH_CODE
    else:
        outcome = redeem_link_code(
            portal=door.portal,
            code=code,
            pseudonym=pseudonym,
            is_withdrawn=door.withdrawn.__contains__,
            linked_on=door.linked_on,
        )
    if outcome == RedemptionOutcome.LINKED:
        door.report.created += 1
    elif outcome == RedemptionOutcome.UNCHANGED:
        door.report.unchanged += 1
    else:
        column, expected = _expected(outcome)
        refuse_value(door.report, line, door.names[column], expected)


def _expected(outcome: RedemptionOutcome) -> tuple[str, str]:
    return {
        RedemptionOutcome.NO_SUCH_CODE: (
            "code",
            _("a code that is good: not mistyped, not used, not expired"),
        ),
        RedemptionOutcome.WITHDRAWN: (
            "pseudonym",
            _("a new pseudonym: the link of this one was undone, and it is never taken again"),
        ),
        RedemptionOutcome.TAKEN: ("pseudonym", _("a pseudonym that nobody else has")),
        RedemptionOutcome.LINKED_ALREADY: (
            "code",
            _("somebody without a link: this one is linked already, and the first link is kept"),
        ),
        RedemptionOutcome.STAFF_NUMBER: (
            "pseudonym",
            _("a pseudonym, not the staff number itself"),
        ),
    }[outcome]
