"""Where there are many teams, a page shows a branch, or those whose name was typed: never all of them."""

import html
import re

import pytest
from django import forms
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.forms import teams as choice
from people.forms.staff_lists import QuestionsForm
from people.forms.teams import TeamField, TeamsField
from people.models import Team
from people.queries import teams as tree
from tests.people.factories import PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db


class AskingForm(forms.Form):
    team = TeamField(Team.objects.filter(depth__gt=1))


class AskingForSeveralForm(forms.Form):
    teams = TeamsField(Team.objects.filter(depth__gt=1))


@pytest.fixture
def many(monkeypatch):
    """Three divisions, of two teams each; more than are listed."""
    monkeypatch.setattr(choice, "MOST_LISTED", 4)
    monkeypatch.setattr(tree, "WHOLE_TREE", 4)
    for division in ("Nord", "Sud", "Été"):
        TeamFactory(name=division, code=division)
        for name in ("Accueil", f"Retraite {division}"):
            above = Team.objects.get(code=division)
            TeamFactory(name=name, code=f"{division}-{name}", parent=above)


def test_few_teams_are_a_list():
    TeamFactory(name="Accueil")
    assert "<select" in str(AskingForm()["team"])
    assert "Accueil" in str(AskingForm()["team"])


def test_many_are_searched_for_and_chosen_among_those_found(many):
    assert "Accueil" not in str(AskingForm()["team"])

    asked = AskingForm({"team": "", "team_nom": "accueil"})
    assert not asked.is_valid()
    shown = str(asked["team"])
    assert shown.count("<option") == 1 + 3
    assert "Accueil (Nord)" in shown
    assert "Retraite" not in shown

    team = Team.objects.get(code="Sud-Accueil")
    assert AskingForm({"team": team.pk, "team_nom": "accueil"}).is_valid()


def test_a_name_that_one_team_has_and_a_code_are_answers(many):
    for words, code in (("retraite ete", "Été-Retraite Été"), ("Nord-Accueil", "Nord-Accueil")):
        form = AskingForm({"team": "", "team_nom": words})
        assert form.is_valid()
        assert form.cleaned_data["team"].code == code


def test_words_typed_after_a_choice_are_another_search(many):
    chosen = Team.objects.get(code="Sud-Accueil")
    assert not AskingForm({"team": chosen.pk, "team_nom": "retraite"}).is_valid()
    assert not AskingForm({"team": chosen.pk, "team_nom": ""}).is_valid()
    assert not AskingForm({"team": "", "team_nom": "personne\0"}).is_valid()


def several(words="", answered="", *, teams=(), search=False):
    """Return the form as sent, with these teams ticked."""
    sent = QueryDict(mutable=True)
    sent.setlist("teams", [str(team.pk) for team in teams])
    sent.update({"teams_nom": words, "teams_cherche": answered})
    if search:
        sent["teams_chercher"] = "1"
    return AskingForSeveralForm(sent)


def test_several_of_few_teams_are_ticked_in_the_order_of_the_tree():
    above = TeamFactory(name="Retraite")
    TeamFactory(name="Accueil", parent=above)
    TeamFactory(name="Santé")
    shown = str(AskingForSeveralForm()["teams"])
    assert "search" not in shown
    assert [name.strip() for name in re.findall(r">([^<]*)</label>", shown)] == [
        "Retraite",
        "Accueil",
        "Santé",
    ]


def test_several_of_many_are_searched_for_and_those_chosen_stay(many):
    north, south = Team.objects.get(code="Nord-Accueil"), Team.objects.get(code="Sud")
    assert "checkbox" not in str(AskingForSeveralForm()["teams"])

    for asked, refusal in (
        (
            several("accueil", teams=[south]),
            ["Cochez les équipes parmi celles qui ont été trouvées."],
        ),
        (several("accueil", teams=[south], search=True), []),
    ):
        assert not asked.is_valid()
        assert asked["teams"].errors == refusal
        shown = str(asked["teams"])
        assert ("aria-invalid" in shown) == bool(refusal)
        assert shown.count("checkbox") == 4
        assert re.findall(r'value="(\d+)" checked', shown) == [str(south.pk)]
        assert 'name="teams_cherche" value="accueil"' in shown

    kept = several("accueil", "accueil", teams=[south, north])
    assert kept.is_valid()
    assert set(kept.cleaned_data["teams"]) == {south, north}
    shown = str(AskingForSeveralForm(initial={"teams": [south.pk, north.pk]})["teams"])
    assert re.findall(r"Accueil \(Nord\)|Sud", shown) == ["Accueil (Nord)", "Sud"]


def test_a_name_that_one_team_has_is_kept_unless_it_was_only_searched_for(many):
    south = Team.objects.get(code="Sud")
    named = several("retraite ete", teams=[south])
    assert named.is_valid()
    assert {team.code for team in named.cleaned_data["teams"]} == {"Sud", "Été-Retraite Été"}
    assert not several("retraite ete", "retraite ete", teams=[south], search=True).is_valid()
    assert several("personne", teams=[south], search=True)["teams"].errors
    assert not several(teams=[south], search=True).is_valid()
    assert not several("personne\0").is_valid()
    assert not several().is_valid()
    for key in (999999, "9" * 30, "²"):
        assert not several(teams=[Team(pk=key)]).is_valid()
    assert "checkbox" not in str(several("personne", teams=[Team(pk="²")])["teams"])


def test_a_new_team_of_a_list_is_placed_by_the_name_of_another(many):
    preview = {"team_questions": [["Acueil", "Nord-Accueil", 3], ["Neuve", "", 1]]}
    slip = {"team_0": "same:Nord-Accueil", "place_0": "", "place_0_nom": "retr"}

    def asked(**more):
        return QuestionsForm(slip | more, preview=preview)

    form = QuestionsForm(preview=preview)
    assert [value for value, _text in form.fields["team_0"].choices[:5]] == [
        "", "same:Nord-Accueil", f"above:{Team.ROOT_CODE}", "above:", "same:",
    ]  # fmt: skip
    assert "Retraite" not in form.as_p()
    for answers in (
        {"team_1": "above:"},
        {"team_1": "above:", "place_1": "", "place_1_nom": ""},
        {"team_1": "same:", "place_1": "", "place_1_nom": "accueil"},
    ):
        assert list(asked(**answers).errors) == ["place_1"]
    form = asked(team_1="above:", place_1="", place_1_nom="retraite sud")
    assert form.is_valid(), form.errors
    assert form.answers() == {
        "parents": {"Neuve": "Sud-Retraite Sud"},
        "same": {"Acueil": "Nord-Accueil"},
        "empty": {},
    }


def test_forms_that_ask_for_teams_cost_the_same_however_many_there_are(many):
    preview = {"team_questions": [["Neuve", "", 1]]}

    def asked_and_shown():
        with CaptureQueriesContext(connection) as seen:
            pages = [
                several("nord", search=True)["teams"],
                QuestionsForm(preview=preview).as_p(),
            ]
            sizes = [len(str(page)) for page in pages]
        return len(seen), sizes

    before = asked_and_shown()
    for number in range(20):
        TeamFactory(name=f"Z{number}", parent=Team.objects.get(code="Sud"))

    assert asked_and_shown() == before


def test_a_list_shows_nobody_and_the_teams_found_until_one_is_chosen(many, client, administrator):
    client.force_login(administrator)
    team = Team.objects.get(code="Sud-Accueil")
    person = PositionFactory(team=team).person
    results = reverse("people_admin:staff_results")
    query = "?q=&team=&team_nom=accueil&p=2"

    page = client.get(results + query)
    assert list(page.context["object_list"]) == []
    text = page.content.decode()
    assert page.context["undecided_team"].refusal in html.unescape(text)
    addresses = re.findall(r'href="([^"]*team_nom[^"]*)"', text)
    assert len(addresses) == 3
    chosen = client.get(html.unescape(addresses[1]))
    assert [row.pk for row in chosen.context["object_list"]] == [person.pk]
    assert client.get(f"{results}?team=&team_nom=personne").context["teams_to_choose"] == []
    assert len(client.get(f"{results}?team=&team_nom=").context["object_list"]) > 1


def test_the_tree_opens_at_a_team_and_is_searched(many, client, administrator):
    client.force_login(administrator)
    address = reverse("organisation_admin:teams")
    PositionFactory(team=Team.objects.get(code="Sud-Accueil"))
    north = Team.objects.get(code="Nord")

    def names(query):
        teams = client.get(address + query).context["tree"].teams
        return [team.code for team in teams if not team.name.startswith("Équipe")]

    assert names("") == [Team.ROOT_CODE, "Été", "Nord", "Sud"]
    opened = [Team.ROOT_CODE, "Été", "Nord", "Nord-Accueil", "Nord-Retraite Nord", "Sud"]
    assert names(f"?ouvert={north.pk}") == opened
    assert names("?ouvert=999999") == names("?ouvert=²") == names("")
    assert names("?q=ACCUEIL") == ["Nord-Accueil", "Sud-Accueil", "Été-Accueil"]


def test_a_branch_costs_the_same_however_large_the_others_are(many, client, administrator):
    client.force_login(administrator)
    address = reverse("organisation_admin:teams") + f"?ouvert={Team.objects.get(code='Nord').pk}"

    def asked_and_shown():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address)
        return len(seen), len(page.context["tree"].teams)

    client.get(address)
    before = asked_and_shown()
    for number in range(20):
        TeamFactory(name=f"Z{number}", parent=Team.objects.get(code="Sud"))

    assert asked_and_shown() == before
