"""Who sees that mandatory training is done, and what they never see."""

import csv
import io
import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.dates import today
from learning.actions.completions import store_completions
from learning.certificate_codes import generate_code
from learning.enums import ExemptionReason, FollowUpState
from learning.models import (
    Assignment,
    AssignmentRule,
    Certificate,
    Enrolment,
    LessonProgress,
    ModulePage,
)
from learning.queries.mandatory import mandatory_counts, mandatory_enrolments, waiting_training
from people.enums import Purpose
from people.forms import teams
from people.models import Look, Person
from tests.learning.factories import (
    make_attempt,
    make_enrolment,
    make_lesson,
    make_module,
    make_path,
    make_quiz,
)
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db

URL, FILE = reverse("learning:mandatory"), reverse("learning:mandatory_table")
WORKBOOK = reverse("learning:mandatory_workbook")


@pytest.fixture(autouse=True)
def _counted_alike(db):
    """Whatever a test sets up, a team's page counts as late what the list shows as late."""
    yield
    everybody, on = Person.objects.order_by(), today()
    late = mandatory_counts(mandatory_enrolments(everybody, on=on))[FollowUpState.LATE]
    assert waiting_training(everybody, on=on).late == late


@pytest.fixture
def team(manager):
    return manager.positions.get().team


@pytest.fixture
def training():
    """A path of two lessons, the second with a quiz to pass."""
    module, quiz = make_module(), make_quiz()
    lessons = [make_lesson(module).record, make_lesson(module, quiz=quiz).record]
    path = make_path(module, title="Protéger les données")
    return {"path": path, "lessons": lessons, "quiz": quiz}


@pytest.fixture
def managing(client, manager):
    client.force_login(manager)
    return client


def member_of(team, training=None, *, name="Lenoir", **fields):
    person = PersonFactory(last_name=name)
    PositionFactory(person=person, team=team)
    if training:
        fields = {"is_mandatory": True} | fields
        make_enrolment(person, training["path"], **fields)
    return person


def read(person, lesson, *, at=None):
    moment = at or timezone.now()
    LessonProgress.objects.create(
        person=person, lesson=lesson, started_at=moment - timedelta(minutes=5), read_at=moment
    )


def finish(person, training, *, at=None):
    for lesson in training["lessons"]:
        read(person, lesson, at=at)
    make_attempt(person, training["quiz"])


def found(response):
    return [(row.person, row.state, row.done_on) for row in response.context["rows"]]


# --- Who sees whom ---------------------------------------------------------------------------------


def test_a_manager_sees_the_team_and_those_below_it_only(managing, team, training):
    mine = member_of(team, training)
    below = member_of(TeamFactory(parent=team), training)
    other = TeamFactory()
    member_of(other, training, name="Ailleurs")
    elsewhere = member_of(other, training, name="Passagère")
    PositionFactory(person=elsewhere, team=team, is_primary=False)

    assert {row[0] for row in found(managing.get(URL))} == {mine, below}


@pytest.mark.parametrize("url", [URL, FILE, WORKBOOK])
def test_names_are_read_with_a_second_factor_only(managing, manager, team, training, settings, url):
    """Wherever the page stands: a stolen password alone opens no list of names."""
    settings.REQUIRE_SECOND_FACTOR = True
    member_of(team, training)

    assert managing.get(url).url.startswith(reverse("mfa_index"))
    Authenticator.objects.create(user=manager, type="totp", data={"secret": "x"})
    assert managing.get(url).status_code == 200


def test_who_follows_nobody_is_not_asked_for_a_second_factor_but_finds_nothing(
    client, person, settings
):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(person)

    assert client.get(URL).status_code == client.get(FILE).status_code == 404


def test_a_former_manager_sees_nothing(client, manager, team, training):
    member_of(team, training)
    manager.positions.update(ended_on=today() - timedelta(days=1))
    client.force_login(manager)

    assert client.get(URL).status_code == client.get(FILE).status_code == 404
    assert URL not in client.get("/").content.decode()


def test_who_left_the_team_or_the_organisation_is_no_longer_seen(managing, team, training):
    left, gone = member_of(team, training), member_of(team, training)
    left.positions.update(ended_on=today() - timedelta(days=1))
    gone.employed_until = today() - timedelta(days=1)
    gone.save()

    assert found(managing.get(URL)) == []


def test_training_managers_see_every_team_and_choose_one(client, training_manager, training):
    north, south = TeamFactory(name="Nord"), TeamFactory(name="Sud")
    in_north, in_south = member_of(north, training), member_of(south, training)
    client.force_login(training_manager)

    assert {row[0] for row in found(client.get(URL))} == {in_north, in_south}
    assert [row[0] for row in found(client.get(URL, {"equipe": south.pk}))] == [in_south]


@pytest.mark.parametrize("words", ["personne", "équipe"])
def test_words_that_decide_on_no_team_show_count_export_and_remind_nobody(
    client, training_manager, training, monkeypatch, words
):
    monkeypatch.setattr(teams, "MOST_LISTED", 1)
    for name, due_on in (("Équipe nord", today() - timedelta(3)), ("Équipe sud", None)):
        member_of(TeamFactory(name=name), training, due_on=due_on)
    client.force_login(training_manager)
    asked = {"equipe_nom": words}

    page = client.get(URL, asked)
    assert found(page) == []
    assert not any(page.context["counts"].values())
    assert page.context["remind_on"] is None
    assert len(client.get(FILE, asked).content.decode().splitlines()) == 1
    client.post(f"{reverse('learning:mandatory_remind')}?{urlencode(asked)}")
    assert not Assignment.objects.exclude(reminded_on=None).exists()
    assert not Look.objects.exists()


@pytest.mark.parametrize("asked", ["another", "0", "x", "{pk}.0", "{pk}&equipe={pk}", "&team=1"])
def test_a_team_that_is_not_theirs_is_not_found(managing, team, training, asked):
    other = TeamFactory()
    member_of(other, training, name="Ailleurs")
    text = str(other.pk) if asked == "another" else asked.format(pk=team.pk)

    assert managing.get(f"{URL}?equipe={text}").status_code == 404
    assert managing.get(f"{FILE}?equipe={text}").status_code == 404


def test_managers_find_the_page_where_they_work(managing):
    assert URL in managing.get("/").content.decode()


def test_staff_are_not_offered_the_page(client, person):
    client.force_login(person)
    assert URL not in client.get("/").content.decode()


# --- What is seen ----------------------------------------------------------------------------------


def test_what_a_person_chose_is_never_seen(managing, team, training):
    member_of(team, training, is_mandatory=False)
    assert found(managing.get(URL)) == []


def test_done_is_what_the_learner_sees_as_done_on_the_last_day(managing, team, training):
    done, partly = member_of(team, training), member_of(team, training)
    finish(done, training, at=timezone.now() - timedelta(days=3))
    for lesson in training["lessons"]:
        read(partly, lesson)  # without its quiz

    rows = {person: (state, day) for person, state, day in found(managing.get(URL))}

    assert rows[done] == ("done", today())  # the quiz came last
    assert rows[partly] == ("todo", None)


def test_the_day_is_that_of_the_organisations_clock(managing, team, training):
    person = member_of(team, training)
    night = datetime(2026, 3, 10, 0, 20, tzinfo=timezone.get_default_timezone())
    for lesson in training["lessons"]:
        read(person, lesson, at=night)
    make_attempt(person, training["quiz"])
    person.quiz_attempts.update(started_at=night - timedelta(minutes=9), submitted_at=night)

    assert found(managing.get(URL))[0][2] == night.date()


def test_how_far_somebody_is_changes_nothing_before_it_is_done(managing, team, training):
    person = member_of(team, training)
    before = managing.get(URL).context["rows"]
    read(person, training["lessons"][0])
    make_attempt(person, training["quiz"], points=7)

    assert managing.get(URL).context["rows"] == before


def test_a_path_without_a_published_lesson_is_not_done(managing, team):
    empty = {"path": make_path(make_module())}
    member_of(team, empty)
    assert [row[1] for row in found(managing.get(URL))] == ["todo"]


def test_the_list_is_late_to_do_or_done(managing, team, training):
    late = member_of(team, training, due_on=today() - timedelta(days=1))
    today_still = member_of(team, training, due_on=today())
    someday = member_of(team, training)
    done = member_of(team, training, due_on=today() - timedelta(days=1))
    finish(done, training)

    shown = {
        state: [row[0] for row in found(managing.get(URL, {"etat": state}))]
        for state in ("late", "todo", "done")
    }

    assert shown == {"late": [late], "todo": [today_still, someday], "done": [done]}
    everything = managing.get(URL)
    assert [row[0] for row in found(everything)] == [late, today_still, someday, done]
    assert everything.context["counts"] == {"late": 1, "todo": 2, "done": 1, "exempt": 0}
    assert managing.get(URL, {"etat": "score"}).status_code == 404


def counted_in(client, **asked):
    """What the page says that there is of each state."""
    text = client.get(URL, asked, headers={"accept-language": "en"}).content.decode()
    return re.findall(r"(\d+)\s+(late|to\s+do|done|exempted)", text)


def test_with_a_state_chosen_nothing_is_counted_of_the_others_nor_where_nobody_must_do_anything(
    managing, team, training
):
    empty = TeamFactory(parent=team)
    for _ in range(2):
        finish(member_of(team, training), training)
    member_of(team, training, due_on=today() - timedelta(days=1))
    assigned(member_of(team, training, is_mandatory=False), training, exempted=True)

    assert [number for number, _state in counted_in(managing)] == ["1", "0", "2", "1"]
    for state in ("late", "todo", "done", "exempt"):
        assert counted_in(managing, etat=state) == []
    assert counted_in(managing, equipe=empty.pk) == []


def test_the_file_holds_the_chosen_list_and_no_formula(managing, team, training):
    finish(member_of(team, training, name="Fini"), training)
    person = member_of(team, training, name="Lenoir", due_on=today())
    person.first_name = "=1+1"
    person.save()

    response = managing.get(FILE, {"etat": "todo"}, headers={"accept-language": "en"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))

    assert len(rows) == 2
    assert rows[1][:3] == ["'=1+1 Lenoir", str(team), "Protéger les données"]
    assert rows[1][4:] == ["to do", ""]


def test_the_workbook_holds_the_same_list_and_no_formula(managing, team, training):
    finish(member_of(team, training, name="Fini"), training)
    person = member_of(team, training, name="Lenoir", due_on=today())
    person.first_name = "=1+1"
    person.save()

    response = managing.get(WORKBOOK, {"etat": "todo"}, headers={"accept-language": "en"})
    sheet = load_workbook(io.BytesIO(response.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert len(cells) == 2
    assert cells[1][:3] == ["'=1+1 Lenoir", str(team), "Protéger les données"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


# --- A certificate, and its end ------------------------------------------------------------------------


def certified(person, training, *, issued, expires=None):
    return Certificate.objects.create(
        person=person, path=training["path"], title="x", code=generate_code(),
        issued_on=issued, expires_on=expires,
    )  # fmt: skip


def days_ago(number):
    return today() - timedelta(days=number)


def test_a_valid_certificate_is_done_on_its_day_whatever_became_of_the_lessons(
    managing, team, training
):
    person = member_of(team, training, due_on=days_ago(100))
    certified(person, training, issued=days_ago(120), expires=today())
    make_lesson(ModulePage.objects.get(record=training["lessons"][0].module), "Une de plus")

    assert found(managing.get(URL)) == [(person, "done", days_ago(120))]


def test_one_that_has_ended_is_to_do_again_and_its_old_day_shames_nobody(managing, team, training):
    person = member_of(team, training, due_on=days_ago(390))
    finish(person, training, at=timezone.now() - timedelta(days=400))
    certified(person, training, issued=days_ago(400), expires=days_ago(1))

    assert found(managing.get(URL)) == [(person, "todo", None)]


@pytest.mark.parametrize(("due", "state"), [(1, "late"), (0, "todo"), (-30, "todo")])
def test_a_renewal_is_late_from_the_day_after_its_own(managing, team, training, due, state):
    person = member_of(
        team, training, due_on=days_ago(due), counts_from=timezone.now() - timedelta(days=20)
    )
    certified(person, training, issued=days_ago(400), expires=days_ago(5))

    assert found(managing.get(URL)) == [(person, state, None)]


def test_a_renewal_under_way_leaves_it_done_until_the_end_and_a_new_one_gives_the_new_day(
    managing, team, training
):
    person = member_of(team, training, counts_from=timezone.now() - timedelta(days=20))
    certified(person, training, issued=days_ago(350), expires=today() + timedelta(days=10))
    assert found(managing.get(URL)) == [(person, "done", days_ago(350))]

    certified(person, training, issued=days_ago(2), expires=today() + timedelta(days=300))
    assert found(managing.get(URL)) == [(person, "done", days_ago(2))]


def test_the_refresher_stands_for_the_path_for_whoever_was_certified_once(managing, team, training):
    refresher = make_path(make_module(), title="Rappel")
    training["path"].refresher = refresher
    training["path"].save()
    once, never = member_of(team, training), member_of(team, training)
    certified(once, training, issued=days_ago(400), expires=days_ago(5))
    for person in (once, never):
        certified(person, {"path": refresher}, issued=days_ago(3))

    rows = {person: (state, day) for person, state, day in found(managing.get(URL))}

    assert rows == {once: ("done", days_ago(3)), never: ("todo", None)}


# --- Who is exempted ---------------------------------------------------------------------------------------


def assigned(person, training, *, exempted=False, **fields):
    rule = AssignmentRule.objects.create(title="Règle", path=training["path"], is_mandatory=True)
    if exempted:
        fields |= {"exempted_at": timezone.now(), "exemption": ExemptionReason.LONG_ABSENCE}
    return Assignment.objects.create(
        person=person, rule=rule, path=training["path"], is_mandatory=True, **fields
    )


def test_who_is_exempted_is_shown_so_without_a_reason_nor_what_they_did(managing, team, training):
    person = member_of(team, training, is_mandatory=False)
    assigned(person, training, exempted=True)
    finish(person, training)
    certified(person, training, issued=days_ago(3))

    answer = managing.get(URL, headers={"accept-language": "en"})
    file = managing.get(FILE, headers={"accept-language": "en"}).content.decode("utf-8-sig")

    assert (
        found(answer) == found(managing.get(URL, {"etat": "exempt"})) == [(person, "exempt", None)]
    )
    assert answer.context["counts"] == {"late": 0, "todo": 0, "done": 0, "exempt": 1}
    for text in (answer.content.decode(), file):
        assert "absen" not in text
    assert file.splitlines()[1].endswith(";exempted;")


def test_an_exemption_from_one_rule_is_none_from_another_and_one_that_ended_is_over(
    managing, team, training
):
    both, over = member_of(team, training), member_of(team, training, is_mandatory=False)
    assigned(both, training, exempted=True)
    assigned(both, training)
    assigned(over, training, exempted=True, ended_at=timezone.now() + timedelta(minutes=1))

    assert found(managing.get(URL)) == [(both, "todo", None)]


# --- What it leaves behind ---------------------------------------------------------------------------


@pytest.mark.parametrize("url", [URL, FILE, WORKBOOK])
def test_each_look_is_told_once_to_whom_it_is_at(managing, manager, team, training, url):
    person = member_of(team, training)
    make_enrolment(person, make_path(make_module()), is_mandatory=True)
    make_enrolment(manager, training["path"], is_mandatory=True)
    member_of(team)  # must do nothing, so is not shown

    managing.get(url)

    looks = Look.objects.values_list("viewer", "subject", "purpose")
    assert list(looks) == [(manager.pk, person.pk, Purpose.MANDATORY_TRAINING)]


def test_only_those_on_the_page_are_looked_at(managing, team, training):
    for _ in range(51):
        member_of(team, training)

    managing.get(URL, {"page": 2})

    assert Look.objects.count() == 1


def test_the_page_costs_the_same_for_few_and_for_many(managing, team, training):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert managing.get(URL).status_code == 200
        return len(seen)

    finish(member_of(team, training), training)
    managing.get(URL)
    few = cost()
    for _ in range(30):
        finish(member_of(team, training), training)

    assert Enrolment.objects.count() == 31
    assert cost() == few <= 24
    store_completions()
    assert cost() <= 17
