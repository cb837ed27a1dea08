"""Template tags that bring what ambassadors plan to the pages of workshops and of mutual help."""

from typing import Any

from django import template

from ambassadors.planning.policies import changeable_sessions, may_plan
from ambassadors.planning.queries import Kit, given_sessions, kits
from ambassadors.workshops.models import WorkshopSession


register = template.Library()


@register.simple_tag(takes_context=True)
def workshop_planning(context: template.Context) -> dict[str, Any]:
    """Return whether the reader plans workshops as an ambassador, and then the sessions that they give."""
    person = context["request"].user
    is_planner = may_plan(person)
    return {"may_plan": is_planner, "given": given_sessions(person) if is_planner else []}


@register.simple_tag(takes_context=True)
def own_plan(context: template.Context, session: WorkshopSession) -> dict[str, bool] | None:
    """Return what the reader may do with the session as an ambassador; None for anybody else."""
    person = context["request"].user
    plan = getattr(session, "plan", None)
    if plan is None or plan.person_id != person.pk or not may_plan(person):
        return None
    return {"may_change": changeable_sessions(person).filter(pk=session.pk).exists()}


@register.simple_tag
def kits_to_plan() -> list[Kit]:
    return kits()
