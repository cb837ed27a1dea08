"""Register what waits of planned workshops: a proposal to answer, its answer, a team that is asked to one."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ambassadors.help.queries.joining import managers_by_team_path, network_managers
from ambassadors.workshops.enums import PlanAnswer
from ambassadors.workshops.models import TeamInvitation, WorkshopPlan, WorkshopSession
from ambassadors.workshops.words import when_in_words
from core.dates import today
from people.models import Notification, Person, Team
from people.notifications.actions import Entry, notify, settle
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)


PROPOSAL, ANSWERED, TEAM = "workshop_proposal", "workshop_answered", "workshop_team"


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=PROPOSAL,
            title=gettext_lazy("A workshop to agree to"),
            action=pgettext_lazy("notification", "Answer"),
            icon="calendar-days",
            describe=_proposals,
            rank=25,
            has_own_panel=True,
        )
    )
    register_notification_kind(
        NotificationKind(
            key=ANSWERED,
            title=gettext_lazy("The answer to a workshop that you propose"),
            action=gettext_lazy("See the workshop"),
            icon="calendar-days",
            describe=_answers,
            rank=30,
            is_news=True,
        )
    )
    register_notification_kind(
        NotificationKind(
            key=TEAM,
            title=gettext_lazy("A workshop to which a team is asked"),
            action=gettext_lazy("Seats for my team"),
            icon="calendar-days",
            describe=_teams,
            rank=35,
            is_news=True,
        )
    )


def ask_for_answer(session: WorkshopSession, people: Iterable[Person]) -> None:
    entries = [Entry(person.pk, session.uuid, until=session.starts_at) for person in people]
    notify(kind=PROPOSAL, entries=entries)


def tell_of_answer(plan: WorkshopPlan) -> None:
    """Have the answer wait for whoever proposed until the session begins; the proposal waits for nobody any longer."""
    settle(kind=PROPOSAL, keys=[plan.session.uuid])
    session = plan.session
    entry = Entry(plan.person_id, session.uuid, since=plan.planned_at, until=session.starts_at)
    notify(kind=ANSWERED, entries=[entry])


def tell_team_managers(session: WorkshopSession, team: Team, managers: Iterable[Person]) -> None:
    key = _team_key(session, team)
    entries = [Entry(manager.pk, key, until=session.starts_at) for manager in managers]
    notify(kind=TEAM, entries=entries)


def _team_key(session: WorkshopSession, team: Team) -> str:
    return f"{session.uuid} {team.pk}"


def _proposals(rows: Sequence[Notification]) -> Mapping[int, Description]:
    """Describe nothing to whoever has lost the role."""
    waiting = WorkshopSession.objects.filter(is_proposed=True, cancelled_at=None)
    named = waiting.filter(
        plan__isnull=False, starts_at__gt=Now(), uuid__in={row.key for row in rows}
    )
    sessions = {str(session.uuid): session for session in named.select_related("workshop")}
    answering = network_managers(on=today()).filter(pk__in={row.person_id for row in rows})
    allowed = set(answering.values_list("pk", flat=True))
    return {
        row.pk: Description(
            _("A workshop to agree to: %(title)s") % {"title": session.workshop.title_here},
            reverse("planning:proposals"),
            when_in_words(session),
        )
        for row in rows
        if row.person_id in allowed and (session := sessions.get(row.key))
    }


def _answers(rows: Sequence[Notification]) -> Mapping[int, Description]:
    answered = WorkshopPlan.objects.exclude(answer="").exclude(
        answer=PlanAnswer.AGREED, session__cancelled_at__isnull=False
    )
    named = answered.filter(session__uuid__in={row.key for row in rows})
    plans = {
        (str(plan.session.uuid), plan.person_id): plan
        for plan in named.select_related("session__workshop")
    }
    return {
        row.pk: Description(
            _("Your workshop “%(title)s”: %(answer)s")
            % {
                "title": plan.session.workshop.title_here,
                "answer": PlanAnswer(plan.answer).label,
            },
            reverse("workshops:session", args=[plan.session.uuid]),
            when_in_words(plan.session),
        )
        for row in rows
        if (plan := plans.get((row.key, row.person_id)))
    }


def _teams(rows: Sequence[Notification]) -> Mapping[int, Description]:
    """Describe nothing to whoever no longer manages the team, or one above it."""
    open_ones = WorkshopSession.objects.announced().filter(starts_at__gt=Now())
    asked = TeamInvitation.objects.filter(
        session__in=open_ones.order_by().values("pk"),
        session__uuid__in={row.key.partition(" ")[0] for row in rows},
    )
    invitations = {
        _team_key(invitation.session, invitation.team): invitation
        for invitation in asked.select_related("session__workshop", "team")
    }
    leading = managers_by_team_path(today())
    described = {}
    for row in rows:
        invitation = invitations.get(row.key)
        if invitation is None or not _manages(row.person_id, invitation.team, leading):
            continue
        session, team = invitation.session, invitation.team
        described[row.pk] = Description(
            _("The team %(team)s is asked to: %(title)s")
            % {"team": team, "title": session.workshop.title_here},
            f"{reverse('workshops:team', args=[session.uuid])}?equipe={team.pk}",
            when_in_words(session),
        )
    return described


def _manages(person: int, team: Team, leading: Mapping[str, set[int]]) -> bool:
    ends = range(len(team.path), 0, -Team.steplen)
    return any(person in leading.get(team.path[:end], ()) for end in ends)
