"""Compares a staff list with the tables and decides what changes, before anything is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from core.reports import ImportReport
from people.importers import team_tree
from people.importers.staff_rows import StaffRow
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


MAX_LEAVERS_PERCENT = 20
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
    rows: list[StaffRow]
    present: frozenset[str]  # our fields whose column the file has
    as_of: date
    is_full: bool
    report: ImportReport
    known: Known = field(init=False)
    tree: dict[str, str] = field(init=False)


def plan_staff(
    rows: list[StaffRow],
    *,
    present: frozenset[str],
    as_of: date,
    full: bool,
    report: ImportReport,
    progress: Callable[[int, int], None],
) -> StaffPlan:
    """The plan; what stands in its way is refused in `report`, and then it must not be applied."""
    work = _Comparison(rows, present, as_of, full, report)
    work.known = _known()
    work.tree = _tree(work)
    if report.refused:
        return StaffPlan(as_of, {})
    plan = StaffPlan(as_of, work.tree)
    _plan_teams(work, plan)
    plan.families = _families(work)
    plan.sites = {row.site for row in rows if row.site}
    plan.changes = [change for change in _changes_of_rows(work, progress) if change]
    leavers = _leavers(work)
    _guard_leavers(work, leavers)
    plan.changes += leavers
    plan.addresses_freed = _addresses_freed(work, plan)
    return plan


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
        work.report.refuse(
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
            report.refuse(
                statement.line,
                _("The parent team “%(parent)s” is nowhere.") % {"parent": statement.parent},
                _("a line of that team, or a team that is known"),
            )
    for loop in team_tree.loops(parents):
        lines = [stated[team].line for team in loop if team in stated]
        report.refuse(
            min(lines),
            _("These teams stand above one another in a loop: %(loop)s.")
            % {"loop": " → ".join(loop)},
            _("a tree"),
        )
    if report.refused:
        return
    depths = team_tree.depths(parents)
    for statement in stated.values():
        if depths[statement.team] > team_tree.DEEPEST:
            report.refuse(
                statement.line,
                _("Team “%(team)s” has %(count)s teams above it.")
                % {"team": statement.team, "count": depths[statement.team] - 1},
                _("at most %(count)s") % {"count": team_tree.DEEPEST - 1},
            )


def _plan_teams(work: _Comparison, plan: StaffPlan) -> None:
    named = team_tree.with_ancestors((row.team for row in work.rows), work.tree)
    plan.teams_reopened = named & set(work.known.parents)
    if work.is_full:
        plan.teams_closed = set(work.known.parents) - named


def _families(work: _Comparison) -> dict[str, str]:
    families: dict[str, str] = {}
    lines: dict[str, int] = {}
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
        elif row.job_family and not known:
            families[row.job], lines[row.job] = row.job_family, row.line
    return families


# --- People ----------------------------------------------------------------------------------------


def _changes_of_rows(
    work: _Comparison, progress: Callable[[int, int], None]
) -> Iterable[PersonChange | None]:
    _refuse_taken_addresses(work)
    for done, row in enumerate(work.rows, start=1):
        if done % 500 == 0:
            progress(done, len(work.rows))
        yield _change_of(row, work)


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
    return PersonChange(row.staff_number, pk, facts, facts != before, held, wanted, position)


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


def _refuse_taken_addresses(work: _Comparison) -> None:
    """Somebody who is not in the file has the address, and still works here."""
    listed = {row.staff_number for row in work.rows}
    holders = {
        facts.email.lower(): number
        for number, (_pk, facts) in work.known.people.items()
        if facts.email and number not in listed and not _leaves(facts, work)
    }
    for row in work.rows:
        holder = holders.get(row.email.lower())
        if holder:
            work.report.refuse(
                row.line,
                _("The address %(email)s is that of staff number %(number)s.")
                % {"email": row.email, "number": holder},
                _("an address of their own, or nothing"),
            )


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
    listed = {row.staff_number for row in work.rows}
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
        leavers.append(PersonChange(number, pk, gone, True, held, None, position))
    return leavers


def _guard_leavers(work: _Comparison, leavers: list[PersonChange]) -> None:
    """A list that was cut off, or is another service's, must not empty the organisation."""
    limit = getattr(settings, "STAFF_IMPORT_MAX_LEAVERS_PERCENT", MAX_LEAVERS_PERCENT)
    employed = sum(
        1
        for _pk, facts in work.known.people.values()
        if facts.employed_until is None or facts.employed_until >= work.as_of
    )
    if len(leavers) * 100 > limit * employed:
        work.report.refuse(
            0,
            _("%(leavers)s of %(employed)s people would leave: more than %(limit)s per cent.")
            % {"leavers": len(leavers), "employed": employed, "limit": limit},
            _("the whole list of staff; or raise STAFF_IMPORT_MAX_LEAVERS_PERCENT"),
        )


def _addresses_freed(work: _Comparison, plan: StaffPlan) -> list[int]:
    wanted = {
        change.facts.email.lower()
        for change in plan.changes
        if change.facts.email and change.facts_changed and change.wanted is not None
    }
    listed = {row.staff_number for row in work.rows}
    return [
        pk
        for number, (pk, facts) in work.known.people.items()
        if number not in listed and facts.email and facts.email.lower() in wanted
    ]
