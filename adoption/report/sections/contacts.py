"""Contacts of the public by channel over a year, and the time that fewer of them leave."""

from dataclasses import replace

from django.utils.translation import gettext as _

from adoption.contacts.charts import contacts as contact_charts
from adoption.contacts.queries.substitution import Substitution
from adoption.contacts.words import substitution as words
from adoption.foundation.words.months import month_text
from adoption.report.blocks import Chart, Section, Table
from adoption.report.models import ContactTime
from adoption.report.queries.edition import Edition
from core.typography import format_number


MINUTES_OF_AN_HOUR = 60


def section(edition: Edition) -> Section | None:
    read = edition.contacts
    if not read.months:
        return None
    headings, rows = words.table(read)
    finding = words.finding(_without_rates(read))
    return Section(
        title=_("Contacts of the public"),
        findings=(f"{finding}.",) if words.has_finding(read) else (),
        paragraphs=tuple(filter(None, (_time_left(read, edition.contact_time),))),
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


def _time_left(read: Substitution, time: ContactTime | None) -> str:
    """Hours that fewer contacts leave in the month, beside what that assumes; never without it, never of a season."""
    found = read.comparison
    if found is None or not found.is_same_season or found.contacts_moved >= 0:
        return ""
    avoided = found.before - found.after
    if time is None:
        return _(
            "The time that this leaves is not estimated: nobody has noted how long a contact takes."
        )
    return _(
        "%(avoided)s fewer contacts in %(last)s than in %(first)s leave about %(hours)s hours in the month, "
        "assuming %(minutes)s minutes for each (%(basis)s). Nothing says that the portal is the cause."
    ) % {
        "avoided": format_number(avoided),
        "first": month_text(found.first),
        "last": month_text(found.last),
        "hours": format_number(avoided * time.minutes // MINUTES_OF_AN_HOUR),
        "minutes": format_number(time.minutes),
        "basis": time.basis.rstrip("."),
    }
