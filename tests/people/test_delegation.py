"""Who stands in for a manager: what that gives, to whom, on which days, and nothing else."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from adoption.publishing.policies import populations_visible_to
from ambassadors.help.queries.colleagues import managers_by_person
from people.actions.delegations import delegate_team, end_delegation
from people.actions.privacy import erase_person
from people.models import Delegation, Person, Position, Team
from people.policies import teams_lendable_by
from people.queries.privacy import data_held_about
from people.queries.stand_ins import stand_ins_for, stand_ins_over
from tests.access.places import chart_variant
from tests.people.factories import (
    DelegationFactory,
    ExternalFactory,
    PersonFactory,
    PositionFactory,
    TeamFactory,
)


pytestmark = pytest.mark.django_db

FIRST, MIDDLE, LAST = date(2026, 3, 2), date(2026, 3, 20), date(2026, 4, 30)
BEFORE, AFTER = FIRST - timedelta(days=1), LAST + timedelta(days=1)


class House:
    """division > desk > counter, division > post; a manager of the desk and somebody to stand in."""

    def __init__(self):
        self.division = TeamFactory(name="Proximité")
        self.desk = TeamFactory(name="Accueil", parent=self.division)
        self.counter = TeamFactory(name="Guichet", parent=Team.objects.get(pk=self.desk.pk))
        self.post = TeamFactory(name="Courrier", parent=Team.objects.get(pk=self.division.pk))
        for name in ("division", "desk", "counter", "post"):
            setattr(self, name, Team.objects.get(pk=getattr(self, name).pk))
        self.manager = PositionFactory(team=self.desk, is_manager=True).person
        self.stand_in = PositionFactory(team=self.counter).person

    def lend(self, team=None, **fields):
        fields = {"manager": self.manager, "delegate": self.stand_in, **fields}
        return DelegationFactory(
            team=team or self.desk, **{"started_on": FIRST, "ended_on": LAST, **fields}
        )


@pytest.fixture
def house(db):
    return House()


def managed(person, on):
    return set(Team.objects.managed_by(person, on).values_list("name", flat=True))


# --- What it gives -----------------------------------------------------------------------------------


@pytest.mark.postgresql
def test_a_stand_in_manages_the_team_from_the_first_day_to_the_last(house):
    house.lend()

    days = (BEFORE, FIRST, MIDDLE, LAST, AFTER)
    assert [managed(house.stand_in, day) for day in days] == [
        set(),
        {"Accueil"},
        {"Accueil"},
        {"Accueil"},
        set(),
    ]
    assert managed(house.manager, MIDDLE) == {"Accueil"}


def test_a_part_can_be_lent_and_only_that_part_is_seen(house):
    house.lend(house.counter)

    seen = populations_visible_to(house.stand_in, on=MIDDLE)
    assert managed(house.stand_in, MIDDLE) == {"Guichet"}
    assert "Courrier" not in set(seen.values_list("name", flat=True))


def ended_early(house, delegation):
    delegation.revoked_on = MIDDLE
    delegation.save()


def manager_moved(house, delegation):
    position = Position.objects.get(person=house.manager)
    position.ended_on = MIDDLE - timedelta(days=1)
    position.save()
    PositionFactory(person=house.manager, team=house.post, is_manager=True, started_on=MIDDLE)


def manager_no_longer_manages(house, delegation):
    Position.objects.filter(person=house.manager).update(is_manager=False)


def manager_left(house, delegation):
    Person.objects.filter(pk=house.manager.pk).update(employed_until=MIDDLE - timedelta(days=1))


def stand_in_left(house, delegation):
    Person.objects.filter(pk=house.stand_in.pk).update(employed_until=MIDDLE - timedelta(days=1))


def manager_manages_what_is_below_only(house, delegation):
    Position.objects.filter(person=house.manager).update(team=house.counter)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "change",
    [
        ended_early,
        manager_moved,
        manager_no_longer_manages,
        manager_left,
        stand_in_left,
        manager_manages_what_is_below_only,
    ],
)
def test_a_delegation_gives_nothing_once(house, change):
    delegation = house.lend()
    assert managed(house.stand_in, MIDDLE) == {"Accueil"}

    change(house, delegation)

    assert managed(house.stand_in, MIDDLE) == set()
    assert not Team.objects.managed_by(house.stand_in, MIDDLE).exists()


def test_what_was_in_force_on_a_past_day_stays_so_after_an_early_end(house):
    delegation = house.lend()
    ended_early(house, delegation)

    assert managed(house.stand_in, MIDDLE - timedelta(days=1)) == {"Accueil"}


@pytest.mark.postgresql
def test_a_manager_above_may_lend_a_team_below(house):
    director = PositionFactory(team=house.division, is_manager=True).person
    house.lend(house.counter, manager=director)

    assert managed(house.stand_in, MIDDLE) == {"Guichet"}


def test_what_is_lent_cannot_be_lent_again(house):
    house.lend()
    third = PositionFactory(team=house.counter).person
    house.lend(manager=house.stand_in, delegate=third)

    assert managed(third, MIDDLE) == set()
    assert not teams_lendable_by(house.stand_in, on=MIDDLE).exists()


def test_somebody_who_never_managed_lends_nothing(house):
    pretender = PositionFactory(team=house.desk).person
    house.lend(manager=pretender)

    assert managed(house.stand_in, MIDDLE) == set()


def test_one_query_tells_whether_somebody_manages_a_team(house, django_assert_num_queries):
    house.lend()
    with django_assert_num_queries(1):
        assert Team.objects.managed_by(house.stand_in, MIDDLE).exists()


def test_the_matching_knows_a_stand_in_as_a_manager(house):
    house.lend()
    member = PositionFactory(team=house.desk).person
    people = Person.objects.filter(pk=member.pk)

    assert managers_by_person(people, on=MIDDLE)[member.pk] == {house.manager.pk, house.stand_in.pk}
    assert managers_by_person(people, on=AFTER)[member.pk] == {house.manager.pk}
    asked = Person.objects.filter(pk__in=[member.pk, house.stand_in.pk])
    found = managers_by_person(people, on=MIDDLE, among=asked)
    assert found[member.pk] == {house.stand_in.pk}


# --- With time moved, every page of a manager's ------------------------------------------------------

PAGES = [
    reverse("adoption:team"),
    reverse("adoption:table"),
    reverse("adoption:chart", args=[chart_variant()]),
]


@pytest.mark.parametrize("url", PAGES)
def test_the_pages_of_a_manager_are_gone_the_day_after(client, house, portal_out, url):
    Position.objects.filter(person=house.manager).update(ended_on=LAST)
    house.lend()
    answers = {}
    for day in (LAST, AFTER):
        with time_machine.travel(day, tick=False):
            for person in (house.manager, house.stand_in):
                client.force_login(person)
                answers[day, person] = client.get(url).status_code

    assert [answers[LAST, person] for person in (house.manager, house.stand_in)] == [200, 200]
    assert [answers[AFTER, person] for person in (house.manager, house.stand_in)] == [404, 404]


@pytest.fixture
def portal_out():
    from adoption.foundation.periods import Month
    from adoption.publishing.actions.publications import publish
    from tests.adoption.factories import PortalFactory

    for _ in range(25):
        PositionFactory(team=Team.objects.get(name="Accueil"))
    return publish(portal=PortalFactory(), month=Month(2026, 2))


# --- To record and to end one ------------------------------------------------------------------------


def record(house, **fields):
    asked = {
        "manager": house.manager,
        "delegate": house.stand_in,
        "team": house.desk,
        "started_on": FIRST,
        "ended_on": LAST,
        "recorded_by": house.manager,
        **fields,
    }
    with time_machine.travel(BEFORE, tick=False):
        return delegate_team(**asked)


def test_a_manager_names_a_stand_in(house):
    record(house)

    assert managed(house.stand_in, FIRST) == {"Accueil"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (lambda house: {"started_on": BEFORE - timedelta(days=1)}, "past"),
        (lambda house: {"ended_on": BEFORE}, "order"),
        (lambda house: {"ended_on": FIRST + timedelta(days=184)}, "long"),
        (lambda house: {"team": house.division}, "not_manager"),
        (lambda house: {"team": house.post}, "not_manager"),
        (lambda house: {"manager": house.stand_in, "delegate": house.manager}, "not_manager"),
        (lambda house: {"delegate": ExternalFactory()}, "stranger"),
        (lambda house: {"delegate": PersonFactory(employed_until=MIDDLE)}, "stranger"),
        (lambda house: {"delegate": PersonFactory(is_active=False)}, "stranger"),
    ],
)
def test_a_delegation_is_refused(house, fields, code):
    with pytest.raises(ValidationError) as refusal:
        record(house, **fields(house))

    assert refusal.value.code == code
    assert not Delegation.objects.exists()


def test_nobody_stands_in_for_themselves(house):
    with pytest.raises(ValidationError):
        record(house, delegate=house.manager)


def test_the_longest_allowed_passes_and_the_same_days_again_do_not(house):
    record(house, ended_on=FIRST + timedelta(days=183))

    with pytest.raises(ValidationError) as refusal:
        record(house)
    assert refusal.value.code == "overlap"


def test_ended_today_it_gives_nothing_today_and_the_row_stays(house):
    delegation = house.lend()
    with time_machine.travel(MIDDLE, tick=False):
        end_delegation(delegation=delegation)

    assert managed(house.stand_in, MIDDLE) == set()
    delegation.refresh_from_db()
    assert (delegation.ended_on, delegation.revoked_on) == (LAST, MIDDLE)


def test_a_delegation_that_is_over_cannot_be_ended_again(house):
    delegation = house.lend()
    with time_machine.travel(AFTER, tick=False):
        end_delegation(delegation=delegation)

    delegation.refresh_from_db()
    assert delegation.revoked_on is None


# --- Whom one may ask, who is told ---------------------------------------------------------------------


def test_a_manager_asks_their_people_those_below_and_the_managers_beside(house):
    colleague = PositionFactory(team=house.desk).person
    peer = PositionFactory(team=house.post, is_manager=True).person
    PositionFactory(team=house.post)
    PositionFactory(team=house.division)
    gone = PositionFactory(team=house.desk).person
    Person.objects.filter(pk=gone.pk).update(employed_until=BEFORE)

    assert set(stand_ins_for(house.manager, MIDDLE)) == {colleague, peer, house.stand_in}


def test_the_people_of_the_team_can_read_who_stands_in_and_others_cannot(house):
    delegation = house.lend()
    member = PositionFactory(team=house.counter).person
    elsewhere = PositionFactory(team=house.post).person

    assert stand_ins_over(member, MIDDLE) == [delegation]
    assert stand_ins_over(elsewhere, MIDDLE) == stand_ins_over(member, AFTER) == []


def test_who_stands_in_is_not_told_of_themselves(house):
    record(house)

    assert stand_ins_over(house.stand_in, MIDDLE) == []


def test_the_field_that_is_wrong_is_marked(client, house):
    client.force_login(house.manager)
    with time_machine.travel(BEFORE, tick=False):
        page = client.post(
            reverse("people:stand_in"),
            {
                "team": house.desk.pk,
                "delegate": str(house.stand_in.uuid),
                "started_on": str(LAST),
                "ended_on": str(FIRST),
            },
        )

    assert list(page.context["form"].errors) == ["ended_on"]


def rows_about(person):
    held = data_held_about(person)
    return next(data.rows for data in held if data.holding.key == "people.Delegation")


def test_both_find_it_in_their_data_and_whoever_recorded_it_leaves_no_trace(house):
    recorder = PersonFactory()
    house.lend(recorded_by=recorder)

    assert len(rows_about(house.manager)) == len(rows_about(house.stand_in)) == 1
    assert rows_about(recorder) == []
    erase_person(person=recorder)
    assert Delegation.objects.get().recorded_by is None
    erase_person(person=house.stand_in)
    assert not Delegation.objects.exists()
