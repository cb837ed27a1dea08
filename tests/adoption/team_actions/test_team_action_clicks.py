"""One click on a team action: its day, what the page says of it and where, the way back, the calendar."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from icalendar import Calendar

from adoption.publishing.actions.publications import publish
from adoption.team_actions.actions import move_action
from adoption.team_actions.enums import TeamActionKind
from adoption.team_actions.models import TeamAction
from core.dates import today
from tests.adoption.conftest import OCTOBER
from tests.adoption.dashboards.test_team_page import text_of
from tests.adoption.team_actions.test_team_actions import PLAN, URL, asked_for, planned


pytestmark = pytest.mark.django_db


@pytest.fixture
def published(declared):
    publish(portal=declared["portal"], month=OCTOBER)
    return declared


@pytest.fixture
def north(published, client):
    manager = published["people"]["north"][0]
    client.force_login(manager)
    return manager


def done_on(client, action, day):
    change = reverse("adoption:change_team_action", args=[action.uuid])
    page = client.post(change, {"wish": "done", "done_on": day}, follow=True)
    action.refresh_from_db()
    return text_of(page)


@pytest.mark.parametrize(
    ("days", "is_noted"), [(-4, False), (-3, True), (-1, True), (0, True), (1, False)]
)
def test_the_day_on_which_it_was_done_is_said_neither_before_its_plan_nor_to_come(
    published, north, client, days, is_noted
):
    action = planned(published)
    TeamAction.objects.filter(pk=action.pk).update(noted_on=today() - timedelta(days=3))
    day = today() + timedelta(days=days)

    done_on(client, action, str(day))

    assert action.done_on == (day if is_noted else None)


@pytest.mark.parametrize("day", ["", "demain"])
def test_a_done_without_a_day_that_can_be_read_is_refused(published, north, client, day):
    action = planned(published)

    assert "Nothing is noted" in done_on(client, action, day)
    assert action.done_on is None


def test_a_slip_about_a_day_long_past_is_taken_back_all_the_same(published, north, client):
    action = planned(published)
    TeamAction.objects.filter(pk=action.pk).update(noted_on=today() - timedelta(days=60))
    done_on(client, action, str(today() - timedelta(days=50)))
    change = reverse("adoption:change_team_action", args=[action.uuid])

    client.post(change, {"wish": "back"})

    action.refresh_from_db()
    assert action.done_on is None


# --- What is said of a click, and where -------------------------------------------------------------------------


def told_in(client, address, sent):
    """What the page says after a click: the element that holds it, which has to take the focus."""
    response = client.post(address, sent, follow=True)
    assert response.redirect_chain[-1][0].endswith("#fait")
    page = BeautifulSoup(response.content, "lxml")
    (told,) = page.select("#fait")
    assert told.has_attr("data-focus")
    assert told["tabindex"] == "-1"
    assert page.select(".messages") == []
    return told


def test_what_was_planned_is_said_in_the_suggestion(published, north, client):
    first = client.get(URL).context["suggestions"][0]
    sent = asked_for(published, kind=first["kind"], planned_on="2026-12-08")

    told = told_in(client, PLAN, sent)

    assert "8 December 2026" in told.get_text()
    assert told.find_parent("section").select_one(".hero__title").get_text() == first["title"]


def test_what_is_planned_without_being_suggested_is_said_above_the_list(published, north, client):
    kinds = {each["kind"] for each in client.get(URL).context["suggestions"]}
    kind = next(each for each in TeamActionKind.values if each not in kinds)

    told = told_in(client, PLAN, asked_for(published, kind=kind, planned_on="2026-12-08"))

    assert told.find_parent("section")["id"] == "actions"


@pytest.mark.parametrize(("wish", "said"), [("done", "noted as done on"), ("drop", "dropped")])
def test_the_way_back_stands_beside_what_is_said_of_an_end(published, north, client, wish, said):
    change = reverse("adoption:change_team_action", args=[planned(published).uuid])

    told = told_in(client, change, {"wish": wish})

    assert f"Discovery workshop: {said}" in told.get_text()
    assert told.find_parent("section")["id"] == "actions"
    assert told.form["action"] == change
    assert told.form.button["value"] == "back"
    assert told_in(client, change, {"wish": "back"}).form is None


def test_the_next_page_says_nothing_of_it_any_more(published, north, client):
    client.post(PLAN, asked_for(published, planned_on="2026-12-08"), follow=True)

    assert 'id="fait"' not in client.get(URL).content.decode()


def test_what_was_done_stands_before_what_was_dropped(published, north, client):
    for kind, wish in (("talk", "done"), ("story", "drop")):
        change = reverse("adoption:change_team_action", args=[planned(published, kind=kind).uuid])
        client.post(change, {"wish": wish})
    client.get(URL)

    page = BeautifulSoup(client.get(URL).content, "lxml")
    section = page.find(id="actions")
    (dropped,) = [each for each in section.select("details.data") if "done" not in each.get_text()]

    assert "Tell a story" in dropped.get_text()
    text = section.get_text()
    assert text.index("Talk about the future") < text.index("What was dropped")


# --- In a calendar ----------------------------------------------------------------------------------------------


def test_the_day_goes_into_a_calendar_and_moves_there(published, north, client):
    action = planned(published)
    address = reverse("adoption:team_action_entry", args=[action.uuid])

    first = client.get(address)
    move_action(action=action, planned_on=date(2027, 1, 4), today=today())
    second = client.get(address)

    assert first["Content-Type"].startswith("text/calendar")
    events = [Calendar.from_ical(each.content).walk("VEVENT")[0] for each in (first, second)]
    assert [event["dtstart"].dt for event in events] == [
        today() + timedelta(days=7),
        date(2027, 1, 4),
    ]
    assert events[0]["uid"] == events[1]["uid"]
    assert events[0]["sequence"] < events[1]["sequence"]
    assert str(north) not in second.content.decode()


def test_nobody_else_finds_it(published, client):
    address = reverse("adoption:team_action_entry", args=[planned(published, "south").uuid])
    for person in (published["people"]["north"][0], published["people"]["south"][3]):
        client.force_login(person)
        assert client.get(address).status_code == 404


# --- What helps -------------------------------------------------------------------------------------------------


def test_the_help_of_an_ambassador_leads_where_its_reader_finds_them_or_nowhere(
    published, north, client, data_protection_officer, training_manager
):
    to = {
        name: client.get(reverse("adoption:help_for_team", args=[name])).url
        for name in ("couverture", "proposer")
    }
    assert to == {
        "couverture": reverse("ambassadors:coverage"),
        "proposer": reverse("ambassadors:propose"),
    }
    assert {client.get(each).status_code for each in to.values()} == {200}

    coverage = reverse("adoption:help_for_team", args=["couverture"])
    client.force_login(training_manager)
    assert client.get(coverage).url == reverse("ambassadors_admin:coverage")
    assert client.get(coverage, follow=True).status_code == 200

    client.force_login(data_protection_officer)
    assert client.get(coverage).status_code == 404
    team = client.get(URL, {"equipe": published["teams"]["north"].pk})
    assert coverage not in team.content.decode()
