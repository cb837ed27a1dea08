"""Compares a staff list with the tables and decides what changes, before anything is written."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date

from django.utils.translation import gettext as _

from core.reports import ImportReport
from people.importers import team_tree
from people.importers.staff_rows import StaffList, StaffRow, refuse_lost_zeros
from people.models import Person, Position
from people.queries import primary_positions_begun_last, team_parents
from people.staffing import (
    NO_CHANGE,
    ONE_DAY,
    Held,
    LaterPosition,
    PersonChange,
    PersonFacts,
    Place,
    StaffPlan,
    next_position,
)


PERSON_COLUMNS = ("staff_number", "pk", *(field.name for field in fields(PersonFacts)))


@dataclass(slots=True)
class Known:
    """The tables as they stand, read in a fixed number of queries."""

    people: dict[str, tuple[int, PersonFacts]]  # by staff number
    held: dict[int, Held]
    other_teams: set[tuple[int, str]]  # (person, team) of open positions that are not primary
    parents: dict[str, str]


@dataclass(slots=True)
class _Comparison:
    listed: StaffList
    as_of: date
    is_full: bool
    report: ImportReport
    known: Known = field(init=False)
    tree: dict[str, str] = field(init=False)

    @property
    def rows(self) -> list[StaffRow]:
        return self.listed.rows

    @property
    def present(self) -> frozenset[str]:
        return self.listed.present

    def set_aside(self, rows: list[StaffRow]) -> None:
        """Refused lines: nothing of them is applied, and whom they name is not absent."""
        lines = {row.line for row in rows}
        self.listed.rows = [row for row in self.listed.rows if row.line not in lines]
        for row in rows:
            self.listed.set_aside(row)

    def numbers(self) -> set[str]:
        """Everybody whom the list names, on a refused line too."""
        return {row.staff_number for row in self.rows} | self.listed.refused_numbers


def plan_staff(
    listed: StaffList,
    *,
    as_of: date,
    full: bool,
    report: ImportReport,
    progress: Callable[[int, int], None],
) -> StaffPlan:
    """The plan of the lines that stand; what stands in its way is refused in `report`."""
    work = _Comparison(listed, as_of, full, report)
    work.known = _known()
    _refuse_unknown_without_zeros(work)
    _refuse_absence_without_names(work)
    work.tree = _tree(work)
    if report.stops(skip_refused=True):
        return StaffPlan(as_of, {})
    plan = StaffPlan(as_of, work.tree)
    plan.families = _families(work)
    plan.changes = _changes_of_rows(work, progress)
    _plan_teams(work, plan)
    plan.sites = {row.site for row in work.rows if row.site}
    plan.leavers = _leavers(work)
    plan.employed = sum(
        1
        for _pk, facts in work.known.people.values()
        if facts.employed_until is None or facts.employed_until >= as_of
    )
    plan.changes += plan.leavers
    plan.addresses_freed = _addresses_freed(work, plan)
    return plan


def _refuse_unknown_without_zeros(work: _Comparison) -> None:
    """123 is nobody, and 00123 somebody: a spreadsheet has been there."""
    if work.listed.is_padded:
        return
    with_zeros = {
        number.lstrip("0"): number
        for number in work.known.people
        if number.startswith("0") and number.isdigit()
    }
    for row in work.rows:
        if row.staff_number in with_zeros and row.staff_number not in work.known.people:
            refuse_lost_zeros(row.line, row.staff_number, work.report)


def _refuse_absence_without_names(work: _Comparison) -> None:
    """Whoever a line without a staff number means would be taken for absent."""
    if work.is_full and "" in work.listed.refused_numbers:
        work.report.refuse_all(
            0,
            _("A line without a staff number: who is absent from the list cannot be told."),
            _("a staff number on every line of a list that names everybody"),
        )


def _known() -> Known:
    people = {
        number: (pk, PersonFacts(*facts))
        for number, pk, *facts in Person.objects.staff().order_by("pk").values_list(*PERSON_COLUMNS)
    }
    others = Position.objects.filter(is_primary=False, ended_on=None).order_by("pk")
    return Known(
        people,
        primary_positions_begun_last(),
        set(others.values_list("person_id", "team__code")),
        team_parents(),
    )


# --- Teams, jobs -----------------------------------------------------------------------------------


def _tree(work: _Comparison) -> dict[str, str]:
    """Every team's parent once the file is in; without a column of parents, those known stay."""
    says = "parent_team" in work.present
    stated, contradictions = team_tree.stated_parents(
        team_tree.Statement(row.line, row.team, row.parent_team) for row in work.rows
    )
    for first, other in contradictions:
        work.report.refuse_all(
            other.line,
            _(
                "Team “%(team)s” has another parent here (“%(other)s”) than on line %(line)s (“%(first)s”)."
            )
            % {
                "team": other.team,
                "other": other.parent,
                "line": first.line,
                "first": first.parent,
            },
            _("one parent for each team"),
        )
    parents = dict(work.known.parents)
    for team, statement in stated.items():
        if says or team not in parents:
            parents[team] = statement.parent
    _refuse_broken_tree(parents, stated, work.report)
    return parents


def _refuse_broken_tree(
    parents: dict[str, str], stated: dict[str, team_tree.Statement], report: ImportReport
) -> None:
    for statement in stated.values():
        if statement.parent and statement.parent not in parents:
            report.refuse_all(
                statement.line,
                _("The parent team “%(parent)s” is nowhere.") % {"parent": statement.parent},
                _("a line of that team, or a team that is known"),
            )
    for loop in team_tree.loops(parents):
        lines = [stated[team].line for team in loop if team in stated]
        report.refuse_all(
            min(lines),
            _("These teams stand above one another in a loop: %(loop)s.")
            % {"loop": " → ".join(loop)},
            _("a tree"),
        )
    if report.stops(skip_refused=True):
        return
    depths = team_tree.depths(parents)
    for statement in stated.values():
        if depths[statement.team] > team_tree.DEEPEST:
            report.refuse_all(
                statement.line,
                _("Team “%(team)s” has %(count)s teams above it.")
                % {"team": statement.team, "count": depths[statement.team] - 1},
                _("at most %(count)s") % {"count": team_tree.DEEPEST - 1},
            )


def _plan_teams(work: _Comparison, plan: StaffPlan) -> None:
    teams = {row.team for row in work.rows} | (work.listed.refused_teams & set(work.tree))
    named = team_tree.with_ancestors(teams, work.tree)
    plan.teams_reopened = named & set(work.known.parents)
    if work.is_full:
        plan.teams_closed = set(work.known.parents) - named


def _families(work: _Comparison) -> dict[str, str]:
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


def _changes_of_rows(work: _Comparison, progress: Callable[[int, int], None]) -> list[PersonChange]:
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


def _change_of(row: StaffRow, work: _Comparison) -> PersonChange | None:
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
    return PersonChange(
        row.staff_number, pk, before, facts, facts != before, held, wanted, position
    )


def _facts(row: StaffRow, before: PersonFacts | None, work: _Comparison) -> PersonFacts:
    """A column that the file has rules, its empty cells too; without it, what is known stays."""
    facts = replace(
        before or PersonFacts("", "", None, None, None, True),
        last_name=row.last_name,
        first_name=row.first_name,
    )
    if "email" in work.present and (row.email or "").lower() != (facts.email or "").lower():
        facts = replace(facts, email=row.email or None)
    if "started_on" in work.present:
        facts = replace(facts, employed_from=row.started_on)
    last_before = facts.employed_until
    was_gone = last_before is not None and last_before < work.as_of
    if "ended_on" in work.present or was_gone:
        facts = replace(facts, employed_until=row.ended_on)
    is_gone = facts.employed_until is not None and facts.employed_until < work.as_of
    if is_gone:
        return replace(facts, is_active=False)
    return replace(facts, is_active=True) if was_gone else facts


def _place(row: StaffRow, held: Held | None, work: _Comparison) -> Place:
    before = held.place if held else Place(row.team, "", "", "", False)
    return Place(
        team=row.team,
        job=row.job if "job" in work.present else before.job,
        site=row.site if "site" in work.present else before.site,
        contact=row.contact or before.contact,
        is_manager=row.is_manager if "is_manager" in work.present else before.is_manager,
    )


def _refuse_taken_addresses(work: _Comparison) -> list[StaffRow]:
    """Somebody who is not in the file, or on a refused line of it, has the address and still works here."""
    standing = {row.staff_number for row in work.rows}
    holders = {
        facts.email.lower(): number
        for number, (_pk, facts) in work.known.people.items()
        if facts.email
        and number not in standing
        and (number in work.listed.refused_numbers or not _leaves(facts, work))
    }
    taken = [row for row in work.rows if row.email and row.email.lower() in holders]
    for row in taken:
        work.report.refuse(
            row.line,
            _("The address %(email)s is that of staff number %(number)s.")
            % {"email": row.email, "number": holders[row.email.lower()]},
            _("an address of their own, or nothing"),
        )
    return taken


def _leaves(facts: PersonFacts, work: _Comparison) -> bool:
    """For somebody who is not in the file: gone already, or gone by a full list."""
    is_gone = facts.employed_until is not None and facts.employed_until < work.as_of
    return is_gone or _is_missed(facts, work)


def _is_missed(facts: PersonFacts, work: _Comparison) -> bool:
    """Employed on the eve, and absent from a full list: their last day was the eve at the latest."""
    arrived = facts.employed_from is None or facts.employed_from < work.as_of
    stays = facts.employed_until is None or facts.employed_until >= work.as_of
    return work.is_full and arrived and stays


def _leavers(work: _Comparison) -> list[PersonChange]:
    listed = work.numbers()
    last_day = work.as_of - ONE_DAY
    leavers = []
    for number, (pk, facts) in work.known.people.items():
        if number in listed or not _is_missed(facts, work):
            continue
        held = work.known.held.get(pk)
        position = (
            next_position(held, held.place, as_of=work.as_of, first_day=None, last_day=last_day)
            if held and (held.ended_on is None or held.ended_on > last_day)
            else NO_CHANGE
        )
        gone = replace(facts, employed_until=last_day, is_active=False)
        leavers.append(PersonChange(number, pk, facts, gone, True, held, None, position))
    return leavers


def _addresses_freed(work: _Comparison, plan: StaffPlan) -> list[int]:
    wanted = {
        change.facts.email.lower()
        for change in plan.changes
        if change.facts.email and change.facts_changed and change.wanted is not None
    }
    listed = work.numbers()
    return [
        pk
        for number, (pk, facts) in work.known.people.items()
        if number not in listed and facts.email and facts.email.lower() in wanted
    ]
