"""Typeset an ambassador's attestation of engagement, one page, made on demand and never stored."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambassadors.help.queries.engagement import Engagement
from core.typesetting import typeset
from core.typography import day_text, format_number
from learning.exporters.letterhead import FOLDER, letterhead
from people.models import Person


TEMPLATE = FOLDER / "engagement.typ"


def attestation_pdf(
    engagement: Engagement, *, person: Person, organisation: Any, day: date
) -> bytes:
    """Return the PDF in the active language: time and dates, no count of people or sessions."""
    data = letterhead(organisation) | {
        "heading": _("Attestation of engagement"),
        "certifies": _("This certifies that"),
        "name": person.get_full_name(),
        "role": _("helps colleagues to use the portal, as an ambassador")
        if engagement.until is None
        else _("helped colleagues to use the portal, as an ambassador"),
        "facts": _facts(engagement),
        "thanks": _("Thank you for the time given to others."),
        "established": _("Established on %(day)s") % {"day": day_text(day)},
        "page": _("Page {page} of {pages}"),
    }
    return typeset(TEMPLATE, data, day=day)


def _facts(engagement: Engagement) -> list[list[str]]:
    facts = [[_("Since"), day_text(engagement.since)]]
    if engagement.until:
        facts = [[_("From"), day_text(engagement.since)], [_("Until"), day_text(engagement.until)]]
    minutes = engagement.minutes_a_week
    if minutes:
        words = ngettext("%(n)s minute a week", "%(n)s minutes a week", minutes)
        facts.append([_("Time agreed"), words % {"n": format_number(minutes)}])
    if engagement.path and engagement.path_on:
        words = _("%(path)s, finished on %(day)s")
        values = {"path": engagement.path, "day": day_text(engagement.path_on)}
        facts.append([_("Training followed"), words % values])
    return facts
