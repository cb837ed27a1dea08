"""Data of the committee's report: everything published of a portal up to a month, each table read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from adoption.contacts.queries.contacts import Channel, contact_volumes, list_channels
from adoption.contacts.queries.substitution import Substitution, build_substitution
from adoption.experiments.models import Experiment
from adoption.experiments.queries.experiments import experiments_begun_by
from adoption.foundation.indicators import CHAIN, USED
from adoption.foundation.periods import Month
from adoption.foundation.rates import Rate, share_of_population
from adoption.publishing.models import Publication
from adoption.publishing.queries.published import Reading, publications_of, read_population
from adoption.report.models import CommitteeDecision, ContactTime
from adoption.report.queries.beside import Barometers, Cover, barometers_by, cover_of
from adoption.targets.models import Target
from adoption.targets.queries.rate_histories import RateHistories, rate_histories
from adoption.targets.queries.targets import TargetProgress, progress_of_targets, targets_of
from adoption.team_actions.queries.team_actions import team_action_counts
from cms.models import OrganisationSettings, Portal
from people.models import Team


MOST_EXPERIMENTS = 8  # a few lines each
MONTHS_OF_A_FORECAST, A_YEAR = 24, 12


@dataclass(frozen=True)
class Edition:
    """`publications`: the portal's up to this one, the latest first. `is_latest`: whether nothing later of the portal is out.

    What sections share is read once, when the first of them asks: a drawing reads its own section's alone.
    """

    publication: Publication
    publications: Sequence[Publication]
    settings: OrganisationSettings
    is_latest: bool

    @property
    def organisation(self) -> str:
        return self.settings.name

    @property
    def accent(self) -> str:
        return self.settings.accent

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
            shown=self.histories.counts,
        )

    @cached_property
    def barometers(self) -> Barometers:
        return barometers_by(self.month.last_day)

    @cached_property
    def targets(self) -> list[Target]:
        """Targets in force."""
        return targets_of(self.portal)

    @cached_property
    def histories(self) -> RateHistories:
        """Two years of figures of the organisation, and of the groups that have a target."""
        return rate_histories(
            self.publications[:MONTHS_OF_A_FORECAST],
            {self.root.pk, *(target.team_id for target in self.targets)},
            codes={*(step.code for step in CHAIN)},
        )

    @cached_property
    def rates(self) -> dict[Month, Rate]:
        """Usage rates of the organisation, of all its staff."""
        rates = {
            month: share_of_population(self.histories.count(self.root.pk, USED.code, month))
            for month in self.histories.months
        }
        return {month: rate.rounded() for month, rate in rates.items() if rate is not None}

    @cached_property
    def decisions(self) -> list[CommitteeDecision]:
        """Decisions taken by this month's report, by the day that they are due, with their earlier wordings."""
        taken = CommitteeDecision.objects.filter(
            portal=self.portal, month__lte=self.publication.month
        ).order_by("due_on", "pk")
        return list(taken.prefetch_related("revisions__changed_by"))

    @property
    def log(self) -> list[CommitteeDecision]:
        """Decisions of earlier reports that are open, or were settled since this month began."""
        since = self.publication.month
        return [
            each
            for each in self.decisions
            if each.month < since and (each.settled_on is None or each.settled_on >= since)
        ]

    @property
    def taken(self) -> list[CommitteeDecision]:
        """Decisions taken on this report."""
        return [each for each in self.decisions if each.month == self.publication.month]

    @cached_property
    def aims(self) -> list[TargetProgress]:
        return progress_of_targets(self.targets, self.histories, whole=self.root.pk)

    @cached_property
    def experiments(self) -> list[Experiment]:
        """Experiments begun by this month, the latest first, and one more than a report names."""
        begun = experiments_begun_by(self.portal, self.publication.month)
        return list(begun[: MOST_EXPERIMENTS + 1])

    @cached_property
    def contacts(self) -> Substitution:
        """A year's contacts without corrections, up to this month although later ones may be recorded."""
        first = self.month.shifted(-A_YEAR)
        volumes = {place: count for place, count in self.volumes.items() if place[0] >= first}
        rates = {month: rate for month, rate in self.rates.items() if month >= first}
        return build_substitution(self.portal, volumes, rates, self.channels)

    @cached_property
    def volumes(self) -> dict[tuple[Month, str], int]:
        """Two years' contacts by month and channel, up to this month."""
        counted = contact_volumes(self.portal, since=self.month.shifted(1 - 2 * A_YEAR))
        return {place: count for place, count in counted.items() if place[0] <= self.month}

    @cached_property
    def channels(self) -> list[Channel]:
        return list_channels()

    @cached_property
    def cover(self) -> Cover | None:
        return cover_of(self.publication.month)

    @property
    def contact_time(self) -> ContactTime | None:
        return getattr(self.portal, "contact_time", None)

    @property
    def actions(self) -> tuple[int, int]:
        return team_action_counts(self.portal, self.month)


def edition_of(
    publication: Publication,
    out: Sequence[Publication] = (),
    *,
    organisation: OrganisationSettings | None = None,
) -> Edition:
    """Build an edition. `out`: the portal's publications, the latest first; what is not given is read."""
    out = out or publications_of(publication.portal)
    ours = organisation or OrganisationSettings.objects.order_by("pk").first()
    ours = ours or OrganisationSettings()
    until = [earlier for earlier in out if earlier.month <= publication.month]
    return Edition(publication, until, ours, len(until) == len(out))
