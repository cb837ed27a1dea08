"""One queue: with the fact or not at all, once, later where the server fails, never to who wants none."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from people.actions.accounts import grant_role, invite, open_account
from people.actions.delivery import MINUTES, record_refused_address, send_due_mails
from people.actions.mails import Letter, choose_mails, enqueue_mail, enqueue_mails, save_wording
from people.actions.retention import purge
from people.actions.rights import answer_data_request, open_data_request
from people.enums import MailRhythm, MailStatus, RequestKind, RequestStatus, Role
from people.mail.kinds import ADDRESS_CHANGED, INVITATION, REQUEST_ANSWERED, REQUEST_RECEIVED
from people.mail.message import decrypt_mail, unfilled_mail
from people.mail.registry import (
    fill_placeholders,
    has_stray_braces,
    mail_kind,
    mail_kinds,
    placeholder_names,
)
from people.models import MailWording, OutgoingMail
from tests.people.factories import PersonFactory
from tests.people.mail_server import mail_server, mute_server


pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=PARIS)
EVENING = datetime(2026, 11, 24, 21, 0, tzinfo=PARIS)
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 0, tzinfo=PARIS)
GATHERABLE = REQUEST_RECEIVED


@pytest.fixture
def nadia():
    """Somebody whom every kind of mail concerns that these tests send."""
    person = PersonFactory(first_name="Nadia", email="nadia@exemple.fr")
    grant_role(person=person, role=Role.DATA_PROTECTION_OFFICER)
    return person


@pytest.fixture
def smtp(settings):
    with mail_server() as (server, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        yield server


def ask(person, key="1", kind=GATHERABLE, **values):
    enqueue_mail(kind=kind, letter=Letter(person=person, key=key, path="/compte/", values=values))


def ask_urgently(person, key="1"):
    ask(person, key, INVITATION, day="demain")


def states():
    return list(OutgoingMail.objects.order_by("pk").values_list("status", flat=True))


def test_what_letters_share_is_worked_out_once_in_each_language():
    people = PersonFactory.create_batch(4)
    choose_mails(person=people[1], rhythms={}, language="en")
    choose_mails(person=people[3], rhythms={}, language="en")
    asked = []

    def day():
        asked.append(get_language())
        return f"[{get_language()}]"

    letters = [
        Letter(person=person, key=str(person.pk), path="/", values={"day": day})
        for person in people
    ]
    enqueue_mails(kind=INVITATION, letters=letters)

    assert sorted(asked) == ["en", "fr"]
    mails = OutgoingMail.objects.order_by("person_id")
    assert [mail.language for mail in mails] == ["fr", "en", "fr", "en"]
    for written in mails:
        text = decrypt_mail(written.content).text
        assert [word for word in ("[fr]", "[en]") if word in text] == [f"[{written.language}]"]
        assert ("Bonjour" in text) is (written.language == "fr")


# --- With the fact, once ------------------------------------------------------------------------------


def test_a_fact_that_is_undone_sends_nothing(nadia, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        ask_urgently(nadia)
        transaction.set_rollback(True)

    assert mail.outbox == []
    assert states() == []


def test_a_fact_told_twice_is_mailed_once(nadia, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _each in range(3):
            ask_urgently(nadia)

    assert len(mail.outbox) == 1


def test_neither_address_nor_text_is_in_the_table_and_the_text_goes_once_sent(nadia):
    ask_urgently(nadia)
    (row,) = OutgoingMail.objects.values()
    assert row["content"]
    assert "Nadia" not in str(row)
    assert "compte" not in str(row)
    assert "exemple" not in str(row)

    send_due_mails()

    row = OutgoingMail.objects.get()
    assert (row.status, row.content, row.sent_at is None) == (MailStatus.SENT, "", False)


def test_a_mail_goes_to_nobody_who_has_left_or_is_closed_or_too_late(nadia):
    for changed in ({"is_active": False}, {"employed_until": "2020-01-01"}, {"email": None}):
        other = PersonFactory()
        ask_urgently(other)
        type(other).objects.filter(pk=other.pk).update(**changed)
    late = Letter(person=nadia, key="1", path="/", values={"day": ""}, expires_at=timezone.now())
    enqueue_mail(kind=INVITATION, letter=late)
    send_due_mails()

    assert mail.outbox == []
    assert set(states()) == {MailStatus.DROPPED}
    assert not OutgoingMail.objects.exclude(content="").exists()


def test_a_mail_whose_worker_died_is_not_sent_again(nadia):
    ask_urgently(nadia)
    OutgoingMail.objects.update(
        status=MailStatus.SENDING, claimed_at=timezone.now() - timedelta(minutes=6)
    )
    send_due_mails()

    assert mail.outbox == []
    row = OutgoingMail.objects.get()
    assert (row.status, row.error) == (MailStatus.PERHAPS_SENT, "Interrupted")


def test_a_month_later_it_is_forgotten(nadia):
    ask_urgently(nadia)
    ask(nadia)
    OutgoingMail.objects.filter(kind=INVITATION).update(
        status=MailStatus.SENT, content="", sent_at=timezone.now()
    )
    OutgoingMail.objects.update(made_at=timezone.now() - timedelta(days=31))

    assert purge().counts["mails"] == 1
    assert states() == [MailStatus.WAITING]


# --- The server ------------------------------------------------------------------------------------------


def test_both_texts_arrive_with_their_headers(nadia, smtp, settings):
    settings.BASE_URL = "https://passerelle.exemple.fr"
    settings.BOUNCE_ADDRESS = "retours@exemple.fr"
    with time_machine.travel(TUESDAY):
        ask(nadia, count="2")
        send_due_mails()

    ((envelope, message),) = smtp.received
    plain, page = message.get_payload()
    assert envelope.mail_from == "retours@exemple.fr"
    assert message["From"] == "passerelle@localhost"
    assert message["To"] == "nadia@exemple.fr"
    assert message["Message-ID"] == f"<{OutgoingMail.objects.get().uuid}@passerelle.exemple.fr>"
    assert message["Date"].startswith("Tue, 24 Nov 2026 09:30")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (
        message["List-Unsubscribe"]
        .strip()
        .startswith("<https://passerelle.exemple.fr/compte/courriels/")
    )
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    html = page.get_payload(decode=True).decode()
    assert "https://passerelle.exemple.fr/compte/" in plain.get_payload(decode=True).decode()
    assert "<img" not in html
    assert "src=" not in html
    assert "url(" not in html


def test_a_refusal_for_a_time_is_tried_later_and_later_then_given_up(nadia, smtp):
    smtp.at_recipient = ["451 4.3.0 Greylisted"] * 20
    with time_machine.travel(TUESDAY) as clock:
        ask_urgently(nadia)
        for minutes in MINUTES:
            assert send_due_mails().later == 1
            assert send_due_mails().later == 0
            clock.shift(timedelta(minutes=minutes))
        assert send_due_mails().given_up == 1

    assert smtp.received == []
    assert states() == [MailStatus.GIVEN_UP]
    assert OutgoingMail.objects.get().content == ""


def test_after_a_refusal_for_a_time_it_arrives_once(nadia, smtp):
    smtp.at_data = ["452 4.2.2 Not now"]
    with time_machine.travel(TUESDAY) as clock:
        ask_urgently(nadia)
        for _each in range(5):
            send_due_mails()
            clock.shift(timedelta(minutes=2))

    assert len(smtp.received) == 1
    assert states() == [MailStatus.SENT]


def test_an_address_that_takes_none_is_left_alone_until_it_changes(nadia, smtp):
    smtp.at_recipient = ["550 5.1.1 No such user"]
    with time_machine.travel(TUESDAY):
        ask(nadia, "1")
        send_due_mails()
        ask(nadia, "2")
        send_due_mails()
        assert states() == [MailStatus.REFUSED] * 2
        assert smtp.received == []

        ask_urgently(nadia)  # a false report must not keep anybody out of their account
        send_due_mails()
        assert len(smtp.received) == 1

        nadia.email = "n.benali@exemple.fr"
        nadia.save()
        ask(nadia, "3")
        send_due_mails()
    assert len(smtp.received) == 2


@pytest.mark.parametrize("said", ["550 5.7.1 Blocked by policy", "552 5.2.2 Mailbox full"])
def test_a_refusal_that_is_not_about_the_address_does_not_mark_it(nadia, smtp, said):
    smtp.at_recipient = [said]
    with time_machine.travel(TUESDAY):
        ask(nadia)
        send_due_mails()

    assert states() == [MailStatus.GIVEN_UP]
    assert not hasattr(nadia, "refused_address")


def test_an_earlier_address_that_is_dead_says_nothing_of_the_present_one(nadia, smtp):
    smtp.at_recipient = ["550 5.1.1 No such user"]
    letter = Letter(person=nadia, key="1", path="/", to="earlier@exemple.fr")
    with time_machine.travel(TUESDAY):
        enqueue_mail(kind=ADDRESS_CHANGED, letter=letter)
        send_due_mails()

    assert states() == [MailStatus.REFUSED]
    assert not hasattr(nadia, "refused_address")


def test_a_server_that_is_closed_stops_the_round_and_loses_nothing(nadia, settings, smtp, caplog):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    with time_machine.travel(TUESDAY) as clock:
        for key in "123":
            ask_urgently(nadia, key)
        assert send_due_mails().later == 1
        settings.EMAIL_PORT = port
        clock.shift(timedelta(minutes=2))
        assert send_due_mails().sent == 3

    messages = [
        record.getMessage() for record in caplog.records if record.name.startswith("people")
    ]
    assert messages
    assert not [line for line in messages if "nadia" in line.lower() or "exemple.fr" in line]


def test_a_server_that_is_slow_breaks_no_page(
    client, nadia, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.2
    nadia.set_password("quatre mots vont bien ensemble")
    nadia.save()
    with mute_server() as settings.EMAIL_PORT, django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/compte/mot-de-passe/oublie/", {"name": "nadia@exemple.fr"})

    assert answer.status_code == 200
    assert states() == [MailStatus.WAITING]


# --- When ----------------------------------------------------------------------------------------------------


def test_what_can_wait_does_until_the_working_morning(nadia):
    with time_machine.travel(FRIDAY_NIGHT) as clock:
        ask(nadia)
        ask_urgently(nadia)
        send_due_mails()
        assert len(mail.outbox) == 1
        clock.move_to(datetime(2026, 11, 30, 7, 59, tzinfo=PARIS))
        assert send_due_mails().sent == 0
        clock.move_to(datetime(2026, 11, 30, 8, 0, tzinfo=PARIS))
        assert send_due_mails().sent == 1


def test_gathered_mails_are_one(nadia):
    with time_machine.travel(TUESDAY) as clock:
        choose_mails(person=nadia, rhythms={GATHERABLE: MailRhythm.DAILY}, language="en")
        for count in "123":
            ask(nadia, count, count=count)
        assert send_due_mails().sent == 0
        clock.move_to(datetime(2026, 11, 25, 8, 0, tzinfo=PARIS))
        assert send_due_mails().sent == 3

    (message,) = mail.outbox
    assert message.subject == "Passerelle: 3 messages"
    assert message.body.count("A request about personal data has come in") == 3


def test_choosing_never_drops_what_waits_and_essentials_cannot_be_refused(nadia):
    with time_machine.travel(EVENING) as clock:
        ask(nadia)
        choose_mails(
            person=nadia,
            rhythms={GATHERABLE: MailRhythm.NEVER, REQUEST_ANSWERED: MailRhythm.NEVER},
        )
        ask(nadia, "2")
        ask(nadia, "3", REQUEST_ANSWERED)
        clock.move_to(datetime(2026, 11, 25, 9, 0, tzinfo=PARIS))
        assert send_due_mails().sent == 1

    assert states() == [MailStatus.DROPPED, MailStatus.SENT]


# --- Words ------------------------------------------------------------------------------------------------------


def test_what_a_name_or_a_subject_says_stays_words(nadia):
    nadia.first_name, nadia.last_name = "{link}<b>{{ 7 }}", "Zed\r\nBcc: all@exemple.fr"
    nadia.save()
    save_wording(
        kind=mail_kind(INVITATION),
        words={
            "subject_fr": "Pour {name}\r\nBcc: evil@exemple.fr",
            "text_fr": "Bonjour {name}\n\n{link}",
            "subject_en": "x",
            "text_en": "{link}",
        },
    )
    ask_urgently(nadia)
    send_due_mails()

    (message,) = mail.outbox
    page = message.alternatives[0].content
    assert message.subject == "Pour {link}<b>{{ 7 }} Zed Bcc: all@exemple.fr Bcc: evil@exemple.fr"
    assert message.recipients() == ["nadia@exemple.fr"]
    assert message.message()["Bcc"] is None
    assert "Bonjour {link}<b>{{ 7 }} Zed Bcc" in message.body
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_each_kind_reads_well_in_both_languages(nadia):
    for kind in mail_kinds():
        known = {placeholder.name for placeholder in kind.placeholders}
        for language in ("fr", "en"):
            words = unfilled_mail(kind, language)
            assert placeholder_names(words.subject + words.text) <= known
            assert kind.needed <= placeholder_names(words.text)
            samples = {
                placeholder.name: str(placeholder.sample) for placeholder in kind.placeholders
            }
            assert not has_stray_braces(fill_placeholders(words.text, samples))


# --- The first kinds -----------------------------------------------------------------------------------------


def test_an_answer_is_announced_without_a_word_of_it(nadia, data_protection_officer):
    with time_machine.travel(TUESDAY):
        data_request = open_data_request(person=nadia, kind=RequestKind.ERASURE, wrong="Mon SECRET")
        answer_data_request(
            data_request=data_request,
            by=data_protection_officer,
            status=RequestStatus.REFUSED,
            answer="Le SECRET reste",
        )
        send_due_mails()

    to = {message.to[0]: str(message.message()) + message.body for message in mail.outbox}
    assert set(to) == {nadia.email, data_protection_officer.email}
    assert "SECRET" not in "".join(to.values())
    assert "Nadia" not in to[data_protection_officer.email]
    assert nadia.last_name not in to[data_protection_officer.email]


def test_an_account_opened_with_an_invitation_tells_its_owner(nadia):
    first = PersonFactory(password="!")
    for person in (nadia, first):
        if person is nadia:
            person.set_password("un mot de passe de nadia")
            person.save()
        code = invite(person=person)
        open_account(staff_number=person.staff_number, code=code, password="encore quatre mots")
    send_due_mails()

    assert {message.to[0] for message in mail.outbox} == {nadia.email, first.email}


def test_a_refused_address_is_shown_to_whoever_manages_the_staff_list(
    client, nadia, administrator, data_protection_officer
):
    record_refused_address(person=nadia)
    shown = {}
    for viewer in (administrator, data_protection_officer):
        client.force_login(viewer)
        client.cookies["django_language"] = "en"
        page = client.get(f"/admin/agents/{nadia.uuid}/").content.decode()
        shown[viewer] = "address refused" in page

    assert shown == {administrator: True, data_protection_officer: False}


def test_the_organisations_words_are_forgotten_and_ours_come_back(client, administrator):
    client.force_login(administrator)
    url = "/admin/courriels/invitation/"
    words = {
        "subject_fr": "Bienvenue {name}",
        "text_fr": "Ouvrez {link}",
        "subject_en": "Welcome",
        "text_en": "Open {link}",
    }
    client.post(url, words | {"preview": "1"})
    assert not MailWording.objects.exists()
    client.post(url, words)
    assert MailWording.objects.get().subject_fr == "Bienvenue {name}"
    client.post(url, {"reset": "1"})
    assert not MailWording.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"text_fr": "Ouvrez {{ link }} {link}"},
        {"text_fr": "{% load x %} {link}"},
        {"text_fr": "{password} {link}"},
        {"text_fr": "{link.__class__} {link}"},
        {"text_fr": "Sans adresse"},
        {"subject_fr": "Deux\nlignes"},
        {"subject_fr": ""},
    ],
)
def test_words_that_would_do_harm_are_not_kept(client, administrator, wrong):
    client.force_login(administrator)
    words = {"subject_fr": "S", "text_fr": "{link}", "subject_en": "S", "text_en": "{link}"}
    answer = client.post("/admin/courriels/invitation/", words | wrong)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not MailWording.objects.exists()
