"""Read team actions for the team's page."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from adoption.foundation.periods import Month
from adoption.team_actions.enums import TeamActionEvent
from adoption.team_actions.models import TeamAction, TeamCover
from cms.languages import in_source_language
from cms.models import ArticlePage, Portal
from core.compiled_reads import CompiledRead
from core.dates import months_before
from people.models import Team


SHOWN = 12  # of those that are over
PAST = timedelta(days=366)
RESTS_FOR = 3  # months
KIT_OF_TALKING_POINTS = "peur-pour-l-emploi"


def under_way_or_recent(
    *, team: Team, portal: Portal, on: date
) -> tuple[list[TeamAction], list[TeamAction]]:
    """Actions under way by their day, then those of the last year that ended: done before dropped, of each the
    latest first.

    Each with what became of it, in `told`. One query: an action comes once for each of its steps.
    """
    rows = _told(_rows_with_steps(on - PAST, team=team.pk, portal=portal.pk))
    waiting = [row for row in rows if row.done_on is None and row.dropped_on is None]
    over = [row for row in rows if row not in waiting]
    over.sort(
        key=lambda action: (bool(action.done_on), action.done_on or action.dropped_on, action.pk),
        reverse=True,
    )
    return waiting, over[:SHOWN]


@CompiledRead
def _rows_with_steps(since: date, team: int, portal: int) -> QuerySet[Any]:
    recent = Q(done_on=None, dropped_on=None) | Q(done_on__gte=since) | Q(dropped_on__gte=since)
    found = TeamAction.objects.filter(recent, team=team, portal=portal).select_related("path")
    return found.annotate(
        step_event=F("steps__event"),
        step_noted_on=F("steps__noted_on"),
        step_planned_on=F("steps__planned_on"),
    ).order_by("planned_on", "pk", "steps__pk")


def _told(rows: Iterable[Any]) -> list[TeamAction]:
    found: dict[int, TeamAction] = {}
    events = dict(TeamActionEvent.choices)
    for row in rows:
        action = found.setdefault(row.pk, row)
        if action is row:
            action.told = []
        if row.step_event:
            action.told.append(
                {
                    "event": row.step_event,
                    "words": events[row.step_event],
                    "noted_on": row.step_noted_on,
                    "planned_on": row.step_planned_on,
                }
            )
    return list(found.values())


def team_action_counts(portal: Portal, month: Month) -> tuple[int, int]:
    """Count the actions under way at the end of the month, and those done in the three months up to then."""
    end = month.last_day
    under_way = (Q(done_on=None) | Q(done_on__gt=end)) & (
        Q(dropped_on=None) | Q(dropped_on__gt=end)
    )
    done = Q(done_on__range=(month.shifted(1 - RESTS_FOR).first_day, end))
    counts = TeamAction.objects.filter(portal=portal, noted_on__lte=end).aggregate(
        under_way=Count("pk", filter=under_way), done=Count("pk", filter=done)
    )
    return counts["under_way"], counts["done"]


def with_coverage(teams: QuerySet[Team]) -> QuerySet[Team]:
    """Annotate `ambassadors`: how many the team has; None where that is not shown (decision 38)."""
    told = TeamCover.objects.filter(team=OuterRef("pk")).order_by()
    return teams.annotate(ambassadors=Subquery(told.values("ambassadors")[:1]))


def resting_kinds(over: Iterable[TeamAction], *, on: date) -> frozenset[str]:
    """Kinds of which one was done in the last three months."""
    since = months_before(on, RESTS_FOR)
    return frozenset(action.kind for action in over if action.done_on and action.done_on > since)


def talking_points_url() -> str:
    """Address of the kit about the fear for jobs; "" where it is not published."""
    page = in_source_language(ArticlePage.objects.live()).filter(slug=KIT_OF_TALKING_POINTS).first()
    return (page.get_url() or "") if page else ""
