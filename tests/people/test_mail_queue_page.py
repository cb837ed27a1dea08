"""How the queue stands, for administrators: numbers and reasons, nobody's name; and a push after a repair."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from learning.mails import LATE
from people.actions.delivery import record_refused_address, send_due_mails
from people.actions.mails import Letter, enqueue_mail, retry_failing_mails
from people.enums import MailStatus
from people.mail.kinds import INVITATION, REQUEST_ANSWERED
from people.models import OutgoingMail
from people.queries.mails import mail_queue
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

PAGE = reverse("mail_admin:mails")
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)


def ask(person, kind=INVITATION, key="1"):
    values = {"day": "demain"} if kind == INVITATION else {}
    letter = Letter(person=person, key=key, path="/compte/", values=values)
    enqueue_mail(kind=kind, letter=letter)


def closed_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 5


@pytest.fixture
def nadia():
    return PersonFactory(
        staff_number="CANARY1", first_name="Canari", last_name="Canari", email="canary@exemple.fr"
    )


def closed(person, status, error="", kind=INVITATION, number=1):
    sent = timezone.now() if status == MailStatus.SENT else None
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            person=person,
            kind=kind,
            key=f"{status}{error}{kind}{number_of_mail}",
            language="fr",
            status=status,
            error=error,
            next_try_at=timezone.now(),
            sent_at=sent,
        )
        for number_of_mail in range(number)
    )


def page_of(client, viewer):
    client.force_login(viewer)
    return client.get(PAGE, headers={"accept-language": "en"})


def test_no_kind_of_mutual_help_is_counted_apart(client, administrator, nadia):
    pages = []
    for kinds in (["pair_ended", "pair_closed"], ["pair_closed", "proposal_expired"]):
        OutgoingMail.objects.all().delete()
        for kind in kinds:
            closed(nadia, MailStatus.WAITING, kind=kind)
        pages.append(page_of(client, administrator).context["queued"])
    assert pages[0] == pages[1]
    [(_title, line, _reason)] = pages[0]
    assert line.waiting == 2


def test_the_queue_counts_by_kind_and_says_why_not_to_whom(client, nadia, administrator):
    closed(nadia, MailStatus.GIVEN_UP, "KeysChanged", number=3)
    closed(nadia, MailStatus.REFUSED, kind=REQUEST_ANSWERED)
    closed(nadia, MailStatus.SENT, number=2)
    closed(nadia, MailStatus.SENT, kind=REQUEST_ANSWERED, number=3)
    closed(nadia, MailStatus.DROPPED)
    ask(nadia)

    page = page_of(client, administrator)

    queue = page.context["queue"]
    assert [
        (kind.kind, kind.waiting, kind.failing, kind.refused, kind.given_up) for kind in queue.kinds
    ] == [(REQUEST_ANSWERED, 0, 0, 1, 0), (INVITATION, 1, 0, 0, 3)]
    assert (queue.sent, queue.dropped) == (5, 1)
    text = page.content.decode()
    assert "SECRET_KEY has changed since: nobody can read it (KeysChanged)" in text
    assert "The address is known to take no mail" in text
    assert "in the last 30 days: sent 5, no longer needed 1" in " ".join(text.split())
    for secret in ("anari", "CANARY", "canary", str(nadia.uuid), "/compte/\n"):
        assert secret not in text


def test_how_many_of_a_kind_went_is_told_to_nobody(client, nadia, administrator):
    closed(nadia, MailStatus.SENT, kind=REQUEST_ANSWERED)

    assert mail_queue().kinds == []
    assert (
        "Nothing waits, and nothing has failed." in page_of(client, administrator).content.decode()
    )


@time_machine.travel(MORNING, tick=False)
def test_a_mail_that_should_have_gone_long_ago_raises_an_alarm(client, nadia, administrator):
    ask(nadia)
    assert page_of(client, administrator).context["overdue"] == ""

    OutgoingMail.objects.update(next_try_at=MORNING - timedelta(hours=3, minutes=20))
    page = page_of(client, administrator)

    assert page.context["overdue"] == "3\xa0hours"
    assert 'role="alert"' in page.content.decode()


def test_after_a_repair_the_failed_ones_go_at_once(client, nadia, administrator, settings, mails):
    ask(nadia)
    with time_machine.travel(MORNING, tick=False):
        OutgoingMail.objects.update(next_try_at=MORNING)
        working = settings.EMAIL_BACKEND
        closed_server(settings)
        for _each in range(3):
            OutgoingMail.objects.update(next_try_at=MORNING)
            send_due_mails()
        settings.EMAIL_BACKEND = working
        send_due_mails()
        assert mail.outbox == []  # its next try is for later
        page = page_of(client, administrator)
        assert page.context["queue"].failing == 1
        assert "The mail server does not answer (ConnectionRefusedError)" in page.content.decode()

        [message] = mails(lambda: client.post(PAGE))

    assert message.to == ["canary@exemple.fr"]
    assert OutgoingMail.objects.get().status == MailStatus.SENT


def test_pushing_again_and_again_gives_nothing_up(nadia, settings):
    ask(nadia)
    closed_server(settings)
    with time_machine.travel(MORNING, tick=False):
        OutgoingMail.objects.update(next_try_at=MORNING)
        for _each in range(10):
            send_due_mails()
            assert retry_failing_mails() == 1

    assert OutgoingMail.objects.get().status == MailStatus.WAITING


def test_what_can_wait_waits_for_the_morning_all_the_same(nadia):
    ask(nadia, REQUEST_ANSWERED)
    ask(nadia, INVITATION)
    OutgoingMail.objects.update(error="SMTPServerDisconnected", attempts=3)

    with time_machine.travel(NIGHT, tick=False):
        assert retry_failing_mails() == 2

    due = dict(OutgoingMail.objects.values_list("kind", "next_try_at"))
    assert due[INVITATION] == NIGHT
    assert due[REQUEST_ANSWERED] > NIGHT + timedelta(hours=6)


def test_neither_what_never_failed_nor_what_is_closed_is_touched(client, nadia, administrator):
    ask(nadia)
    closed(nadia, MailStatus.GIVEN_UP, "KeysChanged")
    record_refused_address(person=nadia)
    before = list(OutgoingMail.objects.order_by("pk").values())
    client.force_login(administrator)

    client.post(PAGE)

    assert list(OutgoingMail.objects.order_by("pk").values()) == before


def test_the_button_is_there_when_something_can_be_tried(client, nadia, administrator):
    closed(nadia, MailStatus.GIVEN_UP, "KeysChanged")
    assert "Try the failed ones again" not in page_of(client, administrator).content.decode()

    ask(nadia)
    OutgoingMail.objects.waiting().update(error="TimeoutError")
    assert "Try the failed ones again" in page_of(client, administrator).content.decode()


def test_an_officer_can_neither_read_nor_push(client, nadia, data_protection_officer):
    ask(nadia)
    OutgoingMail.objects.update(error="TimeoutError", attempts=3)

    assert page_of(client, data_protection_officer).status_code == 404
    assert client.post(PAGE).status_code == 404
    assert OutgoingMail.objects.get().attempts == 3


@pytest.mark.parametrize("size", [1, 60])
def test_the_page_costs_the_same_for_few_and_many(
    client, administrator, django_assert_max_num_queries, size
):
    for person in PersonFactory.create_batch(2):
        closed(person, MailStatus.GIVEN_UP, f"Error{person.pk}", number=size)
    for number in range(size):
        closed(person, MailStatus.REFUSED, f"Kind{number}", kind=f"kind{number}")
    client.force_login(administrator)

    with django_assert_max_num_queries(20):
        assert len(client.get(PAGE).context["queue"].kinds) == size + 1


def test_a_kind_is_held_until_it_is_let_go_but_none_that_opens_an_account(
    client, nadia, administrator, mails
):
    page = reverse("mail_admin:mail", args=[LATE])
    with time_machine.travel(MORNING, tick=False):
        client.force_login(administrator)
        client.post(page, {"hold": "1"})
        assert "help-warning" in client.get(page).content.decode()
        ask(nadia, LATE)
        assert mails(send_due_mails) == []
        queue = page_of(client, administrator)
        [(_title, _line, reason)] = queue.context["queued"]
        assert reason.startswith("held since ")
        assert queue.context["overdue"] == ""

        assert len(mails(lambda: client.post(page, {"release": "1"}))) == 1
        refused = client.post(reverse("mail_admin:mail", args=[INVITATION]), {"hold": "1"})
    assert refused.status_code == 404


def test_an_administrator_sends_a_mail_to_themself_and_reads_why_it_does_not_go(
    client, administrator, settings
):
    page = reverse("mail_admin:mail", args=[REQUEST_ANSWERED])
    client.force_login(administrator)

    told = client.post(
        page, {"test": "1"}, follow=True, headers={"accept-language": "en"}
    ).content.decode()
    assert mail.outbox[-1].to == [administrator.email]
    assert f"Sent to {administrator.email}" in told

    closed_server(settings)
    told = client.post(
        page, {"test": "1"}, follow=True, headers={"accept-language": "en"}
    ).content.decode()
    assert "Not sent. The mail server does not answer (ConnectionRefusedError)." in told
