"""Teams found by their names on the form of an experiment: what is written stays, nothing is judged, nothing is noted."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adoption.experiments.models import Experiment
from adoption.experiments.views import changes
from people.models import Team
from tests.adoption.experiments.sample_experiments import SENT, build_teams
from tests.people.factories import PersonFactory, TeamFactory


pytestmark = pytest.mark.django_db
URL = reverse("adoption:note_experiment")
WHEN = datetime(2026, 7, 15, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(WHEN, tick=False):
        yield


@pytest.fixture
def place():
    portal, teams, _people = build_teams()
    return SimpleNamespace(portal=portal, teams=teams)


@pytest.fixture
def training(client, training_manager):
    client.force_login(training_manager)
    return training_manager


def looked_for(client, text, **sent):
    page = client.post(URL, {"groupe": text, **({"chercher": "1"} | sent)})
    assert page.status_code == 200
    return BeautifulSoup(page.content, "lxml")


def found(page):
    return [each.button["value"] for each in page.select("#trouvees li") if each.button]


def test_teams_are_found_without_accents_and_added_one_after_the_other(place, training, client):
    page = looked_for(client, "equipe", title="Ateliers", starts="demain", teams="Équipe A")
    codes = found(page)
    assert "It is in the list." in page.select_one("#trouvees").text

    page = looked_for(client, "equipe", title="Ateliers", teams="Équipe A\n", ajouter=codes[0])

    added = Team.objects.get(code=codes[0])
    assert page.textarea.find_next("textarea").text.split("\n")[-2:] == ["Équipe A", added.name]
    assert found(page) == codes[1:]
    assert page.find(id="id_title")["value"] == "Ateliers"
    assert not page.select(".error-summary, [aria-invalid]")
    assert not Experiment.objects.exists()


def test_what_is_added_is_read_as_that_team_whatever_its_name(place, training, client):
    twins = [TeamFactory(name="Accueil", code=code) for code in ("N1", "N2")]
    odd = TeamFactory(name="Accueil ; soir", code="N3")
    text = ""
    for code in ("N2", "N3", "N2", "N1"):
        page = looked_for(client, "accueil", teams=text, ajouter=code)
        text = page.find(id="id_teams").text.strip()
    assert text.split("\n") == ["N2", "N3", "N1"]

    sent = SENT | {"portal": place.portal.pk, "teams": text}
    assert client.post(URL, sent).status_code == 302

    held = {team.team for team in Experiment.objects.get().teams.all()}
    assert held == {*twins, odd}


def test_many_are_cut_and_none_is_said(place, training, client, monkeypatch):
    monkeypatch.setattr(changes, "MOST", 2)

    cut, none = looked_for(client, "équipe"), looked_for(client, "zzz")

    assert len(cut.select("#trouvees li")) == 2
    assert "There are more of them" in cut.text
    assert "No team is called so." in none.text
    assert not none.select("#trouvees li")


def test_closed_teams_and_the_organisation_are_not_offered(place, training, client):
    closed = place.teams[0]
    Team.objects.filter(pk=closed.pk).update(closed_on="2026-06-30")
    top = Team.objects.organisation()

    page = looked_for(client, "équipe", ajouter=closed.code)

    assert closed.code not in found(page)
    assert page.find(id="id_teams").text.strip() == ""
    assert found(looked_for(client, top.name)) == []
    assert looked_for(client, "x", ajouter=top.code).find(id="id_teams").text.strip() == ""


def test_enter_in_another_field_asks_what_it_can_tell_and_notes_nothing(place, training, client):
    page = client.post(URL, SENT | {"portal": place.portal.pk, "groupe": " ", "chercher": "1"})

    assert "What it can tell" in page.content.decode()
    assert not Experiment.objects.exists()


def test_the_search_asks_as_much_of_the_database_for_twenty_as_for_two(place, training, client):
    asked = []
    for text in ("équipe b", "équipe"):
        looked_for(client, text)  # what a first look alone asks is not counted
        with CaptureQueriesContext(connection) as queries:
            page = looked_for(client, text)
        asked.append((len(page.select("#trouvees li")), len(queries)))

    (few, queries_of_few), (many, queries_of_many) = asked
    assert few < many
    assert queries_of_few == queries_of_many <= 11


def test_whoever_runs_none_finds_none(place, client):
    client.force_login(PersonFactory())

    assert client.post(URL, {"groupe": "équipe", "chercher": "1"}).status_code == 404
