"""The demo’s invented figures fit one another, and its neighbours come in by the door."""

import pytest

from adoption.contacts.enums import Tap
from adoption.foundation.periods import Month
from adoption.publishing.disclosure.tally import weeks_of_month
from adoption.sharing.enums import PortalKind, Sector
from adoption.sharing.models import OtherOrganisation, SharedMonth
from adoption.sharing.queries import sharing_profile
from core.dates import today
from demo.generation.generator import generate_organisation
from demo.seeding import desks, sharing
from demo.seeding.contacts import DESK, MONTHS_BEFORE, count
from tests.adoption.contacts.desks import at_desk
from tests.adoption.factories import PortalFactory
from tests.people.factories import SiteFactory


pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


@pytest.mark.parametrize("place", [0, 11])
def test_a_tap_is_noted_for_a_part_of_the_contacts_at_the_desk(place):
    portal = PortalFactory()
    for size in (12, 40, 60):
        at_desk(SiteFactory(), size)

    demo = generate_organisation(staff=60, months=1)
    desk = next(channel for channel in demo.campaign.contacts if channel.channel == DESK)
    made = desks._boxes(demo, portal, OCTOBER, place, weeks_of_month(OCTOBER))

    taps = sum(sum(box.counts.values()) for box in made)
    contacts = count(desk, place + MONTHS_BEFORE, OCTOBER)
    assert 0.2 * contacts < taps < 0.6 * contacts
    assert all(box.counts[Tap.USED] for box in made)


def test_the_demo_stands_beside_two_landlords_of_which_one_keeps_its_name():
    last = Month.containing(today()).shifted(-2)
    demo = generate_organisation(staff=60, months=3, last_month=(last.year, last.month))

    sharing.seed_shared_figures(demo)

    said = sharing_profile()
    assert (said.label, said.sector, said.portal_kind) == (
        demo.campaign.settings.name,
        Sector.HOUSING,
        PortalKind.TENANTS,
    )
    others = OtherOrganisation.objects.order_by("pk")
    assert [bool(each.label) for each in others] == [True, False]
    assert len({each.public_key for each in others}) == 2
    shared = SharedMonth.objects.filter(portal_kind=said.portal_kind)
    assert shared.count() == 2 * len(demo.months)
