"""Two people who press at the same moment on the page of one team. On PostgreSQL alone."""

from datetime import timedelta

import pytest
from django.db import connection

from adoption.publishing.models import Publication
from adoption.team_actions.actions import drop_action, finish_action, plan_action
from adoption.team_actions.models import TeamAction
from core.dates import today
from tests.adoption.factories import PortalFactory
from tests.people.factories import TeamFactory
from tests.racing import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


@pytest.fixture
def plan():
    publication = Publication.objects.create(
        portal=PortalFactory(), month="2026-10-01", status="published"
    )
    team = TeamFactory()
    return lambda: plan_action(
        team=team,
        publication=publication,
        kind="workshop",
        planned_on=today() + timedelta(days=7),
        today=today(),
    )


def test_planned_four_times_at_once_it_is_planned_once(plan):
    made = at_once(*[plan] * 4)

    assert {each.pk for each in made} == {TeamAction.objects.get().pk}


def test_of_done_and_dropped_at_once_one_counts(plan):
    action = plan()

    changed = at_once(
        *(lambda end=end: end(action=action, today=today()) for end in (finish_action, drop_action))
    )

    action.refresh_from_db()
    assert sorted(changed) == [False, True]
    assert (action.done_on is None) != (action.dropped_on is None)
