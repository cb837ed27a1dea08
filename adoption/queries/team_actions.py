"""What a team set out to do and what of it may be read on its page."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from adoption.models import TeamAction, TeamCover
from cms.languages import in_source_language
from cms.models import ArticlePage, Portal
from people.models import Team


SHOWN = 12  # of those that are over
PAST = timedelta(days=366)
KIT_OF_TALKING_POINTS = "peur-pour-l-emploi"


def under_way_or_recent(
    actions: QuerySet[TeamAction], *, team: Team, portal: Portal, on: date
) -> tuple[list[TeamAction], list[TeamAction]]:
    """Those under way by their day, and those of the last year that are over: done before dropped, of each the
    latest first. Two queries.
    """
    since = on - PAST
    recent = Q(done_on=None, dropped_on=None) | Q(done_on__gte=since) | Q(dropped_on__gte=since)
    found = actions.filter(recent, team=team, portal=portal).prefetch_related("steps")
    rows = list(found.order_by("planned_on", "pk"))
    waiting = [each for each in rows if each.done_on is None and each.dropped_on is None]
    over = [each for each in rows if each not in waiting]
    over.sort(
        key=lambda each: (bool(each.done_on), each.done_on or each.dropped_on, each.pk),
        reverse=True,
    )
    return waiting, over[:SHOWN]


def with_cover(teams: QuerySet[Team]) -> QuerySet[Team]:
    """`is_uncovered`: whether it is told that nobody there is an ambassador; where nothing is told, False."""
    uncovered = TeamCover.objects.filter(team=OuterRef("pk"), ambassadors=0).order_by()
    return teams.annotate(is_uncovered=Exists(uncovered))


def talking_points_url() -> str:
    """The kit about the fear for jobs; "" where it is not published."""
    page = in_source_language(ArticlePage.objects.live()).filter(slug=KIT_OF_TALKING_POINTS).first()
    return (page.get_url() or "") if page else ""
