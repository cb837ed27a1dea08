"""What the mails about a publication say, in the language in force: what the page of the team says."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.findings import COMPARED_WITH, headline, staff_text
from adoption.models import TeamAction
from adoption.periods import Month
from adoption.queries.published import Reading
from adoption.rates import Measure
from core.typography import day_text, format_number


@dataclass(frozen=True, slots=True)
class Digest:
    """Of one team; the same for each of its readers."""

    reading: Reading
    waiting: Sequence[TeamAction] = ()

    @property
    def month(self) -> str:
        return _month(self.reading.month)

    def headline(self) -> str:
        return " ".join(part for part in headline(self.reading) if part)

    def change(self) -> str:
        """The count three months ago and that of now, where there were any."""
        own, months = self.reading.own.measures, self.reading.months
        if len(months) <= COMPARED_WITH:
            return _(
                "Fewer than four months have been published: it is too early to speak of a change."
            )
        places = (-1 - COMPARED_WITH, -1)
        return " ".join(used_line(months[place], own[place]) for place in places)

    def planned(self) -> str:
        if not self.waiting:
            return _("Nothing is planned in the team. The page offers three things to do.")
        lines = [f"{each.get_kind_display()}, {day_text(each.planned_on)}" for each in self.waiting]
        return f"{_('Under way in the team:')} {'; '.join(lines)}."  # what fills a mail is one line


def used_line(month: Month, measure: Measure) -> str:
    if measure.is_hidden:
        return _("%(month)s: hidden.") % {"month": _month(month)}
    text = _("%(month)s: %(count)s used the portal.")
    return text % {"month": _month(month), "count": staff_text(measure)}


def known_line(month: Month, measure: Measure) -> str:
    text = _("%(month)s: something is known about %(count)s.")
    return text % {"month": _month(month), "count": staff_text(measure)}


def actions_text(waiting: int, done: int) -> str:
    """Of all teams together."""
    first = ngettext(
        "%(count)s team action is under way.", "%(count)s team actions are under way.", waiting
    )
    second = ngettext(
        "%(count)s was done in the last three months.",
        "%(count)s were done in the last three months.",
        done,
    )
    return " ".join(
        text % {"count": format_number(count)} for text, count in ((first, waiting), (second, done))
    )


def _month(month: Month) -> str:
    return date_format(month.first_day, "F Y")
