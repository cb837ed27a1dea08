"""Say who plans workshops as an ambassador, and who answers what is proposed."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from ambassadors.help.policies import is_ambassador
from ambassadors.workshops.models import WorkshopPlan, WorkshopSession
from ambassadors.workshops.policies import may_run_workshops, sessions_run_by
from people.models import Person


may_plan = is_ambassador


def own_sessions(person: Person) -> QuerySet[WorkshopSession]:
    """Return the sessions that the person planned as an ambassador, while they are one."""
    if not may_plan(person):
        return WorkshopSession.objects.none()
    return WorkshopSession.objects.filter(plan__person=person)


def changeable_sessions(person: Person) -> QuerySet[WorkshopSession]:
    """Return the person's own sessions that have not begun and are not called off."""
    return own_sessions(person).filter(cancelled_at=None, starts_at__gt=Now())


def repeatable_sessions(person: Person) -> QuerySet[WorkshopSession]:
    """Return the sessions that the person may plan again: those that they planned or gave."""
    if not may_plan(person):
        return WorkshopSession.objects.none()
    run = sessions_run_by(person).order_by().values("pk")
    return WorkshopSession.objects.filter(Q(plan__person=person) | Q(pk__in=run))


def proposals_visible_to(person: Person) -> QuerySet[WorkshopPlan]:
    """Return the plans that wait for an answer, for those who run workshops."""
    return proposed_plans() if may_run_workshops(person) else WorkshopPlan.objects.none()


def proposed_plans() -> QuerySet[WorkshopPlan]:
    """Return the plans that wait for an answer, whoever may give it."""
    return WorkshopPlan.objects.filter(
        session__is_proposed=True, session__cancelled_at=None, session__starts_at__gt=Now()
    )
