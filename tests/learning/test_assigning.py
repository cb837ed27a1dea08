"""The screens on which a training manager writes rules, and what learning holds about a person."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from core.dates import today
from learning.actions.enrolments import enrol
from learning.actions.progress import start_lesson
from learning.actions.rules import (
    get_or_create_replacement_draft,
    put_in_force,
    remove_criterion,
    set_criterion,
)
from learning.enums import DueRule, RuleState
from learning.models import Assignment, AssignmentRule, Enrolment, LessonProgress
from people.models import Cohort, Look
from people.privacy_registry import holdings
from tests.learning.factories import make_lesson, make_module, make_path, make_quiz
from tests.learning.rules import in_force, make_rule
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db

RULES = "/admin/parcours/attribuer/"
IN_ENGLISH = {"accept-language": "en"}


def fields_of(path, **more):
    return {"title": "Accueil", "path": path.pk, "due": "none", **more}


def page(rule, name="rule", *more):
    return reverse(f"rules_admin:{name}", args=[rule.uuid, *more])


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
def test_only_training_managers_write_rules(client, request, role):
    rule = in_force()
    draft = make_rule()
    client.force_login(request.getfixturevalue(role))
    for address in (RULES, page(rule), page(draft), page(rule, "people"), f"{RULES}nouvelle/"):
        assert client.get(address).status_code == 404
    for verb in ("put_in_force", "discard"):
        assert client.post(page(draft, verb)).status_code == 404
    for verb in ("end", "change"):
        assert client.post(page(rule, verb)).status_code == 404
    assert AssignmentRule.objects.get(pk=rule.pk).state == RuleState.IN_FORCE


def test_a_rule_is_written_read_and_put_in_force(
    assigner, team, django_capture_on_commit_callbacks
):
    path = make_path(make_module(), title="Protéger")
    answer = assigner.post(
        f"{RULES}nouvelle/",
        fields_of(path, is_mandatory="on", due="relative", due_days="30", remind_before="14, 3"),
    )
    rule = AssignmentRule.objects.get()
    assert answer.url == page(rule)
    assert rule.remind_before == [14, 3]

    verb = page(rule, "put_in_force")
    bare = assigner.get(page(rule), headers=IN_ENGLISH).content.decode()
    assert verb not in bare  # all staff are chosen, not a default
    assert "This is everybody." not in bare
    assert verb in assigner.get(f"{page(rule)}?tous").content.decode()
    assigner.post(page(rule, "criterion", "team"), {"values": [team.pk], "is_excluded": ""})
    shown = assigner.get(page(rule))
    assert verb in shown.content.decode()
    assert shown.context["reach"].total == 2
    assert not Assignment.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        assigner.post(page(rule, "put_in_force"), {"shown": shown.context["digest"]})
    assert set(Enrolment.objects.values_list("is_mandatory", "due_on")) == {
        (True, today() + timedelta(days=30))
    }
    assert b">2<" in assigner.get(RULES).content.replace(b" ", b"").replace(b"\n", b"")


def test_conditions_are_said_in_words(assigner, team):
    rule = make_rule(asked=[("team", [team.pk])], but=[("role", ["manager"])])
    content = assigner.get(page(rule), headers=IN_ENGLISH).content.decode()

    assert "with all below it: Accueil" in content
    assert "Role: all but manager of a team" in content
    assert "[" + str(team.pk) not in content


@pytest.mark.parametrize(
    "more",
    [
        {"is_mandatory": "on", "due": "fixed", "due_on": "2020-01-01"},
        {"due": "fixed", "due_on": (today() + timedelta(days=9)).isoformat()},
        {"is_mandatory": "on", "due": "relative"},
        {"tells_manager": "on"},
        {"remind_before": "bientôt"},
        {"remind_before": "-3"},
        {"remind_after": "1,2,3,4,5"},
        {"path": "0"},
        {"title": ""},
    ],
)
def test_a_rule_that_makes_no_sense_is_not_kept(assigner, more):
    answer = assigner.post(f"{RULES}nouvelle/", fields_of(make_path()) | more)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not AssignmentRule.objects.exists()


@pytest.mark.parametrize("values", [[], ["0"], ["x"], ["99999999999999999999"]])
def test_a_condition_on_nothing_is_not_kept(assigner, values):
    rule = make_rule()
    answer = assigner.post(page(rule, "criterion", "team"), {"values": values})

    assert answer.status_code == 200
    assert not rule.criteria.exists()


def test_a_condition_is_turned_around_and_taken_out(assigner, team):
    rule = make_rule(asked=[("team", [team.pk])])
    assigner.post(page(rule, "criterion", "team"), {"values": [team.pk], "is_excluded": "1"})
    row = rule.criteria.get()
    assert row.is_excluded

    assigner.post(page(rule, "remove_criterion", row.pk))
    assert not rule.criteria.exists()


def test_a_condition_that_both_takes_in_and_leaves_out_is_two(assigner, team):
    rule = make_rule(but=[("team", [team.pk])])
    assigner.post(page(rule, "criterion", "team"), {"values": [team.pk], "is_excluded": ""})

    assert rule.criteria.count() == 2


@pytest.mark.parametrize(
    ("kind", "data", "kept"),
    [
        ("arrived_since", {"values": "2026-03-01"}, ["2026-03-01"]),
        ("arrived_within", {"values": "30"}, [30]),
        ("contact", {"values": ["front_office"]}, ["front_office"]),
        ("ambassador", {"values": ["active"]}, ["active"]),
    ],
)
def test_each_kind_of_condition_is_kept_and_shown_again(assigner, kind, data, kept):
    rule = make_rule()
    assigner.post(page(rule, "criterion", kind), data)

    assert rule.criteria.get().values == kept
    shown = BeautifulSoup(assigner.get(page(rule, "criterion", kind)).content, "html.parser")
    asked = shown.select("[name=values]:not([type=checkbox]), [name=values][checked]")
    assert [each["value"] for each in asked] == [str(each) for each in kept]


def test_results_are_refused_for_mandatory_training_and_veiled_otherwise(assigner):
    quiz = make_quiz("Hygiène")
    data = {"values_quiz": quiz.pk, "values_percent": "50"}
    mandatory, proposed = make_rule(), make_rule(mandatory=False)
    for rule in (mandatory, proposed):
        assigner.post(page(rule, "criterion", "quiz_under"), data)

    assert not mandatory.criteria.exists()
    assert proposed.criteria.get().values == [quiz.pk, 50]
    assert assigner.get(page(proposed)).context["reach"].is_at_most
    response = assigner.post(
        page(proposed, "edit"), fields_of(proposed.path, is_mandatory="on", due="none")
    )
    assert response.context["form"].errors["is_mandatory"]


def test_of_a_suggestion_no_number_of_people_assigned_is_shown(assigner):
    PersonFactory()
    rule = in_force(mandatory=False)

    assert assigner.get(page(rule)).context["given"] is None
    assert "People assigned" not in assigner.get(RULES, headers=IN_ENGLISH).content.decode()


def test_a_change_is_shown_before_it_is_applied(assigner, team):
    rule = in_force(asked=[("team", [team.pk])], due_days=30)
    draft = AssignmentRule.objects.get(
        uuid=assigner.post(page(rule, "change")).url.rstrip("/").rpartition("/")[2]
    )
    assigner.post(page(draft, "criterion", "team"), {"values": [TeamFactory().pk]})
    changes = assigner.get(page(draft)).context["changes"]

    assert (changes.new, changes.ended) == (0, 2)
    assert Assignment.objects.in_force().count() == 2


@pytest.mark.parametrize("is_change", [False, True])
@pytest.mark.parametrize(
    "what", ["values", "without", "path", "due_days", "mandatory", "reminders"]
)
def test_a_draft_that_changed_since_it_was_shown_is_shown_again_and_not_applied(
    assigner, team, what, is_change
):
    draft = make_rule(asked=[("team", [team.pk])], due_days=30)
    if is_change:
        draft = get_or_create_replacement_draft(rule=put_in_force(rule=draft))
    before = assigner.get(page(draft)).context["digest"]
    alter(draft, what)
    again = assigner.post(
        page(draft, "put_in_force"), {"shown": before}, follow=True, headers=IN_ENGLISH
    )

    assert again.redirect_chain[-1][0] == page(draft)
    assert "changed since you read it" in again.content.decode()
    draft.refresh_from_db()
    assert draft.state == RuleState.DRAFT
    assigner.post(page(draft, "put_in_force"), {"shown": again.context["digest"]})
    assert not AssignmentRule.objects.filter(state=RuleState.DRAFT).exists()


def alter(draft, what):
    """What somebody else does to it meanwhile."""
    if what == "values":
        values = [TeamFactory().pk]
        set_criterion(rule=draft, kind="team", values=values, is_excluded=False)
    elif what == "without":
        remove_criterion(criterion=draft.criteria.get())
    else:
        fields = {
            "path": {"path": make_path()},
            "due_days": {"due_days": 31},
            "mandatory": {"is_mandatory": False, "due": DueRule.NONE, "due_days": None},
            "reminders": {"remind_after": [3]},
        }
        AssignmentRule.objects.filter(pk=draft.pk).update(**fields[what])


def test_a_draft_that_nobody_was_shown_is_not_applied(assigner):
    draft = make_rule()
    assigner.post(page(draft, "put_in_force"))

    draft.refresh_from_db()
    assert draft.state == RuleState.DRAFT


def test_who_joins_or_leaves_meanwhile_does_not_stop_a_draft(assigner, team):
    draft = make_rule(asked=[("team", [team.pk])])
    shown = assigner.get(page(draft)).context["digest"]
    PositionFactory(team=team)
    assigner.post(page(draft, "put_in_force"), {"shown": shown})

    assert AssignmentRule.objects.get().state == RuleState.IN_FORCE


def test_ending_a_rule_is_confirmed_first(assigner, team):
    rule = in_force(asked=[("team", [team.pk])])
    assert assigner.get(page(rule, "end")).status_code == 200
    assert Assignment.objects.in_force().count() == 2

    assigner.post(page(rule, "end"))
    assert not Assignment.objects.in_force().exists()
    assert assigner.get(page(rule)).status_code == 200


def test_those_whom_a_mandatory_rule_reaches_are_named_page_by_page_and_told(assigner):
    people = [PersonFactory(last_name=f"Nom{number:02}") for number in range(60)]
    rule = make_rule()
    first = assigner.get(page(rule, "people"))

    assert len(first.context["page"]) == 50
    looked = set(Look.objects.values_list("subject", flat=True))
    assert looked <= {person.pk for person in people} | {first.wsgi_request.user.pk}
    assert len(looked) >= 49


def test_a_list_of_many_asks_no_more_than_a_list_of_few(assigner, django_assert_max_num_queries):
    PersonFactory.create_batch(3)
    rule = in_force()
    with django_assert_max_num_queries(60) as few:
        assigner.get(page(rule, "people"))
    PersonFactory.create_batch(20)
    in_force(rule.path)
    from learning.actions.assignments import apply_rules

    apply_rules(on=today())
    with django_assert_max_num_queries(len(few.captured_queries)):
        assigner.get(page(rule, "people"))


def test_the_list_of_rules_asks_no_more_for_many_than_for_few(
    assigner, team, django_assert_max_num_queries
):
    def write(many):
        for _each in range(many):
            make_rule(asked=[("team", [team.pk])], but=[("role", ["manager"])])

    write(2)
    with django_assert_max_num_queries(60) as few:
        assigner.get(RULES)
    write(60)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(assigner.get(RULES).context["page"]) == 50


@pytest.mark.parametrize("verb", ["put_in_force", "change", "discard"])
def test_looking_does_nothing(assigner, verb):
    rule = make_rule()

    assert assigner.get(page(rule, verb)).status_code == 405


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
    response = client.get(reverse("learning:path", args=[path.uuid]), headers=IN_ENGLISH)
    assert "Mandatory training" in response.content.decode()


def test_the_menu_offers_assigning_to_those_who_may(client, training_manager, editor):
    for someone, offered in ((training_manager, True), (editor, False)):
        client.force_login(someone)
        assert (RULES in client.get(reverse("wagtailadmin_home")).content.decode()) is offered


# --- Named groups -----------------------------------------------------------------------------------------


@pytest.fixture
def cohort():
    return Cohort.objects.create(name="Vague d’automne")


def post(client, cohort, **data):
    return client.post(reverse("cohorts_admin:cohort", args=[cohort.uuid]), data)


def test_a_group_is_made_filled_by_numbers_and_by_name_and_emptied(assigner, cohort):
    one, other = PersonFactory(), PersonFactory(last_name="Benali")
    post(assigner, cohort, verb="numbers", numbers=f"{one.staff_number}\n {one.staff_number};")
    response = assigner.get(reverse("cohorts_admin:cohort", args=[cohort.uuid]), {"q": "benali"})
    assert response.context["found"] == [other]
    post(assigner, cohort, verb="add", person=other.uuid)
    assert {row.person for row in cohort.members.all()} == {one, other}

    for person in (one, other):
        post(assigner, cohort, verb="remove", person=person.uuid)
    post(assigner, cohort, verb="delete")
    assert not Cohort.objects.exists()


def test_one_wrong_number_adds_nobody(assigner, cohort):
    known = PersonFactory()
    answer = post(assigner, cohort, verb="numbers", numbers=f"{known.staff_number}, PERSONNE")

    assert "PERSONNE" in answer.content.decode()
    assert not cohort.members.exists()


def test_a_group_with_members_is_not_deleted(assigner, cohort):
    post(assigner, cohort, verb="numbers", numbers=PersonFactory().staff_number)
    post(assigner, cohort, verb="delete")

    assert Cohort.objects.exists()


def test_members_read_the_name_of_the_group_and_who_read_theirs(assigner, cohort):
    person = PersonFactory()
    post(assigner, cohort, verb="numbers", numbers=person.staff_number)
    warned = assigner.get(
        reverse("cohorts_admin:cohort", args=[cohort.uuid]), headers=IN_ENGLISH
    ).content.decode()
    cohort_holding = next(
        holding for holding in holdings() if holding.model == "people.CohortMember"
    )

    assert "Never name a group after health" in warned
    assert [row["cohort__name"] for row in cohort_holding.export(person)] == ["Vague d’automne"]
    assert Look.objects.filter(subject=person).exists()


@pytest.mark.parametrize("role", ["editor", "data_protection_officer", "administrator"])
def test_nobody_else_keeps_groups(client, request, cohort, role):
    client.force_login(request.getfixturevalue(role))

    assert client.get(reverse("cohorts_admin:cohorts")).status_code == 404
    assert post(client, cohort, verb="rename", name="Autre").status_code == 404


# --- What is held about a person ------------------------------------------------------------------------


def test_a_person_takes_away_all_that_is_theirs_and_nothing_else(person):
    other = PersonFactory()
    module = make_module()
    lesson, path = make_lesson(module, "Ma leçon"), make_path(module, title="Mon parcours")
    for someone in (person, other):
        start_lesson(person=someone, lesson=lesson.record)
        enrol(person=someone, path=path)
    mine = {
        holding.model: holding for holding in holdings() if holding.model.startswith("learning.")
    }
    progress, enrolment = mine["learning.LessonProgress"], mine["learning.Enrolment"]
    assert [row["lesson__title"] for row in progress.export(person)] == ["Ma leçon"]
    assert [row["path__title"] for row in enrolment.export(person)] == ["Mon parcours"]
    assert (progress.erase(person), enrolment.erase(person)) == (1, 1)
    assert LessonProgress.objects.get().person == Enrolment.objects.get().person == other
