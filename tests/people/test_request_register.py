"""The officer's register of requests: also those that came by letter, each closed by what was asked, once."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from adoption.usage.models import Objection
from adoption.usage.pseudonyms import subject_of
from core.dates import today
from people.actions.delivery import send_due_mails
from people.actions.privacy import erase_person
from people.actions.rights import (
    answer_data_request,
    enter_data_request,
    erase_at_request,
    extend_data_request,
    open_data_request,
)
from people.enums import (
    ErasureOutcome,
    ErasureRoute,
    RequestChannel,
    RequestKind,
    RequestStatus,
    Role,
    ViewedData,
)
from people.exporters.person import personal_zip
from people.models import DataRequest, ErasureEntry, Look, OutgoingMail, Person
from people.privacy_registry import holdings
from people.queries.privacy import export_passphrase
from people.queries.rights import erasure_parts
from tests.people.factories import PersonFactory
from tests.people.sealed import opened
from tests.people.staff_lists import APRIL, load
from tests.racing import at_once, refused


pytestmark = pytest.mark.django_db

LIST = reverse("rights_admin:requests")
ADD = reverse("rights_admin:add_request")
TOKEN = r"\b\w{64}\b|\d\d:\d\d"  # against forged forms, anew in each page; the minute
LETTER = {
    "kind": "access",
    "channel": "letter",
    "received_on": "2027-01-31",
    "identity_check": "",
    "about": "",
    "wrong": "Une copie, s’il vous plaît.",
    "right": "",
}


def address(name, request):
    return reverse(f"rights_admin:{name}", args=[request.uuid])


def entered(person, by, kind=RequestKind.ACCESS, check="document", **fields):
    fields = {"channel": RequestChannel.LETTER, "received_on": date(2027, 1, 31)} | fields
    return enter_data_request(
        person=person, by=by, kind=kind, identity_check=check, wrong="Ma demande.", **fields
    )


def answered(request, by, status=RequestStatus.ANSWERED, **fields):
    answer_data_request(data_request=request, by=by, status=status, answer="Voilà.", **fields)


# --- Entered, identified, extended --------------------------------------------------------------------


@time_machine.travel("2027-02-03 12:00:00+01:00", tick=False)
def test_a_letter_is_entered_for_somebody_found_by_number_who_is_told(
    client, person, data_protection_officer
):
    client.force_login(data_protection_officer)
    found = client.get(ADD, {"q": person.staff_number}).content.decode()
    assert f"{ADD}?agent={person.uuid}" in found
    assert not Look.objects.exists()  # a list of names
    late = client.post(f"{ADD}?agent={person.uuid}", LETTER | {"received_on": "2027-02-04"})
    assert "received_on" in late.context["form"].errors

    vague = client.post(f"{ADD}?agent={person.uuid}", LETTER | {"kind": "correction", "wrong": ""})
    assert {"wrong", "right"} == vague.context["form"].errors.keys()
    assert vague.context["form"].fields["kind"].choices[0][0] == "access"

    client.post(f"{ADD}?agent={person.uuid}", LETTER | {"wrong": ""})

    request = DataRequest.objects.get()
    assert (request.person, request.entered_by) == (person, data_protection_officer)
    assert request.due_on == date(2027, 2, 28)  # from the day it came
    assert Look.objects.filter(subject=person).exists()
    assert OutgoingMail.objects.get(person=person).kind == "data_request_entered"
    client.force_login(person)
    read = client.get(reverse("people:my_data")).content.decode()
    assert str(data_protection_officer) in read


@time_machine.travel("2027-02-03 12:00:00+01:00", tick=False)
def test_more_time_is_taken_once_with_a_reason_that_the_person_reads(
    client, person, data_protection_officer
):
    request = entered(person, data_protection_officer)
    client.force_login(data_protection_officer)
    for wrong in ({"months": "3", "reason": "Long."}, {"months": "2", "reason": ""}):
        assert client.post(address("extend", request), wrong).context["form"].errors

    client.post(address("extend", request), {"months": "2", "reason": "Deux cents dossiers."})

    request.refresh_from_db()
    assert (request.months_more, request.due_on) == (2, date(2027, 4, 28))
    with pytest.raises(ValidationError):
        extend_data_request(data_request=request, months=1, reason="Encore.")
    assert OutgoingMail.objects.filter(person=person, kind="data_request_extended").count() == 1
    client.force_login(person)
    assert "Deux cents dossiers." in client.get(reverse("people:my_data")).content.decode()


@time_machine.travel("2027-02-03 12:00:00+01:00", tick=False)
def test_no_answer_before_the_identity_is_checked_nor_without_the_act(
    client, data_protection_officer
):
    person = PersonFactory(password="")
    person.set_unusable_password()
    person.save()
    request = entered(person, data_protection_officer, check="")
    client.force_login(data_protection_officer)
    yes = {"status": "answered", "answer": "Voici."}

    assert client.post(address("request", request), yes).context["form"].errors
    client.post(address("request_file", request))
    assert not Look.objects.filter(subject=person, seen=ViewedData.SEALED_FILE).exists()
    client.post(address("identity", request), {"check": "document"})
    refusal = client.post(address("request", request), yes)
    assert "without_act" in refusal.context["form"].errors  # no account, no file yet
    client.post(address("request_file", request))
    client.post(address("request", request), yes)

    request.refresh_from_db()
    assert (request.status, request.without_act) == (RequestStatus.ANSWERED, "")
    assert request.acted_at is not None


def test_a_reason_stands_for_the_act(person, data_protection_officer):
    request = open_data_request(person=person, kind=RequestKind.CORRECTION, wrong="a", right="b")
    with pytest.raises(ValidationError):
        answered(request, data_protection_officer)

    answered(request, data_protection_officer, without_act="C’était juste.")

    request.refresh_from_db()
    assert (request.acted_at, request.without_act) == (None, "C’était juste.")


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "broken",
    [
        {"months_more": 1},
        {"months_more": 3, "extension_reason": "Long."},
        {"channel": "pigeon"},
        {"identity_check": "hunch"},
        {"person": None},
        {"status": "answered", "answer": "Oui.", "answered_at": "2027-01-31T12:00Z"},
        {
            "status": "answered",
            "answer": "Oui.",
            "answered_at": "2027-01-31T12:00Z",
            "without_act": "Fait.",
            "identity_check": "",
        },
    ],
)
def test_the_database_refuses_what_makes_no_sense(person, broken):
    request = open_data_request(person=person, kind=RequestKind.ERASURE, wrong="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.filter(pk=request.pk).update(**broken)


# --- Objection and restriction ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [RequestKind.OBJECTION, RequestKind.RESTRICTION])
def test_an_objection_takes_effect_and_looks_the_same_whether_there_was_one(
    client, data_protection_officer, kind
):
    client.force_login(data_protection_officer)
    pages = []
    for had_one in (False, True):
        person = PersonFactory(
            first_name="Camille", last_name="Durand", staff_number=f"N{had_one:d}"
        )
        if had_one:
            Objection.objects.create(subject=subject_of(person))
        request = entered(person, data_protection_officer, kind=kind)
        before = client.get(address("request", request)).content.decode()
        client.post(address("request", request), {"status": "answered", "answer": "Voilà."})
        after = client.get(address("request", request)).content.decode()
        assert Objection.objects.filter(subject=subject_of(person)).count() == 1
        own = (str(request.uuid), person.staff_number, str(person.uuid))
        pages.extend(re.sub("|".join((*own, TOKEN)), "…", page) for page in (before, after))

    assert pages[:2] == pages[2:]


def test_an_objection_to_something_else_than_use_is_no_objection_to_being_counted(
    person, data_protection_officer
):
    request = entered(
        person, data_protection_officer, kind=RequestKind.OBJECTION, about="people.Look"
    )
    with pytest.raises(ValidationError):
        answered(request, data_protection_officer)
    assert not Objection.objects.exists()


# --- Erasure ------------------------------------------------------------------------------------------


def test_an_erasure_is_previewed_confirmed_and_leaves_the_days_alone(
    client, person, data_protection_officer
):
    request = entered(person, data_protection_officer, kind=RequestKind.ERASURE)
    client.force_login(data_protection_officer)
    with pytest.raises(ValidationError):
        answered(request, data_protection_officer)
    page = client.get(address("erase", request), headers={"accept-language": "en"}).content.decode()
    assert page.index('name="staff_number"') < page.index("<details")
    assert "Erasure of data, " in page
    wrong = client.post(address("erase", request), {"staff_number": "0"})
    assert "autofocus" in str(wrong.context["form"]["staff_number"])
    assert "staff_number" in wrong.context["form"].errors
    assert Person.objects.filter(pk=person.pk).exists()

    client.post(address("erase", request), {"staff_number": person.staff_number.lower()})

    assert not Person.objects.filter(pk=person.pk).exists()
    left = DataRequest.objects.get()
    assert (left.person, left.wrong, left.entered_by) == (None, "", None)
    assert left.answered_by == data_protection_officer
    assert ErasureEntry.objects.filter(route=ErasureRoute.DATA_REQUEST).exists()
    assert person.last_name not in client.get(LIST).content.decode()
    assert client.get(address("request", left)).status_code == 200
    told = client.post(address("erase", left), {"staff_number": "x"}, follow=True)
    assert told.redirect_chain  # the second officer is told, and nothing is done
    assert client.get(LIST, {"export": "csv"}).status_code == 200


def test_the_only_administrator_is_not_erased_before_another_is_named(
    client, administrator, data_protection_officer
):
    request = entered(administrator, data_protection_officer, kind=RequestKind.ERASURE)
    client.force_login(data_protection_officer)
    number = {"staff_number": administrator.staff_number}

    refusal = client.post(address("erase", request), number)
    assert "administr" in str(refusal.context["form"].non_field_errors()).lower()
    assert Person.objects.filter(pk=administrator.pk).exists()
    PersonFactory(is_superuser=True)
    client.post(address("erase", request), number)

    assert not Person.objects.filter(pk=administrator.pk).exists()


def test_no_file_is_made_of_a_request_that_is_closed_unless_a_copy_was_asked_for(
    client, person, data_protection_officer
):
    client.force_login(data_protection_officer)
    for kind, is_made in ((RequestKind.ACCESS, True), (RequestKind.OBJECTION, False)):
        request = entered(person, data_protection_officer, kind=kind)
        answered(request, data_protection_officer, RequestStatus.REFUSED)
        answer = client.post(address("request_file", request))
        assert (answer["Content-Type"] == "application/zip") is is_made
    page = client.get(address("request", request)).content.decode()
    assert address("request_file", request) not in page


def test_who_cannot_come_in_gets_the_passphrase_of_one_file_by_letter_and_their_log_says_so(
    client, person, data_protection_officer, leaver
):
    client.force_login(data_protection_officer)
    here = entered(person, data_protection_officer)
    read = client.get(address("request", here))
    assert address("file_letter", here) not in read.content.decode()
    begun = read.context["form"]["answer"].value()  # of the page, for whoever can open it
    assert "Hello" in begun or "Bonjour" in begun
    assert "lett" not in begun
    assert client.post(address("file_letter", here)).status_code == 302
    assert not Look.objects.filter(seen=ViewedData.PASSPHRASE).exists()
    gone = entered(leaver, data_protection_officer)
    page = client.get(address("request", gone)).content.decode()
    assert address("file_letter", gone) in page
    assert address("request_file", gone) not in page

    letter = client.post(address("file_letter", gone))
    passphrase, seal = letter.context["passphrase"], letter.context["seal"]
    file = client.post(address("request_file", gone), {"seal": seal})

    assert passphrase in letter.content.decode()
    assert passphrase != export_passphrase(leaver)
    held = opened(file.content, passphrase)
    assert ViewedData.PASSPHRASE in held["donnees.json"]  # it says who saw what opens it
    looks = Look.objects.filter(subject=leaver, seen=ViewedData.PASSPHRASE)
    assert {look.viewer for look in looks} == {data_protection_officer}
    assert not Look.objects.filter(seen=ViewedData.SEALED_FILE).exists()
    gone.refresh_from_db()
    assert gone.acted_at is not None
    with pytest.raises(RuntimeError):  # of one file, never of another
        opened(personal_zip(leaver), passphrase)
    assert client.post(address("file_letter", gone)).context["passphrase"] != passphrase
    other = entered(PersonFactory(employed_until=date(2025, 1, 1)), data_protection_officer)
    for wrong in (f"{seal}x", seal):
        assert client.post(address("request_file", other), {"seal": wrong}).status_code == 302
    with time_machine.travel(now() + timedelta(hours=2)):
        assert client.post(address("request_file", gone), {"seal": seal}).status_code == 302


def test_no_letter_is_made_by_who_writes_the_list_nor_of_somebody_who_may_be_back(
    client, data_protection_officer, leaver
):
    client.force_login(data_protection_officer)
    day = today()
    lately = PersonFactory(employed_until=day - timedelta(days=29))
    here_since = PersonFactory(employed_until=day - timedelta(days=90), last_login=now())
    for person in (lately, here_since, PersonFactory(is_active=False)):
        request = entered(person, data_protection_officer)
        page = client.get(address("request", request), headers={"accept-language": "en"})
        assert address("file_letter", request) not in page.content.decode()
        assert "30 days after their last day" in page.text
        assert client.post(address("file_letter", request)).status_code == 302

    request = entered(leaver, data_protection_officer)
    seal = client.post(address("file_letter", request)).context["seal"]
    for role in (Role.TRAINING_MANAGER, Role.ADMINISTRATOR):
        group = Group.objects.get(name=role)
        data_protection_officer.groups.add(group)
        assert client.post(address("file_letter", request)).status_code == 302
        assert client.post(address("request_file", request), {"seal": seal}).status_code == 302
        data_protection_officer.groups.remove(group)
    Person.objects.filter(pk=leaver.pk).update(employed_until=None)  # and the seal opens nothing
    assert client.post(address("request_file", request), {"seal": seal}).status_code == 302


def test_who_has_left_reads_of_a_request_and_of_a_file_and_again_once_back(
    client, data_protection_officer, mailoutbox
):
    with time_machine.travel(now().replace(day=15, hour=10)):
        _leave_and_return(client, data_protection_officer, mailoutbox)


def _leave_and_return(client, officer, mailoutbox):
    load("M1;Durand;Camille;camille@exemple.fr;Accueil;;;;")
    camille = Person.objects.get(staff_number="M1")
    Person.objects.filter(pk=camille.pk).update(employed_until=today() - timedelta(days=40))
    client.force_login(officer)
    request = entered(Person.objects.get(pk=camille.pk), officer)
    seal = client.post(address("file_letter", request)).context["seal"]
    assert client.post(address("request_file", request), {"seal": seal}).status_code == 200
    send_due_mails()
    assert {mail.to[0] for mail in mailoutbox} == {"camille@exemple.fr"}
    entered_mail, file_mail = sorted(mailoutbox, key=lambda mail: "fichier" in mail.body)
    assert entered_mail.subject != file_mail.subject

    mailoutbox.clear()
    for _twice in range(2):
        load("M1;Durand;Camille;camille@exemple.fr;Accueil;;;;", as_of=today())
    send_due_mails()
    assert [mail.subject for mail in mailoutbox] == [file_mail.subject]


def test_who_left_is_answered_on_paper_and_no_page_says_that_it_reached_them(
    client, data_protection_officer, leaver
):
    client.force_login(data_protection_officer)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "left on" in client.get(ADD, {"q": leaver.staff_number}).content.decode()
    entry = client.get(f"{ADD}?agent={leaver.uuid}").content.decode()
    assert "They are told" not in entry
    request = entered(leaver, data_protection_officer, RequestKind.OBJECTION, check="")
    client.post(address("identity", request), {"check": "personnel_file"})
    asked = client.get(address("request", request))
    begun = asked.context["form"]["answer"].value()
    assert "My data" not in begun
    assert "Mes données" not in begun
    assert "can see that you opened" not in asked.content.decode()
    assert "Print the answer once it is given" in asked.content.decode()

    later = client.post(
        address("extend", request), {"months": "1", "reason": "Beaucoup."}, follow=True
    )
    assert "the person is told" not in later.content.decode()
    done = client.post(
        address("request", request), {"status": "answered", "answer": "Voici."}, follow=True
    ).content.decode()

    request.refresh_from_db()
    assert request.get_identity_check_display() in done
    assert "The answer is on the person" not in done
    assert "print it and send it" in done
    letter = done.split('<div class="letter"')[1].split("</div>")[0]
    assert "Voici." in letter
    assert str(leaver) in letter
    assert "data-print" in done


def test_people_of_one_name_are_told_apart_by_their_team(client, data_protection_officer):
    load("M1;Durand;Camille;;Accueil;;;;\nM2;Durand;Camille;;Courrier;;;;")
    client.force_login(data_protection_officer)

    found = client.get(ADD, {"q": "durand camille"}).content.decode()
    assert "Accueil" in found
    assert "Courrier" in found
    person = Person.objects.get(staff_number="M2")
    request = entered(person, data_protection_officer)
    page = client.get(address("request", request))
    assert "Courrier" in page.content.decode()
    assert request.kind_noun in page.context["page_title"]
    assert "Durand" in page.context["page_title"]


def test_nobody_erases_themselves_nor_the_account_of_the_installation(
    client, data_protection_officer
):
    client.force_login(data_protection_officer)
    chief = PersonFactory(is_superuser=True)
    for person in (data_protection_officer, chief):
        request = open_data_request(person=person, kind=RequestKind.ERASURE, wrong="Tout.")
        assert client.get(address("erase", request)).status_code == 404
        with pytest.raises(ValidationError):
            erase_at_request(data_request=request, by=data_protection_officer)


def test_the_preview_reads_no_row_and_names_every_kind(client, data_protection_officer):
    shown = [
        holding for part in erasure_parts() for _title, each in part.chapters for holding in each
    ]
    assert sorted(each.key for each in shown) == sorted(each.key for each in holdings())
    kept = {each.key for each in holdings() if each.outcome == ErasureOutcome.KEPT}
    assert "people.ErasureEntry" in kept


# --- Templates ----------------------------------------------------------------------------------------


def test_a_template_is_the_organisations_and_nonsense_is_refused(
    client, person, data_protection_officer
):
    client.force_login(data_protection_officer)
    to = reverse("rights_admin:template", args=["access"])
    for nonsense in ("Bonjour {nom}", "Bonjour {name", "{{ name }}", " "):
        response = client.post(to, {"text_fr": nonsense, "text_en": "Hello {name}"})
        assert response.context["form"].errors, nonsense

    client.post(to, {"text_fr": "Cher {name}, voici.", "text_en": "Dear {name}, here."})

    request = open_data_request(person=person, kind=RequestKind.ACCESS, wrong="a")
    form = client.get(address("request", request)).context["form"]
    name = f"{person.first_name} {person.last_name}"
    assert form["answer"].value() == f"Cher {name}, voici."
    client.post(to, {"reset": "1"})
    assert "voici." not in client.get(address("request", request)).context["form"]["answer"].value()


# --- At the same moment -------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_one_answers_and_the_other_is_told():
    person, first, second = PersonFactory(), PersonFactory(), PersonFactory()
    request = open_data_request(person=person, kind=RequestKind.OBJECTION, wrong="a")

    answers = at_once(
        lambda: answered(request, first), lambda: answered(request, second, RequestStatus.REFUSED)
    )

    assert len(refused(answers)) == 1
    assert OutgoingMail.objects.filter(person=person, kind="data_request_answered").count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_an_erasure_and_an_import_of_the_same_person_wait_for_each_other():
    """Whichever is first, the erased one is gone; a list that comes after makes somebody new."""
    load("M1;Durand;Camille;;Accueil;;;;")
    person = Person.objects.get(staff_number="M1")

    at_once(
        lambda: load("M1;Durand;Camille;;Courrier;;;;", as_of=APRIL),
        lambda: erase_person(person=person),
    )

    assert not Person.objects.filter(uuid=person.uuid).exists()
    assert Person.objects.filter(staff_number="M1").count() <= 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_one_erases(data_protection_officer):
    person = PersonFactory()
    request = open_data_request(person=person, kind=RequestKind.ERASURE, wrong="a")

    def erase():
        erase_at_request(data_request=request, by=data_protection_officer)

    assert len(refused(at_once(erase, erase))) == 1
    assert not Person.objects.filter(pk=person.pk).exists()
    assert DataRequest.objects.get().person is None
