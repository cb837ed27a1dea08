"""A number of few people is a look at them, and they read it; a list of names tells those it leaves out."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.dates import today
from learning.actions.exemptions import exempt
from learning.enums import ExemptionReason
from learning.models import Assignment
from people.enums import Purpose
from people.models import Job, Look, Site
from tests.learning.factories import make_enrolment, make_module, make_path
from tests.learning.rules import in_force
from tests.learning.test_programme import (
    NAMED,
    NOTHING,
    PEOPLE,
    TABLE,
    URL,
    WORKBOOK,
    finish,
    leading,
    listed,
    member_of,
    proposed,
    training,
)
from tests.people.factories import PersonFactory, TeamFactory


pytestmark = pytest.mark.django_db

__all__ = ["leading", "proposed", "training"]

NUMBERS = [URL, TABLE, WORKBOOK]


def members(number, team, training, **fields):
    return [member_of(team, training, **fields) for _ in range(number)]


def looked_at(client, url, **asked):
    """At whom this one request is a look; nobody twice."""
    before = set(Look.objects.values_list("pk", flat=True))
    assert client.get(url, asked).status_code == 200
    looks = Look.objects.exclude(pk__in=before).select_related("subject")
    subjects = [look.subject for look in looks]
    assert {look.purpose for look in looks} <= {Purpose.MANDATORY_TRAINING}
    assert len(subjects) == len(set(subjects))
    return set(subjects)


# --- Numbers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", NUMBERS)
def test_fewer_than_ten_behind_a_path_are_looked_at_and_ten_are_not(leading, training, url):
    team, other = TeamFactory(), {"path": make_path(make_module(), title="Une autre")}
    nine = members(9, team, training)
    make_enrolment(nine[0], other["path"], is_mandatory=True)
    member_of(team, training, is_mandatory=False)  # chose it
    member_of(team)

    assert looked_at(leading, url) == set(nine)
    members(1, team, training)
    assert looked_at(leading, url) == {nine[0]}  # alone behind the other


@pytest.mark.parametrize("url", NUMBERS)
def test_whoever_is_exempted_stands_behind_a_number_too(leading, training, url):
    team = TeamFactory()
    exempted = member_of(team)
    in_force(training["path"], mandatory=True, asked=[("team", [team.pk])])
    exempt(
        assignment=Assignment.objects.get(person=exempted),
        reason=ExemptionReason.LONG_ABSENCE,
        by=PersonFactory(),
    )

    assert looked_at(leading, url) == {exempted}
    members(9, TeamFactory(), training)
    assert looked_at(leading, url) == set()


@pytest.mark.parametrize("url", NUMBERS)
def test_few_of_a_team_are_looked_at_once_teams_are_told_apart(leading, training, url):
    members(11, TeamFactory(name="Nord"), training)
    few = members(2, TeamFactory(name="Sud"), training)
    alone = PersonFactory()  # without a team
    make_enrolment(alone, training["path"], is_mandatory=True)

    assert looked_at(leading, url) == set()
    assert looked_at(leading, url, parcours=training["path"].uuid) == {*few, alone}


def test_few_behind_a_day_to_meet_are_looked_at_where_the_day_is_shown(leading, training):
    team, first = TeamFactory(), today() + timedelta(days=1)
    few = members(2, team, training, due_on=first)
    members(12, team, training, due_on=first + timedelta(days=1))
    finish(member_of(team, training, due_on=first), training)
    query = {"parcours": training["path"].uuid}

    assert looked_at(leading, URL, **query) == set(few)
    assert looked_at(leading, TABLE, **query) == set()


@pytest.mark.parametrize("url", [*NUMBERS, PEOPLE, *NAMED[1:], NOTHING])
def test_an_empty_answer_about_few_is_a_look_too(leading, training, url):
    """Nobody of a team of one is done, or without anything to do: so this one is not."""
    team = TeamFactory()
    alone = member_of(team, training)
    query = {"equipe": team.pk} | ({} if url in NAMED else {"etat": "done"})

    assert alone.last_name not in leading.get(url, query).content.decode("utf-8", "ignore")
    assert looked_at(leading, url, **query) == {alone}


@pytest.mark.parametrize("url", NUMBERS)
@pytest.mark.parametrize("of_path", [False, True])
def test_few_whom_a_choice_leaves_out_are_looked_at(leading, training, url, of_path):
    """The page before the choice, minus this one, tells of them."""
    site, job = Site.objects.create(name="Nord"), Job.objects.create(name="Accueil")
    team = TeamFactory()
    TeamFactory()  # so that the organisation parts here
    below = TeamFactory(parent=team)
    members(12, below, training, place={"site": site, "job": job})
    elsewhere = members(3, below, training, place={"job": job})
    otherwise = members(2, below, training, place={"site": site})
    above = members(4, team, training, place={"site": site, "job": job})
    query = {"parcours": training["path"].uuid} if of_path else {}

    in_team = set(above) if of_path else set()
    assert looked_at(leading, url, **query, equipe=below.pk) == set(above)
    assert looked_at(leading, url, **query, site=site.pk) == set(elsewhere)
    assert looked_at(leading, url, **query, metier=job.pk) == set(otherwise)
    assert looked_at(leading, url, **query, equipe=team.pk, site=site.pk) == {*elsewhere, *in_team}
    assert looked_at(leading, url, **query, equipe=below.pk, metier=job.pk) == {*above, *otherwise}


def test_many_whom_a_choice_leaves_out_are_not(leading, training):
    site = Site.objects.create(name="Nord")
    team = TeamFactory()
    members(10, team, training, place={"site": site})
    members(10, team, training)
    members(10, TeamFactory(), training)

    for query in ({"site": site.pk}, {"equipe": team.pk}, {"etat": "todo"}):
        assert looked_at(leading, URL, **query) == set()


def test_the_page_says_so(leading, training):
    member_of(TeamFactory(), training)
    for query in ({}, {"parcours": training["path"].uuid}):
        text = leading.get(URL, query, headers={"accept-language": "en"}).content.decode()
        assert "a number of fewer than ten people is a look at them too" in text


@pytest.mark.parametrize("of_path", [False, True])
def test_looks_cost_the_same_for_few_and_for_many(leading, training, of_path):
    site, job = Site.objects.create(name="Nord"), Job.objects.create(name="Accueil")
    top = TeamFactory()
    chosen = TeamFactory(parent=top)
    query = {"equipe": chosen.pk, "site": site.pk, "metier": job.pk}
    query |= {"parcours": training["path"].uuid} if of_path else {}

    def more(number):
        for _ in range(number):
            below = TeamFactory(parent=chosen)
            due = today() + timedelta(days=3)
            member_of(below, training, place={"site": site, "job": job}, due_on=due)
            member_of(below, training, place={"site": site})
            other = {"path": make_path(make_module(), title="Une autre")}
            member_of(below, other, place={"site": site, "job": job})

    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert leading.get(URL, query).status_code == 200
        return len(seen)

    more(1)
    leading.get(URL, query)
    few = cost()
    more(12)

    assert looked_at(leading, URL, **query)
    assert cost() == few - of_path  # enough people have the day to meet: who has is not asked
    assert few <= 32


# --- Names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", NAMED)
@pytest.mark.parametrize("how", ["done", "exempted"])
def test_who_has_just_got_rid_of_what_was_asked_is_named_and_reads_so(leading, training, url, how):
    team = TeamFactory()
    person = member_of(team, name="Introuvable")
    member_of(team, training)
    rule = in_force(training["path"], mandatory=True, asked=[("team", [team.pk])])
    members(9, team, training)
    assert looked_at(leading, url, equipe=team.pk) == set()
    assert listed(leading, equipe=team.pk) == []

    if how == "done":
        finish(person, training)
    else:
        assignment = Assignment.objects.get(rule=rule, person=person)
        exempt(assignment=assignment, reason=ExemptionReason.LONG_ABSENCE, by=PersonFactory())

    assert listed(leading, equipe=team.pk) == [person]
    assert looked_at(leading, url, equipe=team.pk) == {person}
    assert "absen" not in leading.get(url, {"equipe": team.pk}).content.decode("utf-8", "ignore")


@pytest.mark.parametrize("url", [PEOPLE, reverse("learning:mandatory_table")])
def test_few_whom_a_state_leaves_out_of_the_list_are_looked_at_and_many_are_not(
    leading, training, url
):
    late = today() - timedelta(days=1)
    team = TeamFactory()
    shown = member_of(team, training, due_on=late)
    left_out = members(8, team, training)

    assert looked_at(leading, url, etat="late") == {shown, *left_out}
    members(1, team, training)
    assert looked_at(leading, url, etat="late") == {shown}
