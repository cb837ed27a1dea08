"""A link by mail: for a forgotten password, and for a first one."""

import re
import time

import pytest
import time_machine
from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import Invitation, OpenSession, OutgoingMail
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

ASK, LOGIN = reverse("people:password_reset"), reverse("people:login")
PASSWORD, NEW = "quatre mots vont bien ensemble", "encore quatre mots choisis"


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def nadia():
    person = PersonFactory(staff_number="00042", email="nadia@exemple.fr")
    person.set_password(PASSWORD)
    person.save()
    return person


def ask(name="nadia@exemple.fr", **headers):
    return Client().post(ASK, {"name": name}, headers=headers)


def link_in(message):
    return re.search(r"https?://\S+", message.body)[0]


def path_of(link):
    return re.sub(r"^https?://[^/]+", "", link)


def choose(client, link, password=NEW):
    """Open the link, as far as it leads, and choose a password."""
    opened = client.get(path_of(link))
    if opened.status_code != 302:
        return opened
    return client.post(opened.url, {"new_password1": password, "new_password2": password})


def opens(person, password):
    sent = {"username": person.staff_number, "password": password}
    return Client().post(LOGIN, sent).status_code == 302


# --- Forgotten ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nadia@exemple.fr", "NADIA@exemple.fr ", "00042"])
def test_a_link_comes_by_mail_and_lets_choose_another_password(nadia, mails, name):
    (message,) = mails(lambda: ask(name))
    answer = choose(Client(), link_in(message))

    assert message.to == ["nadia@exemple.fr"]
    assert answer.url == LOGIN
    assert opens(nadia, NEW)
    assert not opens(nadia, PASSWORD)


def test_mail_is_plain_french_and_names_our_site_whatever_the_host(nadia, mails, settings):
    settings.BASE_URL = "https://passerelle.exemple.fr/"
    settings.ALLOWED_HOSTS = ["*"]
    (message,) = mails(
        lambda: ask(
            **{"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Accept-Language": "en"}
        )
    )

    assert link_in(message).startswith("https://passerelle.exemple.fr/compte/")
    assert "evil" not in str(message.message())
    assert [alternative.mimetype for alternative in message.alternatives] == ["text/html"]
    assert message.subject == message.subject.strip()


def test_whoever_is_unknown_closed_gone_or_without_address_gets_the_same_page_and_no_mail(
    nadia, mails
):
    PersonFactory(
        staff_number="1", email="closed@exemple.fr", is_active=False, password=nadia.password
    )
    PersonFactory(
        staff_number="2",
        email="gone@exemple.fr",
        employed_until="2020-01-01",
        password=nadia.password,
    )
    PersonFactory(staff_number="3", email=None, password=nadia.password)
    PersonFactory(staff_number="4", email="new@exemple.fr", password="!")
    names = ["nobody@exemple.fr", "closed@exemple.fr", "gone@exemple.fr", "3", "new@exemple.fr"]
    pages, sent = set(), []
    for name in ["00042", *names]:

        def doing(name=name):
            pages.add(re.sub(r'value="\w{64}"', "", ask(name).content.decode()))

        sent.append(len(mails(doing)))

    assert sent == [1, 0, 0, 0, 0, 0]
    assert len(pages) == 1


def test_the_work_is_the_same_for_nobody(nadia):
    done = []
    for name in ("00042", "nobody"):
        with CaptureQueriesContext(connection) as queries:
            assert ask(name).status_code == 200
        statements = [query["sql"].split('"')[0].strip() for query in queries]
        done.append([statement for statement in statements if "SAVEPOINT" not in statement])

    assert done[0] == done[1]
    assert any("INSERT" in statement for statement in done[1])
    assert OutgoingMail.objects.count() == 1


def test_a_link_is_not_used_up_by_being_opened(nadia, mails):
    """Scanners of mails open every link, and twice."""
    (message,) = mails(ask)
    for _each in range(3):
        scanner = Client()
        scanner.get(scanner.get(path_of(link_in(message))).url)

    assert choose(Client(), link_in(message)).url == LOGIN


def test_a_link_works_once_and_for_an_hour(nadia, mails):
    (message,) = mails(ask)
    choose(Client(), link_in(message))
    assert choose(Client(), link_in(message), PASSWORD).status_code == 200

    _changed, late = mails(ask)
    with time_machine.travel(time.time() + 61 * 60):
        assert choose(Client(), link_in(late), PASSWORD).status_code == 200
    assert opens(nadia, NEW)


def test_a_link_of_one_does_not_open_the_account_of_another(nadia, mails):
    other = PersonFactory()
    (message,) = mails(ask)
    token = path_of(link_in(message)).split("/")[-2]
    theirs = link_in(message).split("/")
    theirs[-3] = "MQ" if other.pk == 1 else "Mg"
    assert token == theirs[-2]

    assert choose(Client(), "/".join(theirs)).status_code == 200
    assert not opens(other, NEW)


def test_a_link_dies_with_the_employment(nadia, mails):
    (message,) = mails(ask)
    type(nadia).objects.filter(pk=nadia.pk).update(employed_until="2020-01-01")

    assert choose(Client(), link_in(message)).status_code == 200


def test_a_bad_password_keeps_the_link_for_another_try(nadia, mails):
    (message,) = mails(ask)
    client = Client()

    assert choose(client, link_in(message), "court").status_code == 200
    assert choose(client, link_in(message)).url == LOGIN


def test_a_new_password_ends_open_sessions_and_the_wait_at_the_door(nadia, mails):
    thief = Client()
    thief.post(LOGIN, {"username": "00042", "password": PASSWORD})
    for _each in range(5):
        Client().post(LOGIN, {"username": "00042", "password": "wrong"})
    assert not opens(nadia, PASSWORD)
    (message,) = mails(ask)
    choose(Client(), link_in(message))

    assert thief.get(reverse("people:my_data")).status_code == 302
    assert not OpenSession.objects.filter(person=nadia).exists()
    assert opens(nadia, NEW)


def test_nobody_fills_a_colleagues_letter_box(nadia, mails):
    sent = [len(mails(ask)) for _each in range(5)]

    assert sent == [1, 1, 1, 0, 0]
    assert ask().status_code == 200


def test_a_server_of_mails_that_fails_says_nothing_and_names_nobody(nadia, mails, settings, caplog):
    settings.EMAIL_BACKEND = "tests.people.test_password_reset.Broken"
    mails(lambda: ask().status_code)

    assert "ConnectionError" in caplog.text
    assert "nadia" not in caplog.text


class Broken(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionError("nadia@exemple.fr was refused")


# --- A first password ----------------------------------------------------------------------------------------


@pytest.fixture
def newcomer():
    return PersonFactory(staff_number="00077", email="zoe@exemple.fr", password="!")


def mail_invitation(client, person):
    return client.post(reverse("people_admin:invite", args=[person.uuid]), {"mail": "1"})


def test_an_invitation_by_mail_opens_the_account_however_often_it_was_looked_at(
    client, newcomer, training_manager, mails
):
    client.force_login(training_manager)
    (message,) = mails(lambda: mail_invitation(client, newcomer))
    link = path_of(link_in(message))
    for _each in range(3):
        Client().head(link)
        Client().get(link, follow=True)
    theirs = Client()
    page = theirs.get(link, follow=True)
    code = link.rstrip("/").rpartition("/")[2]
    sent = {"staff_number": "00077", "password": NEW, "repeated": NEW}

    assert "no-store" in page["Cache-Control"]
    assert code not in page.content.decode()
    assert code not in str(dict(theirs.session))
    assert message.to == ["zoe@exemple.fr"]
    assert "00077" not in message.body  # the link alone is half of what it takes
    assert theirs.post(reverse("people:open_account"), sent).url == "/"
    assert opens(newcomer, NEW)


def test_an_invitation_is_mailed_to_whom_one_may_invite_and_who_has_an_address(
    client, nadia, training_manager, mails
):
    client.force_login(training_manager)
    without = PersonFactory(email=None, password="!")

    assert mails(lambda: mail_invitation(client, without)) == []
    assert mails(lambda: mail_invitation(client, nadia)) == []
    assert not Invitation.objects.exists()


def test_the_printed_address_is_ours_whatever_the_host(
    client, newcomer, training_manager, settings
):
    settings.BASE_URL = "https://passerelle.exemple.fr"
    settings.ALLOWED_HOSTS = ["*"]
    client.force_login(training_manager)
    address = reverse("people_admin:invite", args=[newcomer.uuid])
    page = client.post(address, headers={"host": "evil.example"}).content.decode()

    assert "https://passerelle.exemple.fr/compte/ouvrir/" in page
