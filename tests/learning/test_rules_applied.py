"""What a rule gives and takes back, each time it is applied."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import Q

from core.dates import today
from learning.actions.assignments import apply_rule, apply_rules
from learning.actions.enrolments import enrol
from learning.actions.exemptions import exempt
from learning.actions.progress import start_lesson
from learning.actions.rules import end_rule, put_in_force
from learning.criteria import registry
from learning.criteria.registry import get_criterion
from learning.enums import DueRule, ExemptionReason
from learning.models import Assignment, Enrolment
from learning.tasks import apply_rules_task
from people.actions.cohorts import add_to_cohort, remove_from_cohort
from people.actions.positions import PositionDetails, change_primary
from people.models import Cohort, OutgoingMail
from tests.learning.factories import make_lesson, make_module, make_path
from tests.learning.rules import in_force, make_rule
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db


def somebody(**position):
    return PositionFactory(**position).person


def test_applied_twice_a_rule_gives_its_path_once():
    PersonFactory.create_batch(3)
    rule = in_force(due_days=30)

    assert apply_rule(rule=rule, on=today()).new == 0
    assert Assignment.objects.count() == Enrolment.objects.count() == 3
    assert set(Enrolment.objects.values_list("is_mandatory", "due_on")) == {
        (True, today() + timedelta(days=30))
    }


def test_whoever_moves_to_another_job_loses_one_path_and_is_given_another():
    team, other = TeamFactory(), TeamFactory()
    person = somebody(team=team)
    first, second = make_path(title="Un"), make_path(title="Deux")
    in_force(first, asked=[("team", [team.pk])])
    in_force(second, asked=[("team", [other.pk])])
    change_primary(person=person, work=PositionDetails(team=other), from_day=today())
    apply_rules(on=today())

    assert [row.path for row in Assignment.objects.in_force()] == [second]
    assert [row.path for row in Enrolment.objects.all()] == [second]


def test_a_change_of_position_is_followed_at_once(django_capture_on_commit_callbacks):
    team, person = TeamFactory(), somebody()
    in_force(asked=[("team", [team.pk])])
    with django_capture_on_commit_callbacks(execute=True):
        change_primary(person=person, work=PositionDetails(team=team), from_day=today())

    assert Assignment.objects.in_force().get().person == person


def test_whoever_leaves_a_group_is_followed_at_once(django_capture_on_commit_callbacks):
    cohort, person = Cohort.objects.create(name="Vague"), PersonFactory()
    add_to_cohort(cohort=cohort, people=[person])
    in_force(asked=[("cohort", [cohort.pk])])
    with django_capture_on_commit_callbacks(execute=True):
        remove_from_cohort(cohort=cohort, person=person)

    assert not Assignment.objects.in_force().exists()


def test_what_ended_is_not_opened_again_but_given_anew():
    team, person = TeamFactory(), somebody()
    cohort = Cohort.objects.create(name="Vague")
    add_to_cohort(cohort=cohort, people=[person])
    rule = in_force(asked=[("cohort", [cohort.pk])], due_days=10)
    remove_from_cohort(cohort=cohort, person=person)
    apply_rule(rule=rule, on=today())
    add_to_cohort(cohort=cohort, people=[person])
    later = today() + timedelta(days=100)
    apply_rule(rule=rule, on=later)

    assert Assignment.objects.count() == 2
    assert Assignment.objects.in_force().get().due_on == later + timedelta(days=10)
    assert team


def test_the_strictest_of_several_rules_is_what_is_asked():
    person, path = PersonFactory(), make_path()
    in_force(path, mandatory=False)
    in_force(path, due_days=60)
    strict = in_force(path, due_days=20)

    enrolment = Enrolment.objects.get(person=person)
    assert (enrolment.is_mandatory, enrolment.due_on) == (True, today() + timedelta(days=20))
    end_rule(rule=strict)
    enrolment.refresh_from_db()
    assert (enrolment.is_mandatory, enrolment.due_on) == (True, today() + timedelta(days=60))


def test_a_path_that_one_chose_stays_as_a_proposal():
    person, path = PersonFactory(), make_path()
    rule = in_force(path, due_days=5)
    enrol(person=person, path=path)
    end_rule(rule=rule)

    enrolment = Enrolment.objects.get()
    assert (enrolment.is_mandatory, enrolment.due_on) == (False, None)


def test_a_path_that_one_has_begun_stays_and_one_that_nobody_opened_goes():
    module = make_module()
    lesson, path = make_lesson(module), make_path(module)
    reader, _other = PersonFactory(), PersonFactory()
    rule = in_force(path)
    start_lesson(person=reader, lesson=lesson.record)
    end_rule(rule=rule)

    assert [row.person for row in Enrolment.objects.all()] == [reader]


def test_a_retired_path_is_given_to_nobody_new():
    rule = in_force()
    rule.path.is_retired = True
    rule.path.save()
    PersonFactory()

    assert apply_rule(rule=rule, on=today()).new == 0


def test_a_draft_gives_nothing():
    PersonFactory()
    make_rule()

    assert apply_rules(on=today()).new == 0


def test_an_exemption_holds_while_the_rule_is_applied_again():
    person = PersonFactory()
    rule = in_force(due_days=3)
    exempt(
        assignment=Assignment.objects.get(), reason=ExemptionReason.LONG_ABSENCE, by=PersonFactory()
    )
    apply_rule(rule=rule, on=today())

    assert not Assignment.objects.in_force().filter(person=person).exists()
    assert not Enrolment.objects.get(person=person).is_mandatory


@pytest.mark.parametrize("many", [2, 6])
def test_applying_asks_as_many_questions_for_many_as_for_few(django_assert_max_num_queries, many):
    for _each in range(many):
        somebody()
    rule = put_in_force(rule=make_rule())

    with django_assert_max_num_queries(35):
        apply_rule(rule=rule, on=today())
    assert rule.due == DueRule.NONE


class Broken(Exception):
    """What nobody expected."""


@pytest.fixture
def broken(monkeypatch):
    """The condition of a rule in force before any other; it fails once `error` is set."""
    state = SimpleNamespace(error=None)

    def matching(values, day):
        if state.error:
            raise state.error
        return Q(pk__in=[])

    kind = replace(get_criterion("cohort"), kind="broken", matching=matching)
    monkeypatch.setitem(registry._criteria, "broken", kind)
    state.rule = put_in_force(rule=make_rule(asked=[("broken", [1])]))
    return state


def test_a_rule_that_fails_is_in_the_log_and_keeps_no_other_from_being_applied(broken, caplog):
    sound = put_in_force(rule=make_rule())
    PersonFactory()
    broken.error = Broken()
    with pytest.raises(ExceptionGroup):
        apply_rules(on=today())

    assert Assignment.objects.get().rule == sound
    (error_record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert str(broken.rule.uuid) in error_record.getMessage()
    assert error_record.exc_info[0] is Broken


def test_the_limit_of_the_whole_task_is_no_trouble_of_one_rule(broken):
    put_in_force(rule=make_rule())
    PersonFactory()
    broken.error = SoftTimeLimitExceeded()
    with pytest.raises(SoftTimeLimitExceeded):
        apply_rules(on=today())
    assert not Assignment.objects.exists()


def test_a_night_with_a_failure_ends_as_failed_and_assigns_nobody_twice_when_tried_again(broken):
    put_in_force(rule=make_rule())
    PersonFactory()
    broken.error = Broken()
    for _again in range(2):
        with pytest.raises(ExceptionGroup):
            apply_rules_task()

    assert Assignment.objects.count() == OutgoingMail.objects.count() == 1
