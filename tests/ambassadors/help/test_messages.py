"""Messages that only the two of a pair read, and reports of them."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.snippets.models import get_snippet_models

from ambassadors.help.actions.joining import set_up_network
from ambassadors.help.actions.messages import (
    end_messages,
    hand_on_reports,
    report_messages,
    send_message,
)
from ambassadors.help.actions.pairs import end_pair
from ambassadors.help.models import MessageReport, PairMessage, PairThread
from people.actions.privacy import erase_person
from people.actions.retention import purge
from people.enums import Purpose, ViewedData
from people.mail.message import decrypt_mail
from people.models import Look, Notification, OutgoingMail
from people.notifications.queries import waiting_items
from people.privacy_registry import holdings
from tests.ambassadors.factories import PairFactory
from tests.ambassadors.pair_steps import both, helper, seeker
from tests.ambassadors.test_privacy import exported
from tests.ambassadors.visits import signed_in, text
from tests.people.test_seal import opened


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

WORDS = "Un mot entre nous deux"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def pair():
    return PairFactory(active=True)


@pytest.fixture
def officer(data_protection_officer):
    return data_protection_officer


def url(pair, name="pair"):
    return reverse(f"ambassadors:{name}", args=[pair.uuid])


def write(pair, by=seeker, words=WORDS, **seen):
    return send_message(pair=pair, by=by(pair), text=words, **seen)


# --- Between the two ----------------------------------------------------------------------------------


def test_a_message_is_read_by_the_two_and_by_nobody_else(
    client, pair, person, manager, training_manager, administrator, editor, officer
):
    signed_in(client, seeker(pair))
    client.post(url(pair, "pair_message"), {"text": f"{WORDS}<script>x</script>{{{{ 7 }}}}"})

    for reader in both(pair):
        page = text(signed_in(client, reader).get(url(pair)))
        assert WORDS in page
        assert "<script>x" not in page
    assert "A message awaits you" in text(signed_in(client, helper(pair)).get("/"))
    for stranger in (person, manager, training_manager, administrator, editor, officer):
        signed_in(client, stranger)
        assert client.get(url(pair)).status_code == 404
        assert client.get(url(pair, "pair_report")).status_code == 404
        for name in ("pair_message", "pair_messages_read", "pair_messages_end"):
            assert client.post(url(pair, name), {"text": "x"}).status_code == 404
    models = {PairMessage, PairThread, MessageReport}
    assert not models & set(get_snippet_models())
    for model in models:
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:ambassadors_{model._meta.model_name}_changelist")
    assert not ModelLogEntry.objects.exists()
    assert not PageLogEntry.objects.exists()


def test_a_mail_says_that_one_waits_once_a_day_and_never_what(pair, caplog):
    with caplog.at_level(logging.DEBUG):
        for number in range(3):
            write(pair, words=f"{WORDS} {number}")
        write(pair, by=helper)
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            write(pair)

    mails = OutgoingMail.objects.filter(kind="pair_message")
    assert sorted(mail.person_id for mail in mails) == sorted(
        [helper(pair).pk, helper(pair).pk, seeker(pair).pk]
    )
    for mail in mails:
        told = decrypt_mail(mail.content)
        assert WORDS not in f"{told.subject}{told.text}"
        assert seeker(pair).last_name not in f"{told.subject}{told.text}".replace(
            mail.person.get_full_name(), ""
        )
    assert WORDS not in caplog.text


def test_unread_is_settled_by_an_answer_or_by_saying_so(client, pair):
    first = write(pair)
    home = "A message awaits you"
    signed_in(client, helper(pair))
    assert home in text(client.get("/"))
    client.get(url(pair))
    assert home in text(client.get("/"))  # a look writes nothing

    write(pair)  # meanwhile
    client.post(url(pair, "pair_messages_read"), {"seen": first.pk})
    assert home in text(client.get("/"))
    client.post(url(pair, "pair_messages_read"), {"seen": PairMessage.objects.last().pk})
    assert home not in text(client.get("/"))
    answered = write(pair)
    client.post(url(pair, "pair_message"), {"text": "Oui", "seen": answered.pk})

    assert home not in text(client.get("/"))


@pytest.mark.parametrize("words", ["", "   ", "\u202e\u200b", "x" * 1001])
def test_a_message_has_from_one_to_a_thousand_characters(pair, words):
    with pytest.raises(ValidationError):
        write(pair, words=words)


def test_a_message_turns_no_words_of_the_page_around(client, pair):
    assert write(pair, words="\u202eDroit\u200b devant ").text == "Droit devant"
    assert '<div dir="auto">Droit devant' in text(signed_in(client, helper(pair)).get(url(pair)))


def test_either_ends_the_messages_and_what_was_typed_then_is_kept(client, pair):
    write(pair)
    signed_in(client, seeker(pair))
    client.post(url(pair, "pair_messages_end"))

    page = text(signed_in(client, helper(pair)).get(url(pair)))
    answer = text(client.post(url(pair, "pair_message"), {"text": "Trop tard, pourtant écrit"}))

    assert WORDS in page
    assert "Send it" not in page
    assert "The messages of this pair have ended" in answer
    assert "Trop tard, pourtant écrit" in answer
    assert PairMessage.objects.count() == 1


def test_nothing_is_written_once_the_pair_has_ended_and_both_still_read(client, pair):
    write(pair)
    end_pair(pair=pair, by=helper(pair))

    with pytest.raises(ValidationError):
        write(pair)
    for reader in both(pair):
        assert WORDS in text(signed_in(client, reader).get(url(pair)))


def test_each_takes_away_what_the_page_shows_and_erasing_one_leaves_nothing(pair):
    write(pair)
    write(pair, by=helper, words="Une réponse")

    rows, words = exported(seeker(pair))
    assert [row["text"] for row in rows["ambassadors.PairMessage"]] == [WORDS, "Une réponse"]
    assert len({row["written_by"] for row in rows["ambassadors.PairMessage"]}) == 2
    assert helper(pair).last_name not in words

    erase_person(person=helper(pair))
    assert not PairMessage.objects.exists()
    assert not PairThread.objects.exists()


# --- Reports ------------------------------------------------------------------------------------------


def test_a_report_hands_over_what_was_chosen_and_nothing_else(client, pair, officer, person):
    kept, chosen = (
        write(pair, by=helper, words="Gardé pour nous"),
        write(pair, by=helper, words="De trop"),
    )
    own = write(pair, words="Ce que j’ai répondu")
    signed_in(client, seeker(pair))
    page = text(client.get(url(pair, "pair_report")))
    assert str(officer) in page
    assert "Ce que j’ai répondu" not in page
    sent = {"messages": [chosen.pk, own.pk], "reason": "Ce ton ne va pas."}
    assert client.post(url(pair, "pair_report"), sent).status_code == 200  # one’s own cannot be
    client.post(url(pair, "pair_report"), sent | {"messages": [chosen.pk]})

    report = MessageReport.objects.get()
    address = reverse("ambassadors:report", args=[report.uuid])
    for stranger in (person, *both(pair)):
        assert signed_in(client, stranger).get(address).status_code == 404
        assert (
            client.post(reverse("ambassadors:close_report", args=[report.uuid])).status_code == 404
        )
    assert not Look.objects.filter(purpose=Purpose.MESSAGE_REPORT).exists()
    [item] = waiting_items(officer)
    assert (item.description.url, item.description.note) == (address, "")
    assert "help_report" not in {item.kind.key for item in waiting_items(helper(pair))}
    signed_in(client, officer)
    assert address in text(client.get(reverse("ambassadors:reports")))
    read = text(client.get(address))
    assert "De trop" in read
    assert "Ce ton ne va pas." in read
    assert kept.text not in read
    assert own.text not in read
    looks = Look.objects.filter(purpose=Purpose.MESSAGE_REPORT, seen=ViewedData.MESSAGES)
    assert {look.subject for look in looks} == set(both(pair))
    assert {look.viewer for look in looks} == {officer}
    told = decrypt_mail(OutgoingMail.objects.get(kind="pair_message_reported").content)
    assert "De trop" not in f"{told.subject}{told.text}"
    client.post(reverse("ambassadors:close_report", args=[report.uuid]))
    report.refresh_from_db()
    assert report.handled_at
    assert waiting_items(officer) == []

    held = {holding.key: holding.export(helper(pair)) for holding in holdings()}
    [about] = held["ambassadors.MessageReport.about"]
    assert about["quotes"][0]["text"] == "De trop"
    assert "Ce ton ne va pas." not in str(held)


def test_whoever_is_named_reads_reports_unless_they_are_one_of_the_two(
    client, officer, training_manager
):
    set_up_network(path=None, has_new_charter=False, reports_to=training_manager)
    led = PairFactory(active=True, ambassador__person=training_manager)
    other = PairFactory(active=True)
    for pair in (led, other):
        message = write(pair, by=helper)
        report_messages(pair=pair, by=seeker(pair), messages=[message.pk])

    assert list(MessageReport.objects.order_by("pk").values_list("recipient", flat=True)) == [
        officer.pk,
        training_manager.pk,
    ]


def test_whoever_lost_the_role_reads_no_report_and_the_next_reader_has_it(
    client, pair, officer, training_manager, settings
):
    message = write(pair, by=helper)
    report = report_messages(pair=pair, by=seeker(pair), messages=[message.pk])
    address = reverse("ambassadors:report", args=[report.uuid])
    assert hand_on_reports() == 0
    assert len(waiting_items(officer)) == 1
    officer.groups.clear()
    assert waiting_items(officer) == []
    settings.REQUIRE_SECOND_FACTOR = True
    signed_in(client, officer)

    assert client.get(address).status_code == 404
    assert address not in text(client.get(reverse("ambassadors:reports")))
    assert client.post(reverse("ambassadors:close_report", args=[report.uuid])).status_code == 404
    erase_person(person=officer)
    assert [hand_on_reports(), hand_on_reports()] == [1, 0]
    report.refresh_from_db()
    assert report.recipient == training_manager
    assert OutgoingMail.objects.filter(person=training_manager, kind="pair_message_reported")
    assert [item.kind.key for item in waiting_items(training_manager)] == ["help_report"]
    erase_person(person=seeker(pair))
    assert waiting_items(training_manager) == []
    purge()
    assert not Notification.objects.filter(kind="help_report").exists()


def test_a_report_of_before_a_seal_waits_for_its_reader_only_afterwards(
    pair, officer, administrator
):
    message = write(pair, by=helper)
    report_messages(pair=pair, by=seeker(pair), messages=[message.pk])
    invited = opened(officer, by=administrator)
    assert waiting_items(invited) == []
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert len(waiting_items(invited)) == 1


@pytest.mark.usefixtures("in_english")
def test_what_waits_to_be_read_is_reported_once(pair, officer):
    first, second = write(pair, by=helper), write(pair, by=helper, words="Encore")
    handed = {"pair": pair, "by": seeker(pair)}
    report_messages(messages=[first.pk], **handed)

    with pytest.raises(ValidationError, match="already"):
        report_messages(messages=[first.pk], **handed)
    report_messages(messages=[first.pk, second.pk], **handed)
    MessageReport.objects.update(handled_at=timezone.now())
    report_messages(messages=[first.pk], **handed)

    assert MessageReport.objects.count() == 3


def test_where_nobody_could_read_it_the_page_says_so_and_keeps_the_words(client, pair):
    message = write(pair, by=helper)
    page = text(signed_in(client, seeker(pair)).get(url(pair, "pair_report")))

    assert "Nobody is named here to read a report" in page
    with pytest.raises(ValidationError):
        report_messages(pair=pair, by=seeker(pair), messages=[message.pk])


def test_ending_is_for_good_and_may_be_said_twice(pair):
    end_messages(pair=pair, by=seeker(pair))
    ended = PairThread.objects.get().ended_at
    end_messages(pair=pair, by=helper(pair))

    assert PairThread.objects.get().ended_at == ended
