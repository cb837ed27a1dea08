"""Data of the committee's report: everything published of a portal up to a month, each table read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Q

from adoption.contacts.queries.contacts import contact_volumes, list_channels
from adoption.contacts.queries.front_desk import DeskHistory, read_desk_history
from adoption.contacts.queries.substitution import Substitution, build_substitution
from adoption.experiments.models import Experiment
from adoption.experiments.queries.experiments import experiments_begun_by
from adoption.foundation.indicators import KNOWN, USED
from adoption.foundation.periods import Month
from adoption.foundation.rates import Rate
from adoption.publishing.disclosure.losses import Loss
from adoption.publishing.models import Publication
from adoption.publishing.queries.further_published import QuarterFigures
from adoption.publishing.queries.overview import organisation_name
from adoption.publishing.queries.published import Reading, publications_of, read_population
from adoption.publishing.queries.quarters import read_quarters
from adoption.publishing.queries.register import overall_losses
from adoption.sharing.queries import Comparison, comparison_of
from adoption.targets.models import Target
from adoption.targets.queries.rate_histories import RateHistories, rate_histories
from adoption.targets.queries.targets import TargetProgress, progress_of_targets, targets_of
from adoption.team_actions.models import TeamAction
from cms.models import Portal
from people.models import Team


MOST_EXPERIMENTS = 8  # a few lines each
MONTHS_OF_A_FORECAST = 24


class ActionCounts(NamedTuple):
    """Numbers of team actions by the end of the month: in all, done and dropped."""

    planned: int
    done: int
    dropped: int


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
    def month(self) -> Month:
        return Month.containing(self.publication.month)

    @cached_property
    def root(self) -> Team:
        return Team.objects.organisation()

    @cached_property
    def reading(self) -> Reading:
        """A year of the organisation's months."""
        return read_population(
            self.portal,
            self.publications,
            self.publication.month,
            [self.root],
            organisation=self.organisation,
        )

    @cached_property
    def targets(self) -> list[Target]:
        """Targets in force."""
        return targets_of(self.portal)

    @cached_property
    def histories(self) -> RateHistories:
        """Two years of usage rates of the organisation, and of the rates that have a target."""
        return rate_histories(
            self.publications[:MONTHS_OF_A_FORECAST],
            {self.root.pk, *(target.team_id for target in self.targets)},
            codes={KNOWN.code, USED.code, *(target.indicator for target in self.targets)},
        )

    @cached_property
    def rates(self) -> dict[Month, Rate]:
        """Usage rates of the organisation."""
        rates = {
            month: self.histories.rate(self.root.pk, USED.code, month)
            for month in self.histories.months
        }
        return {month: rate.rounded() for month, rate in rates.items() if rate is not None}

    @cached_property
    def aims(self) -> list[TargetProgress]:
        return progress_of_targets(self.targets, self.histories, whole=self.root.pk)

    @cached_property
    def experiments(self) -> list[Experiment]:
        """Experiments begun by this month, the latest first, and one more than a report names."""
        begun = experiments_begun_by(self.portal, self.publication.month)
        return list(begun[: MOST_EXPERIMENTS + 1])

    @property
    def quarters(self) -> list[QuarterFigures]:
        return read_quarters(self.portal, self.publications)

    @cached_property
    def contacts(self) -> Substitution:
        """Contacts without corrections, up to this month although later ones may be recorded."""
        volumes = {
            (month, channel): count
            for (month, channel), count in contact_volumes(self.portal).items()
            if month <= self.month
        }
        return build_substitution(self.portal, volumes, self.rates, list_channels())

    @property
    def desks(self) -> DeskHistory:
        return read_desk_history(self.portal, self.rates, until=self.publication.month)

    @property
    def comparison(self) -> Comparison:
        return comparison_of(self.portal, until=self.publication.month)

    @property
    def losses(self) -> dict[str, Loss]:
        """Losses by indicator, over all groups whatever their size."""
        return overall_losses(self.publication)

    @property
    def actions(self) -> dict[str, ActionCounts]:
        """Numbers of team actions by kind: those recorded or ended after the month are not counted."""
        end = self.month.last_day
        noted = TeamAction.objects.filter(portal=self.portal, noted_on__lte=end).order_by()
        rows = noted.values_list("kind").annotate(
            planned=Count("pk"),
            done=Count("pk", filter=Q(done_on__lte=end)),
            dropped=Count("pk", filter=Q(dropped_on__lte=end)),
        )
        return {kind: ActionCounts(*counts) for kind, *counts in rows}


def edition_of(
    publication: Publication, out: Sequence[Publication] = (), *, organisation: str = ""
) -> Edition:
    """Build an edition. `out`: the portal's publications, the latest first; what is not given is read."""
    out = out or publications_of(publication.portal)
    until = [earlier for earlier in out if earlier.month <= publication.month]
    return Edition(publication, until, organisation or organisation_name())
