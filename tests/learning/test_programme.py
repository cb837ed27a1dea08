"""Where the programme stands, for who leads it; and who has nothing to do."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.dates import today
from learning.actions.exemptions import exempt
from learning.certificate_codes import generate_code
from learning.enums import ExemptionReason, RuleState
from learning.models import Assignment, AssignmentRule, Certificate, Lesson, LessonProgress
from people.enums import Purpose
from people.models import Job, Look, Site
from tests.learning.factories import (
    make_enrolment,
    make_lesson,
    make_module,
    make_package,
    make_path,
    make_quiz,
)
from tests.learning.rules import in_force
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db

URL = reverse("learning:programme")
TABLE, WORKBOOK = reverse("learning:programme_table"), reverse("learning:programme_workbook")
PEOPLE, REMIND = reverse("learning:mandatory"), reverse("learning:mandatory_remind")
PEOPLE_TABLE = reverse("learning:mandatory_table")
PEOPLE_WORKBOOK = reverse("learning:mandatory_workbook")
NOTHING = reverse("learning:nothing_to_do")
NOTHING_TABLE = reverse("learning:nothing_to_do_table")
NOTHING_WORKBOOK = reverse("learning:nothing_to_do_workbook")
EVERY = [URL, TABLE, WORKBOOK, NOTHING, NOTHING_TABLE, NOTHING_WORKBOOK]
NAMED = [NOTHING, NOTHING_TABLE, NOTHING_WORKBOOK]


@pytest.fixture
def leading(client, training_manager):
    client.force_login(training_manager)
    return client


@pytest.fixture
def training():
    module = make_module()
    lesson = make_lesson(module).record
    return {"path": make_path(module, title="Protéger les données"), "lesson": lesson}


@pytest.fixture
def proposed():
    module = make_module("Accueillir")
    lesson = make_lesson(module).record
    return {"path": make_path(module, title="Accueillir"), "lesson": lesson}


def member_of(team, training=None, *, name="Lenoir", place=None, **fields):
    person = PersonFactory(last_name=name)
    PositionFactory(person=person, team=team, **(place or {}))
    if training:
        make_enrolment(person, training["path"], **{"is_mandatory": True} | fields)
    return person


def finish(person, training):
    now = timezone.now()
    LessonProgress.objects.create(
        person=person, lesson=training["lesson"], started_at=now, read_at=now
    )


def certified(person, training, *, days):
    return Certificate.objects.create(
        person=person, path=training["path"], title="x", code=generate_code(),
        issued_on=today() - timedelta(days=10), expires_on=today() + timedelta(days=days),
    )  # fmt: skip


def numbers(line):
    return {cell["state"]: cell["number"] for cell in line["cells"]}


def shown(client, **asked):
    return {line["name"]: numbers(line) for line in client.get(URL, asked).context["lines"]}


def listed(client, **asked):
    return [row[0] for row in client.get(NOTHING, asked).context["rows"]]


# --- Who opens it --------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", EVERY)
def test_a_manager_a_former_one_and_an_agent_find_no_such_page(client, manager, person, url):
    for reader in (manager, person):
        client.force_login(reader)
        assert client.get(url).status_code == 404
    manager.positions.update(ended_on=today() - timedelta(days=1))
    client.force_login(manager)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", EVERY)
def test_a_password_alone_opens_neither_names_nor_numbers(leading, training_manager, settings, url):
    settings.REQUIRE_SECOND_FACTOR = True
    assert leading.get(url).url.startswith(reverse("mfa_index"))
    Authenticator.objects.create(user=training_manager, type="totp", data={"secret": "x"})
    assert leading.get(url).status_code == 200


@pytest.mark.parametrize("url", EVERY)
@pytest.mark.parametrize(
    "asked", ["equipe=0", "site=x", "metier=9", "parcours=1", "team=1", "site=&site="]
)
def test_what_is_not_theirs_to_ask_is_not_found(leading, url, asked):
    assert leading.get(f"{url}?{asked}").status_code == 404


@pytest.mark.parametrize("asked", ["site={site}", "metier={job}"])
def test_a_manager_chooses_neither_a_site_nor_a_job(client, manager, asked):
    site, job = Site.objects.create(name="Nord"), Job.objects.create(name="Accueil")
    client.force_login(manager)
    assert client.get(f"{PEOPLE}?{asked.format(site=site.pk, job=job.pk)}").status_code == 404


def test_training_managers_go_from_one_page_to_the_others_and_keep_the_team(leading):
    team = TeamFactory()
    for url in (URL, NOTHING, PEOPLE):
        text = leading.get(url, {"equipe": team.pk}).content.decode()
        for other in (URL, NOTHING, PEOPLE):
            assert f'href="{other}?equipe={team.pk}"' in text
    assert URL in leading.get(reverse("rules_admin:rules")).content.decode()


def test_managers_keep_only_their_list(client, manager, training):
    member_of(manager.positions.get().team, training)
    client.force_login(manager)
    text = client.get(PEOPLE).content.decode()
    assert URL not in text
    assert NOTHING not in text


# --- The numbers -----------------------------------------------------------------------------------------


def test_a_path_is_counted_as_the_named_list_counts_it(leading, training):
    team, late = TeamFactory(), today() - timedelta(days=1)
    finish(member_of(team, training), training)
    member_of(team, training, due_on=late)
    member_of(team, training, due_on=today() + timedelta(days=9))
    member_of(team, training, due_on=today() + timedelta(days=5))
    member_of(team, training, is_mandatory=False)  # chose it

    answer = leading.get(URL)
    (line,) = answer.context["lines"]

    assert numbers(line) == {"done": 1, "todo": 2, "late": 1, "exempt": 0}
    assert line["counts"].asked == 4
    assert line["counts"].next_due == today() + timedelta(days=5)
    for cell in line["cells"]:
        if cell["number"]:
            people = leading.get(f"{PEOPLE}{cell['url']}")
            assert len(people.context["rows"]) == cell["number"]
            assert {row.state.value for row in people.context["rows"]} == {cell["state"]}


def test_who_is_exempted_is_counted_apart(leading, training):
    person = member_of(TeamFactory())
    in_force(training["path"], mandatory=True)
    finish(person, training)
    exempt(
        assignment=Assignment.objects.get(person=person),
        reason=ExemptionReason.LONG_ABSENCE,
        by=PersonFactory(),
    )

    line = next(
        row for row in leading.get(URL).context["lines"] if row["name"] == "Protéger les données"
    )

    assert numbers(line)["exempt"] == 1
    assert numbers(line)["done"] == 0


def test_only_certificates_that_end_soon_and_that_nothing_outlasts_are_counted(leading, training):
    team = TeamFactory()
    soon, renewed, later, ended = (member_of(team, training) for _ in range(4))
    certified(soon, training, days=60)
    certified(renewed, training, days=20)
    Certificate.objects.filter(person=renewed).update(issued_on=today() - timedelta(days=300))
    certified(renewed, training, days=300)
    certified(later, training, days=61)
    certified(ended, training, days=-1)

    (line,) = leading.get(URL).context["lines"]

    assert (line["counts"].done, line["counts"].todo, line["counts"].ends_soon) == (3, 1, 1)


def test_what_is_chosen_narrows_all_numbers(leading, training, proposed):
    north, south = TeamFactory(name="Nord"), TeamFactory(name="Sud")
    below = TeamFactory(parent=north)
    site, job = Site.objects.create(name="Saint-Aubin"), Job.objects.create(name="Accueil")
    member_of(north, training, place={"site": site})
    finish(member_of(below, training, place={"job": job}), training)
    member_of(south, training, due_on=today() - timedelta(days=1))
    member_of(south, proposed)

    def asked(**chosen):
        return {name: sum(states.values()) for name, states in shown(leading, **chosen).items()}

    one, two = "Protéger les données", "Accueillir"
    assert asked() == {one: 3, two: 1}
    assert asked(equipe=north.pk) == {one: 2}
    assert asked(site=site.pk) == asked(metier=job.pk) == {one: 1}
    assert asked(etat="late") == {one: 3}
    assert asked(equipe=south.pk) == {one: 1, two: 1}


def test_a_path_is_told_team_by_team_at_the_level_below(leading, training):
    one, other = TeamFactory(name="Nord"), TeamFactory(name="Sud")
    below = TeamFactory(name="Accueil", parent=one)
    member_of(one, training)
    finish(member_of(below, training), training)
    member_of(other, training)
    uuid = training["path"].uuid

    top = leading.get(URL, {"parcours": uuid}).context["lines"]
    within = leading.get(URL, {"parcours": uuid, "equipe": one.pk}).context["lines"]

    assert [(line["name"], line["counts"].asked) for line in top] == [("Nord", 2), ("Sud", 1)]
    assert [line["counts"].asked for line in within] == [1, 1]
    assert within[1]["name"] == "Accueil"
    assert not any(cell["url"] for cell in within[0]["cells"])  # no list is theirs alone
    (link,) = [cell["url"] for cell in within[1]["cells"] if cell["number"]]
    assert len(leading.get(f"{PEOPLE}{link}").context["rows"]) == 1


def test_the_next_days_are_told_with_how_many_still_have_to(leading, training):
    team = TeamFactory()
    for days in (-2, 3, 3, 8):
        member_of(team, training, due_on=today() + timedelta(days=days))
    finish(member_of(team, training, due_on=today() + timedelta(days=3)), training)

    days = leading.get(URL, {"parcours": training["path"].uuid}).context["days"]

    assert days == [(today() + timedelta(days=3), 2), (today() + timedelta(days=8), 1)]


def test_no_name_stands_in_it(leading, training):
    member_of(TeamFactory(), training, name="Introuvable")
    for url in (URL, f"{URL}?parcours={training['path'].uuid}", TABLE):
        assert "Introuvable" not in leading.get(url).content.decode()


def test_the_files_hold_what_is_shown(leading, training, proposed):
    north, south = TeamFactory(name="=Nord"), TeamFactory(name="Sud")
    finish(member_of(north, training), training)
    member_of(south, training)
    in_force(proposed["path"], mandatory=False, asked=[("team", [north.pk])])
    in_english = {"accept-language": "en"}

    text = leading.get(TABLE, headers=in_english).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    sheet = load_workbook(
        io.BytesIO(
            leading.get(WORKBOOK, {"parcours": training["path"].uuid}, headers=in_english).content
        )
    ).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert rows[1] == ["Protéger les données", "mandatory", "2", "1", "1", "0", "0", "", "0", ""]
    assert rows[2] == ["Accueillir", "proposed", *[""] * 7, "1"]
    assert [row[1:4] for row in cells[1:]] == [["'=Nord", 1, 1], ["Sud", 1, 0]]


# --- What is proposed ------------------------------------------------------------------------------------


def reaches(client, **asked):
    return {
        suggestion.path.title: (suggestion.reach, suggestion.is_at_most)
        for suggestion in client.get(URL, asked).context["suggested"]
    }


def test_of_a_proposal_only_whom_its_rules_meet_is_counted_whatever_anybody_does(leading, proposed):
    north, south = TeamFactory(name="Nord"), TeamFactory(name="Sud")
    people = [member_of(north), member_of(north)]
    member_of(south)
    in_force(proposed["path"], mandatory=False, asked=[("team", [north.pk])])
    before = leading.get(URL)
    assert reaches(leading) == {"Accueillir": (2, False)}
    assert reaches(leading, equipe=south.pk) == {"Accueillir": (0, False)}

    finish(people[0], proposed)
    certified(people[0], proposed, days=5)
    people[1].enrolments.all().delete()
    after = leading.get(URL)

    assert before.context["suggested"] == after.context["suggested"]
    assert before.context["lines"] == after.context["lines"] == []


def test_several_rules_of_a_path_count_somebody_once_and_results_are_never_told(
    leading, proposed, training
):
    north = TeamFactory()
    person = member_of(north)
    member_of(TeamFactory())
    everybody = PersonFactory._meta.model.objects.count()
    in_force(proposed["path"], mandatory=False, title="Un", asked=[("team", [north.pk])])
    in_force(
        proposed["path"], mandatory=False, title="Deux",
        asked=[("team", [north.pk]), ("path_finished", [training["path"].pk])],
    )  # fmt: skip
    other = make_path(make_module(), title="Autre")
    in_force(other, mandatory=False, asked=[("path_finished", [training["path"].pk])])
    before = reaches(leading)
    finish(person, training)
    make_enrolment(person, training["path"])

    assert before == reaches(leading) == {
        "Accueillir": (1, True), "Autre": (everybody, True)
    }  # fmt: skip


def test_a_proposal_of_which_a_condition_is_unknown_tells_no_number(leading, proposed):
    rule = in_force(proposed["path"], mandatory=False, asked=[("site", [1])])
    rule.criteria.update(kind="gone")
    assert reaches(leading) == {"Accueillir": (None, False)}


# --- Who has nothing to do -----------------------------------------------------------------------------


def test_who_has_nothing_to_do_has_nothing_mandatory_left_and_nothing_proposed(
    leading, training_manager, training, proposed
):
    team, named = TeamFactory(), TeamFactory()
    free, finished = member_of(team, name="Libre"), member_of(team, training, name="Fini")
    finish(finished, training)
    member_of(team, training)
    member_of(named)
    in_force(proposed["path"], mandatory=False, asked=[("team", [named.pk])])
    gone = member_of(team)
    gone.employed_until = today() - timedelta(days=1)
    gone.save()

    rows = leading.get(NOTHING, {"equipe": team.pk}, headers={"accept-language": "en"})

    assert [(row[0], row[2]) for row in rows.context["rows"]] == [
        (finished, "all is done"),
        (free, "none is asked"),
    ]
    assert listed(leading, equipe=named.pk) == []


def test_what_somebody_chose_or_did_with_a_proposal_changes_nothing(leading, proposed):
    team, named = TeamFactory(), TeamFactory()
    free, proposed_to = member_of(team), member_of(named)
    in_force(proposed["path"], mandatory=False, asked=[("team", [named.pk])])

    def lists():
        return [listed(leading, equipe=each.pk) for each in (team, named)]

    assert lists() == [[free], []]
    for person in (free, proposed_to):
        finish(person, proposed)
    make_enrolment(free, proposed["path"])
    certified(proposed_to, proposed, days=5)
    assert lists() == [[free], []]


def test_a_proposal_that_rests_on_results_takes_nobody_out(leading, training, proposed):
    team = TeamFactory()
    person = member_of(team)
    finish(person, training)
    make_enrolment(person, training["path"])
    in_force(proposed["path"], mandatory=False, asked=[("path_finished", [training["path"].pk])])
    assert Assignment.objects.filter(person=person).exists()

    assert listed(leading, equipe=team.pk) == [person]


def test_a_rule_that_has_ended_proposes_nothing(leading, proposed):
    person = member_of(team := TeamFactory())
    rule = in_force(proposed["path"], mandatory=False, asked=[("team", [team.pk])])
    assert listed(leading, equipe=team.pk) == []
    AssignmentRule.objects.filter(pk=rule.pk).update(state=RuleState.ENDED)
    assert listed(leading, equipe=team.pk) == [person]


@pytest.mark.parametrize("url", NAMED)
def test_each_look_is_told(leading, training_manager, url):
    team = TeamFactory()
    person = member_of(team)

    leading.get(url, {"equipe": team.pk})

    looks = Look.objects.values_list("viewer", "subject", "purpose")
    assert list(looks) == [(training_manager.pk, person.pk, Purpose.MANDATORY_TRAINING)]


def test_the_list_is_given_as_a_file_without_formulas(leading):
    team = TeamFactory()
    person = member_of(team)
    person.first_name = "=1+1"
    person.save()

    query = {"equipe": team.pk}
    text = leading.get(NOTHING_TABLE, query).content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(leading.get(NOTHING_WORKBOOK, query).content)).active

    assert text.splitlines()[1].startswith("'=1+1 Lenoir;")
    assert sheet["A2"].value == "'=1+1 Lenoir"


def test_only_those_on_the_page_are_looked_at(leading):
    team = TeamFactory()
    for _ in range(51):
        member_of(team)

    leading.get(NOTHING, {"equipe": team.pk, "page": 2})

    assert Look.objects.count() == 1


# --- Whoever begins a path anew ------------------------------------------------------------------------


@pytest.mark.parametrize("narrowed", [False, True])
def test_whoever_begins_a_path_anew_stands_on_every_page(leading, training, narrowed):
    """Each of them is looked up within the query of everybody: the deepest that these pages ask."""
    site, job = Site.objects.create(name="Nord"), Job.objects.create(name="Accueil")
    team, began = TeamFactory(), timezone.now() - timedelta(days=20)
    Lesson.objects.update(required_quiz=make_quiz(), required_package=make_package())
    again = member_of(team, training, name="Encore", place={"site": site, "job": job})
    finish(again, training)
    in_force(training["path"], due_days=0, asked=[("team", [team.pk])])
    again.enrolments.update(counts_from=began, due_on=today() - timedelta(days=1))
    again.assignments.update(due_on=today() - timedelta(days=1))
    query = {"equipe": team.pk, "site": site.pk, "metier": job.pk} if narrowed else {}

    assert shown(leading, **query) == {
        "Protéger les données": {"done": 0, "todo": 0, "late": 1, "exempt": 0}
    }
    of_path = query | {"parcours": training["path"].uuid}
    assert leading.get(URL, of_path).context["cells"][2]["number"] == 1
    assert [row.person for row in leading.get(PEOPLE, query).context["rows"]] == [again]
    assert [
        row.person for row in leading.get(PEOPLE, query | {"etat": "late"}).context["rows"]
    ] == [again]
    assert again.get_full_name() not in map(str, listed(leading, **query))
    for url in (TABLE, WORKBOOK, PEOPLE_TABLE, PEOPLE_WORKBOOK, *NAMED):
        assert leading.get(url, query).status_code == 200
    leading.post(f"{REMIND}?{urlencode(query)}")
    assert Assignment.objects.get(person=again).reminded_on == today()
    assert leading.get(PEOPLE, query).status_code == 200


# --- What it costs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("url", "most"), [(URL, 25), ("one path", 25), (NOTHING, 22)])
def test_it_costs_the_same_for_few_and_for_many(leading, training, proposed, url, most):
    query = {} if url != "one path" else {"parcours": training["path"].uuid}
    address = URL if url == "one path" else url

    def more(number):
        for _ in range(number):
            team = TeamFactory()
            finish(member_of(team, training), training)
            member_of(team, training, due_on=today() + timedelta(days=3))
            member_of(team)
            member_of(team, {"path": make_path(make_module(), title="Une autre")})

    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert leading.get(address, query).status_code == 200
        return len(seen)

    in_force(proposed["path"], mandatory=False, asked=[("team", [TeamFactory().pk])])
    more(1)
    leading.get(address, query)
    few = cost()
    more(12)

    spared = url == "one path"  # with enough people on each line, who is looked at is not asked
    assert cost() == few - spared
    assert few <= most
