"""Coaching reach: how many of the whole organisation ambassadors helped, quarter by quarter."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from adoption.foundation.periods import Quarter
from adoption.publishing.actions.coaching import publish_coaching_reach
from adoption.publishing.models import CoachingFigure
from adoption.publishing.queries.coaching import coaching_facts
from adoption.usage.actions.objections import object_to_measurement
from ambassadors.help.models import Session
from tests.ambassadors.factories import AmbassadorFactory, HelpRequestFactory, PairFactory
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

JULY, SEPTEMBER = date(2026, 7, 1), date(2026, 9, 30)
AFTER = date(2026, 10, 6)


@pytest.fixture
def staff(db):
    return [PersonFactory(employed_from=date(2020, 1, 1)) for _ in range(60)]


@pytest.fixture
def ambassador(db):
    return AmbassadorFactory()


def helped(person, ambassador, *days):
    pair = PairFactory(ambassador=ambassador, request=HelpRequestFactory(person=person))
    for day in days:
        Session.objects.create(pair=pair, held_on=day, minutes=30, outcome="meet_again")


def shown(quarter=JULY):
    figure = CoachingFigure.objects.get(quarter=quarter)
    return figure.low, figure.high


def test_each_person_counts_once_in_the_quarter_of_the_first_meeting(staff, ambassador):
    for person in staff[:12]:
        helped(person, ambassador, JULY, SEPTEMBER, date(2026, 10, 8))
    for person in staff[12:20]:
        helped(person, ambassador, date(2026, 10, 8))
    publish_coaching_reach(today=date(2027, 1, 6))
    assert shown() == (12, 12)
    assert shown(date(2026, 10, 1)) == (8, 8)


def test_few_are_under_five_and_few_left_are_not_told(staff, ambassador):
    for person in staff[:3]:
        helped(person, ambassador, JULY)
    publish_coaching_reach(today=AFTER)
    assert shown() == (0, 4)
    for person in staff[3:]:
        helped(person, ambassador, date(2026, 10, 20))
    publish_coaching_reach(today=date(2027, 1, 6))
    low, high = shown(date(2026, 10, 1))
    assert low <= 57 < high


def test_whoever_objects_or_was_not_there_throughout_is_not_counted(staff, ambassador):
    for person in staff[:12]:
        helped(person, ambassador, JULY)
    object_to_measurement(person=staff[0])
    helped(PersonFactory(employed_from=date(2026, 7, 2)), ambassador, SEPTEMBER)
    publish_coaching_reach(today=AFTER)
    assert shown() == (11, 11)


@pytest.mark.postgresql
def test_a_quarter_goes_out_once_and_never_changes(staff, ambassador):
    helped(staff[0], ambassador, JULY)
    assert publish_coaching_reach(today=date(2026, 10, 5)) == []
    assert len(publish_coaching_reach(today=AFTER)) == 1
    for person in staff[1:20]:
        helped(person, ambassador, JULY)  # noted too late
    assert publish_coaching_reach(today=AFTER) == []
    assert shown() == (0, 4)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        CoachingFigure.objects.update(high=5)


def test_fewer_than_fifty_people_are_no_group(ambassador):
    for _ in range(20):
        helped(PersonFactory(employed_from=date(2020, 1, 1)), ambassador, JULY)
    publish_coaching_reach(today=AFTER)
    assert shown() == (None, None)


def test_the_page_says_it_in_words(client, training_manager, staff, ambassador):
    for person in staff[:12]:
        helped(person, ambassador, JULY)
    publish_coaching_reach(today=AFTER)
    client.force_login(training_manager)
    page = client.get(reverse("adoption:further")).content.decode()
    assert "Helped for the first time in the latest quarter: 12 of" in page


def test_reading_a_quarter_takes_three_queries_whatever_the_size(
    staff, ambassador, django_assert_num_queries
):
    for person in staff[:2]:
        helped(person, ambassador, JULY)
    with django_assert_num_queries(3):
        coaching_facts(Quarter(2026, 3))
