"""Two workers at once. SQLite lets one write at a time, so these run on PostgreSQL alone."""

import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from people.actions.accounts import grant_role
from people.actions.delivery import send_due_mails
from people.actions.mails import Letter, choose_mails, enqueue_mail
from people.actions.outbox import MOST_THREADS
from people.enums import MailRhythm, Role
from people.mail.kinds import INVITATION, REQUEST_RECEIVED
from people.models import OutgoingMail
from tests.people.factories import PersonFactory


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


def two_workers():
    """Both have read that mails are due before either begins a round."""
    both_have_read = threading.Barrier(2, timeout=20)

    def work():
        waited = []

        def together(execute, sql, params, many, context):
            if '"people_lease"' in sql and not waited:
                waited.append(both_have_read.wait())
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(together):
                send_due_mails()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ready(kind, key, person):
    """In the queue and due; the workers are the test’s own, so nobody is called at the commit."""
    values = {"day": "demain", "count": "1"}
    with transaction.atomic():
        enqueue_mail(kind=kind, letter=Letter(person=person, key=key, path="/", values=values))
        OutgoingMail.objects.update(next_try_at=timezone.now())
        connection.run_on_commit.clear()


def test_of_two_workers_one_sends():
    ready(INVITATION, "1", PersonFactory())
    two_workers()

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("connections", [1, 3])
def test_what_is_gathered_is_gathered_by_one(settings, connections):
    settings.MAIL_CONNECTIONS = connections
    person = PersonFactory()
    grant_role(person=person, role=Role.DATA_PROTECTION_OFFICER)
    choose_mails(person=person, rhythms={REQUEST_RECEIVED: MailRhythm.DAILY})
    for key in "123":
        ready(REQUEST_RECEIVED, key, person)
    two_workers()

    (message,) = mail.outbox
    assert "3" in message.subject
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {"sent"}


def test_without_a_broker_a_commit_that_wakes_a_queue_often_starts_few_threads(settings):
    settings.BACKGROUND_IN_A_THREAD = True
    person, most = PersonFactory(), 0
    for key in range(40):
        letter = Letter(person=person, key=str(key), path="/", values={"day": "demain"})
        enqueue_mail(kind=INVITATION, letter=letter)
        most = max(most, len(in_the_background()))
    for thread in in_the_background():
        thread.join()

    assert 1 <= most <= MOST_THREADS
    assert len(mail.outbox) == 40


def in_the_background():
    return [thread for thread in threading.enumerate() if thread.name == "background-mails"]


def test_without_a_broker_it_goes_from_beside_the_answer(settings):
    settings.BACKGROUND_IN_A_THREAD = True
    enqueue_mail(
        kind=INVITATION,
        letter=Letter(person=PersonFactory(), key="1", path="/", values={"day": "demain"}),
    )
    for thread in in_the_background():
        thread.join()

    assert len(mail.outbox) == 1
