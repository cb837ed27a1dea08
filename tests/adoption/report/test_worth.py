"""Estimate of time and money: ranges that hold, and nothing about a person."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from adoption.contacts.models import ContactVolume
from adoption.publishing.models import Publication
from adoption.report.actions.decisions import set_contact_time
from adoption.report.models import ContactTime
from adoption.report.queries.edition import edition_of
from adoption.report.sections import section_of
from adoption.report.worth import (
    LEAST_AMBASSADORS,
    NOTHING,
    Move,
    Range,
    Session,
    compared_months,
    estimate,
    exactly,
    moves_of,
)
from adoption.team_actions.models import TeamCover
from ambassadors.help.models import Ambassador
from ambassadors.workshops.models import Evaluation, Seat
from core.dates import start_of_day
from people.models import Team
from tests.adoption.conftest import OCTOBER
from tests.ambassadors.factories import WorkshopSessionFactory
from tests.people.factories import PersonFactory


PAGE, NOTE = reverse("adoption:report"), reverse("adoption:contact_time")

bounds = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(
    lambda two: Range(*sorted(two))
)
counts = st.integers(0, 10**6)
months = st.lists(st.integers(0, 11), min_size=1, unique=True).map(
    lambda back: [OCTOBER.shifted(-months_back) for months_back in back]
)
sessions = st.lists(
    st.builds(Session, st.integers(1, 600), st.integers(0, 500), st.integers(1, 500)), max_size=5
)
moves = st.lists(
    st.builds(Move, st.sampled_from(["phone", "desk", "web"]), counts, counts),
    max_size=3,
    unique_by=lambda move: move.channel,
)


def estimated(moves=(), minutes=None, sessions=(), ambassadors=None, agreed=None, at=(OCTOBER,)):
    by_channel = {move.channel: minutes or exactly(6) for move in moves}
    return estimate(list(moves), by_channel, sessions, ambassadors, agreed, at)


# --- Bounds ---------------------------------------------------------------------------------------------------


@given(moves, bounds, sessions, st.none() | st.integers(0, 500), st.none() | bounds, months)
def test_every_bound_is_in_order_and_rounding_loses_nothing(
    found, minutes, held, number, agreed, at
):
    made = estimated(found, minutes, held, number, agreed, at)

    for total in (made.all_given_back, made.all_taken):
        shown = total.rounded()
        assert 0 <= shown.low <= total.low + 1e-6
        assert total.high - 1e-6 <= shown.high
    assert not made.given_back.keys() & made.more_contacts.keys()
    assert made.all_taken.high >= made.workshops.high


@given(counts, counts, st.integers(1, 1000), bounds)
def test_fewer_contacts_never_give_less_back_nor_longer_ones(before, after, more, minutes):
    first = estimated([Move("phone", before, after)], minutes)
    fewer = estimated([Move("phone", before, max(0, after - more))], minutes)
    longer = estimated([Move("phone", before, after)], minutes + exactly(more))

    for other in (fewer, longer):
        assert first.all_given_back.low <= other.all_given_back.low
        assert first.all_given_back.high <= other.all_given_back.high


@given(bounds, bounds)
def test_rounding_keeps_the_order(one, other):
    low, high = sorted((one.high, other.high))
    assert Range(0, low).rounded().high <= Range(0, high).rounded().high


def test_a_range_upside_down_is_refused():
    with pytest.raises(ValueError, match="not a range"):
        Range(8, 4)


@pytest.mark.parametrize(
    ("before", "after", "back", "more"),
    [
        (1000, 900, 10, 0),
        (1000, 1100, 0, 10),
        (1000, 990, 0, 0),  # any two years differ as much
        (0, 0, 0, 0),
        (0, 60, 0, 6),
    ],
)
def test_contacts_that_moved_give_back_or_take_and_small_changes_do_neither(
    before, after, back, more
):
    made = estimated([Move("phone", before, after)], exactly(6))

    assert (made.all_given_back.low, made.all_taken.high) == pytest.approx((back, more))


def test_only_months_that_a_channel_has_in_both_years_are_compared():
    year = OCTOBER.shifted(-12)
    volumes = {(OCTOBER, "phone"): 90, (year, "phone"): 100, (OCTOBER, "web"): 500}
    volumes |= {(OCTOBER.shifted(-1), "phone"): 70, (OCTOBER.shifted(-12 - 12), "phone"): 5}

    assert compared_months(volumes, OCTOBER) == (OCTOBER,)
    assert moves_of(volumes, [OCTOBER]) == [Move("phone", 100, 90)]
    assert compared_months({}, OCTOBER) == ()


def test_the_time_of_ambassadors_is_told_from_ten_on():
    week = exactly(60)
    few = estimated(ambassadors=LEAST_AMBASSADORS - 1, agreed=week)
    enough = estimated(ambassadors=LEAST_AMBASSADORS, agreed=week)

    assert few.ambassadors is None
    assert few.all_taken == NOTHING
    assert enough.ambassadors.low == pytest.approx(LEAST_AMBASSADORS * 31 / 7)


# --- In the report --------------------------------------------------------------------------------------------


@pytest.fixture
def publication(portal):
    return Publication.objects.create(portal=portal, month=OCTOBER.first_day, status="published")


def contacts(portal, before, after, channel="phone"):
    for month, count in ((OCTOBER.shifted(-12), before), (OCTOBER, after)):
        ContactVolume.objects.create(
            portal=portal, month=month.first_day, channel=channel, count=count
        )


def cover(ambassadors):
    TeamCover.objects.update_or_create(
        team=Team.objects.organisation(),
        month=OCTOBER.first_day,
        defaults={"staff": 400, "ambassadors": ambassadors},
    )


def read(publication):
    with translation.override("en"):
        return section_of("worth", edition_of(publication))


NOTED = {"minutes_low": 4, "minutes_high": 8, "basis": "Relevé de mars."}
AGREED = {"ambassador_minutes_low": 30, "ambassador_minutes_high": 60}


@pytest.mark.django_db
def test_the_section_sets_hours_given_back_beside_hours_taken(publication, portal):
    contacts(portal, 3300, 3000)
    contacts(portal, 100, 160, channel="web")
    moment = start_of_day(OCTOBER.first_day) + timedelta(hours=9)
    held = {"starts_at": moment, "ends_at": moment + timedelta(hours=2), "listed_at": moment}
    session = WorkshopSessionFactory(capacity=12, **held)
    Evaluation.objects.create(
        session=session, wave="hot", asked=7, opened_at=moment, closes_at=moment
    )
    WorkshopSessionFactory(capacity=12, **held | {"listed_at": None})
    cover(12)
    set_contact_time(
        portal=portal, **NOTED, **AGREED, hour_cost_low=20, hour_cost_high=40,
        channel_minutes={"web": [1, 2]},
    )  # fmt: skip

    made = read(publication)

    [table] = made.tables
    assert [tuple(row) for row in table.rows] == [
        ("Phone", "3,300 contacts, then 3,000", "20 to 40", "–"),
        ("Message on the website", "100 contacts, then 160", "–", "1 to 2"),
        ("Workshops", "1 held", "–", "16 to 26"),
        ("Ambassadors", "12, of 30 to 60 minutes a week each", "–", "26 to 54"),
        ("In all", "", "20 to 40", "43 to 82"),
    ]
    said = " ".join(made.paragraphs)
    assert "4 to 8 minutes (Relevé de mars). Some channels" in said
    assert "At 20 to 40 € an hour: 400 to 1,600 € given back, 870 to 3,300 € taken." in said
    assert "proves that the portal is the cause" in said


@pytest.mark.django_db
def test_under_ten_ambassadors_nothing_of_their_time_can_be_worked_out(publication, portal):
    contacts(portal, 1300, 1000)
    set_contact_time(portal=portal, **NOTED, **AGREED, hour_cost_low=20, hour_cost_high=40)
    told = []
    for number in (0, 1, LEAST_AMBASSADORS - 1):
        cover(number)
        told.append(read(publication))

    assert told[0] == told[1] == told[2]
    assert ("Ambassadors", "their time is not told", "–", "–") in told[0].tables[0].rows
    assert told[0].tables[0].rows[-1][1] == "without the time of ambassadors"


@pytest.mark.django_db
def test_nobodys_own_minutes_and_nobodys_seat_move_a_figure(publication, portal):
    contacts(portal, 1300, 1000)
    cover(12)
    set_contact_time(portal=portal, **NOTED, **AGREED)
    moment = start_of_day(OCTOBER.first_day)
    session = WorkshopSessionFactory(
        starts_at=moment, ends_at=moment + timedelta(hours=1), listed_at=moment
    )
    before = read(publication)

    people = [PersonFactory() for _each in range(12)]
    for place, person in enumerate(people, start=1):
        Ambassador.objects.create(person=person, minutes_a_week=600)
        Seat.objects.create(session=session, person=person, number=place, has_come=True)

    assert read(publication) == before


@pytest.mark.django_db
def test_nothing_is_estimated_without_what_it_rests_on(publication, portal):
    assert read(publication) is None

    contacts(portal, 1300, 1000)
    made = read(publication)
    assert "nobody has noted how long a contact takes" in made.paragraphs[0]
    assert not made.tables

    set_contact_time(portal=portal, **NOTED)
    made = read(publication)
    assert not any("€" in text for text in made.paragraphs)
    assert made.tables[0].rows[-1][-1] == "0"


@pytest.mark.django_db
def test_what_the_estimate_rests_on_is_noted_on_the_report(
    client, training_manager, publication, portal
):
    contacts(portal, 1300, 1000)
    client.force_login(training_manager)
    page = BeautifulSoup(client.get(PAGE).content, "lxml").main
    form = page.find("form", action=f"{NOTE}#worth")
    sent = {field["name"]: field.get("value", "") for field in form.select("input")}
    noted = {key: str(value) for key, value in (NOTED | AGREED).items()}

    wrong = {"low_phone": "6", "hour_cost_low": "40", "hour_cost_high": "20"}
    answer = client.post(NOTE, sent | noted | wrong)
    assert answer.status_code == 422
    form = BeautifulSoup(answer.content, "lxml").main.select_one("details[open] form")
    said = {name: form.find(id=f"id_{name}_error").text for name in ("low_phone", "hour_cost_low")}
    assert "two numbers from 1 to 240" in said["low_phone"]
    assert "An hour costs between" in said["hour_cost_low"]
    typed = {field["name"]: field.get("value", "") for field in form.select("input")}
    assert typed.items() >= (noted | wrong).items()
    assert len(form.select("[aria-invalid]")) == 2
    assert not ContactTime.objects.exists()

    answer = client.post(NOTE, sent | noted | {"low_phone": "6", "high_phone": "9"}, follow=True)
    found = ContactTime.objects.get()
    assert (found.minutes_low, found.channel_minutes) == (4, {"phone": [6, 9]})
    page = BeautifulSoup(answer.content, "lxml").main
    assert page.find("input", {"name": "low_phone"})["value"] == "6"
    assert "30 to 45" in page.find("section", {"aria-labelledby": "worth"}).get_text()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes_low": 500},
        {"minutes_low": 9},
        {"hour_cost_low": 20},
        {"ambassador_minutes_low": 60, "ambassador_minutes_high": 30},
        {"channel_minutes": {"phone": [9, 6]}},
    ],
)
def test_numbers_out_of_reason_are_refused(portal, wrong):
    with pytest.raises(ValidationError):
        set_contact_time(portal=portal, **NOTED | wrong)
