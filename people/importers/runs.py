"""Imports a staff file with its record: sent on the screen, found in the folder, or given at the command line."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.utils import translation

from core.reports import Progress
from people.actions.imports import (
    claim_check,
    digest_of,
    record_applied,
    record_check,
    record_failure,
    record_import,
    record_progress,
    withdraw_approval,
)
from people.enums import ImportKind, ImportSource, ImportState
from people.importers.staff import import_staff
from people.importers.staff_diff import StaffReport
from people.importers.staff_lines import keep_lines_to_correct
from people.models import ImportMapping, ImportRun, StagedFile
from people.policies import may_grant_roles, reads_figures
from people.staffing import ListSender, StaffAnswers


EVERY_SECOND = 1.0


class AlreadyApplied(Exception):
    """Raised where another worker was given the same file and has applied it."""


class OtherLinesRefused(Exception):
    """Raised where other lines are wrong by now than those that somebody agreed to set aside."""

    def __init__(self, report: StaffReport) -> None:
        super().__init__()
        self.report = report


class ChangedSinceApproval(Exception):
    """Raised where the file would do something else by now than what its approver was shown."""


def check_run(run: ImportRun) -> None:
    """Record what the file would do to the tables as they stand now. Called at any time, it ends as if called once."""
    if not claim_check(run=run):
        return
    staged = _staged_file(run, ImportState.CHECKING)
    if staged is not None:
        with translation.override(staged.options.get("language")):
            report = _import(staged, run, ImportState.CHECKING)
            _record(report, run, ImportState.CHECKING)


def apply_run(run: ImportRun) -> None:
    """Apply a run, unless it was. Interrupted anywhere and called again, it ends as if called once.

    One that failed is checked: its sender looks at it again.
    """
    run.refresh_from_db()
    if run.state == ImportState.FAILED:
        check_run(run)
    if run.state != ImportState.APPLYING:
        return
    staged = _staged_file(run, ImportState.APPLYING)
    if staged is None:
        return

    with translation.override(staged.options.get("language")):
        try:
            report = _import(staged, run, ImportState.APPLYING, applied=_recorder(run, staged))
        except AlreadyApplied:
            return
        except OtherLinesRefused as changed:
            report = changed.report
            report.applied = False
        except ChangedSinceApproval:
            withdraw_approval(run=run)
            apply_run(run)
            return
        if not report.applied:
            _record(report, run, ImportState.APPLYING)


def _recorder(run: ImportRun, staged: StagedFile) -> Callable[[StaffReport], None]:
    """Return what records the import, in its transaction, unless it is not what was agreed to."""

    def record(report: StaffReport) -> None:
        if report.lines_refused != staged.options.get("set_aside", []):
            raise OtherLinesRefused(report)
        if run.approved_by and not _is_as_shown(report, staged):
            raise ChangedSinceApproval
        if not record_applied(run=run, report=report, left=len(report.leavers)):
            raise AlreadyApplied
        keep_lines_to_correct(
            run=run, data=bytes(staged.data), mapping=_mapping_of(staged), report=report
        )

    return record


def _staged_file(run: ImportRun, during: ImportState) -> StagedFile | None:
    """Return the file, without what it would do; where it is deleted by now, the run has failed."""
    staged = StagedFile.objects.defer("preview").filter(run=run).first()
    if staged is None:
        record_failure(run=run, during=during)
    return staged


def _record(report: StaffReport, run: ImportRun, during: ImportState) -> None:
    left, preview = len(report.leavers), report_preview(report)
    record_check(run=run, during=during, report=report, left=left, preview=preview)


def _is_as_shown(report: StaffReport, staged: StagedFile) -> bool:
    shown, now = staged.preview or {}, report_preview(report)
    return all(shown.get(part) == now[part] for part in ("sections", "teams"))


def _import(staged: StagedFile, run: ImportRun, during: ImportState, **more: Any) -> StaffReport:
    options = staged.options
    try:
        return import_staff(
            bytes(staged.data),
            mapping=_mapping_of(staged),
            as_of=date.fromisoformat(options["as_of"]),
            full=options["full"],
            dry_run=during == ImportState.CHECKING,
            skip_refused=True,  # what is set aside is looked at before, and agreed to
            answers=StaffAnswers.from_options(options),
            leavers_confirmed=options.get("leavers_confirmed"),
            sender=sender_of(run),
            needs_approval=needs_approval(run),
            by=run.sender,
            progress=throttled_progress(run),
            **more,
        )
    except (AlreadyApplied, ChangedSinceApproval, OtherLinesRefused):
        raise
    except (InterfaceError, OperationalError):  # the database is away: tried again
        raise
    except Exception:
        record_failure(run=run, during=during)
        raise


def _mapping_of(staged: StagedFile) -> ImportMapping | None:
    as_sent = staged.options.get("mapping_as_sent")
    return ImportMapping(**as_sent) if as_sent else staff_mapping(staged.options["mapping"])


def record_unattended_import(
    report: StaffReport,
    *,
    source: ImportSource,
    name: str,
    data: bytes,
    as_of: date,
    is_full: bool,
    mapping: ImportMapping | None = None,
    uuid: UUID | None = None,
) -> ImportRun:
    """Record a file that nobody sent on the screen. Called inside the transaction that applies it."""
    run = record_import(
        source=source,
        name=name,
        report=report,
        left=len(report.leavers),
        as_of=as_of,
        is_full=is_full,
        digest=digest_of(data, as_of),
        uuid=uuid,
    )
    if report.applied:
        keep_lines_to_correct(run=run, data=data, mapping=mapping, report=report)
    return run


def sender_of(run: ImportRun) -> ListSender:
    if run.sender is None:
        return ListSender.MACHINE
    is_trusted = may_grant_roles(run.sender)
    return ListSender.ADMINISTRATOR if is_trusted else ListSender.COLLEAGUE


def needs_approval(run: ImportRun) -> bool:
    """Whether a list of somebody who reads figures still waits for somebody else's agreement."""
    return run.sender is not None and run.approved_by is None and reads_figures(run.sender)


def staff_mapping(name: str) -> ImportMapping | None:
    return ImportMapping.objects.get(kind=ImportKind.STAFF, name=name) if name else None


def throttled_progress(run: ImportRun) -> Progress:
    last = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal last
        moment = time.monotonic()
        if moment - last >= EVERY_SECOND:
            last = moment
            record_progress(run=run, done=done, total=total)

    return progress


def report_preview(report: StaffReport) -> dict[str, Any]:
    """Return the report as plain values: what it says of people is kept as long as the file."""
    return {
        "refused": [
            [refusal.line, refusal.reason, refusal.expected] for refusal in report.refused_by_line
        ],
        "numbers": {str(line): number for line, number in report.refused_numbers.items()},
        "set_aside": report.lines_refused,
        "blocking": sorted(
            {refusal.line for refusal in report.refused if refusal.whole_file and refusal.line}
        ),
        "team_questions": [
            [question.team, question.near, question.members] for question in report.team_questions
        ],
        "column_questions": [
            [question.name, question.label, question.count] for question in report.column_questions
        ],
        "notes": report.notes,
        "must_ask": report.must_ask,
        "teams": [[team.kind, team.team, team.change, team.warning] for team in report.teams],
        "sections": {
            name: [
                [
                    line.staff_number,
                    line.name,
                    [
                        [difference.label, difference.before, difference.after]
                        for difference in line.differences
                    ],
                ]
                for line in lines
            ]
            for name, lines in report.sections().items()
        },
    }
