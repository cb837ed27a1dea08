"""Count known people and users in each of many months: same rules as facts.py, from fewer rows.

An evaluation reads two years at once. Of a month with its links it asks for one day of use of each, not for all of them.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from django.db.models import Min

from adoption.foundation.indicators import UNKNOWN, Answer, PersonMonth, UseValues, use_values
from adoption.foundation.periods import Month
from adoption.publishing.queries.facts import answers_of, objecting_subjects, subjects_by_roll_key
from adoption.usage.models import PortalLink, UsageDay
from cms.models import Portal


class MonthlyUseCounter:
    """Three queries, and two for each month. Of the values `known` and `used` alone hold."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self._subjects = subjects_by_roll_key()
        links = PortalLink.objects.filter(portal=portal).exclude(subject__in=objecting_subjects())
        rows = links.order_by().values_list("subject", "pseudonym", "linked_on")
        self._links = list(rows.iterator())

    def counted(self, month: Month, members: Mapping[str, list[str]]) -> dict[int, tuple[int, int]]:
        """Count known people and users by team of a roll. Erased people are unknown."""
        values_by_subject, subjects = self._values_by_subject(month), self._subjects
        counts = {}
        for team, keys in members.items():
            values = [values_by_subject.get(subjects.get(key, ""), UNKNOWN) for key in keys]
            known = sum(value.known for value in values)
            counts[int(team)] = known, sum(value.used for value in values)
        return counts

    def _values_by_subject(self, month: Month) -> dict[str, UseValues]:
        """Values by subject with a link or an answer, computed once for each of the few distinct cases."""
        answers, days, last = answers_of(self.portal, month), self._days(month), month.last_day
        of_answer = {answer: use_values(PersonMonth(0, answer=answer), month) for answer in Answer}
        of_day = {day: _linked(day, month) for day in {None, *days.values()}}
        values_by_subject = {subject: of_answer[answer] for subject, answer in answers.items()}
        for subject, pseudonym, linked_on in self._links:
            # A link made after the month speaks for it only where its rows do: silence is not a “no”.
            if linked_on <= last or self._first_days.get(pseudonym, date.max) <= last:
                values_by_subject[subject] = of_day[days.get(pseudonym)]
        return values_by_subject

    def _days(self, month: Month) -> dict[str, date]:
        """Days of use in the month, by pseudonym."""
        days = UsageDay.objects.filter(portal=self.portal, is_late=False)
        days = days.filter(day__range=(month.first_day, month.last_day)).order_by()
        rows = days.values("pseudonym").annotate(first=Min("day"))
        return dict(rows.values_list("pseudonym", "first").iterator())

    @cached_property
    def _first_days(self) -> dict[str, date]:
        days = UsageDay.objects.filter(portal=self.portal).order_by().values("pseudonym")
        rows = days.annotate(first=Min("day")).values_list("pseudonym", "first")
        return dict(rows.iterator())


def _linked(day: date | None, month: Month) -> UseValues:
    days = frozenset() if day is None else frozenset({day})
    return use_values(PersonMonth(0, linked=True, account=True, days=days), month)
