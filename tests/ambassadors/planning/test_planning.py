"""Workshops that ambassadors plan from a kit: proposed, agreed to, changed, and a list that names who came of
themselves."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ambassadors.help.actions.joining import set_up_network
from ambassadors.help.actions.network import leave_network
from ambassadors.planning.mails import PROPOSAL, PROPOSAL_ANSWERED, TEAM_ASKED
from ambassadors.workshops.actions.registration import book_for_team
from ambassadors.workshops.actions.workshops import ask_for_seat
from ambassadors.workshops.models import Seat, TeamInvitation, Workshop, WorkshopSession
from ambassadors.workshops.presence_codes import presence_code
from cms.models import ArticlePage
from core.dates import today
from learning.course_check.course import RESOURCES
from learning.models import LoadedSource
from people.actions.accounts import grant_role
from people.actions.notices import record_notice_seen
from people.actions.privacy import erase_person
from people.enums import NoticePurpose, Role, ViewedData
from people.models import Look, OutgoingMail
from people.queries.notices import current_notices
from tests.ambassadors.factories import AmbassadorFactory, WorkshopSessionFactory
from tests.ambassadors.workshops.workshop_steps import signed_in
from tests.cms.translating import translate
from tests.learning.factories import make_article, make_module
from tests.people.factories import (
    ExternalFactory,
    PersonFactory,
    PositionFactory,
    SiteFactory,
    TeamFactory,
)


pytestmark = pytest.mark.django_db
PLAN = reverse("planning:plan")
INDEX = reverse("workshops:index")


@pytest.fixture
def kit():
    above = make_article(RESOURCES["kits"], "Mallettes", introduction="Tout est prêt.")
    page = above.add_child(
        instance=ArticlePage(
            title="Découvrir", slug="decouvrir", introduction="Une heure ensemble."
        )
    )
    LoadedSource.objects.create(key="kits/peur-pour-l-emploi/kit.md", page=page)
    return page


@pytest.fixture
def at_once():
    set_up_network(path=None, has_new_charter=False, workshop_planning="at_once")


def ambassador_client():
    client, person = signed_in()
    AmbassadorFactory(person=person)
    record_notice_seen(person=person, shown=current_notices([NoticePurpose.HELP]))
    return client, person


def form(page, /, **changed):
    day = today() + timedelta(days=10)
    return {
        "kit": str(page.translation_key),
        "day": f"{day:%Y-%m-%d}",
        "hour": "10:00",
        "room": "Salle Loire",
        "capacity": "6",
    } | changed


def planned(client, kit, **changed):
    answer = client.post(PLAN, form(kit, **changed))
    assert answer.status_code == 302, answer.context["form"].errors
    return WorkshopSession.objects.latest("pk")


def new_mails():
    mails = OutgoingMail.objects.order_by("pk").select_related("person")
    found = [(mail.person, mail.kind) for mail in mails]
    mails.delete()
    return found


def test_one_form_from_a_kit_announces_a_workshop_and_the_next_one_adds_a_date(kit, at_once):
    client, person = ambassador_client()
    page = client.get(f"{PLAN}?mallette={kit.translation_key}").content.decode()
    assert "Découvrir (45 minutes)" in page
    assert "reads it first" not in page
    assert "Plan it" in page
    assert "checked" in page

    session = planned(client, kit)
    assert not session.is_proposed
    assert list(session.trainers.all()) == [person]
    assert session.workshop.title == "Découvrir"
    assert session.workshop.summary == "Une heure ensemble."
    assert session.ends_at - session.starts_at == timedelta(minutes=45)  # those of the kit
    staff, _colleague = signed_in()
    assert "Découvrir" in staff.get(INDEX).content.decode()

    copied = client.get(f"{PLAN}?copie={session.uuid}").context["form"].initial
    assert (copied["room"], copied["capacity"], copied["day"]) == ("Salle Loire", 6, None)
    day = today() + timedelta(days=17)
    again = planned(client, kit, day=f"{day:%Y-%m-%d}", title="Découvrir")
    assert again.workshop == session.workshop
    assert Workshop.objects.count() == 1


def test_what_is_agreed_first_is_hidden_until_the_training_manager_says_so(kit):
    training, manager = signed_in(Role.TRAINING_MANAGER)
    client, person = ambassador_client()
    page = client.get(PLAN).content.decode()
    assert "The training department reads it first" in page
    assert "Propose this workshop" in page
    session = planned(client, kit)
    assert session.is_proposed
    assert new_mails() == [(manager, PROPOSAL)]
    address = reverse("workshops:session", args=[session.uuid])
    staff, colleague = signed_in()
    assert staff.get(address).status_code == 404
    assert "Découvrir" not in staff.get(INDEX).content.decode()
    for reader in (client, training):
        assert "Not announced yet" in reader.get(address).content.decode()
    assert "Take a seat" not in training.get(address).content.decode()
    change = client.get(reverse("planning:change", args=[session.uuid])).content.decode()
    assert "Propose this workshop" not in change
    assert "Waits for an answer" in client.get(INDEX).content.decode()
    for by in (person, colleague):
        with pytest.raises(ValidationError):
            ask_for_seat(session=session, person=by)

    assert "1 workshop waits for your answer" in training.get("/").content.decode()
    assert str(person) in training.get(reverse("planning:proposals")).content.decode()
    answer = reverse("planning:answer", args=[session.uuid])
    assert client.post(answer, {"answer": "agreed", "sequence": "0"}).status_code == 404
    assert training.post(answer, {"answer": "anything", "sequence": "0"}).status_code == 404
    client.post(
        reverse("planning:change", args=[session.uuid]), form(kit, room="Salle Maine", capacity="4")
    )
    training.post(answer, {"answer": "agreed", "sequence": "0"})  # of what stood there before
    session.refresh_from_db()
    assert session.is_proposed
    retitled = form(kit, room="Salle Maine", capacity="4", title="Autrement")
    client.post(reverse("planning:change", args=[session.uuid]), retitled)
    training.post(answer, {"answer": "agreed", "sequence": "1"})  # read under another title
    session.refresh_from_db()
    assert session.is_proposed
    training.post(answer, {"answer": "agreed", "sequence": "2"})
    assert new_mails() == [(person, PROPOSAL_ANSWERED)]
    assert staff.get(address).status_code == 200
    assert "waits for your answer" not in training.get("/").content.decode()


def test_a_declined_workshop_says_why_and_frees_its_room(kit):
    training, _manager = signed_in(Role.TRAINING_MANAGER)
    client, person = ambassador_client()
    session = planned(client, kit)
    new_mails()
    declined = {"answer": "other_day", "sequence": "0"}
    training.post(reverse("planning:answer", args=[session.uuid]), declined)
    training.post(reverse("planning:answer", args=[session.uuid]), declined | {"answer": "agreed"})
    assert new_mails() == [(person, PROPOSAL_ANSWERED)]
    for address in (INDEX, reverse("workshops:session", args=[session.uuid])):
        assert "Not on that day" in client.get(address).content.decode()
    assert planned(client, kit).is_proposed


def test_ten_wait_for_an_answer_at_most(kit):
    client, _person = ambassador_client()
    for number in range(10):
        day = today() + timedelta(days=number + 1)
        planned(client, kit, day=f"{day:%Y-%m-%d}")
    assert "Ten of your workshops" in client.post(PLAN, form(kit, hour="18:00")).content.decode()
    assert WorkshopSession.objects.count() == 10


def test_a_training_manager_who_is_an_ambassador_needs_nobodys_word(kit):
    client, person = signed_in(Role.TRAINING_MANAGER)
    AmbassadorFactory(person=person)
    assert not planned(client, kit).is_proposed


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(kit):
    client, _person = ambassador_client()
    skipped = date(today().year + 1, 3, 31)
    skipped -= timedelta(days=(skipped.weekday() + 1) % 7)
    for changed, field in (
        ({"kit": ""}, "kit"),
        ({"day": ""}, "day"),
        ({"hour": "25:00"}, "hour"),
        ({"room": ""}, "room"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"capacity": "0"}, "capacity"),
        ({"day": "2020-01-14"}, "day"),
        ({"day": f"{skipped:%Y-%m-%d}", "hour": "02:30"}, "hour"),
    ):
        answer = client.post(PLAN, form(kit, title="Mon titre", **changed))
        assert field in answer.context["form"].errors, changed
        assert "Mon titre" in answer.content.decode()
    assert not WorkshopSession.objects.exists()
    assert not Workshop.objects.exists()


def test_only_the_ambassador_who_planned_it_changes_it_and_only_while_they_are_one(kit, at_once):
    client, person = ambassador_client()
    session = planned(client, kit)
    addresses = [
        reverse(f"planning:{name}", args=[session.uuid])
        for name in ("change", "call_off", "invite")
    ]
    other, _other = ambassador_client()
    staff, _colleague = signed_in()
    for address in addresses:
        assert client.get(address).status_code == 200
        assert other.get(address).status_code == 404
        assert staff.post(address).status_code == 404
    assert staff.get(PLAN).status_code == 404
    ask_for_seat(session=session, person=PersonFactory())
    client.post(addresses[0], form(kit, room="Salle Maine", title="Autrement"))
    session.refresh_from_db()
    assert (session.room, session.workshop.title, session.sequence) == (
        "Salle Maine",
        "Autrement",
        1,
    )
    leave_network(ambassador=person.ambassador)
    assert client.get(addresses[0]).status_code == 404
    assert client.get(PLAN).status_code == 404


def test_fewer_seats_are_refused_alike_however_many_others_gave_and_so_is_a_past_day(kit, at_once):
    client, person = ambassador_client()
    session = planned(client, kit)
    book_for_team(
        session=session, manager=PersonFactory(), people=[PersonFactory(), PersonFactory()]
    )
    address = reverse("planning:change", args=[session.uuid])
    refused = [
        client.post(address, form(kit, capacity=seats)).context["form"].errors["capacity"]
        for seats in ("1", "5")
    ]
    assert list(refused[0]) == list(refused[1])
    past = client.post(address, form(kit, day="2020-01-14"))
    assert "day" in past.context["form"].errors
    assert client.post(address, form(kit, capacity="7")).status_code == 302
    grant_role(person=person, role=Role.TRAINING_MANAGER, by=None)
    assert client.post(address, form(kit, capacity="5")).status_code == 302


def test_who_leaves_the_network_takes_back_what_they_proposed(kit):
    training, _manager = signed_in(Role.TRAINING_MANAGER)
    client, person = ambassador_client()
    session = planned(client, kit)
    leave_network(ambassador=person.ambassador)
    session.refresh_from_db()
    assert session.cancelled_at is not None
    assert str(person) not in training.get(reverse("planning:proposals")).content.decode()


def test_the_list_names_who_took_a_seat_themselves_and_presence_is_for_them_alone(kit, at_once):
    client, person = ambassador_client()
    session = planned(client, kit)
    own, asked, silent = (PersonFactory(last_name=name) for name in ("Lui", "Venue", "Muette"))
    ask_for_seat(session=session, person=own)
    book_for_team(session=session, manager=PersonFactory(), people=[asked, silent])
    seats = {seat.person: seat for seat in session.seats_taken.all()}
    address = reverse("workshops:attendance", args=[session.uuid])
    page = client.get(address).content.decode()
    assert "Lui" in page
    assert "taken of" not in page  # the number would tell of the others
    assert "Venue" not in page
    assert "Muette" not in page
    assert set(Look.objects.filter(seen=ViewedData.WORKSHOP).values_list("subject", flat=True)) == {
        own.pk
    }
    training, _manager = signed_in(Role.TRAINING_MANAGER)
    assert "Muette" in training.get(address).content.decode()

    with time_machine.travel(session.starts_at + timedelta(minutes=5), tick=False):
        came, _person = signed_in()
        came.force_login(asked)
        code = presence_code(session.uuid, timezone.now())
        client.force_login(person)
        came.post(reverse("workshops:check_in", args=[session.uuid]), {"code": code})
        drawn = [str(seat.pk) for seat in seats.values()]
        client.post(address, {"came": [str(seats[own].pk), str(seats[silent].pk)], "drawn": drawn})
        page = client.get(address).content.decode()
    assert "Venue" in page
    assert "Muette" not in page
    has_come = dict(session.seats_taken.values_list("person__last_name", "has_come"))
    assert has_come == {"Lui": True, "Venue": True, "Muette": None}


def test_whoever_is_put_on_the_list_says_with_one_click_that_they_come(kit, at_once):
    client, _person = ambassador_client()
    session = planned(client, kit)
    asked, colleague = signed_in()
    manager = PersonFactory()
    book_for_team(session=session, manager=manager, people=[colleague])
    page = asked.get(reverse("workshops:session", args=[session.uuid]))
    assert "I come" in page.content.decode()
    record_notice_seen(person=colleague, shown=current_notices([NoticePurpose.HELP]))
    asked.post(reverse("workshops:ask", args=[session.uuid]))
    assert Seat.objects.get(person=colleague).origin == "self"
    assert (
        str(colleague)
        in client.get(reverse("workshops:attendance", args=[session.uuid])).content.decode()
    )


def test_a_team_is_asked_once_through_its_managers_and_nothing_comes_back(kit, at_once):
    client, _person = ambassador_client()
    session = planned(client, kit)
    team = TeamFactory(name="Accueil Saint-Aubin")
    manager_client, manager = signed_in()
    PositionFactory(person=manager, team=team, is_manager=True)
    members = [PositionFactory(team=team).person for _ in range(3)]
    PositionFactory(team=TeamFactory(name="Autre équipe"))
    new_mails()
    address = reverse("planning:invite", args=[session.uuid])
    page = client.get(address, {"nom": "saint aubin"}).content.decode()
    assert "Accueil Saint-Aubin" in page
    assert "Autre équipe" not in page
    for _time in range(2):
        client.post(address, {"team": str(team.pk)})
    assert new_mails() == [(manager, TEAM_ASKED)]
    again = client.get(address, {"nom": "saint aubin"}).content.decode()
    assert "Accueil Saint-Aubin" in again
    assert f'value="{team.pk}"' not in again  # not to be asked again
    before = client.get(address).content

    seats = f"{reverse('workshops:team', args=[session.uuid])}?equipe={team.pk}"
    asked_first = manager_client.post(seats, {"everybody": "1"}).content.decode()
    assert "for 3 people. Each" in asked_first
    assert not session.seats_taken.exists()
    manager_client.post(seats, {"everybody": "1", "confirmed": "yes"})
    assert set(session.seats_taken.values_list("person", flat=True)) == {
        person.pk for person in members
    }
    assert client.get(address).content.count(b"<li") == before.count(b"<li")
    page = client.get(reverse("workshops:attendance", args=[session.uuid])).content.decode()
    assert "Nobody is on the list yet" in page
    assert TeamInvitation.objects.count() == 1
    assert client.post(address, {"team": "999999"}).status_code == 404


def test_a_kits_title_is_read_in_the_readers_language(kit, at_once):
    module = make_module(title="Ouvrir un compte")
    translate(kit, {"Découvrir": "Discover", "Une heure ensemble.": "An hour together."})
    translate(module, {"Ouvrir un compte": "Open an account"})
    Workshop.objects.create(
        title="Découvrir",
        title_en="Discover",
        summary=kit.introduction,
        kit=kit,
        completes=module.record,
    )
    client, _person = ambassador_client()
    session = WorkshopSessionFactory(workshop=Workshop.objects.get(), site=SiteFactory())
    assert "Discover" in client.get(INDEX).content.decode()
    about = client.get(reverse("workshops:session", args=[session.uuid])).content.decode()
    assert "An hour together." in about
    assert "Open an account" in about
    assert "ensemble" not in about
    client.cookies["django_language"] = "fr"
    french = client.get(INDEX, headers={"accept-language": "fr"}).content.decode()
    assert "Découvrir" in french
    assert session.workshop.title_here in ("Découvrir", "Discover")


def test_partners_staff_come_where_they_are_welcome(kit, at_once):
    client, _person = ambassador_client()
    closed = planned(client, kit)
    welcome = planned(client, kit, room="Salle Maine", hour="14:00", welcomes_partners="on")
    guest, _nobody = signed_in()
    guest.force_login(ExternalFactory())
    answers = [
        guest.get(reverse("workshops:session", args=[session.uuid])).status_code
        for session in (closed, welcome)
    ]
    assert answers == [404, 200]


def test_who_is_erased_leaves_the_session_to_those_who_run_workshops(kit, at_once):
    client, person = ambassador_client()
    session = planned(client, kit)
    erase_person(person=person)
    session.refresh_from_db()
    assert not hasattr(session, "plan")
    assert not session.trainers.exists()
