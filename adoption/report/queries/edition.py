"""Data of the committee's report: everything published of a portal up to a month, each table read once."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model

from adoption.contacts.queries.contacts import builtin_and_own_channels
from adoption.contacts.queries.front_desk import DeskHistory
from adoption.contacts.queries.substitution import (
    Substitution,
    build_substitution,
    usage_rates_by_month,
)
from adoption.experiments.models import Experiment
from adoption.experiments.queries.experiments import experiments_begun_by
from adoption.foundation.periods import Month, months_between
from adoption.foundation.rates import Measure, Rate
from adoption.publishing.disclosure.losses import Loss
from adoption.publishing.disclosure.tally import TapRange
from adoption.publishing.models import Publication
from adoption.publishing.queries.further_published import Further
from adoption.publishing.queries.overview import organisation_name
from adoption.publishing.queries.published import Reading, publications_of, read_population
from adoption.publishing.queries.quarters import latest_quarters, quarters_in_turn
from adoption.report.queries.edition_rows import (
    CONTACTS,
    COURSE,
    DESKS,
    GROUP,
    LINKED,
    WHOLE,
    Actions,
    CountRow,
    Numbers,
    numbers,
    organisation_counts,
)
from adoption.sharing.queries import (
    Comparison,
    Other,
    build_comparison,
    others_of_this_kind,
    own_rates_in,
)
from adoption.targets.models import Target
from adoption.targets.queries.rate_histories import RateHistories
from adoption.targets.queries.targets import TargetProgress, progress_of_targets, targets_of
from cms.models import Portal
from people.models import Team


MOST_EXPERIMENTS = 8  # a few lines each


@dataclass(frozen=True)
class Edition:
    """`publications`: the portal's up to this one, the latest first. `organisation`: what it is called.

    What sections share is read once, when the first of them asks: a drawing reads its own section's alone.
    """

    publication: Publication
    publications: Sequence[Publication]
    organisation: str

    @property
    def portal(self) -> Portal:
        return self.publication.portal

    @property
    def root(self) -> Team:
        """The organisation as an unsaved Team with the id that its figures have; id 0, which matches none, without any."""
        key = next((each.place for each in self._of(WHOLE)), 0)
        return Team(pk=key, code=Team.ROOT_CODE, name=self.organisation)

    @cached_property
    def counts(self) -> dict[tuple[int, int, str], Measure]:
        """Counts by publication, team and indicator: of the organisation, and of groups with a target."""
        keys = {each.month: each.pk for each in self.publications}
        return {
            (keys[each.month], each.place, each.what): _measure(each)
            for each in (*self._of(WHOLE), *self._of(GROUP))
            if each.low is not None
        }

    @cached_property
    def reading(self) -> Reading:
        """A year of the organisation's months."""
        return read_population(
            self.portal,
            self.publications,
            self.publication.month,
            [self.root],
            organisation=self.organisation,
            shown=self.counts,
        )

    @cached_property
    def courses(self) -> RateHistories:
        latest = reversed(self.publications[:COURSE])
        return RateHistories(
            {Month.containing(each.month): each.pk for each in latest}, self.counts
        )

    @cached_property
    def targets(self) -> list[Target]:
        """Targets in force. One query more."""
        return targets_of(self.portal)

    @cached_property
    def aims(self) -> list[TargetProgress]:
        return progress_of_targets(self.targets, self.courses)

    @cached_property
    def experiments(self) -> list[Experiment]:
        """Experiments begun by this month, the latest first, and one more than a report names. One query more."""
        begun = experiments_begun_by(self.portal, self.publication.month)
        return list(begun[: MOST_EXPERIMENTS + 1])

    @cached_property
    def rates(self) -> dict[Month, Rate]:
        return usage_rates_by_month(
            (each.month, each.what, _measure(each))
            for each in self._of(WHOLE)
            if each.low is not None
        )

    @property
    def quarters(self) -> list[Further]:
        return quarters_in_turn(
            self.portal,
            latest_quarters(self.publications),
            ((each.month, (each.what, ""), _measure(each)) for each in self._of(LINKED)),
        )

    @cached_property
    def contacts(self) -> Substitution:
        """Contacts without corrections, up to this month although later ones may be recorded."""
        rows = self._of(CONTACTS)
        volumes = {(Month.containing(each.month), each.what): each.low or 0 for each in rows}
        own = {each.what: each.name for each in rows if each.name}
        return build_substitution(self.portal, volumes, self.rates, builtin_and_own_channels(own))

    @property
    def desks(self) -> DeskHistory:
        """Desk figures without single sites."""
        rows = self._of(DESKS)
        whole = {
            (Month.containing(each.month), each.what): TapRange(each.low, each.high)
            for each in rows
        }
        months = [month for month, _tap in whole]
        between = tuple(months_between(months[0], months[-1])) if months else ()
        rates = {month: rate for month, rate in self.rates.items() if month in between}
        return DeskHistory(self.portal, between, whole, (), rates)

    @cached_property
    def others(self) -> list[Other]:
        """Rates shared by other organisations. One query more."""
        return others_of_this_kind()

    @property
    def comparison(self) -> Comparison:
        own = own_rates_in((each.month, each.what, _measure(each)) for each in self._of(WHOLE))
        return build_comparison(self.portal, own, self.others)

    @property
    def losses(self) -> dict[str, Loss]:
        """Losses by indicator, over all groups whatever their size."""
        return {what: Loss(**kinds) for what, kinds in self._numbers.kinds.items()}

    @property
    def actions(self) -> dict[str, Actions]:
        """Numbers of team actions, by kind."""
        return self._numbers.actions

    @property
    def content(self) -> Hashable:
        """Everything read here, to tell whether a report is still current. Five queries."""
        evaluations = [getattr(each, "evaluation", None) for each in self.experiments]
        return (
            self.organisation,
            _values(self.portal),
            tuple((each.pk, each.month, each.published_at) for each in self.publications),
            self.publication.pk,
            tuple(self._rows),
            repr(self._numbers),
            tuple((*_values(each), each.team.name) for each in self.targets),
            tuple(map(_values, self.experiments)),
            tuple(_values(each) if each else None for each in evaluations),
            repr(self.others),
        )

    def _of(self, source: str) -> list[CountRow]:
        return self._counted.get(source, [])

    @cached_property
    def _counted(self) -> Mapping[str, list[CountRow]]:
        found: dict[str, list[CountRow]] = {}
        for each in self._rows:
            found.setdefault(each.of, []).append(each)
        return found

    @cached_property
    def _rows(self) -> list[CountRow]:
        return organisation_counts(self.publication, self.publications)

    @cached_property
    def _numbers(self) -> Numbers:
        return numbers(self.publication)


def edition_of(publication: Publication, *, organisation: str = "") -> Edition:
    """Build an edition for callers that have not read the portal's publications. One query, and one for the name if missing."""
    out = publications_of(publication.portal)
    until = [each for each in out if each.month <= publication.month]
    return Edition(publication, until, organisation or organisation_name())


def _values(row: Model) -> tuple[Hashable, ...]:
    """Column values of a row; unhashable ones as text."""
    found = (getattr(row, each.attname) for each in row._meta.concrete_fields)
    return tuple(each if isinstance(each, Hashable) else repr(each) for each in found)


def _measure(row: CountRow) -> Measure:
    return Measure(row.low, row.high, row.people)
