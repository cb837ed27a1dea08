"""How a person proves who they are, and what ends it (docs/decisions/0052)."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.models import Objection
from adoption.usage.pseudonyms import subject_of
from core.dates import today
from people.actions.accounts import grant_role, invite, open_account
from people.actions.delivery import send_due_mails
from people.actions.identity import prove_by_invitation, prove_by_mailbox
from people.actions.sign_in import mail_invitation, mail_password_reset
from people.enums import IdentityProof, Role, ViewedData
from people.mail.kinds import ACCOUNT_CHANGED
from people.models import Invitation, Look, OutgoingMail, Person
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory
from tests.people.staff_lists import load
from tests.people.test_password_reset import ask, choose, link_in


pytestmark = pytest.mark.django_db

IDENTITY, HAND_CODE = reverse("people:identity"), reverse("people:hand_code")
PASSWORD, NEW = "quatre mots vont bien ensemble", "encore quatre mots choisis"


@pytest.fixture(autouse=True)
def confirmed_domain(settings):
    cache.clear()
    settings.CONFIRMED_MAIL_DOMAINS = ["exemple.fr"]


def unproven(**facts):
    person_made = PersonFactory(identity_proven_at=None, identity_proof="", **facts)
    person_made.set_password(PASSWORD)
    person_made.save()
    return person_made


def proof_of(person):
    return Person.objects.values_list("identity_proof", flat=True).get(pk=person.pk)


@pytest.fixture
def officer():
    person = PersonFactory()
    grant_role(person=person, role=Role.ENROLMENT_OFFICER)
    return person


# --- By mail ------------------------------------------------------------------------------------------------------


def test_a_mail_proves_it_at_a_vouched_address_of_a_confirmed_domain_alone(mails):
    theirs = unproven(email="nadia@exemple.fr", address_is_vouched=True)
    written_by_a_reader = unproven(email="marc@exemple.fr")
    elsewhere = unproven(email="paul@ailleurs.fr", address_is_vouched=True)

    for person in (theirs, written_by_a_reader, elsewhere):
        letter = next(
            message
            for message in mails(lambda person=person: ask(person.email))
            if "/mot-de-passe/" in message.body
        )
        assert choose(Client(), link_in(letter)).status_code == 302

    assert proof_of(theirs) == IdentityProof.MAILBOX
    assert proof_of(written_by_a_reader) == proof_of(elsewhere) == ""


def test_one_mailbox_proves_one_person():
    first = unproven(email="Accueil@exemple.fr", address_is_vouched=True)
    others = [
        unproven(email=f"accueil+{name}@EXEMPLE.fr", address_is_vouched=True) for name in "ab"
    ]

    assert prove_by_mailbox(person=first)
    assert not any(prove_by_mailbox(person=other) for other in others)


def test_a_mailed_invitation_proves_it_while_the_address_stays_and_a_printed_one_does_not():
    mailed, moved, printed = (
        unproven(email=f"{name}@exemple.fr", address_is_vouched=True) for name in "abc"
    )
    sent = [mail_invitation(person=invited) for invited in (mailed, moved)]
    Person.objects.filter(pk=moved.pk).update(email="autre@exemple.fr")
    moved.refresh_from_db()

    assert prove_by_invitation(person=mailed, invitation=sent[0])
    assert not prove_by_invitation(person=moved, invitation=sent[1])
    open_account(staff_number=printed.staff_number, code=invite(person=printed), password=NEW)
    assert proof_of(printed) == ""


def test_who_gave_the_address_decides_what_a_mail_there_proves(training_manager, administrator):
    def vouched():
        return Person.objects.get(staff_number="001").address_is_vouched

    line = "001;Benali;Nadia;{};Accueil;;;2019-01-07;"
    load(line.format("nadia@exemple.fr"), by=training_manager)
    assert not vouched()

    load(line.format("nadia@exemple.fr"), by=administrator)  # the same once more, by who may vouch
    assert vouched()
    load(line.format("nadia@exemple.fr"), by=training_manager)  # nothing changes
    assert vouched()
    load(line.format("autre@exemple.fr"), by=training_manager)
    assert not vouched()
    load(line.format("encore@exemple.fr"))  # a machine’s list
    assert vouched()
    PositionFactory(person=administrator, team=TeamFactory(), is_manager=True, is_primary=False)
    load(line.format("fin@exemple.fr"), by=Person.objects.get(pk=administrator.pk))
    assert not vouched()


def test_a_password_by_mail_at_an_address_nobody_vouched_for_ends_a_proof(mails):
    person = PersonFactory(email="nadia@exemple.fr")
    person.set_password(PASSWORD)
    person.save()
    assert proof_of(person)

    [letter] = mails(lambda: ask(person.email))
    choose(Client(), link_in(letter))

    assert proof_of(person) == ""


def test_a_mail_goes_to_the_address_that_it_was_written_for():
    """Whoever writes the list gives another address before it goes out, and the right one again after."""
    agent = unproven(email="nadia@exemple.fr", address_is_vouched=True)
    mail_invitation(person=agent)
    mail_password_reset(name=agent.staff_number)
    Person.objects.filter(pk=agent.pk).update(email="lecteur@exemple.fr")

    send_due_mails()

    assert [message.to for message in mail.outbox] == [["nadia@exemple.fr"]] * 2


def test_keys_of_others_go_with_the_first_proof_also_when_their_invitation_is_long_deleted(
    training_manager,
):
    agent = PersonFactory(identity_proven_at=None, identity_proof="", email="nadia@exemple.fr")
    code = invite(person=agent, by=training_manager)
    agent = open_account(staff_number=agent.staff_number, code=code, password=PASSWORD)
    Authenticator.objects.create(user=agent, type=Authenticator.Type.WEBAUTHN, data={})
    Invitation.objects.all().delete()
    Person.objects.filter(pk=agent.pk).update(address_is_vouched=True)

    assert prove_by_mailbox(person=Person.objects.get(pk=agent.pk))
    assert not Authenticator.objects.filter(user=agent).exists()


# --- With a code ----------------------------------------------------------------------------------------------------


def test_a_code_that_an_enrolment_officer_hands_out(client, officer):
    agent = unproven(staff_number="00042", last_name="Le Goff")
    invite_of_another = invite(person=agent, by=PersonFactory())
    open_account(staff_number="00042", code=invite_of_another, password=PASSWORD)
    Authenticator.objects.create(user=agent, type=Authenticator.Type.WEBAUTHN, data={})
    client.force_login(officer)

    sent = {"staff_number": "00042", "last_name": "le-goff"}
    page = client.post(HAND_CODE, sent)
    open_account(staff_number="00042", code=page.context["code"], password=NEW)

    agent.refresh_from_db()
    assert agent.identity_proof == IdentityProof.HANDED_CODE
    assert agent.check_password(NEW)
    assert not Authenticator.objects.filter(user=agent).exists()
    assert Look.objects.filter(subject=agent, viewer=officer, seen=ViewedData.INVITATION).exists()
    assert agent.email not in page.content.decode()


def test_whoever_is_signed_in_types_the_code_that_they_were_handed(client, officer):
    agent = unproven()
    code = invite(person=agent, by=officer)
    client.force_login(agent)
    typed = {"staff_number": agent.staff_number, "code": code, "password": NEW, "repeated": NEW}

    assert client.post(reverse("people:open_account"), typed).status_code == 302

    assert proof_of(agent) == IdentityProof.HANDED_CODE
    assert client.get(IDENTITY).status_code == 200


def test_whoever_opened_the_account_again_has_to_prove_it_again(officer):
    agent = PersonFactory()
    agent.set_password(PASSWORD)
    agent.save()

    open_account(staff_number=agent.staff_number, code=invite(person=agent, by=None), password=NEW)

    assert proof_of(agent) == ""


def test_an_objection_that_an_intruder_left_ends_with_the_first_proof(training_manager, officer):
    """Of twelve who object, it would be known that they add nothing."""
    captured, own = (
        PersonFactory(identity_proven_at=None, identity_proof="") for _number in range(2)
    )
    for person, by in ((captured, training_manager), (own, officer)):
        code = invite(person=person, by=by)
        open_account(staff_number=person.staff_number, code=code, password=PASSWORD)
        object_to_measurement(person=person)
    OutgoingMail.objects.all().delete()

    code = invite(person=captured, by=officer)
    open_account(staff_number=captured.staff_number, code=code, password=NEW)

    assert list(Objection.objects.values_list("subject", flat=True)) == [subject_of(own)]
    assert OutgoingMail.objects.filter(person=captured, kind=ACCOUNT_CHANGED).exists()


def test_the_page_finds_one_person_by_both_and_tells_of_nobody_else(client, officer):
    PersonFactory(staff_number="00042", last_name="Le Goff")
    chief = PersonFactory(staff_number="00043", last_name="Le Chef")
    grant_role(person=chief, role=Role.TRAINING_MANAGER)
    chief.set_password(PASSWORD)
    chief.save()
    client.force_login(officer)

    for number, name in (("00042", "Petit"), ("99999", "Le Goff"), ("00043", "Le Chef")):
        page = client.post(HAND_CODE, {"staff_number": number, "last_name": name})
        assert "code" not in page.context
    client.force_login(chief)
    assert client.get(HAND_CODE).status_code == 404
    assert (
        client.post(HAND_CODE, {"staff_number": "00042", "last_name": "Le Goff"}).status_code == 404
    )


def test_an_officer_who_manages_a_team_or_has_another_role_hands_out_nothing(officer):
    agent, other = unproven(), unproven()
    earlier = invite(person=other, by=officer)
    tomorrow = today() + timedelta(days=1)
    PositionFactory(person=officer, team=TeamFactory(), is_manager=True, started_on=tomorrow)

    code = invite(person=agent, by=Person.objects.get(pk=officer.pk))
    open_account(staff_number=agent.staff_number, code=code, password=NEW)
    open_account(staff_number=other.staff_number, code=earlier, password=NEW)

    assert proof_of(agent) == proof_of(other) == ""


@pytest.mark.parametrize(
    "role", [Role.TRAINING_MANAGER, Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR]
)
def test_the_two_kinds_of_roles_stay_apart(officer, role):
    other = PersonFactory()
    other.groups.add(Group.objects.get(name=role))

    for person, role_asked in ((officer, role), (other, Role.ENROLMENT_OFFICER)):
        with pytest.raises(ValidationError) as refused:
            grant_role(person=Person.objects.get(pk=person.pk), role=role_asked)
        assert refused.value.code == "apart"
    with pytest.raises(ValidationError) as refused:
        grant_role(person=unproven(), role=Role.ENROLMENT_OFFICER, by=PersonFactory())
    assert refused.value.code == "unproven"


# --- What is shown --------------------------------------------------------------------------------------------------


def test_who_has_not_is_told_how_and_who_has_reads_when(client, mails):
    agent = unproven(email="nadia@exemple.fr", address_is_vouched=True)
    client.force_login(agent)
    assert IDENTITY in client.get(reverse("people:my_data")).content.decode().split("<h1")[0]

    [letter] = mails(lambda: client.post(IDENTITY))
    choose(client, link_in(letter))

    client.force_login(Person.objects.get(pk=agent.pk))
    assert client.get(IDENTITY).status_code == 200
    assert IDENTITY not in client.get(reverse("people:my_data")).content.decode().split("<h1")[0]
    Person.objects.filter(pk=agent.pk).update(address_is_vouched=False)
    assert client.post(IDENTITY).status_code == 404


def test_figures_count_those_who_proved_it_before_the_month_began():
    person = PersonFactory()
    proven_on = person.identity_proven_at.date()

    assert not Person.objects.proven_before(proven_on).exists()
    assert Person.objects.proven_before(date(proven_on.year, proven_on.month + 1, 1)).exists()
