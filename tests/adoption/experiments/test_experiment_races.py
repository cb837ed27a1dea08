"""Two workers that evaluate at the same moment. On PostgreSQL alone."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.db import connection

from adoption.experiments.actions.evaluations import evaluate_due
from adoption.experiments.actions.experiments import create_experiment
from adoption.experiments.models import EvaluatedMonth, Evaluation, Experiment
from adoption.publishing.actions.publications import publish_closed_months
from tests.adoption.experiments.sample_experiments import (
    MONTHS,
    build_teams,
    create,
    plan_of,
    simulate,
)
from tests.racing import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


def test_a_page_that_is_sent_three_times_at_once_notes_one_experiment():
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=True):
        portal, teams, _people = build_teams()
        plan, once = plan_of(portal, teams), uuid4()

        made = at_once(*[lambda: create_experiment(plan=plan, once=once)] * 3)

    held = Experiment.objects.get()
    assert made == [held] * 3
    assert held.uuid == once
    assert held.changes.count() == 1


def test_an_experiment_is_evaluated_once_however_many_workers_there_are():
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=True):
        portal, teams, people = build_teams()
        simulate(portal, people)
        publish_closed_months(portal=portal)
        create(portal, teams)

        done = at_once(*[lambda: evaluate_due(portal=portal)] * 3)

    assert sorted(done) == [0, 0, 1]
    assert Evaluation.objects.count() == 1
    assert EvaluatedMonth.objects.count() == len(MONTHS)
