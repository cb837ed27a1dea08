"""The tree of teams and the families of jobs that a staff list draws."""

from datetime import date

import pytest

from people.models import Job, Team
from tests.people.staff_lists import (
    APRIL,
    MAY,
    load,
    reasons,
)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TREE = "matricule;nom;prenom;equipe;equipe_parente"


def parents():
    return {
        team.code: team.get_parent().code
        for team in Team.objects.exclude(code=Team.ROOT_CODE).order_by("path")
    }


def test_teams_hang_below_their_parent_in_whatever_order_the_lines_come():
    load("1;A;B;Guichet;Accueil", "2;A;B;Accueil;Réseau", "3;A;B;Réseau;", heading=TREE)

    assert parents() == {"Guichet": "Accueil", "Accueil": "Réseau", "Réseau": "."}
    assert Team.find_problems() == ([], [], [], [], [])


def test_a_team_that_changes_parent_takes_its_own_with_it():
    load("1;A;B;U;", "2;A;B;V;", "3;A;B;T;U", "4;A;B;S;T", heading=TREE)

    load("1;A;B;U;", "2;A;B;V;", "3;A;B;T;V", "4;A;B;S;T", heading=TREE, as_of=APRIL)

    assert parents() == {"U": ".", "V": ".", "T": "V", "S": "T"}
    assert Team.find_problems() == ([], [], [], [], [])


def test_without_a_column_of_parents_known_teams_stay_where_they_are():
    load("1;A;B;U;", "2;A;B;T;U", heading=TREE)

    load("2;A;B;T", "3;A;B;W", heading="matricule;nom;prenom;equipe", as_of=APRIL)

    assert parents() == {"U": ".", "T": "U", "W": "."}


def test_a_team_that_a_full_list_no_longer_names_is_closed_and_may_open_again():
    load("1;A;B;U;", "2;A;B;T;U", heading=TREE)
    load("1;A;B;U;", "2;A;B;U;", heading=TREE, as_of=APRIL, full=True)
    assert Team.objects.get(code="T").closed_on == date(2026, 4, 29)

    load("1;A;B;U;", "2;A;B;T;U", heading=TREE, as_of=MAY, full=True)
    assert Team.objects.get(code="T").closed_on is None


def test_a_loop_in_the_tree_is_named_and_refused():
    report = load("1;A;B;U;T", "2;A;B;T;S", "3;A;B;S;U", heading=TREE)

    assert reasons(report) == [(2, "These teams stand above one another in a loop: U → T → S → U.")]


def test_a_loop_with_teams_that_are_already_there_is_refused():
    load("1;A;B;U;", "2;A;B;T;U", heading=TREE)

    report = load("1;A;B;U;T", heading=TREE)

    assert "loop" in report.refused[0].reason


def test_two_parents_of_one_team_are_refused_with_both_lines():
    report = load("1;A;B;U;", "2;A;B;V;", "3;A;B;T;U", "4;A;B;T;V", heading=TREE)

    assert [line for line, _reason in reasons(report)] == [5]
    assert "on line 4" in report.refused[0].reason


def test_a_parent_that_is_nowhere_is_refused():
    report = load("1;A;B;T;Nulle part", heading=TREE)

    assert reasons(report) == [(2, "The parent team “Nulle part” is nowhere.")]


def test_a_line_without_parent_is_silent_where_another_names_one():
    load("1;A;B;U;", "2;A;B;T;", "3;A;B;T;U", heading=TREE)

    assert parents()["T"] == "U"


# --- Jobs --------------------------------------------------------------------------------------------


def test_jobs_have_the_family_that_the_list_gives():
    heading = "matricule;nom;prenom;equipe;metier;famille_metier"
    load("1;A;B;X;Conseiller;Relation client", "2;A;B;X;Conseiller;", heading=heading)
    assert Job.objects.get().family.name == "Relation client"

    report = load("1;A;B;X;Conseiller;Gestion", "2;A;B;X;Conseiller;Autre", heading=heading)
    assert [line for line, _reason in reasons(report)] == [3]
