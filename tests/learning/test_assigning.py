"""Who may assign a path, whom it reaches, and what learning holds about a person."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.dates import today
from learning.actions import enrol, start_lesson
from learning.models import Enrolment, LessonProgress
from people.privacy_registry import holdings
from tests.learning.factories import make_lesson, make_module, make_path
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db

URL = "/admin/parcours/attribuer/"


def order_of(path, team, **more):
    return {"path": path.pk, "team": team.pk, "due_on": "", **more}


@pytest.fixture
def team():
    team = TeamFactory(name="Accueil")
    PositionFactory(team=team)
    PositionFactory(team=TeamFactory(parent=team))
    return team


@pytest.fixture
def assigner(client, training_manager):
    client.force_login(training_manager)
    return client


@pytest.mark.parametrize("role", ["editor", "data_protection_officer", "administrator"])
def test_only_training_managers_assign(client, request, team, role):
    path = make_path(make_module())
    client.force_login(request.getfixturevalue(role))
    assert client.get(URL).status_code == 404
    assert client.post(URL, order_of(path, team, confirm="1")).status_code == 404
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("role", ["person", "manager"])
def test_those_who_do_not_enter_the_administration_assign_nothing(client, request, team, role):
    path = make_path(make_module())
    client.force_login(request.getfixturevalue(role))
    assert client.post(URL, order_of(path, team, confirm="1")).status_code in (302, 403, 404)
    assert not Enrolment.objects.exists()


def test_the_reach_is_shown_before_anything_is_written(assigner, team):
    path = make_path(make_module())
    response = assigner.post(URL, order_of(path, team))
    assert response.context["reach"] == {"total": 2}
    assert not Enrolment.objects.exists()


def test_nothing_tells_whether_the_one_person_of_a_team_follows_the_path_already(assigner):
    """Who enrols themselves tells nobody else."""
    position, path = PositionFactory(), make_path(make_module(), title="Le parcours")
    answers = []
    for _ in range(2):
        reach = assigner.post(URL, order_of(path, position.team)).context["reach"]
        page = assigner.post(URL, order_of(path, position.team, confirm="1"), follow=True)
        answers.append((reach, [str(said) for said in page.context["messages"]]))
        assert Enrolment.objects.exists()
    assert answers[0] == answers[1]


def test_a_team_and_those_below_it_are_enrolled(assigner, team):
    path, day = make_path(make_module()), today() + timedelta(days=30)
    PositionFactory()  # of another team
    order = order_of(path, team, mandatory="on", due_on=day.isoformat(), confirm="1")
    for _ in range(2):
        assert assigner.post(URL, order).status_code == 302
    rows = list(Enrolment.objects.values_list("is_mandatory", "due_on"))
    assert rows == [(True, day)] * 2


@pytest.mark.parametrize(
    "more",
    [
        {"mandatory": "on", "due_on": "2020-01-01"},
        {"due_on": (today() + timedelta(days=9)).isoformat()},
        {"path": "0"},
        {"team": "x"},
    ],
)
def test_an_order_that_makes_no_sense_enrols_nobody(assigner, team, more):
    path = make_path(make_module())
    response = assigner.post(URL, order_of(path, team, confirm="1") | more)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("days", [-1, None])
def test_mandatory_training_is_on_the_first_screen_with_or_without_a_day(client, person, days):
    module = make_module()
    make_lesson(module)
    path = make_path(module, title="Protéger les données")
    enrol(
        person=person,
        path=path,
        mandatory=True,
        due_on=None if days is None else today() + timedelta(days=days),
    )
    client.force_login(person)
    panels = client.get("/").context["slots"]["main"]
    assert "learning.due_soon" in [panel.name for panel, _values in panels]
    said = client.get(reverse("learning:path", args=[path.uuid])).content.decode()
    assert "Formation obligatoire" in said or "Mandatory training" in said


def test_the_menu_offers_assigning_to_those_who_may(client, training_manager, editor):
    for someone, offered in ((training_manager, True), (editor, False)):
        client.force_login(someone)
        assert (URL in client.get(reverse("wagtailadmin_home")).content.decode()) is offered


# --- What is held about a person ------------------------------------------------------------------------


def test_a_person_takes_away_all_that_is_theirs_and_nothing_else(person):
    other = PersonFactory()
    module = make_module()
    lesson, path = make_lesson(module, "Ma leçon"), make_path(module, title="Mon parcours")
    for someone in (person, other):
        start_lesson(person=someone, lesson=lesson.record)
        enrol(person=someone, path=path)
    mine = {each.model: each for each in holdings() if each.model.startswith("learning.")}
    progress, enrolment = mine["learning.LessonProgress"], mine["learning.Enrolment"]
    assert [row["lesson__title"] for row in progress.export(person)] == ["Ma leçon"]
    assert [row["path__title"] for row in enrolment.export(person)] == ["Mon parcours"]
    assert (progress.erase(person), enrolment.erase(person)) == (1, 1)
    assert LessonProgress.objects.get().person == Enrolment.objects.get().person == other
