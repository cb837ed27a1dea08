"""Plan, change and call off workshops as an ambassador; answer what is proposed; ask teams through their managers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.help.enums import WorkshopPlanning
from ambassadors.help.queries.joining import network_settings
from ambassadors.planning.notifications import notify_answer, notify_proposal, notify_team_managers
from ambassadors.planning.queries import Kit, kit_texts
from ambassadors.workshops.actions.workshops import (
    add_session,
    change_session,
    lock_session,
    validate_announced,
)
from ambassadors.workshops.enums import PlanAnswer
from ambassadors.workshops.models import TeamInvitation, Workshop, WorkshopPlan, WorkshopSession
from ambassadors.workshops.policies import may_run_workshops
from people.models import Person, Team


MOST_WAITING = 10  # proposals of one person at once
MOST_TEAMS = 10  # asked to one session


@transaction.atomic
def plan_workshop(
    *, person: Person, kit: Kit, title: str, welcomes_partners: bool, **details: Any
) -> WorkshopSession:
    """Plan a session of a kit, which the person gives; announced at once where the network's settings say so.

    `title`: "" for that of the kit. `details`: of change_session, but for the trainers. Raises ValidationError.
    """
    waits = is_agreed_first(person)
    session = add_session(
        workshop=_workshop_of_kit(kit, title, welcomes_partners=welcomes_partners),
        trainers=[person],
        is_proposed=waits,
        **details,
    )  # which holds the person
    if waits and _proposals_of(person) >= MOST_WAITING:
        many = _("Ten of your workshops wait for an answer: that is the most at a time.")
        raise ValidationError(many, code="too_many")
    plan = WorkshopPlan.objects.create(session=session, person=person)
    if waits:
        notify_proposal(plan)
    return session


@transaction.atomic
def change_planned_workshop(
    *,
    session: WorkshopSession,
    person: Person,
    kit: Kit,
    title: str,
    welcomes_partners: bool,
    **details: Any,
) -> None:
    """Change a session that an ambassador planned; whoever gives it with them stays. Raises ValidationError.

    Once announced it loses no seats: what is refused would tell how many were given to others.
    """
    locked = lock_session(session)
    if not (
        locked.is_proposed or details["capacity"] >= locked.capacity or may_run_workshops(person)
    ):
        text = _("It is announced: to have fewer seats, ask the training department.")
        raise ValidationError({"capacity": ValidationError(text, code="announced")})
    workshop = _workshop_of_kit(kit, title, welcomes_partners=welcomes_partners)
    change_session(session=session, trainers=list(session.trainers.all()), **details)
    WorkshopSession.objects.filter(pk=session.pk).update(workshop=workshop)


@transaction.atomic
def answer_proposal(*, session: WorkshopSession, answer: str, sequence: int) -> bool:
    """Announce a proposed session, or decline it; return whether this answer counts.

    `sequence`: of the session as it was read. Of one changed, called off or answered since, it does not count.
    """
    locked = lock_session(session)
    is_open = locked.is_proposed and locked.cancelled_at is None and locked.sequence == sequence
    if not is_open or locked.starts_at is None or locked.starts_at <= timezone.now():
        return False
    if answer == PlanAnswer.AGREED:
        locked.is_proposed = False
    else:
        locked.cancelled_at = timezone.now()
    locked.save(update_fields=["is_proposed", "cancelled_at"])
    for plan in WorkshopPlan.objects.filter(session=locked).select_related("person"):
        plan.session, plan.answer = locked, answer
        plan.save(update_fields=["answer"])
        notify_answer(plan)
    return True


@transaction.atomic
def invite_team(*, session: WorkshopSession, team: Team, by: Person) -> None:
    """Ask the team's managers once to bring it. Nothing is kept of what they or the people do.

    Raises ValidationError for a session that takes nobody, too many teams, and a team asked already.
    """
    locked = lock_session(session)
    validate_announced(locked)
    invitations = TeamInvitation.objects.filter(session=locked)
    if invitations.filter(team=team).exists():
        raise ValidationError(_("This team is asked already."), code="twice")
    if invitations.count() >= MOST_TEAMS:
        raise ValidationError(_("Ten teams are asked: that is the most."), code="too_many")
    TeamInvitation.objects.create(session=locked, team=team)
    notify_team_managers(locked, team, by=by)


def is_agreed_first(person: Person) -> bool:
    """Return whether the training department reads what this person plans before it is announced."""
    is_agreed = network_settings().workshop_planning == WorkshopPlanning.AGREED
    return is_agreed and not may_run_workshops(person)


def _proposals_of(person: Person) -> int:
    waiting = WorkshopPlan.objects.filter(
        person=person, session__is_proposed=True, session__cancelled_at=None
    )
    return waiting.filter(session__starts_at__gt=timezone.now()).count()


def _workshop_of_kit(kit: Kit, title: str, *, welcomes_partners: bool) -> Workshop:
    """Return the workshop of that title made from the kit, so that two ambassadors add dates to one."""
    texts = kit_texts(kit)
    if texts is None:
        raise ValidationError({"kit": ValidationError(_("This kit is gone."), code="gone")})
    own = {"title": title, "title_en": ""}
    if title in ("", texts.title, texts.title_en):
        own = {"title": texts.title[:120], "title_en": texts.title_en[:120]}
    wanted = {"kit": texts.page, "welcomes_partners": welcomes_partners} | own
    known = Workshop.objects.filter(is_retired=False, completes=None, kind=kit.kind, **wanted)
    found = known.order_by("pk").first()
    return found or Workshop.objects.create(kind=kit.kind, summary=texts.summary, **wanted)
