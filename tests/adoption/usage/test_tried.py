"""“Have you tried it?”: asked in the logbook from the day of a release, answered by one’s own tick."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.models import UseTick
from adoption.usage.notices import UNDER_SUBJECT
from adoption.usage.pseudonyms import subject_of
from adoption.usage.queries.releases import services_to_try
from cms.models import PortalRelease, ReleasedService
from core.dates import today
from people.queries.notices import current_notices
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

LOGBOOK = reverse("adoption:logbook")
QUESTION = "Have you tried it?"


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    UNDER_SUBJECT.note(person, current_notices(["declared_use"])[0])
    return client


@pytest.fixture
def release(portal):
    release = PortalRelease.objects.create(
        portal=portal, version="2026.9", released_on=today(), words="Nouveau."
    )
    for service, change in zip(portal.services.all(), ("appears", "goes"), strict=False):
        ReleasedService.objects.create(release=release, service=service, change=change)
    return release


def page(client):
    return client.get(LOGBOOK, headers={"accept-language": "en"}).content.decode()


def test_a_tick_answers_for_oneself_alone_and_is_taken_back(
    client, signed_in, person, portal, release
):
    service = release.services.get(change="appears").service
    client = signed_in
    assert QUESTION in page(client)
    where = reverse("adoption:tick", args=[portal.slug])
    month = f"{today():%Y-%m}"

    client.post(where, {"service": service.slug, "month": month, "done": "yes"})

    assert UseTick.objects.get().subject == subject_of(person)
    assert "You tried it" in page(client)
    [other] = services_to_try(PersonFactory(), [portal.pk], today())[portal.pk]
    assert other.ticked is None
    client.post(where, {"service": service.slug, "month": month, "done": "no"})
    assert "You tried it" not in page(client)


@pytest.mark.parametrize("days", [-1, 91])
def test_it_is_asked_from_the_day_on_for_ninety_days(person, portal, release, days):
    on = release.released_on + timedelta(days=days)

    assert services_to_try(person, [portal.pk], on) == {}
    assert len(services_to_try(person, [portal.pk], release.released_on)[portal.pk]) == 1
    PortalRelease.objects.update(called_off_at=f"{date(2026, 1, 1)}T00:00Z")
    assert services_to_try(person, [portal.pk], release.released_on) == {}


def test_the_forms_of_the_logbook_carry_their_token(person, portal, release):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    UNDER_SUBJECT.note(person, current_notices(["declared_use"])[0])
    page = BeautifulSoup(client.get(LOGBOOK).content, "html.parser")
    forms = page.find("main").find_all("form", method="post")
    actions = " ".join(form["action"] for form in forms)
    assert "/declarer/" in actions
    assert reverse("adoption:tick", args=[portal.slug]) in actions

    sent = [
        client.post(
            form["action"],
            {
                field["name"]: field.get("value", "")
                for field in form.find_all(attrs={"name": True})
            },
        )
        for form in forms
    ]

    assert 403 not in {response.status_code for response in sent}
    assert UseTick.objects.exists()


def test_whoever_objects_is_asked_nothing(signed_in, person, release):
    object_to_measurement(person=person, keep_logbook=True)

    assert QUESTION not in page(signed_in)
