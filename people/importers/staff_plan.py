"""Compares a staff list with the tables and decides what changes, before anything is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.dates import today
from people.importers.staff_comparison import StaffComparison, read_current_tables
from people.importers.staff_contacts import suppose_contacts
from people.importers.staff_diff import StaffReport
from people.importers.staff_leavers import has_left_if_unlisted, people_absent_from
from people.importers.staff_numbers import apply_number_changes, refuse_reused_numbers
from people.importers.staff_questions import ask_about_empty_cells, ask_about_teams
from people.importers.staff_rows import StaffList, refuse_lost_zeros
from people.importers.staff_spelling import unify_spellings
from people.importers.staff_teams import plan_teams, planned_parents
from people.staff_fields import (
    PERSON_FIELDS,
    POSITION_FIELDS,
    PersonFacts,
    StaffField,
    StaffRow,
    Workplace,
)
from people.staffing import (
    CLEAR,
    HeldPosition,
    LaterPosition,
    PersonChange,
    StaffAnswers,
    StaffPlan,
    is_departure,
    next_position,
)


def plan_staff(
    listed: StaffList,
    *,
    as_of: date,
    full: bool,
    answers: StaffAnswers,
    report: StaffReport,
    progress: Callable[[int, int], None],
) -> StaffPlan:
    """Return the plan of the lines that stand; what stands in its way is refused in `report`."""
    work = StaffComparison(listed, as_of, full, report, answers)
    work.known = read_current_tables()
    unify_spellings(work)
    _correct_team_names(work)
    _refuse_unknown_without_zeros(work)
    apply_number_changes(work)
    refuse_reused_numbers(work)
    _refuse_absence_without_names(work)
    work.tree, unplaced = planned_parents(work)
    if report.blocks_import(skip_refused=True):
        return StaffPlan(as_of, {})
    plan = StaffPlan(as_of, work.tree)
    plan.families = _families(work)
    plan.changes = _changes_of_rows(work, progress)
    suppose_contacts(plan)
    ask_about_teams(unplaced, plan_teams(work, plan), work)
    ask_about_empty_cells(work)
    plan.sites = {row.site for row in work.rows if row.site}
    plan.jobs_new = sorted({row.job for row in work.rows if row.job} - work.names["job"])
    plan.sites_new = sorted(plan.sites - work.names["site"])
    plan.changes += people_absent_from(work)
    day = max(as_of, today())
    plan.leavers = [change for change in plan.changes if is_departure(change, day=day)]
    plan.employed = sum(not facts.has_left(as_of) for _pk, facts in work.known.people.values())
    plan.addresses_freed = _addresses_freed(work, plan)
    plan.addresses_repeated = _addresses_repeated(work)
    return plan


def _correct_team_names(work: StaffComparison) -> None:
    """Put the team that is meant where a name was a slip."""
    same = work.answers.same
    if not same:
        return
    work.listed.rows = [
        replace(
            row,
            team=same.get(row.team, row.team),
            parent_team=same.get(row.parent_team, row.parent_team),
        )
        for row in work.rows
    ]


def _refuse_unknown_without_zeros(work: StaffComparison) -> None:
    """Refuse 123 where it is nobody, and 00123 somebody: a spreadsheet dropped the zeros."""
    if work.listed.is_padded:
        return
    with_zeros = {
        number.lstrip("0"): number
        for number in work.known.people
        if number.startswith("0") and number.isdigit()
    }
    for row in work.rows:
        for number in filter(None, (row.staff_number, row.former_number)):
            if number in with_zeros and number not in work.known.people:
                refuse_lost_zeros(row.line, number, work.report)


def _refuse_absence_without_names(work: StaffComparison) -> None:
    """Refuse a full list with a line whose person is not sure, and would be taken for absent."""
    for line in work.listed.unreadable if work.is_full else ():
        work.report.refuse_all(
            line,
            _("Whom this line names cannot be told, so who is absent from the list cannot either."),
            _("a staff number of their own on every line of a list that names everybody"),
        )


# --- Jobs -----------------------------------------------------------------------------------------


def _families(work: StaffComparison) -> dict[str, str]:
    families: dict[str, str] = {}
    lines: dict[str, int] = {}
    refused = []
    for row in work.rows:
        if not row.job:
            continue
        known = families.setdefault(row.job, "")
        if row.job_family and known and row.job_family != known:
            work.report.refuse(
                row.line,
                _(
                    "Job “%(job)s” is in another family here (“%(other)s”) than on line %(line)s (“%(first)s”)."
                )
                % {
                    "job": row.job,
                    "other": row.job_family,
                    "line": lines[row.job],
                    "first": known,
                },
                _("one family for each job"),
            )
            refused.append(row)
        elif row.job_family and not known:
            families[row.job], lines[row.job] = row.job_family, row.line
    work.set_aside(refused)
    return families


# --- People ----------------------------------------------------------------------------------------


def _changes_of_rows(
    work: StaffComparison, progress: Callable[[int, int], None]
) -> list[PersonChange]:
    changes: dict[int, PersonChange] = {}
    refused = []
    for done, row in enumerate(work.rows, start=1):
        if done % 500 == 0:
            progress(done, len(work.rows))
        change = _change_of(row, work)
        if change is None:
            refused.append(row)
        else:
            changes[row.line] = change
    work.set_aside(refused)
    while refused := _refuse_taken_addresses(work):  # whoever stays may have another's new address
        work.set_aside(refused)
    return [changes[row.line] for row in work.rows]


def _change_of(row: StaffRow, work: StaffComparison) -> PersonChange | None:
    pk, before = work.known.people.get(row.staff_number, (None, None))
    facts = _facts(row, before, work)
    first, last = facts.employed_from, facts.employed_until
    if first and last and last < first:
        work.report.refuse(
            row.line,
            _("The last day (%(last)s) comes before the first (%(first)s).")
            % {"last": last, "first": first},
            _("a departure after the arrival"),
        )
        return None
    held = work.known.held.get(pk) if pk else None
    wanted = _place(row, held, work)
    if pk and (pk, wanted.team) in work.known.other_teams:
        work.report.refuse(
            row.line,
            _("This person already holds a second position in “%(team)s”.") % {"team": row.team},
            _("another team, or the end of that position"),
        )
        return None
    try:
        position = next_position(held, wanted, as_of=work.as_of, first_day=first, last_day=last)
    except LaterPosition:
        work.report.refuse(
            row.line,
            _("A later list is already in: this person's position began after %(day)s.")
            % {"day": work.as_of},
            _("lists in the order of their days"),
        )
        return None
    former = work.former_numbers.get(row.staff_number, "")
    if facts == before:
        facts = before  # one of them in memory, not two
    changed = facts is not before or bool(former)
    return PersonChange(
        row.staff_number, pk, before, facts, changed, held, wanted, position, former
    )


def _facts(row: StaffRow, before: PersonFacts | None, work: StaffComparison) -> PersonFacts:
    """Return the person's facts: a column that the file has decides; without it, what is known stays."""
    facts = before or PersonFacts()
    was_gone = facts.has_left(work.as_of)
    asked = [field for field in PERSON_FIELDS if not (was_gone and field.name == "ended_on")]
    known = {field.name: getattr(facts, field.person) for field in asked}
    listed = {field.person: value for field, value in _listed(row, asked, known, work)}
    if row.email and row.email_key == facts.email_key:
        listed["email"] = facts.email  # other capitals are the same address
    if was_gone:
        listed["employed_until"] = row.ended_on
    facts = replace(facts, **listed)
    if facts.has_left(work.as_of):
        return replace(facts, is_active=False)
    return replace(facts, is_active=True) if was_gone else facts


def _place(row: StaffRow, held: HeldPosition | None, work: StaffComparison) -> Workplace:
    before = held.place if held else Workplace()
    known = {field.name: getattr(before, field.name) for field in POSITION_FIELDS}
    listed = {field.name: value for field, value in _listed(row, POSITION_FIELDS, known, work)}
    place = replace(before, **listed)
    return work.places.setdefault(place, place)


def _listed(
    row: StaffRow, declared: Iterable[StaffField], known: Mapping[str, Any], work: StaffComparison
) -> Iterator[tuple[StaffField, Any]]:
    """Yield the fields whose column the file has, with the value; not those whose empty cell says nothing."""
    for field in declared:
        name = field.name
        if name not in work.present:
            continue
        if name in row.blank and not _is_cleared(field, known[name], work):
            continue
        yield field, getattr(row, name)


def _is_cleared(field: StaffField, known: Any, work: StaffComparison) -> bool:
    """Whether an empty cell takes away what is known: in a full list alone, once it is answered so."""
    if not work.is_full or field.empty_keeps or known == field.empty:
        return False
    answer = work.answers.for_empty(field.name)
    if not answer:
        work.emptied[field.name] = work.emptied.get(field.name, 0) + 1
    return answer == CLEAR


def _refuse_taken_addresses(work: StaffComparison) -> list[StaffRow]:
    """Refuse the address of somebody who still works here and is not in the file, or on a refused line of it."""
    standing = {row.staff_number for row in work.rows}
    holders = {
        facts.email_key: number
        for number, (_pk, facts) in work.known.people.items()
        if facts.email
        and number not in standing
        and (number in work.listed.refused_numbers or not has_left_if_unlisted(facts, work))
    }
    taken = [row for row in work.rows if row.email_key in holders]
    for row in taken:
        work.report.refuse(
            row.line,
            _("The address %(email)s is that of staff number %(number)s.")
            % {"email": row.email, "number": holders[row.email_key]},
            _("an address of their own, or nothing"),
        )
    return taken


def _addresses_repeated(work: StaffComparison) -> list[int]:
    known = ((row, work.known.people.get(row.staff_number)) for row in work.rows if row.email)
    return [found[0] for row, found in known if found and row.email_key == found[1].email_key]


def _addresses_freed(work: StaffComparison, plan: StaffPlan) -> list[int]:
    wanted = {
        change.facts.email_key
        for change in plan.changes
        if change.facts.email and change.facts_changed and change.wanted is not None
    }
    listed = work.numbers()
    return [
        pk
        for number, (pk, facts) in work.known.people.items()
        if number not in listed and facts.email_key in wanted
    ]
