"""What the retention has taken is read by no evaluation as a month in which nobody used anything."""

from datetime import UTC, datetime

import pytest
import time_machine

from adoption.experiments.actions.evaluations import evaluate_due
from adoption.experiments.actions.experiments import preview_experiment
from adoption.experiments.enums import EvaluationOutcome
from adoption.experiments.models import Experiment
from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish_closed_months
from adoption.publishing.models import Publication
from people.actions.retention import purge
from tests.adoption.experiments.sample_experiments import build_teams, create, plan_of, simulate


pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def lived():
    with time_machine.travel(WHEN, tick=False):
        portal, teams, people = build_teams()
        simulate(portal, people)
        publish_closed_months(portal=portal)
        yield portal, teams


def evaluated(lived):
    portal, teams = lived
    create(portal, teams)
    purge()
    evaluate_due(portal=portal)
    return Experiment.objects.get().evaluation


def test_months_before_the_start_that_are_erased_are_left_out(lived, settings):
    settings.RETENTION_USE_MONTHS = 6

    found = evaluated(lived)

    assert found.parameters["months"][0] == "2026-05"
    assert found.outcome == EvaluationOutcome.ROSE


def test_where_too_few_are_left_before_the_start_nothing_is_told(lived, settings):
    settings.RETENTION_USE_MONTHS = 5

    assert evaluated(lived).outcome == EvaluationOutcome.FEW_BEFORE


def test_where_a_month_since_the_start_is_erased_nothing_is_told(lived, settings):
    settings.RETENTION_USE_MONTHS = 2

    assert evaluated(lived).outcome == EvaluationOutcome.WITHHELD


@pytest.mark.parametrize(
    ("kept", "refusal"),
    [(6, ""), (5, EvaluationOutcome.FEW_BEFORE), (2, EvaluationOutcome.WITHHELD)],
)
def test_what_could_be_told_counts_on_no_month_that_is_erased(lived, settings, kept, refusal):
    settings.RETENTION_USE_MONTHS = kept

    assert preview_experiment(plan=plan_of(*lived)).refusal == refusal


@pytest.mark.parametrize(("months", "refusal"), [(3, ""), (4, EvaluationOutcome.FEW_BEFORE)])
def test_nor_on_one_that_is_erased_when_it_is_evaluated(lived, settings, months, refusal):
    """Of the months before December, three are kept until its third month is out, and two until its fourth."""
    settings.RETENTION_USE_MONTHS = 6
    portal, teams = lived
    starts = Month(2026, 12)
    plan = plan_of(
        portal, teams, starts=starts, months=months, teams=dict.fromkeys(teams[:6], starts)
    )

    assert preview_experiment(plan=plan).refusal == refusal


def test_publications_stay_when_their_rows_go(lived, settings):
    settings.RETENTION_USE_MONTHS = 2
    purge()

    assert Publication.objects.filter(month=Month(2026, 4).first_day).exists()
