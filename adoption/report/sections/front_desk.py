"""Desk figures for the steering committee, beside the usage rate, and what blocks people."""

from django.utils.translation import gettext as _

from adoption.contacts.charts.contacts import NARROW, WIDE
from adoption.contacts.charts.front_desk import draw, drawing_key
from adoption.contacts.words import front_desk as words
from adoption.foundation.words.months import month_text
from adoption.report.blocks import Chart, Section, Table
from adoption.report.queries.edition import Edition


def section(edition: Edition) -> Section | None:
    """Desk figures; None before anything of the desks is out."""
    read = edition.desks
    if not read.months:
        return None
    first, second = words.headline(read)
    headings, rows = words.month_table(read)
    month = month_text(read.months[-1])
    chart = Chart(
        name="front-desk",
        title=words.finding(read),
        drawn=drawing_key(read),
        draw=lambda variant: draw(read, variant),
        size=(WIDE, NARROW),
        table=Table(
            _("Noted at all desks, and the usage rate of staff of whom something is known"),
            headings,
            rows[::-1],  # like every table of months here
        ),
    )
    reasons = Table(
        _("What stood in the way, at all desks, in %(month)s") % {"month": month},
        (_("Reason"), _("Number")),
        [(reason["label"], reason["words"]) for reason in words.reason_bars(read)],
    )
    return Section(
        title=_("At the desks"),
        findings=(
            *([f"{words.finding(read)}."] if words.has_finding(read) else []),
            *([second] if second else []),
        ),
        paragraphs=(
            first,
            _(
                "This is what was noted, not what was done. Two curves that move together do not show that one drives the other."
            ),
        ),
        charts=(chart,),
        tables=(reasons,),
    )
