"""From a suggestion to a team action, and what became of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Publication
from adoption.team_actions.actions import (
    default_planned_day,
    drop_actions_of_closed_teams,
    finish_action,
    plan_action,
    record_coverage,
)
from adoption.team_actions.models import TeamAction, TeamCover
from adoption.team_actions.queries.team_actions import with_coverage
from core.dates import today
from people.actions.organisation import close_team
from people.models import Delegation, Position, Team
from tests.adoption.conftest import OCTOBER, declare_all, staff_of
from tests.adoption.dashboards.test_team_page import text_of
from tests.ambassadors.factories import AmbassadorFactory
from tests.people.factories import TeamFactory


pytestmark = pytest.mark.django_db

URL = reverse("adoption:team")
PLAN = reverse("adoption:plan_team_action")
KIND = "workshop"


@pytest.fixture
def published(declared):
    publish(portal=declared["portal"], month=OCTOBER)
    return declared


@pytest.fixture
def north(published, client):
    manager = published["people"]["north"][0]
    client.force_login(manager)
    return manager


def asked_for(published, team="north", **more):
    return {
        "portail": published["portal"].slug,
        "equipe": published["teams"][team].pk,
        "kind": KIND,
    } | more


def planned(published, team="north", kind=KIND, **more):
    return plan_action(
        team=published["teams"][team],
        publication=Publication.objects.latest("month"),
        kind=kind,
        planned_on=today() + timedelta(days=7),
        today=today(),
        **more,
    )


# --- Planned by one click ---------------------------------------------------------------------------------


def test_a_suggestion_becomes_an_action_with_the_day_that_was_offered(published, north, client):
    client.post(PLAN, asked_for(published, planned_on=str(default_planned_day(today()))))

    action = TeamAction.objects.get()
    assert (action.team, action.kind) == (published["teams"]["north"], KIND)
    assert action.planned_on == default_planned_day(today()) == date(2026, 12, 8)
    assert action.publication == Publication.objects.get()
    page = text_of(client.get(URL))
    assert "Asked for 8 December 2026" in page
    assert f'value="{KIND}"' not in client.get(URL).content.decode()


def test_no_weekend_is_offered():
    days = {
        default_planned_day(date(2026, 11, 23) + timedelta(days=n)).weekday() for n in range(14)
    }

    assert days == {0, 1, 2, 3, 4}


def test_twice_the_same_click_is_one_action(published, north, client):
    for _ in range(2):
        client.post(PLAN, asked_for(published, planned_on="2026-12-03"))

    assert [action.planned_on for action in TeamAction.objects.all()] == [date(2026, 12, 3)]


def test_where_the_one_in_the_way_ends_just_then_another_is_planned(published):
    first = planned(published)
    ended = []

    def end_before_it_is_read(execute, sql, params, many, context):
        if sql.startswith("SELECT") and '"adoption_teamaction"' in sql and not ended:
            ended.append(first)
            finish_action(action=first, today=today())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(end_before_it_is_read):
        second = planned(published)

    assert ended == [first]
    assert second != first
    assert list(TeamAction.objects.under_way()) == [second]
    assert [step.event for step in second.steps.all()] == ["planned"]


@pytest.mark.parametrize("day", ["2026-11-23", "2029-01-01", "demain", "", None])
def test_a_day_that_will_not_do_is_said_and_nothing_is_planned(published, north, client, day):
    day_sent = {} if day is None else {"planned_on": day}

    page = client.post(PLAN, asked_for(published, **day_sent), follow=True)

    assert not TeamAction.objects.exists()
    assert "choose" in text_of(page).lower()


def test_the_database_refuses_what_no_page_offers(published):
    action = planned(published)
    same = {
        "team": action.team,
        "portal": action.portal,
        "publication": action.publication,
        "noted_on": action.noted_on,
    }
    for wrong in (
        {"kind": KIND, "planned_on": action.planned_on},
        {"kind": "party", "planned_on": action.planned_on},
        {"kind": "path", "planned_on": action.planned_on},
        {"kind": "ambassador", "planned_on": action.planned_on, "answer": "nobody_free"},
        {"kind": "ambassador", "planned_on": action.planned_on, "answer": "perhaps"},
        {"kind": "talk", "planned_on": action.noted_on - timedelta(days=1)},
        {"kind": "talk", "planned_on": action.planned_on, "done_on": "2020-01-01"},
        {
            "kind": "talk",
            "planned_on": action.planned_on,
            "done_on": action.planned_on,
            "dropped_on": action.planned_on,
        },
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            TeamAction.objects.create(**same, **wrong)


# --- Who may --------------------------------------------------------------------------------------------


def statuses(client, published, action):
    change = reverse("adoption:change_team_action", args=[action.uuid])
    return [
        client.post(PLAN, asked_for(published, "south", kind="talk")).status_code,
        client.post(change, {"wish": "done"}).status_code,
    ]


@pytest.mark.parametrize("who", ["south", "division"])
def test_the_manager_of_a_team_and_of_what_it_lies_in_plans_for_it(published, client, who):
    client.force_login(published["people"][who][0])

    assert statuses(client, published, planned(published, "south")) == [302, 302]


def test_the_training_manager_plans_for_any_team(published, client, training_manager):
    client.force_login(training_manager)

    assert statuses(client, published, planned(published, "south")) == [302, 302]


def test_others_find_nothing_to_plan_or_to_change(
    published, client, data_protection_officer, administrator
):
    action = planned(published, "south")
    for person in (
        published["people"]["north"][0],  # reads the division, manages another team
        published["people"]["south"][3],
        data_protection_officer,
        administrator,
    ):
        client.force_login(person)
        assert statuses(client, published, action) == [404, 404]
    assert TeamAction.objects.under_way().count() == 1


@pytest.mark.postgresql
def test_a_portal_that_no_database_can_name_is_not_found(published, north, client):
    """PostgreSQL keeps no NUL and refuses the question itself."""
    assert client.post(PLAN, asked_for(published, portail="a\x00b")).status_code == 404


def test_a_stand_in_plans_until_the_last_day(published, client):
    manager, other = published["people"]["south"][0], published["people"]["north"][4]
    Delegation.objects.create(
        manager=manager,
        delegate=other,
        team=published["teams"]["south"],
        started_on="2026-11-01",
        ended_on="2026-11-24",
    )
    client.force_login(other)
    assert client.post(PLAN, asked_for(published, "south")).status_code == 302

    Delegation.objects.update(ended_on="2026-11-23")

    assert client.post(PLAN, asked_for(published, "south", kind="talk")).status_code == 404


def test_what_a_team_planned_is_read_only_by_who_may_act_for_it(
    published, client, data_protection_officer
):
    planned(published, "division", kind="talk")
    for person, is_shown in (
        (published["people"]["division"][0], True),
        (published["people"]["north"][0], False),
        (data_protection_officer, False),
    ):
        client.force_login(person)
        page = client.get(URL, {"equipe": published["teams"]["division"].pk})
        assert ("Planned and done" in text_of(page)) == is_shown


def test_each_reader_of_a_team_is_advised_the_same(published, client, training_manager):
    planned(published, "north")
    advised = set()
    for person in (
        published["people"]["north"][0],
        published["people"]["division"][0],
        training_manager,
    ):
        client.force_login(person)
        response = client.get(URL, {"equipe": published["teams"]["north"].pk})
        advised.add(
            tuple((each["kind"], each["reason"]) for each in response.context["suggestions"])
        )
    assert len(advised) == 1


# --- Done, and looked back on -------------------------------------------------------------------------------


def test_done_is_looked_back_on_with_the_month_before_and_never_as_a_cause(declared, client):
    portal, people = declared["portal"], declared["people"]
    declare_all(portal, people["division"], ["yes_weekly"] * 4, Month(2026, 9))
    declare_all(portal, people["north"], ["yes_weekly"] * 6 + ["not_yet"] * 8, Month(2026, 9))
    publish(portal=portal, month=Month(2026, 9))
    publish(portal=portal, month=OCTOBER)
    action = planned(declared)
    TeamAction.objects.filter(pk=action.pk).update(noted_on="2026-10-02", done_on="2026-10-12")
    client.force_login(people["north"][0])

    page = text_of(client.get(URL))

    assert "done on 12 October 2026" in page
    assert "September 2026: 6 of 24 staff used it" in page
    assert "October 2026: 12 of 24 staff used it" in page
    assert "More than before. Whether it is due to this, the figures do not say." in page


def test_before_a_later_month_is_out_nothing_is_said_of_the_figure(published, north, client):
    finish_action(action=planned(published), today=today())

    assert "The figures of a later month are not out yet." in text_of(client.get(URL))


def test_where_the_figure_is_hidden_the_looking_back_says_no_more(published, client):
    action = planned(published, "small")
    TeamAction.objects.filter(pk=action.pk).update(noted_on="2026-09-02", done_on="2026-09-12")
    client.force_login(published["people"]["small"][0])

    page = text_of(client.get(URL))

    assert "October 2026: too few people." in page
    assert "so nothing can be said" in page


@pytest.mark.parametrize(("wish", "column"), [("done", "done_on"), ("drop", "dropped_on")])
def test_done_and_dropped_are_noted_once(published, north, client, wish, column):
    action = planned(published)
    change = reverse("adoption:change_team_action", args=[action.uuid])
    for each in (wish, "done", "drop"):
        client.post(change, {"wish": each})

    action.refresh_from_db()
    assert getattr(action, column) == today()
    assert (action.done_on is None) != (action.dropped_on is None)


def test_another_day(published, north, client):
    action = planned(published)
    change = reverse("adoption:change_team_action", args=[action.uuid])
    client.post(change, {"wish": "move", "planned_on": "2027-01-04"})

    action.refresh_from_db()
    assert action.planned_on == date(2027, 1, 4)
    with pytest.raises(ValidationError):
        plan_action(
            team=action.team,
            publication=action.publication,
            kind="talk",
            planned_on=date(2026, 1, 1),
            today=today(),
        )


# --- Teams that change ------------------------------------------------------------------------------------------


def test_a_team_that_moves_keeps_its_actions_and_one_that_closes_drops_what_is_under_way(published):
    kept, over = planned(published, "south"), planned(published, "south", kind="talk")
    finish_action(action=over, today=today())
    team = published["teams"]["south"]
    team.refresh_from_db()
    team.move(TeamFactory(name="Territoires"), "sorted-child")
    assert TeamAction.objects.filter(team=team).count() == 2

    Position.objects.filter(team=team).update(ended_on="2026-11-01")
    team.refresh_from_db()
    close_team(team=team, last_day=date(2026, 11, 20))
    assert drop_actions_of_closed_teams(today=today()) == 1

    kept.refresh_from_db()
    over.refresh_from_db()
    assert (kept.dropped_on, over.dropped_on) == (today(), None)


# --- The coverage of ambassadors ---------------------------------------------------------------------------------


def test_teams_are_told_of_ambassadors_alike_and_small_ones_not_at_all(published):
    for person in published["people"]["south"][1:3]:
        AmbassadorFactory(person=person)

    record_coverage(today=today())

    told = {
        cover.team.name: cover.ambassadors for cover in TeamCover.objects.select_related("team")
    }
    assert told["Agence Nord"] == 0
    assert "Régie" not in told
    assert record_coverage(today=today()) == 0  # once for each month
    told = with_coverage(Team.objects.all()).values_list("name", "ambassadors")
    assert dict(told)["Agence Nord"] == 0
    assert dict(told)["Régie"] is None


@pytest.mark.parametrize("size", [2, 30])
def test_the_page_asks_as_many_questions_at_any_size(
    declared, client, size, django_assert_max_num_queries
):
    for _ in range(size):
        staff_of(TeamFactory(parent=declared["teams"]["division"]), 10)
    publish(portal=declared["portal"], month=OCTOBER)
    for kind in ("talk", "lesson", "story")[: min(size, 3)]:
        planned(declared, "division", kind=kind)
    client.force_login(declared["people"]["division"][0])
    client.get(URL)

    with django_assert_max_num_queries(15):
        client.get(URL)


# --- Taken back -------------------------------------------------------------------------------------------


def steps_of(action):
    return [(step.event, step.planned_on) for step in action.steps.all()]


@pytest.mark.parametrize(("wish", "event"), [("done", "done"), ("drop", "dropped")])
def test_a_slip_is_taken_back_once_and_both_stay_in_the_steps(
    published, north, client, wish, event
):
    action = planned(published)
    change = reverse("adoption:change_team_action", args=[action.uuid])
    client.post(change, {"wish": wish})
    assert "Take it back" in text_of(client.get(URL))

    for _ in range(2):
        client.post(change, {"wish": "back"})

    action.refresh_from_db()
    assert (action.done_on, action.dropped_on) == (None, None)
    events = [each for each, _day in steps_of(action)]
    assert events == ["planned", event, "taken_back"]
    page = text_of(client.get(URL))
    assert "taken back: under way again" in page
    assert "Take it back" not in page


def test_after_two_weeks_it_is_planned_again_instead(published, north, client):
    action = planned(published)
    TeamAction.objects.filter(pk=action.pk).update(
        noted_on=today() - timedelta(days=30), done_on=today() - timedelta(days=15)
    )
    change = reverse("adoption:change_team_action", args=[action.uuid])

    assert "Take it back" not in text_of(client.get(URL))
    page = text_of(client.post(change, {"wish": "back"}, follow=True))

    action.refresh_from_db()
    assert action.done_on == today() - timedelta(days=15)
    assert "more than two weeks" in page


def test_nothing_is_taken_back_while_another_of_its_kind_is_under_way(published, north, client):
    over = planned(published)
    finish_action(action=over, today=today())
    planned(published)
    change = reverse("adoption:change_team_action", args=[over.uuid])

    assert "Take it back" not in text_of(client.get(URL))
    page = text_of(client.post(change, {"wish": "back"}, follow=True))

    over.refresh_from_db()
    assert over.done_on == today()
    assert "Another of this kind is under way" in page


def test_each_new_day_is_kept_and_the_same_day_is_none(published, north, client):
    action = planned(published)
    change = reverse("adoption:change_team_action", args=[action.uuid])
    for day in ("2027-01-04", "2027-01-04", "2027-01-11"):
        client.post(change, {"wish": "move", "planned_on": day})

    assert steps_of(action) == [
        ("planned", today() + timedelta(days=7)),
        ("moved", date(2027, 1, 4)),
        ("moved", date(2027, 1, 11)),
    ]
