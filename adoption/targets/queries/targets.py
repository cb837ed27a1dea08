"""Targets in force and earlier ones, each beside what is published."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from adoption.foundation.periods import Month
from adoption.publishing.models import Figure, Publication
from adoption.publishing.queries.read_cache import cached_for_a_day
from adoption.targets.enums import TargetIndicator
from adoption.targets.models import Target
from adoption.targets.queries.rate_histories import RateHistories, rate_histories
from adoption.targets.trajectory import Goal, Outlook, outlook
from cms.models import Portal
from core.compiled_reads import CompiledRead
from people.models import Team


MOST = 50  # targets in force of a portal


@dataclass(frozen=True, slots=True)
class TargetProgress:
    target: Target
    outlook: Outlook


def groups_with_a_rate(publication: Publication, *, most: int) -> tuple[list[Team], bool]:
    """Populations that may have a target: this month shows a count of theirs. Two queries at most.

    The `most` nearest the top, in the order of the tree, and whether there are more. Which they are is asked
    once a day: what is published never changes, and the tree seldom.
    """

    def nearest() -> list[int]:
        shown = Figure.objects.filter(publication=publication).exclude(low=None).order_by()
        teams = shown.filter(indicator__in=TargetIndicator.values).values("team")
        found = Team.objects.filter(pk__in=teams).order_by("depth", "path")
        return list(found.values_list("pk", flat=True)[: most + 1])

    keys = cached_for_a_day(publication, f"groups-with-a-rate-{most}", nearest)
    return list(Team.objects.filter(pk__in=keys[:most]).order_by("path")), len(keys) > most


def targets_of(portal: Portal) -> list[Target]:
    """Targets in force, in tree order and never by a figure. One query."""
    return _in_force_everywhere(portal=portal.pk)


@CompiledRead
def _in_force_everywhere(portal: int) -> QuerySet[Target]:
    rows = Target.objects.in_force().with_base().filter(portal=portal).select_related("team")
    return rows.order_by("team__path", "-indicator", "pk")[:MOST]


def targets_of_nearest_group(portal: Portal, lineage: Sequence[Team]) -> list[Target]:
    """Targets in force of the first group of the lineage that has any, usage before habit. One query."""
    found = _in_force(portal=portal.pk, lineage=[team.pk for team in lineage])
    return [target for target in found if target.team_id == found[0].team_id]


@CompiledRead
def _in_force(portal: int, lineage: Sequence[int]) -> QuerySet[Target]:
    rows = Target.objects.in_force().with_base().filter(portal=portal, team__in=lineage)
    return rows.select_related("team").order_by("-team__depth", "-indicator")


def earlier_targets(portal: Portal) -> list[Target]:
    """Targets replaced or dropped, the latest first. One query."""
    rows = Target.objects.filter(portal=portal).exclude(ended_on=None).select_related("team")
    return list(rows.order_by("-ended_on", "-pk")[:MOST])


def targets_begun_by(month: Month, targets: Sequence[Target]) -> list[Target]:
    return [target for target in targets if Month.containing(target.start) <= month]


def progress_of_targets(
    targets: Sequence[Target], histories: RateHistories, *, whole: int
) -> list[TargetProgress]:
    """Progress of targets that had begun by the last month of the histories.

    `whole`: the team of the whole organisation, whose history tells the seasons.
    """
    if not histories.months:
        return []
    begun = targets_begun_by(histories.months[-1], targets)
    seasons = {code: histories.seasons(whole, code) for code in {goal.indicator for goal in begun}}
    return [
        TargetProgress(
            target,
            outlook(
                Goal(
                    target.percent,
                    Month.containing(target.start),
                    Month.containing(target.by),
                    target.is_of_known,
                ),
                histories.course(target.team_id, target.indicator),
                seasons[target.indicator],
            ),
        )
        for target in begun
    ]


def target_progress(
    target: Target, publications: Sequence[Publication], *, whole: int
) -> TargetProgress | None:
    """Read the progress of one target. One query."""
    histories = rate_histories(publications, {target.team_id, whole})
    found = progress_of_targets([target], histories, whole=whole)
    return found[0] if found else None
