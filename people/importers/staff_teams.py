"""Plans what a staff list says of teams: their tree, and which are new, moved or closed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from core.collation import fold_text
from core.reports import ImportReport
from people.importers import team_tree
from people.importers.staff_comparison import StaffComparison
from people.models import Team
from people.staffing import StaffPlan


NEAR = 0.84  # how alike two names are of which one may be a misspelling
MOST_COMPARED = 200  # more new names are a reorganisation: only accents and capitals count


def planned_parents(work: StaffComparison) -> tuple[dict[str, str], list[tuple[int, str]]]:
    """Return (every team's parent once the file is in; (line, new team) of each that nothing places).

    A known team of which no line names a parent stays where it is. The teams of a first list without one
    are at the top.
    """
    stated, contradictions = team_tree.stated_parents(
        team_tree.ParentStatement(row.line, row.team, row.parent_team) for row in work.rows
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
    unplaced = []
    for team, statement in stated.items():
        if not statement.parent and team not in parents and work.known.parents:
            if above := work.answers.parent_of(team):
                stated[team] = statement = replace(statement, parent=above)
            else:
                unplaced.append((statement.line, team))
        if statement.parent == Team.ROOT_CODE:
            parents[team] = ""
        elif statement.parent or team not in parents:
            parents[team] = statement.parent
    _refuse_broken_tree(parents, stated, work.report)
    return parents, unplaced


def _refuse_broken_tree(
    parents: dict[str, str], stated: dict[str, team_tree.ParentStatement], report: ImportReport
) -> None:
    for statement in stated.values():
        if statement.parent not in {"", Team.ROOT_CODE, *parents}:
            report.refuse_all(
                statement.line,
                _("The parent team “%(parent)s” is nowhere.") % {"parent": statement.parent},
                _("a line of that team, or a team that is known"),
            )
    for loop in team_tree.team_loops(parents):
        lines = [stated[team].line for team in loop if team in stated]
        report.refuse_all(
            min(lines),
            _("These teams stand above one another in a loop: %(loop)s.")
            % {"loop": " → ".join(loop)},
            _("a tree"),
        )
    if report.blocks_import(skip_refused=True):
        return
    depths = team_tree.team_depths(parents)
    for statement in stated.values():
        if depths[statement.team] > team_tree.DEEPEST:
            report.refuse_all(
                statement.line,
                _("Team “%(team)s” has %(count)s teams above it.")
                % {"team": statement.team, "count": depths[statement.team] - 1},
                _("at most %(count)s") % {"count": team_tree.DEEPEST - 1},
            )


def plan_teams(work: StaffComparison, plan: StaffPlan) -> dict[str, str]:
    """Plan what becomes of teams. Returns the known team that each new one may be a slip for."""
    known = work.known.parents
    teams = {row.team for row in work.rows} | (work.listed.refused_teams & set(work.tree))
    named = team_tree.with_ancestors(teams, work.tree)
    plan.teams_reopened = named & set(known)
    if work.is_full:
        plan.teams_closed = {code for code, team in work.known.teams.items() if team.is_open}
        plan.teams_closed -= named
    new = [code for code in work.tree if code not in known]
    near = near_names(new, {code: team.name for code, team in work.known.teams.items()})
    plan.teams_new = {code: near.get(code, "") for code in new}
    plan.teams_moved = {
        code: (before, work.tree[code])
        for code, before in known.items()
        if before != work.tree[code]
    }
    return near


def near_names(new: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the known code that each of the new names is near to, where there is one.

    `known`: the name that each code goes by. Names that differ in a number or a letter that stands alone
    ("Agence 12", "Équipe B") are not near: such names are meant to differ.
    """
    new = list(new)
    spellings = {fold_text(name): code for code, name in known.items()}
    spellings |= {fold_text(code): code for code in known}
    near = {}
    for name in new:
        spelling = fold_text(name)
        if spelling in spellings:
            near[name] = spellings[spelling]
        elif len(new) <= MOST_COMPARED and (nearest := _nearest(spelling, spellings)):
            near[name] = spellings[nearest]
    return near


def _nearest(spelling: str, spellings: Iterable[str]) -> str:
    matcher = SequenceMatcher(autojunk=False, b=spelling)
    marks = _marks(spelling)
    best, nearest = NEAR, ""
    for other in spellings:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        if (ratio := matcher.ratio()) >= best and _marks(other) == marks:
            best, nearest = ratio, other
    return nearest


def _marks(spelling: str) -> list[str]:
    """Return what tells apart names of one series."""
    words = spelling.split()
    return [word for word in words if len(word) == 1 or any(letter.isdigit() for letter in word)]
