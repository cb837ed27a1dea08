"""The question of the month by mail: to everybody alike, with links that mark an answer and note none."""

import logging
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adoption.tasks import enqueue_monthly_question_task
from adoption.usage.actions.monthly_question import enqueue_monthly_question
from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.mails import QUESTION
from adoption.usage.models import Declaration
from adoption.usage.notices import UNDER_SUBJECT
from people.actions.mails import choose_mails
from people.enums import MailRhythm
from people.mail.message import decrypt_mail
from people.mail.queries import mail_rhythms_of
from people.models import OutgoingMail
from people.queries.notices import current_notices
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import DeclarationFactory, PortalFactory, PortalLinkFactory
from tests.people.factories import ExternalFactory, PersonFactory


pytestmark = pytest.mark.django_db

FIRST = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _turned_on(settings):
    settings.DECLARATION_MAIL = True


def asked():
    rows = OutgoingMail.objects.filter(kind=QUESTION).order_by("person_id")
    return list(rows.values_list("person", flat=True))


def text_of(person):
    return decrypt_mail(OutgoingMail.objects.get(person=person, kind=QUESTION).content).text


@pytest.fixture
def people(portal):
    """Four who differ in their use, and in nothing that the staff list says."""
    answered, linked, objecting, silent = PersonFactory.create_batch(4)
    DeclarationFactory(portal=portal, person=answered)
    PortalLinkFactory(portal=portal, person=linked)
    object_to_measurement(person=objecting)
    return [answered, linked, objecting, silent]


def test_off_unless_the_installation_turns_it_on(people, settings):
    settings.DECLARATION_MAIL = False
    enqueue_monthly_question(on=FIRST)

    assert asked() == []


def test_it_goes_to_whoever_answered_objects_or_neither_alike(people):
    enqueue_monthly_question(on=FIRST)

    assert asked() == [person.pk for person in people]


def test_nothing_that_somebody_said_is_read_to_send_it(people):
    with CaptureQueriesContext(connection) as queries:
        enqueue_monthly_question(on=FIRST)

    said = " ".join(query["sql"] for query in queries)
    for table in ("declaration", "objection", "portallink", "usageday", "usegoal", "usetick"):
        assert f"adoption_{table}" not in said


def test_the_queue_holds_no_readable_word_of_it(people, portal):
    enqueue_monthly_question(on=FIRST)

    for mail in OutgoingMail.objects.filter(kind=QUESTION):
        assert portal.slug not in mail.content
        assert "desk" not in mail.content


def test_two_mails_differ_by_a_name_alone(people):
    enqueue_monthly_question(on=FIRST)

    texts = {text_of(person).replace(person.get_full_name(), "…") for person in people}
    assert len(texts) == 1


def test_each_gets_it_once_whenever_the_task_runs(people):
    for day in (FIRST, FIRST, date(2026, 11, 4)):
        enqueue_monthly_question(on=day)

    assert len(asked()) == len(people)


@pytest.mark.parametrize(("day", "count"), [(date(2026, 11, 5), 4), (date(2026, 11, 6), 0)])
def test_a_month_that_is_closed_is_asked_of_nobody(people, day, count):
    enqueue_monthly_question(on=day)

    assert len(asked()) == count


def test_what_waits_is_of_no_use_once_the_month_is_closed(people):
    enqueue_monthly_question(on=FIRST)

    ends = {mail.expires_at for mail in OutgoingMail.objects.filter(kind=QUESTION)}
    assert ends == {datetime(2026, 11, 5, 23, tzinfo=UTC)}


def test_who_has_left_has_no_address_no_account_or_is_no_staff_is_not_asked(portal):
    PersonFactory(employed_until=date(2026, 10, 30))
    PersonFactory(employed_from=date(2026, 11, 2))
    PersonFactory(is_active=False)
    PersonFactory(email=None)
    ExternalFactory(email="partenaire@exemple.fr")
    enqueue_monthly_question(on=FIRST)

    assert asked() == []


def test_whoever_refuses_the_kind_is_left_in_peace(people):
    choose_mails(person=people[0], rhythms={QUESTION: MailRhythm.NEVER})
    enqueue_monthly_question(on=FIRST)

    assert asked() == [person.pk for person in people[1:]]


def test_objecting_refuses_no_mail_by_name(people):
    assert not people[2].mail_choices.exists()


def test_only_portals_that_are_followed_ask(people):
    PortalFactory(is_open=False)
    other = PortalFactory()
    enqueue_monthly_question(on=FIRST)

    assert len(asked()) == 2 * len(people)
    texts = [decrypt_mail(mail.content).text for mail in OutgoingMail.objects.filter(kind=QUESTION)]
    assert sum(f"/{other.slug}/" in text for text in texts) == len(people)


def test_it_is_offered_among_ones_mails_only_where_it_is_on(person, settings):
    assert QUESTION in {kind.key for kind, _rhythm in mail_rhythms_of(person)}
    settings.DECLARATION_MAIL = False
    assert QUESTION not in {kind.key for kind, _rhythm in mail_rhythms_of(person)}


def test_the_task_logs_neither_to_whom_nor_to_how_many(people, caplog):
    with (
        caplog.at_level(logging.DEBUG),
        time_machine.travel(datetime(2026, 11, 2, 5, tzinfo=UTC)),
    ):
        enqueue_monthly_question_task()

    assert len(asked()) == len(people)
    said = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    assert not re.search(r"exemple\.fr|count|\b4\b", said)


# --- The links ----------------------------------------------------------------------------------------------


LINK = re.compile(r"https?://[^/\s]+(?P<path>/\S+)")


def links_of(person):
    return [found["path"] for found in LINK.finditer(text_of(person))]


def test_every_link_leads_to_the_question_and_the_answer_stays_in_the_browser(people, portal):
    enqueue_monthly_question(on=FIRST)
    question = reverse("adoption:declare", args=[portal.slug, OCTOBER])

    assert links_of(people[0]) == [
        f"{question}#answer-yes",
        f"{question}#answer-not_yet",
        f"{question}#answer-no_account",
        f"{question}#answer-rather_not_say",
        question,
    ]


def test_opening_a_link_marks_an_answer_that_the_page_has_and_notes_nothing(client, people):
    enqueue_monthly_question(on=FIRST)
    person = people[3]
    client.force_login(person)
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC)):
        for path in links_of(person):
            address, _hash, mark = path.partition("#")
            page = client.get(address)
            assert page.status_code == 200
            assert not mark or f'id="{mark}"' in page.content.decode()

    assert not Declaration.objects.filter(month=OCTOBER.first_day).exclude(
        subject=Declaration.objects.first().subject
    )


def test_one_press_on_the_marked_answer_notes_it(client, people, portal):
    person = people[3]
    client.force_login(person)
    UNDER_SUBJECT.note(person, current_notices(["declared_use"])[0])
    before = Declaration.objects.count()
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC)):
        client.post(reverse("adoption:declare", args=[portal.slug, OCTOBER]), {"answer": "not_yet"})

    assert Declaration.objects.count() == before + 1


def test_a_link_opens_nothing_for_whoever_is_not_signed_in(client, people, portal):
    answer = client.get(reverse("adoption:declare", args=[portal.slug, OCTOBER]))

    assert answer.status_code == 302
    assert "next=" in answer.url
