"""The staff list of an HR system: read, check, compare, then write all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.reports import ImportReport
from core.tabular import Unreadable, read_rows
from people.actions import apply_staff_plan, lock_organisation
from people.importers.externals import refuse_externals
from people.importers.staff_plan import plan_staff
from people.importers.staff_rows import StaffRow, checked_rows, staff_format
from people.models import ImportMapping
from people.staffing import PersonChange, StaffPlan


Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A person of the preview, and what becomes of them in words."""

    staff_number: str
    name: str
    what: str


@dataclass(slots=True)
class StaffReport(ImportReport):
    """Counts of the lines of the file; those who leave because a full list misses them are apart."""

    arrivals: list[StaffLine] = field(default_factory=list)
    moves: list[StaffLine] = field(default_factory=list)
    corrections: list[StaffLine] = field(default_factory=list)
    leavers: list[StaffLine] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {**ImportReport.as_dict(self), "left": len(self.leavers)}


def silent(done: int, total: int) -> None:
    """Nobody watches the progress."""


def import_staff(
    data: bytes,
    *,
    mapping: ImportMapping | None = None,
    as_of: date,
    full: bool = False,
    dry_run: bool = False,
    progress: Progress = silent,
) -> StaffReport:
    """Bring people, teams, jobs, sites and positions to what the list says on `as_of`.

    A full list is everybody: whoever is absent from it left the day before. One refusal, and nothing
    is applied. The same list again changes nothing.
    """
    report = StaffReport()
    rows, present = _read(data, mapping, report)
    if report.refused:
        return report
    with transaction.atomic():
        lock_organisation()
        refuse_externals(rows, report)
        plan = plan_staff(
            rows, present=present, as_of=as_of, full=full, report=report, progress=progress
        )
        _describe(plan, report)
        if report.refused or dry_run:
            return report
        new = apply_staff_plan(plan=plan)
    report.applied = True
    report.notes += _notes_on_new(new)
    progress(len(rows), len(rows))
    return report


def _read(
    data: bytes, mapping: ImportMapping | None, report: StaffReport
) -> tuple[list[StaffRow], frozenset[str]]:
    table = staff_format(mapping)
    try:
        raw = list(read_rows(data, table))
    except Unreadable as error:
        report.refused.append(error.refusal)
        return [], frozenset()
    if not raw:
        report.refuse(0, _("The list names nobody."), _("a line for each person"))
        return [], frozenset()
    return checked_rows(raw, table, report), frozenset(raw[0].values)


def _describe(plan: StaffPlan, report: StaffReport) -> None:
    """Counts and the lines of the preview; nothing of a plan that is refused."""
    if report.refused:
        return
    for change in plan.changes:
        if change.wanted is None:
            report.leavers.append(_line(change, change.held.place.team if change.held else ""))
        elif change.pk is None:
            report.created += 1
            report.arrivals.append(_line(change, change.wanted.team))
        elif change.position or change.facts_changed:
            report.changed += 1
            is_move = change.position.open_from or change.position.amend_held
            (report.moves if is_move else report.corrections).append(_line(change, _what(change)))
        else:
            report.unchanged += 1
    if report.leavers:
        text = ngettext(
            "%(count)s person is absent from the list and leaves.",
            "%(count)s people are absent from the list and leave.",
            len(report.leavers),
        )
        report.notes.append(text % {"count": len(report.leavers)})


def _line(change: PersonChange, what: str) -> StaffLine:
    return StaffLine(change.staff_number, change.facts.full_name, what)


def _what(change: PersonChange) -> str:
    """The team, or the team before and after, or the last day."""
    if change.facts.employed_until is not None:
        return _("last day %(day)s") % {"day": change.facts.employed_until.isoformat()}
    before = change.held.place.team if change.held else ""
    after = change.wanted.team if change.wanted else ""
    if not change.position or before == after:
        return after
    return f"{before} → {after}" if before else after


def _notes_on_new(new: dict[str, int]) -> list[str]:
    texts = (
        (
            new["teams"],
            ngettext("%(count)s team is new.", "%(count)s teams are new.", new["teams"]),
        ),
        (new["jobs"], ngettext("%(count)s job is new.", "%(count)s jobs are new.", new["jobs"])),
        (
            new["sites"],
            ngettext("%(count)s site is new.", "%(count)s sites are new.", new["sites"]),
        ),
    )
    return [text % {"count": count} for count, text in texts if count]
