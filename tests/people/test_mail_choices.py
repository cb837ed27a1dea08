"""« Mes courriels », and the link in a mail that stops them."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambassadors.help.mails import SHORT_PROPOSAL
from ambassadors.help.network_mails import APPLICATION_TO_DECIDE
from people.actions.delivery import send_due_mails
from people.actions.mails import Letter, enqueue_mail
from people.enums import MailGroup, MailRhythm, MailStatus
from people.mail.kinds import INVITATION, REQUEST_RECEIVED, STAFF_LIST_HELD
from people.mail.message import EVERYTHING, unsubscribe_url
from people.mail.registry import mail_kind, mail_kinds
from people.models import MailChoice, OutgoingMail
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

MINE = reverse("people:mails")


def path_of(link):
    return "/" + link.split("/", 3)[3]


def test_officers_alone_are_asked_about_requests_to_answer(client, person, data_protection_officer):
    asked = {}
    for viewer in (person, data_protection_officer):
        client.force_login(viewer)
        asked[viewer] = REQUEST_RECEIVED in client.get(MINE).context["form"].fields

    assert asked == {person: False, data_protection_officer: True}


def test_administrators_alone_read_that_they_hear_of_staff_lists(client, person, administrator):
    listed = {}
    for viewer in (person, administrator):
        client.force_login(viewer)
        listed[viewer] = mail_kind(STAFF_LIST_HELD).title in client.get(MINE).context["essential"]

    assert listed == {person: False, administrator: True}


def test_a_choice_and_a_language_hold_for_the_next_mail(client, data_protection_officer, settings):
    settings.MAIL_QUIET_FROM = settings.MAIL_QUIET_UNTIL
    settings.MAIL_QUIET_WEEKENDS = False
    client.force_login(data_protection_officer)
    chosen = {kind.key: "at_once" for kind in mail_kinds()} | {"language": "en"}
    assert client.post(MINE, chosen).url == MINE
    letter = Letter(person=data_protection_officer, key="1", path="/", values={"count": "1"})
    enqueue_mail(kind=REQUEST_RECEIVED, letter=letter)
    send_due_mails()

    assert mail.outbox[0].subject == "A request about personal data awaits an answer"
    assert INVITATION not in MailChoice.objects.values_list("kind", flat=True)


def test_all_kinds_of_mail_are_set_at_once(client, person):
    client.force_login(person)
    each_on_its_own = {kind.key: "at_once" for kind in mail_kinds()}
    client.post(MINE, each_on_its_own | {"language": "fr", "everything": "weekly"})

    assert set(MailChoice.objects.values_list("rhythm", flat=True)) == {"weekly"}


def test_mails_stand_under_headings_and_none_that_one_cannot_get(client, person, manager):
    shown = {}
    for viewer in (person, manager):
        client.force_login(viewer)
        form = client.get(MINE).context["form"]
        shown[viewer] = {group: {field.name for field in fields} for group, fields in form.groups}

    assert MailGroup.TEAM not in shown[person]
    assert APPLICATION_TO_DECIDE in shown[manager][MailGroup.TEAM]
    assert SHORT_PROPOSAL not in shown[person][MailGroup.HELP]
    listed = set().union(*shown[person].values())
    assert listed == {
        kind.key for kind in mail_kinds() if not kind.is_essential and kind.concerns(person)
    }


def test_who_has_lost_the_role_meanwhile_gets_no_mail_of_it_any_more(data_protection_officer):
    letter = Letter(person=data_protection_officer, key="1", path="/", values={"count": "1"})
    enqueue_mail(kind=REQUEST_RECEIVED, letter=letter)
    OutgoingMail.objects.update(next_try_at=timezone.now())
    data_protection_officer.groups.clear()

    send_due_mails()

    assert (mail.outbox, OutgoingMail.objects.get().status) == ([], MailStatus.DROPPED)


def test_opening_the_link_changes_nothing_and_a_click_without_signing_in_stops_them(person):
    link = path_of(unsubscribe_url(person, REQUEST_RECEIVED))
    browser = Client(enforce_csrf_checks=True)
    for method in (browser.get, browser.head):
        assert method(link).status_code == 200
    assert not MailChoice.objects.exists()

    for _twice in range(2):
        answer = browser.post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert MailChoice.objects.get().rhythm == MailRhythm.NEVER
    assert person.last_name not in answer.content.decode()
    letter = Letter(person=person, key="1", path="/", values={"count": "1"})
    enqueue_mail(kind=REQUEST_RECEIVED, letter=letter)
    assert not OutgoingMail.objects.exists()


def test_the_link_of_gathered_mails_stops_all_that_may_be_refused(person):
    Client().post(path_of(unsubscribe_url(person, EVERYTHING)))

    stopped = set(MailChoice.objects.filter(person=person).values_list("kind", flat=True))
    assert stopped == {kind.key for kind in mail_kinds() if not kind.is_essential}


@pytest.mark.parametrize("change", ["", "x", "forged"])
def test_a_link_of_somebody_else_or_a_forged_one_is_no_page(person, change):
    link = unsubscribe_url(person, REQUEST_RECEIVED).rstrip("/")
    forged = {
        "": link[:-10],
        "x": link[:-12] + "AAAAAAAAAA==",
        "forged": link.rpartition("/")[0] + "/a",
    }
    client = Client()

    assert client.get(path_of(forged[change]) + "/").status_code == 404
    assert client.post(path_of(forged[change]) + "/").status_code == 404
    assert not MailChoice.objects.exists()


def test_a_link_says_nothing_of_whose_it_is(person):
    link = unsubscribe_url(person, REQUEST_RECEIVED)

    assert str(person.uuid) not in link
    assert REQUEST_RECEIVED not in link


def test_essential_mails_offer_no_such_link(db):
    someone = PersonFactory()
    letter = Letter(person=someone, key="1", path="/", values={"day": "demain"})
    enqueue_mail(kind=INVITATION, letter=letter)
    send_due_mails()

    (message,) = mail.outbox
    assert "List-Unsubscribe" not in message.message()
    assert "/courriels/arret/" not in message.body
