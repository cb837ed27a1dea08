"""Register what ambassadors propose: a part of the first screen, a link of the programme, for those who answer."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ambassadors.planning.policies import proposed_plans
from ambassadors.workshops.policies import may_run_workshops
from core.registry import NavigationItem, Panel, PanelSlot, register_panel, register_programme_link
from people.queries.facts import Fact, count_of, fact_for, register_facts


PROPOSALS = "workshop_proposals"


def register() -> None:
    register_facts(
        Fact(PROPOSALS, lambda person: count_of(proposed_plans()), concerns=may_run_workshops)
    )
    register_panel(
        Panel(
            name="ambassadors.workshop_proposals",
            slot=PanelSlot.MAIN,
            order=13,
            template="ambassadors/planning/panels/proposals.html",
            context=proposals_panel,
        )
    )
    register_programme_link(
        NavigationItem(
            order=9,
            label=_("Workshops that ambassadors propose"),
            icon="calendar-days",
            url=lambda: reverse("planning:proposals"),
        )
    )


def proposals_panel(request):
    """Return how many wait for an answer; nothing where none does."""
    count = fact_for(request, PROPOSALS)
    return {"count": count} if count else None
