"""Asks what a staff list leaves open: above whom a new team stands, and what an empty cell of a full list means."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.importers.staff_comparison import StaffComparison
from people.importers.staff_diff import ColumnQuestion, StaffReport, TeamQuestion
from people.staff_fields import STAFF_FIELDS


MOST_TEAMS_ASKED = 20  # more new teams are a reorganisation, which the file describes
LABELS = {declared.name: declared.label for declared in STAFF_FIELDS}


def ask_about_teams(
    teams: Iterable[tuple[int, str]], near: Mapping[str, str], work: StaffComparison
) -> None:
    """Ask of each new team, by the line that names it first, which one is above."""
    members = Counter(row.team for row in work.rows)
    work.report.team_questions = [
        TeamQuestion(line, team, near.get(team, ""), members[team]) for line, team in teams
    ]


def ask_about_empty_cells(work: StaffComparison) -> None:
    work.report.column_questions = [
        ColumnQuestion(name, str(LABELS[name]), count)
        for name, count in sorted(work.emptied.items())
    ]


def refuse_unanswered(report: StaffReport) -> None:
    """Refuse the list as long as a question is open."""
    for question in report.team_questions:
        report.refuse_all(
            question.line,
            _("Team “%(team)s” is new, and nothing says which team is above it.")
            % {"team": question.team},
            _("the team above on its line; or an answer"),
        )
    for asked in report.column_questions:
        text = ngettext(
            "“%(column)s” is empty for %(count)s person of whom it is known.",
            "“%(column)s” is empty for %(count)s people of whom it is known.",
            asked.count,
        )
        report.refuse_all(
            0,
            text % {"column": asked.label, "count": asked.count},
            _("an answer: keep what is known, or clear it"),
        )
    if len(report.team_questions) > MOST_TEAMS_ASKED:
        report.team_questions, report.column_questions = [], []
