"""Words of the mails about a publication, in the language in force: the same as on the team's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from adoption.dashboards.alerts import is_falling
from adoption.foundation.periods import Month
from adoption.foundation.rates import Measure
from adoption.foundation.words.months import month_text
from adoption.publishing.queries.published import Reading
from adoption.publishing.words.findings import COMPARED_WITH, headline_sentences, staff_text
from adoption.team_actions.models import TeamAction
from cms.models import Portal
from core.typography import day_text


@dataclass(frozen=True, slots=True)
class Digest:
    """Content of a digest for one team, the same for each reader."""

    reading: Reading
    waiting: Sequence[TeamAction] = ()
    on: date | None = None

    @property
    def month(self) -> str:
        return month_text(self.reading.month)

    def headline(self) -> str:
        return " ".join(part for part in headline_sentences(self.reading) if part)

    def change(self) -> str:
        """Return the counts of the month before and now, where both exist."""
        own, months = self.reading.own.measures, self.reading.months
        if len(months) <= COMPARED_WITH:
            return _("This is the first published month: there is nothing to compare it with.")
        places = (-1 - COMPARED_WITH, -1)
        portal = self.reading.portal
        return " ".join(used_count_text(portal, months[place], own[place]) for place in places)

    def planned(self) -> str:
        if not self.waiting:
            return _("Nothing is planned here. The page says what to do first.")
        lines = "; ".join(map(self._line, self.waiting))  # what fills a mail is one line
        return f"{_('Under way:')} {lines}."

    def _line(self, action: TeamAction) -> str:
        line = f"{action.title}, {day_text(action.planned_on)}"
        if self.on is None or action.planned_on > self.on:
            return line
        return _("%(action)s (its day has come: if it is done, say so on the page)") % {
            "action": line
        }


def texts_of_falling_series(reading: Reading) -> list[str]:
    """Return the text of the alert, if it still holds at the end of these months."""
    return [last_months_text(reading)] if is_falling(reading.own.measures) else []


def last_months_text(reading: Reading) -> str:
    months = zip(reading.months[-3:], reading.own.measures[-3:], strict=True)
    return " ".join(used_count_text(reading.portal, month, count) for month, count in months)


def used_count_text(portal: Portal, month: Month, measure: Measure) -> str:
    if measure.is_hidden:
        return _("%(month)s: too few people.") % {"month": month_text(month)}
    text = _("%(month)s: %(count)s used %(tool)s.")
    words = {"month": month_text(month), "count": staff_text(measure), "tool": portal.noun}
    return text % words
