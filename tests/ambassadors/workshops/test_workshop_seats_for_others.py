"""Seats booked by a manager or a rule: within the capacity, notified to the person, blind for the manager."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambassadors.workshops.actions.registration import book_for_team, register_people
from ambassadors.workshops.actions.workshops import ask_for_seat, give_up_seat
from ambassadors.workshops.enums import SeatOrigin
from ambassadors.workshops.forms.registration import PickForm
from ambassadors.workshops.mails import SEAT_CLASH, SEAT_FOR_YOU
from ambassadors.workshops.models import Seat, TeamBooking
from ambassadors.workshops.policies import bookable_people, sessions_visible_to
from core.dates import today
from learning.enums import RuleState
from people.actions.accounts import grant_role
from people.enums import Role
from people.models import OutgoingMail
from tests.ambassadors.factories import WorkshopSessionFactory
from tests.learning.factories import make_path, make_rule
from tests.learning.rules import in_force
from tests.people.factories import ExternalFactory, PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return WorkshopSessionFactory(capacity=2)


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def manager(team):
    return PositionFactory(team=team, is_manager=True).person


@pytest.fixture
def members(team):
    return [PositionFactory(team=team).person for _ in range(3)]


def client_of(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def people_mailed(kind):
    return set(OutgoingMail.objects.filter(kind=kind).values_list("person", flat=True))


def page_of(manager, session):
    return main_of(client_of(manager).get(reverse("workshops:team", args=[session.uuid])))


def main_of(response):
    words = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", words)


def test_a_batch_fills_the_seats_and_queues_the_others_and_all_are_told(session, manager, members):
    book_for_team(session=session, manager=manager, people=members)

    seats = Seat.objects.filter(session=session)
    assert sorted(seats.held().values_list("number", flat=True)) == [1, 2]
    assert seats.waiting().count() == 1
    assert set(seats.values_list("origin", flat=True)) == {SeatOrigin.MANAGER}
    assert people_mailed(SEAT_FOR_YOU) == {person.pk for person in members}


def test_a_manager_reads_the_same_pages_whoever_they_ask_for_and_whoever_gives_up(team, manager):
    pages, moment = [], timezone.now() + timedelta(days=7)
    for what in ("has one", "is on another list", "had none", "gives it up"):
        session = WorkshopSessionFactory(capacity=20, starts_at=moment)
        person = PositionFactory(team=team).person
        if what == "has one":
            ask_for_seat(session=session, person=person)
        if what == "is on another list":
            ask_for_seat(session=WorkshopSessionFactory(starts_at=moment), person=person)
        before = shown_of(manager, session, person)
        book_for_team(session=session, manager=manager, people=[person])
        if what == "gives it up":
            give_up_seat(session=session, person=person)
        pages.append((before, shown_of(manager, session, person)))
        PositionFactory._meta.model.objects.filter(person=person).delete()

    assert len(set(pages)) == 1


def shown_of(manager, session, person):
    """Return both pages, without what names this session and this person."""
    client = client_of(manager)
    own = [str(session.uuid), str(person), str(person.uuid), session.workshop.title]
    texts = []
    for name in ("team", "session"):
        words = main_of(client.get(reverse(f"workshops:{name}", args=[session.uuid])))
        for each in own:
            words = words.replace(each, "")
        texts.append(words)
    return tuple(texts)


def test_the_page_that_asks_says_nothing_of_seats_left(session, manager):
    full = WorkshopSessionFactory(capacity=1)
    ask_for_seat(session=full, person=PersonFactory())

    for shown_session in (session, full):
        page = page_of(manager, shown_session)
        assert "seats left" not in page
        assert "No seat is left" not in page


def test_nobody_passes_before_who_waits(session, manager, members):
    for _ in range(3):
        ask_for_seat(session=session, person=PersonFactory())
    session.capacity = 5
    session.save()

    book_for_team(session=session, manager=manager, people=members)

    assert not Seat.objects.held().filter(session=session, person__in=members).exists()


def test_the_manager_reads_the_same_whatever_each_person_did(session, manager, members):
    had_one, gives_up, _keeps = members
    ask_for_seat(session=session, person=had_one)
    client = client_of(manager)
    sent = {"person": [str(member.uuid) for member in members]}

    client.post(reverse("workshops:team", args=[session.uuid]), sent)
    before = page_of(manager, session)
    give_up_seat(session=session, person=gives_up)
    after = page_of(manager, session)

    for person in members:
        assert str(person) in before
        assert str(person) in after
    assert before == after
    assert Seat.objects.get(session=session, person=had_one).origin == SeatOrigin.SELF
    assert TeamBooking.objects.filter(asked_by=manager).count() == 3


def test_what_was_given_up_is_not_asked_for_again_by_the_same_manager(session, manager, members):
    book_for_team(session=session, manager=manager, people=members[:1])
    give_up_seat(session=session, person=members[0])

    book_for_team(session=session, manager=manager, people=members[:1])

    assert not Seat.objects.filter(person=members[0]).exists()


def test_only_the_person_learns_that_they_are_on_another_list(session, manager, members):
    other = WorkshopSessionFactory(starts_at=session.starts_at + timedelta(minutes=30))
    ask_for_seat(session=other, person=members[0])

    book_for_team(session=session, manager=manager, people=members[:1])

    assert not Seat.objects.filter(session=session, person=members[0]).exists()
    assert people_mailed(SEAT_CLASH) == {members[0].pk}
    assert str(members[0]) in page_of(manager, session)
    assert other.workshop.title not in page_of(manager, session)


def test_a_manager_asks_for_their_own_teams_alone(session, manager, members):
    stranger = PositionFactory().person
    url = reverse("workshops:team", args=[session.uuid])

    client_of(manager).post(url, {"person": [str(stranger.uuid), str(manager.uuid), "n'importe"]})

    assert not Seat.objects.filter(session=session).exists()
    assert set(bookable_people(manager, on=today())) == set(members)
    assert client_of(members[0]).get(url).status_code == 404


def test_a_person_put_on_a_list_may_give_the_seat_up(session, manager, members):
    book_for_team(session=session, manager=manager, people=members[:1])

    page = client_of(members[0]).get(reverse("workshops:session", args=[session.uuid]))
    give_up = reverse("workshops:give_up", args=[session.uuid])
    client_of(members[0]).post(give_up, {"confirmed": "yes"})

    assert "A manager asked for it" in page.content.decode()
    assert not Seat.objects.filter(session=session).exists()


@pytest.mark.parametrize("size", [2, 40])
def test_a_batch_costs_as_many_queries_for_many(size, manager, team, django_assert_max_num_queries):
    session = WorkshopSessionFactory(capacity=60)
    people = [PositionFactory(team=team).person for _ in range(size)]

    with django_assert_max_num_queries(24):
        book_for_team(session=session, manager=manager, people=people)

    assert Seat.objects.held().filter(session=session).count() == size


# --- By rule -------------------------------------------------------------------------------------------------


def test_a_team_or_a_rule_is_put_on_the_list_after_a_count(session, team, members):
    PositionFactory()
    runner = PersonFactory()
    grant_role(person=runner, role=Role.TRAINING_MANAGER)
    url = reverse("workshops_admin:register", args=[session.uuid])

    counted = client_of(runner).post(url, {"team": [team.pk]})
    assert "3 people are picked" in counted.content.decode()
    assert not Seat.objects.exists()
    client_of(runner).post(url, {"team": [team.pk], "confirmed": "1"})

    assert set(Seat.objects.values_list("person", flat=True)) == {member.pk for member in members}
    assert set(Seat.objects.values_list("origin", flat=True)) == {SeatOrigin.RULE}


def test_a_rule_that_asks_what_people_achieved_is_not_offered():
    plain = make_rule(make_path(), state=RuleState.IN_FORCE)
    telling = make_rule(make_path(), state=RuleState.IN_FORCE, uses_results=True)

    offered = PickForm().fields["rule"].queryset

    assert plain in offered
    assert telling not in offered


def test_nobody_is_picked_by_an_empty_form():
    form = PickForm({})

    assert not form.is_valid()
    assert [error.code for error in form.non_field_errors().as_data()] == ["nobody"]


def test_twice_the_same_rule_adds_nobody(session, members):
    assert register_people(session=session, people=members) == 3
    assert register_people(session=session, people=members) == 0


def test_a_session_that_has_begun_takes_nobody(members):
    begun = WorkshopSessionFactory(starts_at=timezone.now() - timedelta(minutes=5))

    with pytest.raises(ValidationError) as refusal:
        register_people(session=begun, people=members)

    assert refusal.value.code == "begun"


# --- Partners' staff --------------------------------------------------------------------------------------------


def test_a_rule_puts_partners_staff_on_the_list_where_they_are_welcome():
    learner = ExternalFactory()
    rule = in_force(asked=[("partner", [learner.partner_id])])
    for sent in ({"rule": rule.pk}, {"partner": [learner.partner_id]}):
        picked = []
        for is_welcome in (False, True):
            form = PickForm(sent, welcomes_partners=is_welcome)
            assert form.is_valid()
            picked.append(list(form.people()))
        assert picked == [[], [learner]]


def test_partners_staff_see_the_workshops_that_welcome_them():
    partner = ExternalFactory()
    closed = WorkshopSessionFactory()
    welcoming = WorkshopSessionFactory(workshop__welcomes_partners=True)

    assert set(sessions_visible_to(partner)) == {welcoming}
    assert set(sessions_visible_to(PersonFactory())) == {closed, welcoming}
