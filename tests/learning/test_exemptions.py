"""Who need not follow a mandatory path: who says so, who reads why."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.dates import today
from learning.actions.exemptions import exempt, lift_exemption
from learning.actions.rules import end_rule
from learning.enums import ExemptionReason
from learning.models import Assignment, Enrolment
from learning.queries.assignments import assignment_notes
from people.enums import Purpose
from people.models import Look
from tests.learning.factories import make_lesson, make_module, make_path, make_quiz
from tests.learning.rules import in_force
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db
IN_FRENCH = {"accept-language": "fr"}


@pytest.fixture
def path():
    module = make_module()
    make_lesson(module)
    return make_path(module, title="Protéger les données")


@pytest.fixture
def given(path, person):
    in_force(path, title="Accueil", due_days=30)
    return Assignment.objects.get(person=person)


def page_of(assignment, verb="exempt"):
    return reverse(f"rules_admin:{verb}", args=[assignment.uuid])


def test_a_training_manager_exempts_for_a_reason_of_the_list_and_lifts_it(
    client, training_manager, given
):
    client.force_login(training_manager)
    client.post(page_of(given), {"reason": "long_absence"})
    given.refresh_from_db()
    assert (given.exemption, given.exempted_by) == (ExemptionReason.LONG_ABSENCE, training_manager)
    assert not Enrolment.objects.get(person=given.person).is_mandatory

    client.post(page_of(given, "lift_exemption"))
    enrolment = Enrolment.objects.get(person=given.person)
    assert (enrolment.is_mandatory, enrolment.due_on) == (True, today() + timedelta(days=30))


def test_a_reason_of_ones_own_is_refused(client, training_manager, given):
    client.force_login(training_manager)

    assert client.post(page_of(given), {"reason": "malade"}).status_code == 200
    given.refresh_from_db()
    assert given.exempted_at is None


def test_reading_and_exempting_are_told_to_the_person(client, training_manager, given):
    client.force_login(training_manager)
    client.get(page_of(given))
    client.post(page_of(given), {"reason": "other"})

    looks = Look.objects.filter(subject=given.person, purpose=Purpose.MANDATORY_TRAINING)
    assert looks.count() == 2


def test_the_person_reads_why_and_their_manager_reads_that_alone(client, path):
    team = TeamFactory()
    boss = PositionFactory(team=team, is_manager=True).person
    person = PositionFactory(team=team, person__last_name="Dispensée").person
    in_force(path, asked=[("team", [team.pk])], but=[("role", ["manager"])])
    exempt(
        assignment=Assignment.objects.get(),
        reason=ExemptionReason.DONE_ELSEWHERE,
        by=PersonFactory(),
    )

    assert [note.exemption for note in assignment_notes(person, path)]
    client.force_login(boss)
    response = client.get(reverse("learning:mandatory"), headers={"accept-language": "en"})
    text = response.content.decode()
    assert "Dispensée" in text
    assert "exempted" in text.lower()
    assert "elsewhere" not in text


def test_whichever_rule_asks_it_the_exemption_holds(path, person):
    for days in (10, 20):
        in_force(path, due_days=days)
    exempt(
        assignment=Assignment.objects.order_by("pk")[0],
        reason=ExemptionReason.OTHER,
        by=PersonFactory(),
    )

    assert not Assignment.objects.in_force().filter(person=person).exists()
    assert not Enrolment.objects.get(person=person).is_mandatory


def test_what_has_ended_is_not_exempted(given):
    end_rule(rule=given.rule)

    with pytest.raises(ValidationError):
        exempt(assignment=given, reason=ExemptionReason.OTHER, by=PersonFactory())


def test_lifting_what_was_not_exempted_changes_nothing(given):
    lift_exemption(assignment=given, by=PersonFactory())

    assert Enrolment.objects.get(person=given.person).is_mandatory


@pytest.mark.parametrize("role", ["editor", "administrator", "data_protection_officer"])
def test_nobody_else_exempts(client, request, given, role):
    client.force_login(request.getfixturevalue(role))

    assert client.post(page_of(given), {"reason": "other"}).status_code == 404


def test_whoever_was_proposed_a_path_can_be_named_by_nobody(client, training_manager, person):
    quiz = make_quiz()
    for conditions in ((), [("quiz_under", [quiz.pk, 50])]):
        rule = in_force(mandatory=False, asked=conditions)
        client.force_login(training_manager)
        assert client.get(reverse("rules_admin:people", args=[rule.uuid])).status_code == 404
    given = list(Assignment.objects.filter(person=person))
    assert [assignment.is_mandatory for assignment in given] == [False]
    for assignment in given:
        assert client.get(page_of(assignment)).status_code == 404
