"""Imports the staff list of an HR system: read, check, compare, then write all of it or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.reports import ImportReport, Progress, ignore_progress
from core.tabular import Row, Unreadable, read_rows
from people.actions.locks import lock_organisation
from people.actions.staff import apply_staff_plan
from people.importers.staff_approval import await_approval, note_teams_to_review
from people.importers.staff_diff import StaffReport, created_counts_notes, fill_report
from people.importers.staff_leavers import guard_leavers
from people.importers.staff_numbers import notes_on_same_names
from people.importers.staff_plan import plan_staff
from people.importers.staff_questions import refuse_unanswered
from people.importers.staff_rows import StaffList, checked_list, staff_format
from people.models import ImportMapping, Person
from people.staff_fields import StaffRow
from people.staffing import NO_ANSWERS, ListSender, StaffAnswers, StaffPlan


PHASES = 3  # read, compared, written: of about the same length
STEP = 500


@dataclass(frozen=True, slots=True)
class StaffImportOptions:
    """What is known of a list beside what it says.

    `full`: it is everybody, so whoever is absent left the day before. A list that would make more than
    `max_leavers_percent` leave, or somebody who holds a role, is held, unless `leavers_confirmed` is
    exactly how many would leave. The second is no reason where an administrator sends it.
    """

    as_of: date
    full: bool
    skip_refused: bool
    max_leavers_percent: int | None  # None: as the settings say
    leavers_confirmed: int | None
    sender: ListSender
    answers: StaffAnswers


def skip_record(report: StaffReport) -> None:
    """Keep no record of the import."""


def import_staff(
    data: bytes,
    *,
    mapping: ImportMapping | None = None,
    as_of: date,
    full: bool = False,
    dry_run: bool = False,
    skip_refused: bool = False,
    max_leavers_percent: int | None = None,
    leavers_confirmed: int | None = None,
    sender: ListSender = ListSender.MACHINE,
    answers: StaffAnswers = NO_ANSWERS,
    needs_approval: bool = False,
    by: Person | None = None,
    progress: Progress = ignore_progress,
    applied: Callable[[StaffReport], None] = skip_record,
) -> StaffReport:
    """Synchronise people, teams, jobs, sites and positions with what the list says on its day.

    One refusal, and nothing is applied, unless `skip_refused`: then the lines that can be imported are,
    without the others. The same list again changes nothing. `answers`: to what a list leaves open, without
    which it waits. `needs_approval`: its sender reads figures and nobody else has agreed, so that a list which
    creates or fills teams waits. `applied` is called inside the transaction, once all is written. `by`: whom the log of looks names for what they changed.
    """
    options = StaffImportOptions(
        as_of, full, skip_refused, max_leavers_percent, leavers_confirmed, sender, answers
    )
    report = StaffReport()
    listed = _read(data, mapping, report, progress)
    report.refused_numbers = listed.refused_lines
    if skip_refused and not listed.rows and not report.blocks_import(skip_refused=True):
        report.refuse(0, _("No line of the list can be taken in."))
    if report.blocks_import(skip_refused=options.skip_refused):
        return report
    if dry_run:
        _plan(listed, options, report, progress, note_teams_to_review if needs_approval else None)
        return report
    review = await_approval if needs_approval else None
    with transaction.atomic():
        lock_organisation()
        plan = _plan(listed, options, report, progress, review)
        if report.blocks_import(skip_refused=options.skip_refused):
            return report
        _apply(plan, report, progress, by)
        applied(report)
    progress(1, 1)
    return report


def _apply(plan: StaffPlan, report: StaffReport, progress: Progress, by: Person | None) -> None:
    count = len(plan.changes)
    new = apply_staff_plan(
        plan=plan, by=by, progress=lambda done: progress(2 * count + done, PHASES * count)
    )
    report.applied = True
    report.notes += created_counts_notes(new)


def _read(
    data: bytes, mapping: ImportMapping | None, report: StaffReport, progress: Progress
) -> StaffList:
    table = staff_format(mapping)
    digits = mapping.staff_number_digits if mapping else 0
    rows = _watched(read_rows(data, table), data.count(b"\n"), progress)
    try:
        listed = checked_list(rows, table, report, digits=digits)
    except Unreadable as error:
        report.refused.append(error.refusal)
        return StaffList()
    refuse_externals(listed, report)
    if not listed.rows and not report.refused:
        report.refuse(0, _("The list names nobody."), _("a line for each person"))
    return listed


def _watched(rows: Iterator[Row], lines: int, progress: Progress) -> Iterator[Row]:
    """Yield the rows and report progress; how many rows are to come is known for a text file only."""
    for done, row in enumerate(rows, start=1):
        if done % STEP == 0:
            progress(min(done, lines), PHASES * max(lines, done))
        yield row


def _plan(
    listed: StaffList,
    options: StaffImportOptions,
    report: StaffReport,
    progress: Progress,
    review: Callable[[StaffPlan, StaffReport], None] | None,
) -> StaffPlan:
    plan = plan_staff(
        listed,
        as_of=options.as_of,
        full=options.full,
        answers=options.answers,
        report=report,
        progress=lambda done, total: progress(total + done, PHASES * total),
    )
    if not report.blocks_import(skip_refused=options.skip_refused):
        fill_report(plan, report)
        report.notes += notes_on_same_names(plan)
        guard_leavers(
            plan,
            listed,
            report,
            max_percent=options.max_leavers_percent,
            confirmed=options.leavers_confirmed,
            sender=options.sender,
        )
    refuse_unanswered(report)
    if review and not report.blocks_import(skip_refused=options.skip_refused):
        review(plan, report)
    return plan


def refuse_externals(listed: StaffList, report: ImportReport) -> None:
    """Refuse a line with the number or the address of a partner's learner: it names the wrong person."""
    numbers = dict(Person.objects.external().order_by().values_list("staff_number", "email"))
    holders = {email.lower(): number for number, email in numbers.items() if email}

    def is_ours(row: StaffRow) -> bool:
        if row.staff_number in numbers:
            report.refuse(
                row.line,
                _("Number %(number)s is that of a partner’s learner.")
                % {"number": row.staff_number},
                _("a staff number of their own"),
            )
        elif row.email_key in holders:
            report.refuse(
                row.line,
                _("The address %(email)s is that of staff number %(number)s.")
                % {"email": row.email, "number": holders[row.email_key]},
                _("an address of their own, or nothing"),
            )
        else:
            return True
        listed.set_aside(row)
        return False

    listed.rows = [row for row in listed.rows if is_ours(row)]
