"""A person asks that their data be corrected; the officer answers; both read what became of it."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.dates import one_month_after
from people.actions.privacy import erase_person, record_look
from people.actions.rights import answer_data_request, open_data_request
from people.enums import Purpose, RequestKind, RequestStatus, ViewedData
from people.models import DataRequest, Look, Notification, Person
from people.notifications.queries import waiting_items
from people.queries.rights import acted_so_far
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

ASK = reverse("people:ask")
MY_DATA = reverse("people:my_data")
LIST = reverse("rights_admin:requests")
CORRECTION = {
    "kind": "correction",
    "about": "people.Position",
    "wrong": "Je ne suis plus à l’accueil.",
    "right": "Je suis au courrier depuis mars.",
}


def asked(person, **fields):
    return open_data_request(
        **{"person": person, "kind": RequestKind.CORRECTION, "wrong": "a", "right": "b"} | fields
    )


def answered(request, by, status=RequestStatus.ANSWERED, answer="Voilà."):
    answer_data_request(
        data_request=request, by=by, status=status, answer=answer, without_act="À la source."
    )


def open_request(request):
    return reverse("rights_admin:request", args=[request.uuid])


# --- Asking -------------------------------------------------------------------------------------------


@time_machine.travel("2027-01-31 12:00:00+01:00", tick=False)
def test_a_correction_starts_from_the_class_of_data_and_is_due_in_a_month(client, person):
    client.force_login(person)
    assert f"{ASK}?classe=people.Position" in client.get(MY_DATA).content.decode()
    form = client.get(ASK, {"classe": "people.Position"}).context["form"]
    assert (form["about"].value(), form["kind"].value()) == ("people.Position", "correction")
    assert client.get(ASK).context["form"]["kind"].value() == "access"

    client.post(ASK, CORRECTION)

    request = DataRequest.objects.get()
    assert (request.person, request.status) == (person, RequestStatus.OPEN)
    assert request.due_on == date(2027, 2, 28)
    page = client.get(MY_DATA).content.decode()
    assert CORRECTION["right"] in page
    assert "28/02/2027" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"right": ""}, "right"),
        ({"wrong": ""}, "wrong"),
        ({"kind": "revenge"}, "kind"),
        ({"about": "people.Nothing"}, "about"),
        ({"wrong": "x" * 2001}, "wrong"),
    ],
)
def test_a_request_that_says_too_little_or_too_much_is_not_taken(client, person, change, field):
    client.force_login(person)

    response = client.post(ASK, CORRECTION | change)

    assert field in response.context["form"].errors
    assert not DataRequest.objects.exists()


def test_other_rights_need_no_text_and_wait_for_the_officer_until_they_are_answered(
    client, person, data_protection_officer
):
    client.force_login(person)
    client.post(ASK, {"kind": "restriction", "about": "", "wrong": ""})

    request = DataRequest.objects.get()
    assert request.kind == RequestKind.RESTRICTION
    [waiting] = waiting_items(data_protection_officer)
    assert waiting.description.url == open_request(request)
    assert person.last_name not in str(waiting.description.title)
    assert not waiting_items(person)
    answered(request, data_protection_officer, RequestStatus.REFUSED, "Non.")
    assert not Notification.objects.exists()


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2100, 1, 1)))
def test_a_month_after_is_in_the_next_month_and_never_a_later_day(day):
    due = one_month_after(day)

    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == 1
    assert due.day <= day.day
    assert 28 <= (due - day).days <= 31


# --- Answering ----------------------------------------------------------------------------------------


def test_the_officer_answers_in_two_clicks_and_the_person_reads_it(
    client, person, data_protection_officer
):
    request = asked(person)
    client.force_login(data_protection_officer)

    listed = client.get(LIST).content.decode()
    assert open_request(request) in listed  # the first click
    page = client.get(open_request(request)).content.decode()
    assert request.wrong in page
    answer = {"status": "answered", "answer": "C’est corrigé."}
    client.post(open_request(request), answer)
    assert DataRequest.objects.get().is_open  # nothing in the record has changed
    Person.objects.filter(pk=person.pk).update(last_name="Corrigé")
    client.post(open_request(request), answer)

    client.force_login(person)
    read = client.get(MY_DATA).content.decode()
    assert "C’est corrigé." in read
    assert str(data_protection_officer) in read
    look = Look.objects.filter(subject=person).first()
    assert (look.viewer, look.seen) == (data_protection_officer, ViewedData.DATA_REQUEST)


def test_those_that_wait_come_first_by_due_day(client, data_protection_officer):
    with time_machine.travel("2026-10-02"):
        late = asked(PersonFactory(last_name="Retard"))
    recent = asked(PersonFactory(last_name="Récent"))
    with time_machine.travel("2026-09-02"):
        done = asked(PersonFactory(last_name="Fini"))
    answered(done, data_protection_officer)
    client.force_login(data_protection_officer)

    page = client.get(LIST).content.decode()

    places = [page.index(open_request(data_request)) for data_request in (late, recent, done)]
    assert places == sorted(places)
    first_page = client.get(reverse("wagtailadmin_home"), headers={"accept-language": "en"})
    assert "2 waiting" in first_page.content.decode()


def test_a_copy_is_answered_without_writing_a_word(client, person, data_protection_officer):
    request = asked(person, kind=RequestKind.ACCESS)
    client.force_login(data_protection_officer)

    form = client.get(open_request(request)).context["form"]

    assert form["answer"].value()


@pytest.mark.parametrize("status", ["refused", "answered"])
def test_neither_an_answer_nor_a_refusal_is_empty(client, person, data_protection_officer, status):
    request = asked(person)
    client.force_login(data_protection_officer)

    response = client.post(open_request(request), {"status": status, "answer": " "})

    assert {"answer", "refusal"} & response.context["form"].errors.keys()
    request.refresh_from_db()
    assert request.is_open


def test_a_refusal_says_why_and_where_to_complain(client, person, data_protection_officer):
    request = asked(person)
    client.force_login(data_protection_officer)
    begun = client.get(open_request(request)).context["form"]["refusal"].value()
    assert "CNIL" in begun

    again = client.post(open_request(request), {"status": "refused", "refusal": f" {begun}\r\n"})
    assert again.context["form"]["refusal"].field.widget.attrs["autofocus"]
    assert "refusal" in again.context["form"].errors
    client.post(open_request(request), {"status": "refused", "refusal": f"{begun} C’est exact."})

    request.refresh_from_db()
    assert request.status == RequestStatus.REFUSED
    assert request.answer.endswith("C’est exact.")


@pytest.mark.parametrize(
    ("about", "is_done"), [("", True), ("people.Person", True), ("people.Look", False)]
)
def test_a_changed_record_corrects_nothing_else(person, about, is_done):
    request = asked(person, about=about)

    Person.objects.filter(pk=person.pk).update(last_name="Corrigé")

    assert acted_so_far(request) is is_done


@pytest.mark.parametrize("gone", [{"employed_until": date(2020, 1, 1)}, {"is_active": False}])
def test_a_copy_is_not_on_the_page_of_who_cannot_open_it(person, gone):
    request = asked(person, kind=RequestKind.ACCESS)
    assert acted_so_far(request)

    Person.objects.filter(pk=person.pk).update(**gone)

    assert not acted_so_far(request)


def test_a_request_is_answered_once(person, data_protection_officer):
    request = asked(person)
    answered(request, data_protection_officer)

    with pytest.raises(ValidationError):
        answered(request, PersonFactory(), RequestStatus.REFUSED, "Non.")

    request.refresh_from_db()
    assert (request.status, request.answer) == (RequestStatus.ANSWERED, "Voilà.")


def test_nobody_but_the_officer_opens_a_request(
    client, person, manager, training_manager, administrator, editor
):
    request = asked(PersonFactory())
    for viewer in (person, manager, training_manager, administrator, editor):
        client.force_login(viewer)
        for url in (LIST, open_request(request)):
            assert client.get(url).status_code in (302, 404)


# --- Always -------------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "revenge"},
        {"status": "lost"},
        {"status": "answered", "answer": "Oui."},
        {"status": "refused", "answer": "", "answered_at": date(2026, 1, 1)},
    ],
)
def test_the_database_refuses_a_request_that_makes_no_sense(person, broken):
    request = asked(person)
    if "answered_at" in broken:
        broken = broken | {"answered_at": request.asked_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.filter(pk=request.pk).update(**broken)


def test_erasing_takes_ones_requests_and_ones_name_from_ones_answers(person):
    officer = PersonFactory()
    mine, theirs = asked(officer), asked(person)
    answered(theirs, officer)

    erase_person(person=officer)

    assert list(DataRequest.objects.all()) == [theirs]
    theirs.refresh_from_db()
    assert (theirs.answered_by, theirs.answer) == (None, "Voilà.")
    assert mine.pk != theirs.pk


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_long_lists_cost_no_more_queries_than_short_ones(client, data_protection_officer):
    client.force_login(data_protection_officer)
    me = data_protection_officer
    looks = reverse("people:who_looked")
    counts = []
    for _round in range(3):  # the first also fills caches
        for _each in range(10):
            asked(PersonFactory())
            record_look(by=PersonFactory(), at=[me], purpose=Purpose.HELP_REQUEST)
        counts.append((queries_of(client, LIST), queries_of(client, looks)))

    assert counts[1] == counts[2]
