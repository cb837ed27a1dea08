"""What the teams set out to do, for the steering committee: counts of the whole organisation, by kind."""

from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.enums import TeamActionKind
from adoption.models import Publication, TeamAction
from adoption.periods import Month
from adoption.steering.blocks import Section, Table
from core.typography import format_number


def section(publication: Publication) -> Section | None:
    """Up to the last day of the month; None while nothing was planned by then. One query."""
    end = Month.containing(publication.month).last_day
    rows = _counts(publication.portal_id, end)
    if not rows:
        return None
    planned, done = (sum(row[place] for row in rows.values()) for place in (0, 1))
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
                    (str(TeamActionKind(kind).label), *(format_number(each) for each in counts))
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


def _counts(portal: int, end: date) -> dict[str, tuple[int, int, int]]:
    """Planned, done, dropped, by kind in the order of the kinds."""
    rows = (
        TeamAction.objects.filter(portal=portal, noted_on__lte=end)
        .order_by()
        .values("kind")
        .annotate(
            planned=Count("pk"),
            done=Count("pk", filter=Q(done_on__lte=end)),
            dropped=Count("pk", filter=Q(dropped_on__lte=end)),
        )
    )
    found = {row["kind"]: (row["planned"], row["done"], row["dropped"]) for row in rows}
    return {kind: found[kind] for kind in TeamActionKind.values if kind in found}
