"""Plan, move, finish, drop and reopen team actions; answer requests; record the coverage by ambassadors."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from adoption.publishing.models import Publication
from adoption.team_actions.enums import DECLINED, TeamActionEvent, TeamActionKind
from adoption.team_actions.mails import TEAM_ASKS
from adoption.team_actions.models import TeamAction, TeamActionStep, TeamCover
from adoption.team_actions.notifications import REQUEST, notify_of_request
from ambassadors.help.queries.coverage import coverage_of_all
from core.typography import day_text
from learning.models import Path
from people.actions.mails import Letter, enqueue_mails
from people.enums import Role
from people.models import Person, Team
from people.notifications.actions import settle


LONGEST = timedelta(days=366)
TAKEN_BACK_WITHIN = timedelta(days=14)  # of the day on which its end was noted
ENDS = (
    TeamActionEvent.DONE,
    TeamActionEvent.DROPPED,
    TeamActionEvent.ARRANGED,  # a path: then it is done
)
SETTLING = {*ENDS, TeamActionEvent.DECLINED}
BATCH = 1000
TRIES = 3  # of planning, where the one under way ends just then


def plan_action(
    *,
    team: Team,
    publication: Publication,
    kind: str,
    planned_on: date,
    today: date,
    reason: str = "",
    path: Path | None = None,
) -> TeamAction:
    """Plan an action; one of its kind already under way in the team stays as it is. `path`: the one asked for.

    Raises ValidationError for a day that is over, or more than a year away.
    """
    _refuse_day(planned_on, today)
    plan = {
        "team": team,
        "portal": publication.portal,
        "publication": publication,
        "kind": kind,
        "reason": reason,
        "path": path,
        "noted_on": today,
        "planned_on": planned_on,
    }
    return _planned(plan, TRIES)


@transaction.atomic
def ask_for_action(**plan: Any) -> TeamAction:
    """Plan an action that training managers provide, and mail them the day wished, once for each action."""
    action = plan_action(**plan)
    _ask_training_managers(action)
    return action


@transaction.atomic
def answer_request(
    *, action: TeamAction, answer: str, today: date, wished_on: date | None = None
) -> bool:
    """Answer a request, and return whether this answer counts. Declined, or a path assigned, it is over.

    What was arranged and falls through may still be declined. `wished_on`: the day that was read, by default that of
    `action`; of a request moved since, the answer does not count.
    """
    is_declined = answer in DECLINED
    wished_on = wished_on or action.planned_on
    waiting = TeamAction.objects.asked().filter(pk=action.pk, planned_on=wished_on)
    if not is_declined:
        waiting = waiting.filter(answer="")
    ends = {"dropped_on": today} if is_declined else {}
    if action.kind == TeamActionKind.PATH and not is_declined:
        ends = {"done_on": today}
    is_answered = bool(waiting.update(answer=answer, **ends))
    if is_answered:
        event = TeamActionEvent.DECLINED if is_declined else TeamActionEvent.ARRANGED
        _note(action, event, today)
    return is_answered


@transaction.atomic
def move_action(*, action: TeamAction, planned_on: date, today: date) -> bool:
    """Move an action; return whether its day changed. A request waits for an answer again. Raises ValidationError as for planning."""
    _refuse_day(planned_on, today)
    others = _open(action).exclude(planned_on=planned_on)
    is_moved = bool(others.update(planned_on=planned_on, answer=""))
    if is_moved:
        action.planned_on = planned_on
        _note(action, TeamActionEvent.MOVED, today)
    return is_moved


def finish_action(*, action: TeamAction, today: date, done_on: date | None = None) -> bool:
    """Finish an action; of two concurrent calls the second changes nothing. `done_on`: today by default.

    Raises ValidationError for a day to come, or from before it was planned.
    """
    day = today if done_on is None else done_on
    if day > today:
        raise ValidationError(_("That day is still to come: say when it was done."), code="future")
    if day < action.noted_on:
        raise ValidationError(
            _("It was not planned yet on that day: choose a later one."), code="before"
        )
    with transaction.atomic():
        is_done = bool(_open(action).update(done_on=day))
        if is_done:
            action.done_on = day
            _note(action, TeamActionEvent.DONE, today)
    return is_done


@transaction.atomic
def drop_action(*, action: TeamAction, today: date) -> bool:
    is_dropped = bool(_open(action).update(dropped_on=today))
    if is_dropped:
        _note(action, TeamActionEvent.DROPPED, today)
    return is_dropped


def reopen_action(*, action: TeamAction, today: date) -> bool:
    """Undo “done” or “dropped”: it is under way again, on its day, and both stay in its steps.

    What was declined is asked for anew instead. Answers whether it was over. Raises ValidationError after two weeks, when figures may have been read
    beside it, and where another of its kind is under way.
    """
    over = TeamAction.objects.filter(pk=action.pk).exclude(done_on=None, dropped_on=None)
    over = over.exclude(answer__in=DECLINED)
    answer = "" if action.kind == TeamActionKind.PATH else action.answer
    ended = TeamActionStep.objects.filter(
        event__in=ENDS, noted_on__gte=today - TAKEN_BACK_WITHIN
    ).order_by()
    fresh = over.filter(pk__in=ended.values("action"))
    try:
        with transaction.atomic():
            is_back = bool(fresh.update(done_on=None, dropped_on=None, answer=answer))
            if is_back:
                _note(action, TeamActionEvent.TAKEN_BACK, today)
    except IntegrityError:
        raise ValidationError(
            _("Another of this kind is under way: one at a time."), code="another"
        ) from None
    if not is_back and over.exists():
        raise ValidationError(
            _("It has been over for more than two weeks: plan it again instead."), code="late"
        )
    return is_back


@transaction.atomic
def drop_actions_of_closed_teams(*, today: date) -> int:
    """Drop open actions of closed teams; those of moved teams stay."""
    of_closed = TeamAction.objects.under_way().exclude(team__closed_on=None)
    found = list(of_closed.filter(noted_on__lte=today).select_for_update(of=("self",)))
    for action in found:
        drop_action(action=action, today=today)
    return len(found)


@transaction.atomic
def record_coverage(*, today: date) -> int:
    """Record once for each published month how many ambassadors each team has, where that may be shown.

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


def default_planned_day(today: date) -> date:
    """Return the day in two weeks; the Monday after a weekend."""
    day = today + timedelta(days=14)
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def _planned(plan: dict[str, Any], tries: int) -> TeamAction:
    """The one in its way may end before it is read: then there is none in the way any more."""
    action = TeamAction(**plan)
    try:
        with transaction.atomic():
            action.save(force_insert=True)
            _note(action, TeamActionEvent.PLANNED, plan["noted_on"])
    except IntegrityError:
        key = {name: plan[name] for name in ("team", "portal", "kind")}
        held = TeamAction.objects.under_way().filter(**key).first()
        if held is not None:
            return held
        if tries == 1:
            raise
        return _planned(plan, tries - 1)
    return action


def _ask_training_managers(action: TeamAction) -> None:
    """Notify training managers of the request, and mail it, with the day wished, once a week for a team and a kind; who made it is not said."""
    week = f"{action.noted_on:%G-%V}"
    people = Person.objects.employed_on(action.noted_on).filter(is_active=True)
    managers = list(people.with_role(Role.TRAINING_MANAGER).order_by("pk"))
    notify_of_request(action, managers)
    letters = [
        Letter(
            person=person,
            key=f"{action.team_id} {action.portal_id} {action.kind} {week} {person.uuid}",
            path=reverse("adoption:team_requests"),
            values={
                "portal": lambda: str(action.portal.name_here),
                "team": action.team.name,
                "what": lambda: str(action.request_title),
                "day": lambda: day_text(action.planned_on, "j F Y"),
            },
        )
        for person in managers
    ]
    enqueue_mails(kind=TEAM_ASKS, letters=letters)


def _note(action: TeamAction, event: TeamActionEvent, today: date) -> None:
    if event in SETTLING:
        settle(kind=REQUEST, keys=[action.uuid])
    TeamActionStep.objects.create(
        action=action, event=event, noted_on=today, planned_on=action.planned_on
    )


def _open(action: TeamAction):
    return TeamAction.objects.under_way().filter(pk=action.pk)


def _refuse_day(day: date, today: date) -> None:
    if day < today:
        raise ValidationError(_("That day is over: choose one to come."), code="past")
    if day > today + LONGEST:
        raise ValidationError(_("Choose a day within a year."), code="far")
