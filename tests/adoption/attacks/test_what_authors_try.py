"""Authors who try what may be deleted: the answer is the same whether or not somebody used it, wants to, or says they did."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data

from adoption.usage.models import UseGoal, UseTick
from cms.models import Portal
from tests.adoption.attacks.campaign_pages import Hands, try_who_chose
from tests.adoption.factories import (
    DeclarationFactory,
    PortalFactory,
    PortalServiceFactory,
    UsageDayFactory,
    UseGoalFactory,
    UseTickFactory,
)
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db
SOMEBODY = pytest.mark.parametrize("somebody", [True, False], ids=["somebody", "nobody"])


@pytest.fixture
def portal():
    portal = PortalFactory(slug="espace")
    PortalServiceFactory(portal=portal, slug="messagerie", sort_order=0)
    return portal


def taken_out(client, portal, service):
    """Tick the service in the portal’s form to be deleted; return whether it went."""
    none = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    row = {
        "id": service.pk,
        "name": service.name,
        "slug": service.slug,
        "tier": service.tier,
        "cadence": service.cadence,
        "ORDER": 1,
        "DELETE": "on",
    }
    values = {"name": portal.name, "slug": portal.slug, "kind": "public", "partition": "none"}
    services = none | {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "0": row}
    values |= {"services": services, "screens": none}
    url = reverse("wagtailsnippets_cms_portal:edit", args=[portal.pk])
    client.post(url, nested_form_data(values))
    return not portal.services.filter(pk=service.pk).exists()


@SOMEBODY
def test_a_service_goes_with_the_wishes_and_ticks_about_it(client, editor, portal, somebody):
    service = portal.services.get()
    if somebody:
        UseGoalFactory(person=PersonFactory(), service=service)
        UseTickFactory(person=PersonFactory(), service=service)
    client.force_login(editor)

    assert taken_out(client, portal, service)
    assert not UseGoal.objects.exists()
    assert not UseTick.objects.exists()


@SOMEBODY
def test_each_service_of_a_portal_that_sends_days_stays(client, editor, portal, somebody):
    unused = PortalServiceFactory(portal=portal, slug="rare", sort_order=1)
    used = unused if somebody else portal.services.get(slug="messagerie")
    UsageDayFactory(portal=portal, service=used)
    client.force_login(editor)

    assert not taken_out(client, portal, unused)


@SOMEBODY
def test_a_portal_that_is_followed_stays(client, editor, somebody):
    portal = PortalFactory()
    if somebody:
        DeclarationFactory(portal=portal, person=PersonFactory())
    client.force_login(editor)

    client.post(reverse("wagtailsnippets_cms_portal:delete", args=[portal.pk]))

    assert Portal.objects.filter(pk=portal.pk).exists()


@SOMEBODY
def test_a_release_that_is_called_off_tells_nothing_of_who_chose_its_service(
    portal, editor, training_manager, somebody
):
    hands = Hands(PersonFactory(), training_manager, editor)
    try_who_chose(portal, hands, PersonFactory.create_batch(3 if somebody else 0))

    assert list(portal.services.values_list("slug", flat=True)) == ["messagerie"]
