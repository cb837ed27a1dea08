"""Seed a partner's learners, and a manager's stand-in."""

from collections.abc import Mapping
from datetime import timedelta

from core.dates import today
from demo.generation.model import Demo
from people.actions.delegations import delegate_team
from people.actions.externals import add_external, get_or_create_partner
from people.enums import PartnerKind
from people.models import Person, Team
from people.queries.staff import found_by_name
from people.queries.stand_ins import stand_ins_for


HALF_A_YEAR, THREE_WEEKS = timedelta(days=182), timedelta(days=21)


def seed_partners(demo: Demo) -> None:
    """Create learners without an address, who would open their account with a printed code."""
    for planned_partner in demo.campaign.invented.partners:
        partner = get_or_create_partner(
            name=planned_partner.name, kind=PartnerKind(planned_partner.kind)
        )
        for first_name, last_name in planned_partner.learners:
            add_external(
                first_name=first_name,
                last_name=last_name,
                email="",
                partner=partner,
                from_day=today(),
                last_day=today() + HALF_A_YEAR,
            )


def seed_stand_in(cast: Mapping[str, Person]) -> None:
    """Appoint a stand-in for the cast's manager from outside the cast, whose screens stay those of their role."""
    manager = cast["manager"]
    team = Team.objects.held_by(manager, today()).first()
    played = [person.pk for person in cast.values()]
    colleague = found_by_name(stand_ins_for(manager, today()).exclude(pk__in=played), "").first()
    if team is None or colleague is None:
        return
    delegate_team(
        manager=manager,
        delegate=colleague,
        team=team,
        started_on=today(),
        ended_on=today() + THREE_WEEKS,
        recorded_by=manager,
    )
