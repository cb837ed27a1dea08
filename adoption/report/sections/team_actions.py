"""Team actions for the steering committee: counts of the whole organisation, by kind."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.report.blocks import Section, Table
from adoption.report.queries.edition import Edition
from adoption.team_actions.enums import TeamActionKind
from core.typography import format_number


def section(edition: Edition) -> Section | None:
    """Counts up to the last day of the month; None while nothing was planned by then."""
    actions = edition.actions
    rows = {kind: actions[kind] for kind in TeamActionKind.values if kind in actions}
    if not rows:
        return None
    planned = sum(row.planned for row in rows.values())
    done = sum(row.done for row in rows.values())
    return Section(
        title=_("What the teams set out to do"),
        findings=(_finding(planned, done),),
        paragraphs=(
            _(
                "Planned by managers on the page of their team, of all teams together. What came of the "
                "figures since is read on these pages, and nobody can say that one made the other."
            ),
        ),
        tables=(
            Table(
                caption=_("Team actions, from the first to the end of the month"),
                headings=(
                    pgettext("table", "What"),
                    pgettext("table", "Planned"),
                    pgettext("table", "Done"),
                    pgettext("table", "Dropped"),
                ),
                rows=tuple(
                    (str(TeamActionKind(kind).label), *(format_number(count) for count in counts))
                    for kind, counts in rows.items()
                ),
            ),
        ),
    )


def _finding(planned: int, done: int) -> str:
    text = ngettext(
        "The teams planned %(count)s action; done: %(done)s.",
        "The teams planned %(count)s actions; done: %(done)s.",
        planned,
    )
    return text % {"count": format_number(planned), "done": format_number(done)}
