"""What a team sets out to do: planned on a day, moved to another, done or dropped. And what teams are told of."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from adoption.models import Publication, TeamAction, TeamCover
from ambassadors.queries.coverage import coverage_of_all
from people.models import Team


LONGEST = timedelta(days=366)
BATCH = 1000


def plan_action(
    *, team: Team, publication: Publication, kind: str, planned_on: date, today: date
) -> TeamAction:
    """The one of its kind that the team has under way already stays as it is.

    Raises ValidationError for a day that is over, or more than a year away.
    """
    _refuse_day(planned_on, today)
    action = TeamAction(
        team=team,
        portal=publication.portal,
        publication=publication,
        kind=kind,
        noted_on=today,
        planned_on=planned_on,
    )
    try:
        with transaction.atomic():
            action.save(force_insert=True)
    except IntegrityError:
        return TeamAction.objects.under_way().get(team=team, portal=publication.portal, kind=kind)
    return action


def move_action(*, action: TeamAction, planned_on: date, today: date) -> bool:
    """Answers whether it was still under way. Raises ValidationError as for planning."""
    _refuse_day(planned_on, today)
    return bool(_open(action).update(planned_on=planned_on))


def finish_action(*, action: TeamAction, today: date) -> bool:
    """Of two who press at once one is first; the other changes nothing."""
    return bool(_open(action).update(done_on=today))


def drop_action(*, action: TeamAction, today: date) -> bool:
    return bool(_open(action).update(dropped_on=today))


def drop_actions_of_closed_teams(*, today: date) -> int:
    """A team that is closed does nothing any more; what it did stays. One that moves keeps all of it."""
    of_closed = TeamAction.objects.under_way().exclude(team__closed_on=None)
    return of_closed.filter(noted_on__lte=today).update(dropped_on=today)


@transaction.atomic
def note_cover(*, today: date) -> int:
    """Once for each month that is out: how many ambassadors each team has, where that may be told.

    For all readers alike, so that no two pages can be taken from one another. Answers how many teams.
    """
    latest = Publication.objects.out().order_by("-month").values_list("month", flat=True).first()
    if latest is None or TeamCover.objects.filter(month__gte=latest).exists():
        return 0
    rows = {line.row.key: line.row for line in coverage_of_all(on=today).teams}
    teams = Team.objects.filter(path__in=rows).values_list("pk", "path")
    covers = [
        TeamCover(
            team_id=pk, month=latest, staff=rows[path].staff, ambassadors=rows[path].ambassadors
        )
        for pk, path in teams
    ]
    TeamCover.objects.all().delete()
    TeamCover.objects.bulk_create(covers, batch_size=BATCH)
    return len(covers)


def offered_day(today: date) -> date:
    """In two weeks; on a Monday where that is a weekend."""
    day = today + timedelta(days=14)
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def _open(action: TeamAction):
    return TeamAction.objects.under_way().filter(pk=action.pk)


def _refuse_day(day: date, today: date) -> None:
    if day < today:
        raise ValidationError(_("That day is over: choose one to come."), code="past")
    if day > today + LONGEST:
        raise ValidationError(_("Choose a day within a year."), code="far")
