"""What the steering committee reads of the actions of teams: sums, and never which team."""

from datetime import date, timedelta

import pytest

from adoption.publishing.models import Publication
from adoption.report.queries.edition import edition_of
from adoption.report.sections.next_steps import section
from adoption.team_actions.actions import drop_action, finish_action, plan_action
from adoption.team_actions.models import TeamAction
from core.dates import today
from tests.adoption.factories import PortalFactory
from tests.people.factories import TeamFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(portal):
    return Publication.objects.create(portal=portal, month=date(2026, 11, 1), status="published")


def planned(publication, kind, name="Accueil"):
    return plan_action(
        team=TeamFactory(name=name),
        publication=publication,
        kind=kind,
        planned_on=today() + timedelta(days=7),
        today=today(),
    )


def counts_text(under_way, done):
    return (
        f"Team actions at the end of November 2026: under way, {under_way}; "
        f"done in the last three months, {done}."
    )


@pytest.mark.usefixtures("in_english")
def test_counts_without_the_name_of_a_team(publication):
    finish_action(action=planned(publication, "workshop", "Accueil Nord"), today=today())
    planned(publication, "workshop", "Accueil Sud")
    drop_action(action=planned(publication, "talk"), today=today())

    made = section(edition_of(publication))

    assert made.findings == (counts_text(1, 1),)
    assert "Accueil" not in str(made)


def test_what_came_after_the_month_or_is_of_another_portal_is_left_out(publication):
    action = planned(publication, "workshop")
    TeamAction.objects.filter(pk=action.pk).update(planned_on="2026-12-09", noted_on="2026-12-02")
    other = Publication.objects.create(
        portal=PortalFactory(), month=date(2026, 11, 1), status="published"
    )
    planned(other, "talk", "Autre accueil")

    assert section(edition_of(publication)).findings == ()


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("given", "counts"),
    [
        ({"done_on": "2026-09-01"}, (0, 1)),
        ({"done_on": "2026-08-31"}, None),
        ({"done_on": "2026-12-01"}, (1, 0)),
        ({"dropped_on": "2026-12-01"}, (1, 0)),
    ],
)
def test_an_action_is_counted_as_it_stood_at_the_end_of_the_month(publication, given, counts):
    action = planned(publication, "workshop")
    TeamAction.objects.filter(pk=action.pk).update(noted_on="2026-08-01", **given)

    expected = (counts_text(*counts),) if counts else ()
    assert section(edition_of(publication)).findings == expected
