"""A rule that is changed by a draft, and what of it is said before and after."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.dates import today
from learning.actions.assignments import apply_rule
from learning.actions.rules import (
    delete_draft,
    get_or_create_replacement_draft,
    put_in_force,
    set_criterion,
    update_draft,
)
from learning.enums import RuleState
from learning.models import Assignment, AssignmentRule, Enrolment
from learning.queries.assignments import path_minutes, rule_changes, rule_reach
from learning.tasks import apply_rule_task
from people.actions.cohorts import add_to_cohort
from people.models import Cohort
from tests.learning.factories import make_attempt, make_lesson, make_module, make_path, make_quiz
from tests.learning.rules import in_force, make_rule
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db


def somebody(**position):
    return PositionFactory(**position).person


def test_a_change_says_what_it_would_do_before_it_is_applied():
    team, other = TeamFactory(), TeamFactory()
    leaving, staying, coming = somebody(team=team), somebody(team=other), somebody(team=other)
    cohort = Cohort.objects.create(name="Vague")
    add_to_cohort(cohort=cohort, people=[leaving, staying])
    rule = in_force(asked=[("cohort", [cohort.pk])], due_days=30)
    draft = get_or_create_replacement_draft(rule=rule)
    draft.criteria.all().delete()
    set_criterion(rule=draft, kind="team", values=[other.pk], is_excluded=False)
    AssignmentRule.objects.filter(pk=draft.pk).update(due_days=40)
    draft = AssignmentRule.objects.get(pk=draft.pk)

    changes = rule_changes(draft, on=today())
    assert (changes.new, changes.ended, changes.moved) == (1, 1, 1)
    assert Assignment.objects.in_force().count() == 2

    in_force_rule = put_in_force(rule=draft)
    apply_rule(rule=in_force_rule, on=today())
    assert in_force_rule.pk == rule.pk
    assert {assignment.person for assignment in Assignment.objects.in_force()} == {staying, coming}
    assert set(Enrolment.objects.values_list("due_on", flat=True)) == {today() + timedelta(days=40)}


def test_one_draft_at_a_time_changes_a_rule():
    rule = in_force()

    assert get_or_create_replacement_draft(rule=rule) == get_or_create_replacement_draft(rule=rule)


def test_a_draft_given_up_leaves_the_rule_as_it_is():
    PersonFactory()
    rule = in_force()
    delete_draft(rule=get_or_create_replacement_draft(rule=rule))

    assert AssignmentRule.objects.get() == rule
    assert Assignment.objects.in_force().exists()


def test_what_is_in_force_is_neither_rewritten_nor_thrown_away():
    rule = in_force()

    with pytest.raises(ValidationError):
        set_criterion(rule=rule, kind="role", values=["manager"], is_excluded=False)
    with pytest.raises(ValidationError):
        delete_draft(rule=rule)


def test_a_fixed_day_that_has_passed_is_refused():
    with pytest.raises(ValidationError):
        put_in_force(rule=make_rule(due_on=today() - timedelta(days=1)))


def test_results_never_make_a_training_mandatory():
    quiz = make_quiz()
    with pytest.raises(ValidationError):
        make_rule(asked=[("quiz_under", [quiz.pk, 50])])
    suggested = make_rule(mandatory=False, asked=[("quiz_under", [quiz.pk, 50])])
    with pytest.raises(IntegrityError), transaction.atomic():
        AssignmentRule.objects.filter(pk=suggested.pk).update(is_mandatory=True)


def test_a_form_opened_before_results_were_asked_makes_nothing_mandatory():
    quiz = make_quiz()
    opened = make_rule(mandatory=False)
    set_criterion(rule=opened, kind="quiz_under", values=[quiz.pk, 50], is_excluded=False)
    sent = {"title": "Autre", "is_mandatory": True}

    with pytest.raises(ValidationError):
        update_draft(rule=opened, values=sent)
    update_draft(rule=opened, values=sent | {"is_mandatory": False})

    in_force_rule = AssignmentRule.objects.get()
    assert (in_force_rule.title, in_force_rule.is_mandatory, in_force_rule.uses_results) == (
        "Autre",
        False,
        True,
    )


def test_a_form_opened_before_the_draft_was_applied_or_thrown_away_changes_nothing():
    sent = {"title": "Autre", "is_mandatory": True}
    opened, gone = make_rule(), make_rule()
    put_in_force(rule=opened)
    delete_draft(rule=gone)

    for rule in (opened, AssignmentRule(pk=gone.pk or 99_999)):
        with pytest.raises(ValidationError):
            update_draft(rule=rule, values=sent)

    in_force_rule = AssignmentRule.objects.get()
    assert (in_force_rule.title, in_force_rule.state) == ("Règle", RuleState.IN_FORCE)


def test_of_a_rule_on_results_only_those_who_meet_the_rest_are_counted():
    quiz, team = make_quiz(), TeamFactory()
    somebody(team=team), somebody(team=team), somebody()
    conditions = [("quiz_under", [quiz.pk, 50]), ("team", [team.pk])]
    before = rule_reach(make_rule(mandatory=False, asked=conditions), on=today())
    make_attempt(somebody(team=TeamFactory()), quiz, points=1)
    after = rule_reach(make_rule(mandatory=False, asked=conditions), on=today())

    assert before.is_at_most
    assert (before.total, before.teams) == (after.total, after.teams) == (2, [(team.name, 2)])


def test_no_difference_between_two_versions_tells_who_had_a_result():
    quiz = make_quiz()
    rule = in_force(mandatory=False, asked=[("quiz_under", [quiz.pk, 50])])
    draft = get_or_create_replacement_draft(rule=rule)
    draft.criteria.all().delete()
    set_criterion(rule=draft, kind="role", values=["manager"], is_excluded=False)

    assert rule_changes(AssignmentRule.objects.get(pk=draft.pk), on=today()) is None


def test_the_reach_is_told_by_team_at_the_first_level_with_the_load():
    division = TeamFactory(name="Proximité")
    somebody(team=TeamFactory(parent=division)), somebody(team=division)
    PersonFactory()
    module = make_module()
    make_lesson(module, minutes=30)
    path = make_path(module)
    reach = rule_reach(make_rule(path), on=today())

    assert (reach.total, reach.is_everybody, reach.teams) == (3, True, [("Proximité", 2)])
    assert path_minutes(path) == 30
    assert reach.hours == round(3 * 30 / 60)


def test_nobody_and_more_than_half_are_warned_of():
    team = TeamFactory()
    somebody(team=team), somebody(team=team), somebody()

    assert rule_reach(make_rule(asked=[("team", [TeamFactory().pk])]), on=today()).is_nobody
    assert rule_reach(make_rule(asked=[("team", [team.pk])]), on=today()).is_more_than_half


def test_only_mandatory_training_has_a_day_to_meet():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rule(mandatory=False, due_days=3)


@pytest.mark.parametrize("asks_results", [True, False])
def test_the_log_counts_nobody_of_a_rule_on_results(caplog, asks_results):
    conditions = [("quiz_under", [make_quiz().pk, 50])] if asks_results else []
    PersonFactory()
    rule = put_in_force(rule=make_rule(mandatory=False, asked=conditions))
    with caplog.at_level("INFO", logger="learning.tasks"):
        apply_rule_task(rule.pk)

    assert ("new=" in caplog.text) is not asks_results
