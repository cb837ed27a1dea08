"""Input of an evaluation: rolls and starts, which are public, then the known use by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from django.db.models import Min
from django.utils import timezone

from adoption.experiments.enums import ExperimentKind
from adoption.experiments.evaluation import Panel
from adoption.experiments.evaluation.design import MOST_BEFORE
from adoption.experiments.evaluation.panel import Counts
from adoption.experiments.models import Experiment
from adoption.foundation.indicators import UNKNOWN, Answer, PersonMonth, UseValues, use_values
from adoption.foundation.periods import Month, months_between
from adoption.publishing.models import Publication
from adoption.publishing.queries.facts import (
    answers_by_subject,
    objecting_subjects,
    subjects_by_roll_key,
)
from adoption.usage.models import PortalLink, UsageDay
from adoption.usage.pseudonyms import roll_key_of
from ambassadors.help.models import Ambassador
from cms.models import Portal
from core.dates import months_before, today
from core.site_settings import value_of


Columns = Sequence[tuple[Month, Publication]]
"""Months in order, each with the publication whose roll and tree it has."""


@dataclass(frozen=True, slots=True)
class EvaluationWindow:
    """Months of an evaluation. `publications`: one for each month, published, in order. `starts`: columns, by row of `teams`."""

    publications: tuple[Publication, ...]
    teams: tuple[int, ...]
    sizes: Counts
    starts: Counts
    lives: list[list[tuple[int, int]]]

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(Month.containing(publication.month) for publication in self.publications)

    def described(self) -> str:
        """Return everything that distinguishes this comparison from another."""
        months = [str(month) for month in self.months]
        starts = [f"{t}:{s}" for t, s in zip(self.teams, self.starts, strict=True)]
        return f"{months} {starts}"


def last_month_of(experiment: Experiment) -> Month:
    return Month.containing(experiment.starts_on).shifted(experiment.months - 1)


def evaluation_window(experiment: Experiment) -> EvaluationWindow | None:
    """Build the window; None where a month since the start is unpublished or erased. Earlier months stop at the first gap.

    A month whose rows the retention has taken would be read as one in which nobody used anything.
    """
    first, last = Month.containing(experiment.starts_on), last_month_of(experiment)
    kept = first_retained_month()
    out = {
        Month.containing(publication.month): publication
        for publication in Publication.objects.out()
        .filter(
            portal=experiment.portal_id,
            month__range=(kept.first_day, last.first_day),
        )
        .select_related("roll", "portal")
    }
    if any(month not in out for month in months_between(first, last)):
        return None
    earliest = first.shifted(-MOST_BEFORE)
    while first > earliest and first.previous() in out:
        first = first.previous()
    months = list(months_between(first, last))
    rolls = [out[month].roll.members for month in months]
    teams = tuple(sorted({int(team) for roll in rolls for team in roll}))
    row = {team: number for number, team in enumerate(teams)}
    sizes = np.zeros((len(teams), len(months)), dtype=np.int64)
    lives: dict[str, list[tuple[int, int]]] = {}
    for column, roll in enumerate(rolls):
        for team, keys in roll.items():
            sizes[row[int(team)], column] = len(keys)
            for key in keys:
                lives.setdefault(key, []).append((row[int(team)], column))
    publications = tuple(out[month] for month in months)
    asked = {
        team: Month.containing(day)
        for team, day in experiment.teams.values_list("team_id", "starts_on")
    }
    kind = ExperimentKind(experiment.kind)
    starts = treatment_start_columns(
        kind, asked, teams, list(zip(months, publications, strict=True))
    )
    return EvaluationWindow(publications, teams, sizes, starts, list(lives.values()))


def first_retained_month(*, on: date | None = None) -> Month:
    """First month whose rows retention keeps, by the setting in force and the day, both public."""
    return Month.containing(months_before(on or today(), value_of("RETENTION_USE_MONTHS")))


def build_panel(window: EvaluationWindow) -> Panel:
    """Build the panel from today's rows for people on the rolls; those who object or are erased are unknown."""
    row = {team: number for number, team in enumerate(window.teams)}
    used = np.zeros_like(window.sizes)
    use = MonthlyUseCounter(window.publications[0].portal)
    for column, (month, publication) in enumerate(
        zip(window.months, window.publications, strict=True)
    ):
        for team, users in use.counted(month, publication.roll.members).items():
            used[row[team], column] = users
    return Panel(window.sizes, used, window.starts)


def treatment_start_columns(
    kind: ExperimentKind, asked: Mapping[int, Month], teams: Sequence[int], columns: Columns
) -> Counts:
    """Column from which each team is treated; the number of columns for untreated ones."""
    begun = _starts(kind, asked, columns)
    months = [month for month, _publication in columns]
    return np.array(
        [
            sum(month < begun[team] for month in months) if team in begun else len(months)
            for team in teams
        ]
    )


def _starts(kind: ExperimentKind, asked: Mapping[int, Month], columns: Columns) -> dict[int, Month]:
    """Month from which each team is treated, with all below it."""
    if kind == ExperimentKind.AMBASSADORS:
        return _first_ambassadors(columns)
    parents: dict[int, int | None] = {}
    for _month, publication in columns:
        tree = publication.parameters["parents"]
        parents |= {int(team): up for team, up in tree.items()}
    starts = {}
    for team in parents:
        firsts = [asked[above] for above in _upwards(team, parents) if above in asked]
        if firsts:
            starts[team] = min(firsts)
    return starts


def _upwards(team: int, parents: Mapping[int, int | None]) -> list[int]:
    above: list[int] = []
    here: int | None = team
    while here is not None and here not in above:
        above.append(here)
        here = parents.get(here)
    return above


def _first_ambassadors(columns: Columns) -> dict[int, Month]:
    """First whole month in which each team has an ambassador, by the rolls."""
    begun: dict[str, Month] = {}
    rows = Ambassador.objects.order_by("pk").values_list("person__uuid", "started_at")
    for uuid, started_at in rows:
        day = timezone.localtime(started_at).date()
        begun[roll_key_of(str(uuid))] = _first_whole_month(day)
    starts: dict[int, Month] = {}
    for month, publication in columns:
        for team, keys in publication.roll.members.items():
            if int(team) in starts:
                continue
            firsts = [begun[key] for key in keys if key in begun and begun[key] <= month]
            if firsts:
                starts[int(team)] = month
    return starts


def _first_whole_month(day: date) -> Month:
    month = Month.containing(day)
    return month if day.day == 1 else month.next()


class MonthlyUseCounter:
    """Count users of each month, by the rules of facts.py, from fewer rows.

    An evaluation reads two years at once: of a month with its links it asks for one day of use of each.
    Three queries, and two for each month. Of the values `used` alone holds.
    """

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self._subjects = subjects_by_roll_key()
        links = PortalLink.objects.filter(portal=portal).exclude(subject__in=objecting_subjects())
        rows = links.order_by().values_list("subject", "pseudonym", "linked_on")
        self._links = list(rows.iterator())

    def counted(self, month: Month, members: Mapping[str, list[str]]) -> dict[int, int]:
        """Count users by team of a roll. Erased people are unknown."""
        values_by_subject, subjects = self._values_by_subject(month), self._subjects
        return {
            int(team): sum(
                values_by_subject.get(subjects.get(key, ""), UNKNOWN).used for key in keys
            )
            for team, keys in members.items()
        }

    def _values_by_subject(self, month: Month) -> dict[str, UseValues]:
        """Values by subject with a link or an answer, computed once for each of the few distinct cases."""
        answers, days, last = (
            answers_by_subject(self.portal, month),
            self._days(month),
            month.last_day,
        )
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
