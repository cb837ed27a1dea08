"""The list of what was tried, its drawing, its files and its forms, as whoever leads or runs them meets them."""

import io
import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from adoption.experiments import charts
from adoption.experiments.actions.decisions import decide_on_experiment
from adoption.experiments.actions.experiments import cancel_planned_experiment
from adoption.experiments.enums import ExperimentDecision
from adoption.experiments.models import Experiment
from adoption.experiments.words import effect_charts as drawn_words
from adoption.foundation.periods import Month
from people.actions.accounts import grant_role
from people.enums import Role
from tests.adoption.experiments.sample_experiments import SENT, build_teams, create, evaluation_with
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db
WHEN, BEGUN = datetime(2026, 7, 15, 9, tzinfo=UTC), datetime(2026, 8, 3, 9, tzinfo=UTC)
LIST = reverse("adoption:experiments")


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(WHEN, tick=False) as clock:
        yield clock


@pytest.fixture
def place():
    portal, teams, _people = build_teams()
    return SimpleNamespace(portal=portal, teams=teams)


@pytest.fixture
def training(client):
    person = PersonFactory()
    grant_role(person=person, role=Role.TRAINING_MANAGER, by=None)
    client.force_login(person)
    return person


@pytest.fixture
def tried(place, training):
    """One of each fate."""
    made = {
        "rose": create(place.portal, place.teams, title="Ateliers du matin"),
        "chance": create(place.portal, place.teams, title="Affiche au mur"),
        "fell": create(place.portal, place.teams, title="Message du lundi"),
        "apart": create(place.portal, place.teams, title="Équipes déjà parties"),
        "few": create(place.portal, place.teams, title="Deux équipes"),
        "waiting": create(place.portal, place.teams, title="Dix minutes"),
        "withdrawn": create(place.portal, place.teams, title="Salle fermée"),
    }
    evaluation_with(made["rose"])
    evaluation_with(made["chance"], "chance", 1, -6, 8)
    evaluation_with(made["fell"], "fell", -9, -15, -3)
    evaluation_with(made["apart"], "not_parallel", 9, 2, 16, early=8, early_low=2, early_high=14)
    evaluation_with(
        made["few"], "few_teams", None, None, None, early=None, early_low=None, early_high=None
    )
    cancel_planned_experiment(experiment=made["withdrawn"], reason="Travaux.")
    return made


def titles(page):
    return re.findall(r'class="due__what"\s+href="[^"]*"\s*>([^<]*)<', page.content.decode())


# --- Looked for -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({"issue": "rose"}, "Ateliers du matin"),
        ({"issue": "fell"}, "Message du lundi"),
        ({"issue": "chance"}, "Affiche au mur"),
        ({"issue": "waiting"}, "Dix minutes"),
        ({"issue": "withdrawn"}, "Salle fermée"),
        ({"q": "travaux"}, "Salle fermée"),
        ({"q": "MUR affiche", "annee": "2026", "nature": "experiment"}, "Affiche au mur"),
    ],
)
def test_it_is_found_by_what_became_of_it(tried, client, asked, title):
    assert titles(client.get(LIST, asked)) == [title]


def test_what_is_not_told_is_found_together(tried, client):
    assert sorted(titles(client.get(LIST, {"issue": "untold"}))) == [
        "Deux équipes",
        "Équipes déjà parties",
    ]


@pytest.mark.parametrize(
    "asked",
    [
        {"issue": "won"},
        {"nature": "x"},
        {"annee": "20"},
        {"annee": "²026"},
        {"tri": "effet"},
        {"portail": "x"},
    ],
)
def test_what_there_is_not_is_not_found(tried, client, asked):
    assert client.get(LIST, asked).status_code == 404


def test_where_nothing_is_found_the_page_says_what_else_there_is(tried, client):
    page = client.get(LIST, {"q": "affiche", "issue": "rose"}).content.decode()

    assert "1 experiment without “What it did”" in page
    assert "1 experiment without “the words”" in page
    assert f'href="{LIST}?q=affiche"' in page


def test_before_anything_was_tried_the_page_says_how_to_begin(place, training, client):
    page = client.get(LIST).content.decode()

    assert "note it before it begins" in page
    assert "dessin" not in page


def test_the_list_is_a_file_with_what_its_pages_say_and_no_more(tried, training, client, now):
    now.move_to(BEGUN)
    client.force_login(training)  # a session does not last that long
    decide_on_experiment(
        experiment=tried["chance"], decision=ExperimentDecision.STOP, learnt="=1+1 ne suffit pas."
    )

    answer = client.get(reverse("adoption:experiments_table"), {"issue": "chance"})
    book = client.get(reverse("adoption:experiments_workbook"))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Affiche au mur" in lines[1]
    assert ";1;-6;8;" in lines[1]
    assert "'=1+1" in lines[1]
    rows = list(load_workbook(io.BytesIO(book.content)).active.values)
    assert len(rows) == 1 + len(tried)
    (apart,) = [row for row in rows if row[0] == "Équipes déjà parties"]
    assert apart[8:11] == (None, None, None) or apart[8:11] == ("", "", "")


# --- Drawn ----------------------------------------------------------------------------------------------


def test_all_that_is_told_is_drawn_failures_too_and_nothing_else(tried, client):
    page = client.get(LIST).content.decode()
    drawing = client.get(reverse("adoption:experiments_chart", args=["light"])).content.decode()

    for title in ("Ateliers du matin", "Affiche au mur", "Message du lundi"):
        assert title in drawing
    for title in ("Équipes déjà", "Deux équipes", "Dix minutes", "Salle fermée"):
        assert title not in drawing
    assert "Of 3 evaluations, use rose more than in comparable teams in 1, and less in 1." in page


def test_of_teams_that_were_moving_apart_no_effect_is_drawn_nor_told(tried, client):
    url = reverse("adoption:experiment_chart", args=[tried["apart"].uuid, "light"])
    drawing = client.get(url).content.decode()
    page = client.get(reverse("adoption:experiment", args=[tried["apart"].uuid])).content.decode()

    assert "Before the start" in drawing
    assert "Since the start" not in drawing
    assert "+9" not in drawing
    assert "+9" not in page


@pytest.mark.parametrize("fate", ["few", "waiting", "withdrawn"])
def test_what_has_no_number_has_no_drawing(tried, client, fate):
    url = reverse("adoption:experiment_chart", args=[tried[fate].uuid, "light"])

    assert client.get(url).status_code == 404
    page = client.get(reverse("adoption:experiment", args=[tried[fate].uuid]))
    assert page.status_code == 200
    assert "dessin" not in page.content.decode()


def test_the_drawing_of_one_has_its_target_and_its_words(tried, client):
    held = tried["rose"]
    page = client.get(reverse("adoption:experiment", args=[held.uuid])).content.decode()
    drawing = client.get(reverse("adoption:experiment_chart", args=[held.uuid, "dark"]))

    assert "Target: +10" in drawing.content.decode()
    assert "+12 (+4 to +20)" in drawing.content.decode()
    assert "rose 12 points more than in comparable teams, between 4 and 20" in page
    assert "stands for both, parallel trends and placebo" in page
    assert "about 9 points or more" in page  # 1.4 times half of −5 to 7


@pytest.mark.parametrize("variant", ["light", "dark", "light-narrow", "dark-narrow"])
def test_a_drawing_is_the_same_byte_for_byte(tried, variant):
    lines = drawn_words.effect_lines(list(Experiment.objects.select_related("evaluation")))

    assert charts.draw(lines, 10, variant) == charts.draw(lines, 10, variant)


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("ends", "title"),
    [
        ([(4, 20)], "Use rose more than in comparable teams in the one evaluation that is told."),
        ([(-9, -2)], "Use rose less than in comparable teams in the one evaluation that is told."),
        ([(-9, 2)], "One evaluation is told, and it cannot be told apart from chance."),
        ([(-9, 2), (-1, 3)], "None of 2 evaluations can be told apart from chance."),
        ([(1, 2), (-1, 3)], "Use rose more than in comparable teams in 1 of 2 evaluations."),
    ],
)
def test_the_title_says_what_all_say_together(ends, title):
    lines = [charts.EffectLine("", "", (low + high) // 2, low, high) for low, high in ends]

    assert drawn_words.effects_title(lines) == title


# --- Written --------------------------------------------------------------------------------------------


def test_what_it_can_tell_is_seen_before_anything_is_written(place, training, client):
    url = reverse("adoption:note_experiment")
    first = client.get(url).content.decode()

    seen = client.post(url, SENT | {"portal": place.portal.pk, "verifier": "1"}).content.decode()

    assert "0 of 6 evaluations are taken or noted" in first
    assert "As it stands, no effect could be told" in seen
    assert "it takes 3 published months before the start" in seen
    assert "6 are left" in seen
    assert not Experiment.objects.exists()


def test_it_is_changed_by_the_form_it_was_noted_by(place, training, client):
    sent = SENT | {"portal": place.portal.pk}
    client.post(reverse("adoption:note_experiment"), sent)
    held = Experiment.objects.get()
    url = reverse("adoption:revise_experiment", args=[held.uuid])

    page = client.get(url).content.decode()
    client.post(url, sent | {"title": "Ateliers du soir"})

    assert "Équipe B; 2026-10" in page
    held.refresh_from_db()
    assert held.title == "Ateliers du soir"
    assert held.changes.latest("pk").before == {"title": "Ateliers"}
    assert held.changes.latest("pk").changed_by == training


def written_once(client):
    page = client.get(reverse("adoption:note_experiment")).content.decode()
    return re.search(r'name="once" value="([0-9a-f-]{36})"', page)[1]


def test_a_page_that_is_sent_twice_notes_one_experiment(place, training, client):
    url, once = reverse("adoption:note_experiment"), written_once(client)
    sent = SENT | {"portal": place.portal.pk, "once": once}

    first, second = client.post(url, sent), client.post(url, sent)

    held = Experiment.objects.get()
    assert first.url == second.url == reverse("adoption:experiment", args=[once])
    assert held.changes.count() == 1
    assert held.teams.count() == 2


def test_another_page_notes_another_experiment(place, training, client):
    for once in (written_once(client), written_once(client)):
        sent = SENT | {"portal": place.portal.pk, "once": once}
        client.post(reverse("adoption:note_experiment"), sent)

    assert Experiment.objects.count() == 2


@pytest.mark.parametrize("other", [{"title": "Ateliers du soir"}, {"teams": "équipe a"}])
def test_another_plan_from_a_page_that_was_sent_is_not_lost_in_silence(
    place, training, client, other
):
    sent = SENT | {"portal": place.portal.pk, "once": written_once(client)}
    client.post(reverse("adoption:note_experiment"), sent)

    page = client.post(reverse("adoption:note_experiment"), sent | other).content.decode()

    assert "This page was sent already" in page
    assert Experiment.objects.get().title == "Ateliers"


def test_what_it_can_tell_is_asked_as_often_as_one_likes_from_one_page(place, training, client):
    sent = SENT | {"portal": place.portal.pk, "once": written_once(client)}

    seen = client.post(reverse("adoption:note_experiment"), sent | {"verifier": "1"})

    assert f'name="once" value="{sent["once"]}"' in seen.content.decode()


def test_what_follows_is_noted_from_what_was_there(place, training, client):
    first = create(place.portal, place.teams)
    url = f"{reverse('adoption:note_experiment')}?suite={first.uuid}"

    page = client.get(url).content.decode()
    client.post(url, SENT | {"portal": place.portal.pk, "follows": first.uuid})
    second = Experiment.objects.exclude(pk=first.pk).get()
    read = client.get(reverse("adoption:experiment", args=[second.uuid])).content.decode()

    assert "Dix minutes du mardi" in page
    assert second.follows == first
    assert "Goes on from" in read
    assert client.get(f"{reverse('adoption:note_experiment')}?suite=x").status_code == 404


@pytest.mark.parametrize("starts", ["9999-12", "0001-01", "2040-01"])
def test_a_month_too_far_is_refused_in_words(place, training, client, starts):
    sent = SENT | {"portal": place.portal.pk, "starts": starts, "teams": "équipe a"}

    page = client.post(reverse("adoption:note_experiment"), sent)

    assert page.status_code == 200
    assert not Experiment.objects.exists()


def test_what_is_refused_stands_there_to_be_mended(tried, client):
    url = reverse("adoption:add_to_experiment", args=[tried["rose"].uuid])

    page = client.post(url, {"learnt-text": "Mme Durand a tout fait."}).content.decode()

    assert "Leave out names" in page
    assert "Mme Durand a tout fait." in page


def test_a_decision_is_taken_back_on_its_page(tried, training, client, now):
    held = tried["chance"]
    now.move_to(BEGUN)
    client.force_login(training)  # a session does not last that long
    url = reverse("adoption:decide_experiment", args=[held.uuid])
    client.post(url, {"decision": "stop", "learnt": "Une affiche ne suffit pas."})
    client.post(
        reverse("adoption:take_decision_back", args=[held.uuid]), {"back-text": "À revoir."}
    )

    page = client.get(reverse("adoption:experiment", args=[held.uuid])).content.decode()
    held.refresh_from_db()

    assert held.decision == ExperimentDecision.OPEN
    assert "Une affiche ne suffit pas." in page
    assert "À revoir." in page


def test_a_longer_window_is_evaluated_later(place, training, client):
    held = create(
        place.portal,
        place.teams,
        starts=Month(2026, 7),
        teams=dict.fromkeys(place.teams[:6], Month(2026, 7)),
    )
    url = reverse("adoption:decide_experiment", args=[held.uuid])

    client.post(url, {"decision": "extend", "learnt": "Commencé tard.", "longer": "2"})
    page = client.get(reverse("adoption:experiment", args=[held.uuid])).content.decode()

    held.refresh_from_db()
    assert held.months == 5
    assert "when November 2026 is published" in page
    assert "Months, before: 3" in page
