"""Somebody holds an invitation to a person's account: what they find of that person's portal use."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.models import Declaration, Objection, PortalLink, UsageDay, UseNoticeSeen
from adoption.usage.notices import UNDER_SUBJECT
from adoption.usage.pseudonyms import subject_of
from people.actions.accounts import invite, open_account
from people.actions.privacy import erase_person
from people.actions.seals import end_seal_by_password
from people.models import Person
from people.queries.notices import current_notices
from people.queries.privacy import data_held_about
from tests.adoption.factories import DeclarationFactory, PortalLinkFactory, UsageDayFactory
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

OLD, THEIRS = "quatre mots vont bien ensemble", "mot choisi par un autre"
LOGBOOK, MEASUREMENT = reverse("adoption:logbook"), reverse("adoption:measurement")
NOVEMBER = "2026-11"
USE = (
    *("adoption.PortalLink", "adoption.UsageDay", "adoption.Declaration"),
    *("adoption.Objection", "adoption.UseNoticeSeen"),
)


@pytest.fixture
def nadia(portal):
    """Linked, with a day of use of this month, and answers for October and November."""
    person = PersonFactory()
    person.set_password(OLD)
    person.save()
    uses(person, portal, linked_on=date(2026, 3, 2), day=date(2026, 11, 3))
    for month in (10, 11):
        DeclarationFactory(portal=portal, person=person, month=date(2026, month, 1))
    UNDER_SUBJECT.note(person, current_notices(["declared_use"])[0])
    return person


def uses(person, portal, *, linked_on, day):
    pseudonym = f"p-of-{person.pk}"
    PortalLinkFactory(portal=portal, person=person, pseudonym=pseudonym, linked_on=linked_on)
    service = portal.services.first()
    UsageDayFactory(portal=portal, pseudonym=pseudonym, service=service, day=day)


def opened(person, by):
    code = invite(person=person, by=by)
    open_account(staff_number=person.staff_number, code=code, password=THEIRS)
    # The database does not travel: its clock is that of the day on which the tests run.
    Person.objects.filter(pk=person.pk).update(opened_at=timezone.now())
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def intruded(nadia, administrator):
    return opened(nadia, administrator)


def browser(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def read(person, address):
    return browser(person).get(address).content.decode()


def post(person, address, **sent):
    return browser(person).post(address, sent, follow=True).content.decode()


def pages_of(person, portal):
    """Every page of ours that says something of one's own use, without what changes each time."""
    addresses = [
        *("/", LOGBOOK, MEASUREMENT, reverse("people:my_data")),
        *(reverse("people:held", args=[key]) for key in USE),
        reverse("adoption:declare", args=[portal.slug, NOVEMBER]),
    ]
    client = browser(person)
    return {address: without_marks(client.get(address), person) for address in addresses}


def without_marks(response, person):
    text = response.content.decode()
    lines = [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]
    return response.status_code, [line for line in lines if str(person) not in line]


def answer(person, portal, given="not_yet"):
    notice = current_notices(["declared_use"])[0].version
    address = reverse("adoption:declare", args=[portal.slug, NOVEMBER])
    return post(person, address, answer=given, notice=notice)


def answers(person):
    rows = Declaration.objects.filter(subject=subject_of(person)).order_by("month")
    return list(rows.values_list("answer", flat=True))


# --- What an intruder reads ---------------------------------------------------------------------------------


def test_the_logbook_shows_its_owner_what_an_intruder_does_not_find(nadia, portal, administrator):
    assert "The portal knows of your use" in read(nadia, LOGBOOK)
    intruded = opened(nadia, administrator)

    for address in ("/", LOGBOOK):
        page = read(intruded, address)
        assert "The portal knows of your use" not in page
        assert "What you declared</h3>" not in page
        assert "has been linked since" not in page


def test_nothing_tells_an_intruder_whether_there_was_anything(intruded, portal):
    """Page by page the same as for an account without link, answers, objection or notice."""
    object_to_measurement(person=intruded, keep_logbook=True)
    found = pages_of(intruded, portal)
    for model in (PortalLink, Declaration, Objection, UseNoticeSeen):
        model.objects.filter(subject=subject_of(intruded)).delete()
    UsageDay.objects.all().delete()

    assert pages_of(intruded, portal) == found


def test_neither_my_data_nor_the_file_has_a_row_of_before(intruded):
    held = {each.holding.key: each for each in data_held_about(intruded)}

    assert {key: held[key].rows for key in USE} == {key: [] for key in USE}
    assert all(held[key].seal for key in USE)


def test_an_answer_is_taken_and_says_nothing_of_an_earlier_one(intruded, portal):
    said = answer(intruded, portal)
    assert answers(intruded) == ["yes_now_and_then", "yes_now_and_then"]

    Declaration.objects.filter(subject=subject_of(intruded)).delete()
    assert without_token(answer(intruded, portal)) == without_token(said)
    assert answers(intruded) == ["not_yet"]


def without_token(page):
    return [line for line in page.splitlines() if "csrf" not in line]


def test_how_often_one_uses_it_can_be_answered(intruded, portal):
    Declaration.objects.filter(subject=subject_of(intruded)).delete()
    address = reverse("adoption:declare", args=[portal.slug, NOVEMBER])
    notice = current_notices(["declared_use"])[0].version
    asked = browser(intruded).post(address, {"answer": "yes", "notice": notice})
    answer(intruded, portal, "yes_weekly")

    assert asked.url.endswith("frequence/")
    assert answers(intruded) == ["yes_weekly"]


def test_an_objection_of_before_is_neither_told_nor_withdrawn(intruded, portal):
    object_to_measurement(person=intruded, keep_logbook=True)
    post(intruded, MEASUREMENT, counted="yes")

    assert "Withdraw" not in read(intruded, MEASUREMENT) + read(intruded, LOGBOOK)
    assert "unless you had answered or objected before" in answer(intruded, portal)
    assert Objection.objects.filter(subject=subject_of(intruded)).exists()


# --- What an intruder destroys ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["unlink", "erase"])
def test_nothing_is_erased_nor_undone_and_the_page_says_so(intruded, portal, name):
    address = reverse(f"adoption:{name}", args=[portal.slug])
    said = read(intruded, LOGBOOK) and browser(intruded).get(address, follow=True).content.decode()

    assert "nothing of your logbook is erased" in post(intruded, address)
    assert "nothing of your logbook is erased" in said
    assert PortalLink.objects.filter(subject=subject_of(intruded)).exists()
    assert len(answers(intruded)) == 2
    assert UsageDay.objects.exists()


def test_objecting_is_possible_and_erases_nothing(intruded):
    assert "your logbook is kept as it is" in read(intruded, MEASUREMENT)
    post(intruded, MEASUREMENT, counted="no", logbook="erase")

    assert Objection.objects.filter(subject=subject_of(intruded)).exists()
    assert PortalLink.objects.filter(subject=subject_of(intruded)).exists()
    assert len(answers(intruded)) == 2


# --- Whose it is --------------------------------------------------------------------------------------------


def test_who_proves_themself_has_all_of_it_back(intruded, portal):
    end_seal_by_password(person=intruded, password=OLD)

    assert "The portal knows of your use" in read(intruded, LOGBOOK)
    post(intruded, reverse("adoption:erase", args=[portal.slug]))
    assert answers(intruded) == []


def test_after_the_days_all_of_it_is_shown(intruded):
    with time_machine.travel(datetime(2026, 12, 1, 10, tzinfo=UTC)):
        assert "The portal knows of your use" in read(intruded, LOGBOOK)


def test_a_link_and_answers_of_after_the_opening_are_shown_at_once(portal, administrator):
    person = PersonFactory()
    person.set_password(OLD)
    person.save()
    person = opened(person, administrator)
    with time_machine.travel(datetime(2026, 12, 1, 8, tzinfo=UTC)):
        uses(person, portal, linked_on=date(2026, 11, 30), day=date(2026, 12, 1))
        DeclarationFactory(portal=portal, person=person, month=date(2026, 12, 1))
        page = read(person, LOGBOOK)

    assert "has been linked since" in page
    assert "What you declared</h3>" in page


def test_the_person_is_still_erased_whole(intruded):
    subject = subject_of(intruded)
    erase_person(person=intruded)

    assert not PortalLink.objects.filter(subject=subject).exists()
    assert not Declaration.objects.filter(subject=subject).exists()
    assert not UsageDay.objects.exists()


# --- An account that nobody had opened ------------------------------------------------------------------------


@pytest.fixture
def newcomer(portal):
    person = PersonFactory()
    person.set_unusable_password()
    person.save()
    return person


def test_a_link_that_was_imported_before_the_first_opening_does_not_show(
    newcomer, portal, training_manager
):
    uses(newcomer, portal, linked_on=date(2026, 3, 2), day=date(2026, 11, 3))
    newcomer = opened(newcomer, training_manager)
    found = pages_of(newcomer, portal)
    held = {each.holding.key: each.rows for each in data_held_about(newcomer)}
    post(newcomer, reverse("adoption:unlink", args=[portal.slug]))
    post(newcomer, reverse("adoption:erase", args=[portal.slug]))
    post(newcomer, MEASUREMENT, counted="no", logbook="erase")
    post(newcomer, MEASUREMENT, counted="yes")
    assert UsageDay.objects.exists()

    PortalLink.objects.all().delete()
    assert pages_of(newcomer, portal) == found
    assert held["adoption.PortalLink"] == held["adoption.UsageDay"] == []


def test_a_newcomer_declares_reads_and_erases_as_ever(newcomer, portal, training_manager):
    newcomer = opened(newcomer, training_manager)
    answer(newcomer, portal)
    answer(newcomer, portal, "no_account")

    assert answers(newcomer) == ["no_account"]
    assert "I have no account" in read(newcomer, LOGBOOK)
    assert "reopened" not in read(newcomer, LOGBOOK)
    post(newcomer, reverse("adoption:erase", args=[portal.slug]))
    assert answers(newcomer) == []
