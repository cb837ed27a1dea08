"""Positions changed by hand: several at once, another primary one, and a past that stays."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.queries.facts import team_by_person
from core.registry import last_closed_day
from people.actions.positions import PositionDetails, add_position, change_primary, end_position
from people.models import Position, Team
from tests.adoption.factories import PortalFactory
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db

START, DAY = date(2026, 1, 1), date(2026, 3, 16)
EVE = DAY - timedelta(days=1)


@pytest.fixture
def desk():
    return TeamFactory(name="Accueil")


@pytest.fixture
def post():
    return TeamFactory(name="Courrier")


@pytest.fixture
def nadia(desk):
    return PositionFactory(
        person=PersonFactory(employed_from=START), team=desk, started_on=START
    ).person


def history(person):
    rows = person.positions.order_by("started_on", "-is_primary")
    return list(rows.values_list("team__name", "is_primary", "started_on", "ended_on"))


def counted_in(person, month):
    return Team.objects.get(pk=team_by_person(PortalFactory(), month)[str(person.uuid)]).name


def test_a_second_position_stands_beside_and_is_not_where_one_is_counted(nadia, post):
    second = add_position(
        person=nadia, work=PositionDetails(team=post, is_manager=True), started_on=DAY
    )

    assert history(nadia) == [("Accueil", True, START, None), ("Courrier", False, DAY, None)]
    assert counted_in(nadia, Month(2026, 3)) == "Accueil"
    assert Team.objects.managed_by(nadia, DAY).get() == second.team
    end_position(position=second, last_day=DAY)
    assert not Team.objects.managed_by(nadia, DAY + timedelta(days=1)).exists()


def test_somebody_in_charge_for_a_time_is_in_charge_for_that_time(nadia, post):
    last = DAY + timedelta(days=30)
    add_position(
        person=nadia,
        work=PositionDetails(team=post, is_manager=True),
        started_on=DAY,
        ended_on=last,
    )

    days = (EVE, DAY, last, last + timedelta(days=1))
    assert [Team.objects.managed_by(nadia, day).exists() for day in days] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.postgresql
def test_another_primary_position_begins_where_the_former_ends(nadia, post):
    change_primary(person=nadia, work=PositionDetails(team=post), from_day=DAY)

    assert history(nadia) == [("Accueil", True, START, EVE), ("Courrier", True, DAY, None)]
    assert counted_in(nadia, Month(2026, 2)) == "Accueil"
    assert counted_in(nadia, Month(2026, 3)) == "Courrier"


def test_the_former_one_may_go_on_beside(nadia, post):
    change_primary(person=nadia, work=PositionDetails(team=post), from_day=DAY, keeps_former=True)

    assert history(nadia) == [
        ("Accueil", True, START, EVE),
        ("Courrier", True, DAY, None),
        ("Accueil", False, DAY, None),
    ]


def test_a_second_position_becomes_the_primary_one(nadia, post):
    add_position(person=nadia, work=PositionDetails(team=post), started_on=START)
    change_primary(person=nadia, work=PositionDetails(team=post), from_day=DAY, keeps_former=True)

    assert history(nadia) == [
        ("Accueil", True, START, EVE),
        ("Courrier", False, START, EVE),
        ("Courrier", True, DAY, None),
        ("Accueil", False, DAY, None),
    ]


def test_the_same_team_twice_at_once_is_refused(nadia, desk, post):
    add_position(person=nadia, work=PositionDetails(team=post), started_on=START, ended_on=DAY)
    for team, start in ((desk, DAY), (post, DAY)):
        with pytest.raises(ValidationError):
            add_position(person=nadia, work=PositionDetails(team=team), started_on=start)
    add_position(person=nadia, work=PositionDetails(team=post), started_on=DAY + timedelta(days=1))


def test_a_change_behind_one_that_is_to_come_is_refused(nadia, post):
    change_primary(person=nadia, work=PositionDetails(team=post), from_day=DAY)
    with pytest.raises(ValidationError) as refusal:
        change_primary(person=nadia, work=PositionDetails(team=TeamFactory()), from_day=EVE)

    assert refusal.value.code == "later"
    assert len(history(nadia)) == 2


def test_a_refused_change_leaves_everything_as_it_was(nadia):
    before = history(nadia)
    closed = TeamFactory(closed_on=EVE)
    with pytest.raises(ValidationError):
        change_primary(person=nadia, work=PositionDetails(team=closed), from_day=DAY)

    assert history(nadia) == before


def test_the_primary_position_is_not_ended_by_hand(nadia):
    with pytest.raises(ValidationError):
        end_position(position=Position.objects.get(person=nadia), last_day=DAY)


def test_a_last_day_before_the_first_and_one_after_the_end_are_refused(nadia, post):
    second = add_position(
        person=nadia, work=PositionDetails(team=post), started_on=DAY, ended_on=DAY
    )
    for day in (EVE, DAY + timedelta(days=1)):
        with pytest.raises(ValidationError):
            end_position(position=second, last_day=day)


# --- What is published stays ---------------------------------------------------------------------------


@pytest.fixture
def february_is_out(nadia, desk):
    from tests.adoption.factories import PortalFactory

    for _ in range(12):
        PositionFactory(team=desk, started_on=START)
    publish(portal=PortalFactory(), month=Month(2026, 2))


def test_nothing_is_closed_before_a_month_is_out():
    assert last_closed_day() is None


@pytest.mark.usefixtures("february_is_out")
def test_no_position_moves_in_a_month_that_is_out(nadia, post):
    last = date(2026, 2, 28)
    second = PositionFactory(person=nadia, team=post, is_primary=False, started_on=START)
    before = history(nadia)
    other = PositionDetails(team=TeamFactory())

    for refused in (
        lambda: add_position(person=nadia, work=other, started_on=last),
        lambda: change_primary(person=nadia, work=other, from_day=last),
        lambda: end_position(position=second, last_day=last - timedelta(days=1)),
    ):
        with pytest.raises(ValidationError) as refusal:
            refused()
        assert refusal.value.code == "closed"

    assert last_closed_day() == last
    assert history(nadia) == before
    end_position(position=second, last_day=last)
    change_primary(person=nadia, work=other, from_day=last + timedelta(days=1))
    assert counted_in(nadia, Month(2026, 2)) == "Accueil"
