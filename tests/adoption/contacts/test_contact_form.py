"""The administration’s pages on contacts: a month typed and corrected, channels, the log of changes."""

import pytest
from django.urls import reverse

from adoption.contacts.actions.contacts import ReportedVolume, record_contact_volumes
from adoption.contacts.enums import ContactChannel, ContactDoor
from adoption.contacts.models import ContactChange, ContactVolume, OwnChannel
from adoption.foundation.periods import Month
from people.actions.accounts import grant_role
from people.enums import Role
from tests.adoption.conftest import OCTOBER
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


def stored():
    rows = ContactVolume.objects.order_by("month", "channel")
    return [
        (f"{month:%Y-%m}", *rest) for month, *rest in rows.values_list("month", "channel", "count")
    ]


def note(portal, count, *, month=OCTOBER, channel="phone", by=None):
    record_contact_volumes(
        portal=portal,
        volumes=[ReportedVolume(month, channel, count)],
        by=by,
        door=ContactDoor.PROGRAM,
    )


@pytest.fixture
def keeper(client):
    person = PersonFactory()
    grant_role(person=person, role=Role.TRAINING_MANAGER, by=None)
    client.force_login(person)
    client.person = person
    return client


ADDRESS = "adoption_contacts"


def typed(page, **numbers):
    form = page.context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else value for name, value in (values | numbers).items()}


def test_the_form_notes_corrects_and_takes_away_and_says_who(keeper, portal):
    url = reverse(ADDRESS, query={"portail": portal.slug, "mois": "2026-10"})
    for counts in ({"phone": 12, "desk": 3}, {"phone": 13, "desk": ""}):
        answer = keeper.post(url, typed(keeper.get(url), **counts))
        assert answer.status_code == 302

    assert stored() == [("2026-10", "phone", 13)]
    log = ContactChange.objects.filter(changed_by=keeper.person, door="form")
    assert set(log.values_list("channel", "old", "new")) == {
        ("phone", None, 12),
        ("desk", None, 3),
        ("phone", 12, 13),
        ("desk", 3, None),
    }
    page = keeper.get(url).content.decode()
    assert str(keeper.person) in page


def test_whoever_saves_over_somebody_else_is_told(keeper, portal):
    url = reverse(ADDRESS, query={"portail": portal.slug, "mois": "2026-10"})
    seen = keeper.get(url)
    note(portal, 50)

    answer = keeper.post(url, typed(seen, phone=60))

    assert answer.context["form"].non_field_errors()
    assert stored() == [("2026-10", "phone", 50)]


@pytest.mark.parametrize("number", ["-1", "1,5", "100000001", "x"])
def test_the_form_refuses_what_the_file_refuses(keeper, portal, number):
    url = reverse(ADDRESS, query={"portail": portal.slug, "mois": "2026-10"})

    answer = keeper.post(url, typed(keeper.get(url), phone=number))

    assert answer.context["form"].errors["phone"]
    assert stored() == []


@pytest.mark.parametrize("query", [{"mois": "2026-11"}, {"mois": "x"}, {"portail": "rien"}])
def test_there_is_no_such_page_for_a_month_that_is_not_over(keeper, portal, query):
    assert keeper.get(reverse(ADDRESS, query=query)).status_code == 404


def test_channels_are_added_and_removed_on_their_page(keeper):
    url = reverse("adoption_contact_channels")
    keeper.post(url, {"name": "Chat", "name_en": ""})
    assert OwnChannel.objects.get().name == "Chat"
    assert keeper.post(url, {"name": "chat"}).status_code == 200
    keeper.post(url, {"remove": "chat"})

    assert not OwnChannel.objects.exists()
    assert keeper.post(url, {"remove": "rien"}).status_code == 404


def test_the_page_costs_the_same_for_one_change_and_for_many(
    keeper, portal, django_assert_max_num_queries
):
    for year in (2025, 2024, 2023):
        for number in range(1, 13):
            for channel in ContactChannel.values:
                note(portal, number, month=Month(year, number), channel=channel, by=PersonFactory())

    with django_assert_max_num_queries(25):
        page = keeper.get(reverse(ADDRESS))

    assert len(page.context["changes"]) == 50
