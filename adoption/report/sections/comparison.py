"""Comparison with other organisations that shared their rates, for the steering committee."""

from dataclasses import replace

from django.utils.translation import gettext as _

from adoption.publishing.queries.published import WINDOW
from adoption.report.blocks import Chart, Section, Table
from adoption.report.queries.edition import Edition
from adoption.sharing import words
from adoption.sharing.charts import NARROW, WIDE, draw, drawing_key


RATE = "used"


def section(edition: Edition) -> Section | None:
    """A year's comparison; None where no other organisation shares a month with ours."""
    read = edition.comparison
    if not read.months:
        return None
    read = replace(read, months=read.months[-WINDOW:])
    finding = words.finding(read, read.months[-1], RATE)
    headings, rows = words.table(read, RATE)
    chart = Chart(
        name="comparison",
        title=finding,
        drawn=drawing_key(read, RATE),
        draw=lambda variant: draw(read, RATE, variant),
        size=(WIDE, NARROW),
        table=Table(
            _("Usage rate of whole organisations, in per cent of staff of whom something is known"),
            headings,
            rows[::-1],  # like every table of months here
        ),
    )
    return Section(
        title=_("Beside other organisations"),
        findings=(finding,),
        paragraphs=(
            _(
                "This is not a ranking: organisations differ in their trades, their public and their portal."
            ),
        ),
        charts=(chart,),
    )
