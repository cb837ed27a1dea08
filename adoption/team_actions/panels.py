"""Registers for training managers what teams ask of them: a part of the first screen, a link of the programme."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from adoption.team_actions.models import TeamAction
from adoption.team_actions.policies import may_answer_requests
from core.registry import NavigationItem, Panel, PanelSlot, register_panel, register_programme_link
from people.queries.facts import Fact, count_of, fact_for, register_facts


REQUESTS = "team_requests"


def register() -> None:
    unanswered = TeamAction.objects.asked().filter(answer="")
    register_facts(
        Fact(REQUESTS, lambda person: count_of(unanswered), concerns=may_answer_requests)
    )
    register_panel(
        Panel(
            name="adoption.team_requests",
            slot=PanelSlot.MAIN,
            order=12,
            template="adoption/team_actions/panels/requests.html",
            context=requests_panel,
        )
    )
    register_programme_link(
        NavigationItem(
            order=8,
            label=_("What teams ask for: workshops, ambassadors, paths"),
            icon="list-checks",
            url=lambda: reverse("adoption:team_requests"),
        )
    )


def requests_panel(request):
    """Return how many wait for an answer; nothing where none does."""
    count = fact_for(request, REQUESTS)
    return {"count": count} if count else None
