"""What somebody typed is kept on the page when it came too late: after the session, or with an old token."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.sent_forms import AUTHOR
from tests.ambassadors.factories import PairFactory
from tests.ambassadors.visits import signed_in
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

HOST = "http://testserver"
TOKEN = "a" * 32
TYPED = "Une phrase longue, écrite avec soin"
FROM_OURS = {"HTTP_ORIGIN": HOST, "HTTP_ACCEPT": "text/html"}


@pytest.fixture
def pair():
    return PairFactory(active=True)


def address(pair):
    return reverse("ambassadors:pair_message", args=[pair.uuid])


def field(page, name):
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


@pytest.fixture
def client():
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.cookies["csrftoken"] = TOKEN
    return client


def send_late(client, person, url, **fields):
    """Send a form of a page that `person` opened before their session ended."""
    signed_in(client, person)
    session = client.session
    session["signed_in_at"] = (timezone.now() - timedelta(days=2)).timestamp()
    session.save()
    return client.post(url, {**fields, "csrfmiddlewaretoken": TOKEN}, **FROM_OURS)


def test_after_the_session_the_form_waits_on_the_page_and_goes_out_after_signing_in(pair, client):
    author = pair.request.person
    late = send_late(client, author, address(pair), text=TYPED)
    page = late.content.decode()
    assert late.status_code == 403
    assert TYPED in page
    assert reverse("people:login") in page
    assert not client.session.keys()  # kept in the browser alone

    kept = {name: field(page, name) for name in ("text", AUTHOR)}
    signed_in(client, author)
    old = client.post(address(pair), {**kept, "csrfmiddlewaretoken": "b" * 32}, **FROM_OURS)
    page = old.content.decode()
    assert old.status_code == 403
    again = {name: field(page, name) for name in ("text", "csrfmiddlewaretoken")}
    done = client.post(address(pair), again, **FROM_OURS)

    assert done.status_code == 302
    assert pair.messages.get().text == TYPED


@pytest.mark.parametrize("is_of_a_kept_page", [True, False])
def test_whoever_signs_in_next_may_copy_what_was_typed_and_sends_no_form_of_another(
    pair, client, is_of_a_kept_page
):
    page = send_late(client, pair.request.person, address(pair), text=TYPED).content.decode()
    kept = {AUTHOR: field(page, AUTHOR)} if is_of_a_kept_page else {}
    signed_in(client, PersonFactory())
    sent = {"text": TYPED, "choice": "7", "csrfmiddlewaretoken": "b" * 32, **kept}
    page = client.post(address(pair), sent, **FROM_OURS).content.decode()

    assert TYPED in page
    assert 'type="hidden"' not in page
    assert "Send it now" not in page


def test_where_nobody_knows_whose_session_ended_the_text_is_there_to_be_copied(pair, client):
    sent = {"text": TYPED, "csrfmiddlewaretoken": TOKEN}
    page = client.post(address(pair), sent, **FROM_OURS).content.decode()

    assert TYPED in page
    assert "copy here what you had written" in page
    assert 'type="hidden"' not in page


def test_a_form_of_use_or_surveys_is_kept_on_no_page(client):
    assert "adoption:desk" in settings.PRIVATE_ROUTES
    answer = send_late(client, PersonFactory(), reverse("adoption:desk"), quoi="opened")

    assert answer.status_code == 302


@pytest.mark.parametrize("origin", ["https://ailleurs.exemple.fr", "null", None])
def test_no_other_site_has_its_words_offered_to_be_sent(pair, origin):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    headers = {"HTTP_ACCEPT": "text/html"} | ({"HTTP_ORIGIN": origin} if origin else {})
    signed_in(client, pair.request.person)

    page = client.post(address(pair), {"text": TYPED}, **headers).content.decode()

    assert TYPED not in page
    assert "Send it now" not in page


def test_a_password_is_kept_on_no_page():
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    typed = {"username": "N0042", "password": "quatre mots vont bien"}

    page = client.post(reverse("people:login"), typed, **FROM_OURS).content.decode()

    assert typed["password"] not in page
    assert "Send it now" not in page
