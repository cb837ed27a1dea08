"""Where a `next` leads, what stands where only a form may be sent, and a form that came too late."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

SIGN_IN, ASK = reverse("people:login"), reverse("people:ask")
PASSWORD = "quatre mots vont bien ensemble"
POST_ONLY = reverse("people:lose_other_devices")
HOST = "http://testserver"


@pytest.fixture
def nadia():
    person = PersonFactory(staff_number="00042")
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, url):
    data = {"username": "00042", "password": PASSWORD}
    return client.post(url, data | {"next": client.get(url).context["next"]})


@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [
        ("", reverse("people:sessions")),
        (f"{HOST}{reverse('people:my_data')}?page=2", "/compte/mes-donnees/?page=2"),
        (f"{HOST}{POST_ONLY}", reverse("people:sessions")),
        ("https://evil.example/page/", reverse("people:sessions")),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(nadia, referer, leads_to):
    client = Client(headers={"accept-language": "en"})
    refused = client.post(POST_ONLY, headers={"referer": referer})
    page = client.get(refused["Location"]).content.decode()

    assert "so what you sent was not saved" in page
    assert sign_in(client, refused["Location"])["Location"] == leads_to


def test_a_page_that_takes_a_form_itself_is_where_one_comes_back_to(nadia, client):
    refused = client.post(ASK, headers={"referer": f"{HOST}/"})

    assert sign_in(client, refused["Location"])["Location"] == ASK


@pytest.mark.parametrize("post_only", [POST_ONLY, reverse("people:logout"), "/admin/logout/"])
def test_an_address_by_hand_leads_to_no_form_either(nadia, client, post_only):
    back = sign_in(client, f"{SIGN_IN}?next={post_only}")["Location"]

    assert client.get(back, follow=True).status_code == 200


@pytest.mark.parametrize("address", [POST_ONLY, reverse("people:set_theme")])
def test_where_only_a_form_is_taken_a_page_says_so(nadia, address):
    client = Client(headers={"accept-language": "en"})
    client.force_login(nadia)
    answer = client.get(address)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address only receives a form" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert "Content-Security-Policy" in answer


@pytest.mark.parametrize("referer", ["", f"{HOST}{reverse('ambassadors:ask')}"])
def test_the_language_switch_of_a_page_drawn_in_answer_to_a_form_leads_to_a_page(nadia, referer):
    """It names the page of the form, or the one above: never the address that takes forms alone."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(nadia)
    drawn = client.post(reverse("journeys:join"), {"code": ""}, headers={"referer": referer})
    assert drawn.status_code == 200
    leads_to = re.search(r'name="next" value="([^"]*)"', drawn.content.decode())[1]
    answer = client.post(reverse("set_language"), {"language": "fr", "next": leads_to})
    assert answer["Location"] == leads_to
    assert client.get(leads_to).status_code == 200
    assert not referer or leads_to == reverse("ambassadors:ask")


WRITTEN = "Mon service n’est <b>plus</b> le même"


@pytest.mark.parametrize(("origin", "is_shown"), [(HOST, True), ("https://evil.example", False)])
def test_what_was_written_in_a_form_that_came_too_late_is_shown_for_copying(origin, is_shown):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en", "origin": origin})
    answer = client.post(ASK, {"text": WRITTEN, "password": PASSWORD})
    page = answer.content.decode()

    assert answer.status_code == 403
    assert "This form waited too long" in page
    assert f'href="{ASK}"' in page
    assert ("Mon service n’est &lt;b&gt;plus&lt;/b&gt; le même" in page) is is_shown
    assert WRITTEN not in page
    assert PASSWORD not in page
