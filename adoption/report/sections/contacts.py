"""Contacts of the public by channel over a year."""

from dataclasses import replace

from django.utils.translation import gettext as _

from adoption.contacts.charts import contacts as contact_charts
from adoption.contacts.queries.substitution import Substitution
from adoption.contacts.words import substitution as words
from adoption.report.blocks import Chart, Section, Table
from adoption.report.queries.edition import Edition


def section(edition: Edition) -> Section | None:
    read = edition.contacts
    if not read.months:
        return None
    headings, rows = words.table(read)
    finding = words.finding(_without_rates(read))
    return Section(
        title=_("Contacts of the public"),
        findings=(f"{finding}.",) if words.has_finding(read) else (),
        charts=(
            Chart(
                name="contacts",
                title=_("Contacts of the public by channel, above the usage rate"),
                drawn=("contacts", *contact_charts.drawing_key(read)),
                draw=lambda variant: contact_charts.draw(read, variant),
                size=(contact_charts.WIDE, contact_charts.NARROW),
                table=Table(
                    _("Contacts by channel, each month. The usage rate is in the first table."),
                    headings[:-1],
                    [row[:-1] for row in reversed(rows)],
                ),
            ),
        ),
    )


def _without_rates(read: Substitution) -> Substitution:
    """The usage rate stands in its own section."""
    if read.comparison is None:
        return read
    return replace(read, comparison=replace(read.comparison, rate_before=None, rate_after=None))
