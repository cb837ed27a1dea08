"""How many a path is proposed to rests on who people are; what they achieved moves no number."""

import pytest

from people.models import Cohort, CohortMember, Job, Site
from tests.learning.factories import make_attempt, make_quiz
from tests.learning.rules import in_force
from tests.learning.test_programme import (
    TABLE,
    URL,
    certified,
    finish,
    leading,
    member_of,
    proposed,
    reaches,
    training,
)
from tests.people.factories import TeamFactory


pytestmark = pytest.mark.django_db

__all__ = ["leading", "proposed", "training"]


@pytest.fixture
def group():
    """Three of a named group, in two teams, on two sites; somebody beside each."""
    teams, job = [TeamFactory(), TeamFactory()], Job.objects.create(name="Accueil")
    sites = [Site.objects.create(name=name) for name in ("Nord", "Sud")]
    cohort = Cohort.objects.create(name="Vague 1")
    people = [
        member_of(teams[0], place={"site": sites[0], "job": job}),
        member_of(teams[0], place={"site": sites[1]}),
        member_of(teams[1], place={"site": sites[1], "job": job}),
    ]
    for person in people:
        CohortMember.objects.create(cohort=cohort, person=person)
        member_of(person.positions.get().team, place={"site": person.positions.get().site})
    choices = [{"equipe": team.pk} for team in teams] + [{"site": site.pk} for site in sites]
    choices += [{}, {"metier": job.pk}, {"equipe": teams[0].pk, "site": sites[1].pk}]
    return {"cohort": cohort, "people": people, "choices": choices}


@pytest.fixture
def results(training):
    quiz = make_quiz()

    def achieve(person):
        finish(person, training)
        certified(person, training, days=-3)
        make_attempt(person, quiz, points=2)

    conditions = [
        ("path_finished", [training["path"].pk]),
        ("certificate_ended", [training["path"].pk]),
        ("quiz_under", [quiz.pk, 80]),
    ]
    return {"asked": conditions, "achieve": achieve}


@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize("is_excluded", [False, True])
def test_of_a_group_and_a_result_it_is_said_at_most_and_no_two_choices_differ_by_results(
    leading, proposed, group, results, which, is_excluded
):
    of_group, of_results = ("cohort", [group["cohort"].pk]), [results["asked"][which]]
    conditions, but = ([of_group], of_results) if is_excluded else ([of_group, *of_results], [])
    in_force(proposed["path"], mandatory=False, asked=conditions, but=but)

    def told():
        return [reaches(leading, **choice)["Accueillir"] for choice in group["choices"]]

    before = told()
    assert before == [(number, True) for number in (2, 1, 1, 2, 3, 2, 1)]
    for person in group["people"]:
        results["achieve"](person)
        assert told() == before


def test_the_page_and_the_file_say_at_most(leading, proposed, group, results):
    conditions = [("cohort", [group["cohort"].pk]), results["asked"][0]]
    in_force(proposed["path"], mandatory=False, asked=conditions)

    for choice in group["choices"]:
        page = leading.get(URL, choice, headers={"accept-language": "en"}).content.decode()
        assert "at most" in page
        file = leading.get(TABLE, choice, headers={"accept-language": "en"}).content.decode()
        assert "at most" in file


def test_a_rule_without_results_beside_one_with_them_is_still_told_as_at_most(
    leading, proposed, group, results
):
    """Else what the second adds to the first would be a number of who achieved something."""
    everybody = group["people"][0].positions.get().team
    of_group = ("cohort", [group["cohort"].pk])
    in_force(proposed["path"], mandatory=False, title="Un", asked=[of_group])
    in_force(
        proposed["path"], mandatory=False, title="Deux",
        asked=[("team", [everybody.pk]), results["asked"][0]],
    )  # fmt: skip
    before = reaches(leading)

    assert before == {"Accueillir": (5, True)}
    results["achieve"](group["people"][0])
    assert reaches(leading) == before


def test_of_a_proposal_nothing_is_told_by_path_nor_by_state(leading, proposed, group):
    in_force(proposed["path"], mandatory=False, asked=[("cohort", [group["cohort"].pk])])

    assert leading.get(URL, {"etat": "todo"}).context["suggested"] == []
    assert leading.get(URL, {"parcours": proposed["path"].uuid}).status_code == 404
