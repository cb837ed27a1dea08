"""Whom a rule meets, what it gives and takes back, and what of it is told."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from core.dates import today
from learning.actions import enrol, start_lesson
from learning.actions.assignments import apply_rule, apply_rules
from learning.actions.exemptions import exempt
from learning.actions.rules import (
    change_rule,
    discard_rule,
    end_rule,
    put_in_force,
    rewrite_rule,
    set_criterion,
)
from learning.criteria import UnknownCriterion, criteria
from learning.criteria.registry import one_of
from learning.enums import Due, Exemption, RuleState
from learning.models import Assignment, AssignmentRule, Certificate, Enrolment, RuleCriterion
from learning.queries.assignments import (
    changes_of,
    met_by,
    minutes_of,
    newly_met_by,
    reach_of,
    whom_in_words,
)
from people.actions import (
    Work,
    add_to_cohort,
    change_primary,
    grant_role,
    merge_into,
    remove_from_cohort,
)
from people.enums import Contact, Role
from people.models import Cohort
from tests.ambassadors.factories import AmbassadorFactory
from tests.learning.factories import make_attempt, make_lesson, make_module, make_path, make_quiz
from tests.learning.rules import in_force, make_rule
from tests.people.factories import (
    ExternalFactory,
    JobFactory,
    PersonFactory,
    PositionFactory,
    SiteFactory,
    TeamFactory,
)


pytestmark = pytest.mark.django_db
LONG_AGO = date(2019, 1, 7)


def somebody(**position):
    return PositionFactory(**position).person


def met(rule, day=None):
    return set(met_by(rule, on=day or today()))


# --- Criteria ------------------------------------------------------------------------------------------


def test_a_team_comes_with_all_below_it():
    team = TeamFactory()
    here, below = somebody(team=team), somebody(team=TeamFactory(parent=team))
    somebody()

    assert met(make_rule(asked=[("team", [team.pk])])) == {here, below}


def test_only_the_primary_position_counts():
    team, person = TeamFactory(), somebody()
    PositionFactory(person=person, team=team, is_primary=False)

    assert met(make_rule(asked=[("team", [team.pk])])) == set()


def test_a_position_counts_on_its_days_only():
    day, team = today(), TeamFactory()
    person = somebody(team=team, started_on=day + timedelta(days=3))
    rule = make_rule(asked=[("team", [team.pk])])

    assert met(rule, day) == set()
    assert met(rule, day + timedelta(days=3)) == {person}


def test_job_family_site_and_contact_are_those_of_the_position():
    job, site = JobFactory(), SiteFactory()
    person = somebody(job=job, site=site, contact=Contact.FRONT_OFFICE)
    somebody(job=JobFactory(), site=SiteFactory())
    for kind, values in (
        ("job", [job.pk]),
        ("family", [job.family.pk]),
        ("site", [site.pk]),
        ("contact", [Contact.FRONT_OFFICE]),
    ):
        assert met(make_rule(asked=[(kind, values)])) == {person}, kind


def test_values_are_alternatives_and_criteria_all_hold():
    one, other, site = JobFactory(), JobFactory(), SiteFactory()
    both = somebody(job=one, site=site), somebody(job=other, site=site)
    somebody(job=one), somebody(site=site)

    assert met(make_rule(asked=[("job", [one.pk, other.pk]), ("site", [site.pk])])) == set(both)


def test_a_criterion_may_leave_out_those_whom_another_takes_in():
    team = TeamFactory()
    part = TeamFactory(parent=team)
    here = somebody(team=team)
    somebody(team=part)

    assert met(make_rule(asked=[("team", [team.pk])], but=[("team", [part.pk])])) == {here}


def test_whoever_has_no_position_is_left_in_by_what_leaves_others_out():
    free = PersonFactory()
    job = JobFactory()
    somebody(job=job)

    assert met(make_rule(but=[("job", [job.pk])])) == {free}


def test_roles_are_managers_by_position_and_roles_granted():
    boss, editor = somebody(is_manager=True), PersonFactory()
    grant_role(person=editor, role=Role.EDITOR)
    PersonFactory()

    assert met(make_rule(asked=[("role", ["manager", Role.EDITOR])])) == {boss, editor}


def test_ambassadors_are_known_though_their_app_stands_above():
    ambassador = AmbassadorFactory().person
    PersonFactory()

    assert met(make_rule(asked=[("ambassador", ["active"])])) == {ambassador}


def test_arrival_is_the_first_day_of_employment_else_of_the_first_position():
    by_list = PersonFactory(employed_from=date(2026, 3, 1))
    by_position = somebody(person__employed_from=None, started_on=date(2026, 3, 2))
    moved = somebody(
        person__employed_from=None, started_on=date(2020, 1, 1), ended_on=date(2026, 2, 28)
    )
    PositionFactory(person=moved, started_on=date(2026, 3, 1))
    PersonFactory(employed_from=LONG_AGO)

    assert met(make_rule(asked=[("arrived_since", ["2026-03-01"])])) == {by_list, by_position}


def test_having_arrived_lately_gives_a_path_that_stays_once_it_is_long_ago():
    person = PersonFactory(employed_from=today())
    rule = in_force(asked=[("arrived_within", [30])])
    later = today() + timedelta(days=31)

    assert apply_rule(rule=rule, on=later).ended == 0
    assert Assignment.objects.in_force().get().person == person
    assert not newly_met_by(rule, on=later).exists()


def test_a_cohort_is_whom_the_training_department_named():
    cohort, person = Cohort.objects.create(name="Vague 1"), PersonFactory()
    PersonFactory()
    add_to_cohort(cohort=cohort, people=[person])

    assert met(make_rule(asked=[("cohort", [cohort.pk])])) == {person}


def test_the_last_attempt_says_whether_a_result_is_under():
    quiz, low, better = make_quiz(), PersonFactory(), PersonFactory()
    PersonFactory()  # who never tried
    make_attempt(low, quiz, points=4)
    make_attempt(better, quiz, points=4)
    with time_machine.travel(today() + timedelta(days=1)):
        make_attempt(better, quiz, points=9)
    rule = make_rule(mandatory=False, asked=[("quiz_under", [quiz.pk, 50])])

    assert met(rule) == {low}


def test_a_finished_path_is_a_certificate_or_every_lesson():
    module = make_module()
    lesson, path = make_lesson(module), make_path(module)
    certified, reader, beginner = (PersonFactory() for _ in range(3))
    Certificate.objects.create(person=certified, path=path, title="P", issued_on=today(), code="a")
    from learning.actions import finish_lesson

    for person in (reader, beginner):
        enrol(person=person, path=path)
    finish_lesson(person=reader, lesson=lesson.record)

    assert met(make_rule(mandatory=False, asked=[("path_finished", [path.pk])])) == {
        certified,
        reader,
    }


def test_a_certificate_has_ended_unless_a_later_one_is_valid():
    path, past = make_path(), today() - timedelta(days=400)
    ended, renewed = PersonFactory(), PersonFactory()
    for number, person in enumerate((ended, renewed)):
        Certificate.objects.create(
            person=person,
            path=path,
            title="P",
            issued_on=past,
            expires_on=today() - timedelta(days=1),
            code=str(number),
        )
    Certificate.objects.create(person=renewed, path=path, title="P", issued_on=today(), code="x")

    rule = make_rule(mandatory=False, asked=[("certificate_ended", [path.pk])])
    assert met(rule) == {ended}


def test_no_rule_reaches_partners_learners_nor_who_has_left():
    ExternalFactory()
    PersonFactory(employed_until=today() - timedelta(days=1))

    assert met(make_rule()) == set()


def test_a_condition_that_nobody_knows_any_more_stops_the_rule_rather_than_open_it():
    PersonFactory()
    rule = in_force(asked=[("cohort", [Cohort.objects.create(name="Vague").pk])])
    RuleCriterion.objects.update(kind="gone")

    with pytest.raises(UnknownCriterion):
        apply_rule(rule=rule, on=today())
    assert apply_rules(on=today()).new == 0
    assert not Assignment.objects.exists()


def test_a_job_that_is_merged_takes_its_rules_along():
    kept, other = JobFactory(), JobFactory()
    person = somebody(job=other)
    rule = in_force(asked=[("job", [other.pk])])
    merge_into(kept=kept, other=other)

    apply_rule(rule=rule, on=today())
    assert Assignment.objects.in_force().get().person == person
    with override("en"):
        assert whom_in_words(rule) == [f"job: {kept}"]


@given(st.lists(st.text(alphabet="abc", min_size=1), max_size=5))
def test_names_of_alternatives_are_all_said(names):
    assert all(name in one_of(names) for name in names)


def test_every_criterion_says_itself_and_asks_for_its_values():
    for each in criteria():
        assert str(each.label)
        assert each.field().label


# --- Applying ------------------------------------------------------------------------------------------


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
    change_primary(person=person, work=Work(team=other), from_day=today())
    apply_rules(on=today())

    assert [each.path for each in Assignment.objects.in_force()] == [second]
    assert [each.path for each in Enrolment.objects.all()] == [second]


def test_a_change_of_position_is_followed_at_once(django_capture_on_commit_callbacks):
    team, person = TeamFactory(), somebody()
    in_force(asked=[("team", [team.pk])])
    with django_capture_on_commit_callbacks(execute=True):
        change_primary(person=person, work=Work(team=team), from_day=today())

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

    assert [each.person for each in Enrolment.objects.all()] == [reader]


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


# --- Changing ------------------------------------------------------------------------------------------


def test_a_change_says_what_it_would_do_before_it_is_applied():
    team, other = TeamFactory(), TeamFactory()
    leaving, staying, coming = somebody(team=team), somebody(team=other), somebody(team=other)
    cohort = Cohort.objects.create(name="Vague")
    add_to_cohort(cohort=cohort, people=[leaving, staying])
    rule = in_force(asked=[("cohort", [cohort.pk])], due_days=30)
    draft = change_rule(rule=rule)
    draft.criteria.all().delete()
    set_criterion(rule=draft, kind="team", values=[other.pk], is_excluded=False)
    AssignmentRule.objects.filter(pk=draft.pk).update(due_days=40)
    draft = AssignmentRule.objects.get(pk=draft.pk)

    changes = changes_of(draft, on=today())
    assert (changes.new, changes.ended, changes.moved) == (1, 1, 1)
    assert Assignment.objects.in_force().count() == 2

    kept = put_in_force(rule=draft)
    apply_rule(rule=kept, on=today())
    assert kept.pk == rule.pk
    assert {each.person for each in Assignment.objects.in_force()} == {staying, coming}
    assert set(Enrolment.objects.values_list("due_on", flat=True)) == {today() + timedelta(days=40)}


def test_one_draft_at_a_time_changes_a_rule():
    rule = in_force()

    assert change_rule(rule=rule) == change_rule(rule=rule)


def test_a_draft_given_up_leaves_the_rule_as_it_is():
    PersonFactory()
    rule = in_force()
    discard_rule(rule=change_rule(rule=rule))

    assert AssignmentRule.objects.get() == rule
    assert Assignment.objects.in_force().exists()


def test_what_is_in_force_is_neither_rewritten_nor_thrown_away():
    rule = in_force()

    with pytest.raises(ValidationError):
        set_criterion(rule=rule, kind="role", values=["manager"], is_excluded=False)
    with pytest.raises(ValidationError):
        discard_rule(rule=rule)


def test_a_fixed_day_that_has_passed_is_refused():
    with pytest.raises(ValidationError):
        put_in_force(rule=make_rule(due_on=today() - timedelta(days=1)))


# --- What is told --------------------------------------------------------------------------------------


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
        rewrite_rule(rule=opened, values=sent)
    rewrite_rule(rule=opened, values=sent | {"is_mandatory": False})

    kept = AssignmentRule.objects.get()
    assert (kept.title, kept.is_mandatory, kept.uses_results) == ("Autre", False, True)


def test_a_form_opened_before_the_draft_was_applied_or_thrown_away_changes_nothing():
    sent = {"title": "Autre", "is_mandatory": True}
    opened, gone = make_rule(), make_rule()
    put_in_force(rule=opened)
    discard_rule(rule=gone)

    for rule in (opened, AssignmentRule(pk=gone.pk or 99_999)):
        with pytest.raises(ValidationError):
            rewrite_rule(rule=rule, values=sent)

    kept = AssignmentRule.objects.get()
    assert (kept.title, kept.state) == ("Règle", RuleState.IN_FORCE)


def test_of_a_rule_on_results_only_those_who_meet_the_rest_are_counted():
    quiz, team = make_quiz(), TeamFactory()
    somebody(team=team), somebody(team=team), somebody()
    asked = [("quiz_under", [quiz.pk, 50]), ("team", [team.pk])]
    before = reach_of(make_rule(mandatory=False, asked=asked), on=today())
    make_attempt(somebody(team=TeamFactory()), quiz, points=1)
    after = reach_of(make_rule(mandatory=False, asked=asked), on=today())

    assert before.is_at_most
    assert (before.total, before.teams) == (after.total, after.teams) == (2, [(team.name, 2)])


def test_no_difference_between_two_versions_tells_who_had_a_result():
    quiz = make_quiz()
    rule = in_force(mandatory=False, asked=[("quiz_under", [quiz.pk, 50])])
    draft = change_rule(rule=rule)
    draft.criteria.all().delete()
    set_criterion(rule=draft, kind="role", values=["manager"], is_excluded=False)

    assert changes_of(AssignmentRule.objects.get(pk=draft.pk), on=today()) is None


def test_the_reach_is_told_by_team_at_the_first_level_with_the_load():
    division = TeamFactory(name="Proximité")
    somebody(team=TeamFactory(parent=division)), somebody(team=division)
    PersonFactory()
    module = make_module()
    make_lesson(module, minutes=30)
    path = make_path(module)
    reach = reach_of(make_rule(path), on=today())

    assert (reach.total, reach.is_everybody, reach.teams) == (3, True, [("Proximité", 2)])
    assert minutes_of(path) == 30
    assert reach.hours == round(3 * 30 / 60)


def test_nobody_and_more_than_half_are_warned_of():
    team = TeamFactory()
    somebody(team=team), somebody(team=team), somebody()

    assert reach_of(make_rule(asked=[("team", [TeamFactory().pk])]), on=today()).is_nobody
    assert reach_of(make_rule(asked=[("team", [team.pk])]), on=today()).is_more_than_half


def test_only_mandatory_training_has_a_day_to_meet():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rule(mandatory=False, due_days=3)


def test_an_exemption_holds_while_the_rule_is_applied_again():
    person = PersonFactory()
    rule = in_force(due_days=3)
    exempt(assignment=Assignment.objects.get(), reason=Exemption.LONG_ABSENCE, by=PersonFactory())
    apply_rule(rule=rule, on=today())

    assert not Assignment.objects.in_force().filter(person=person).exists()
    assert not Enrolment.objects.get(person=person).is_mandatory


@pytest.mark.parametrize("many", [2, 6])
def test_applying_asks_as_many_questions_for_many_as_for_few(django_assert_max_num_queries, many):
    for _each in range(many):
        somebody()
    rule = put_in_force(rule=make_rule())

    with django_assert_max_num_queries(30):
        apply_rule(rule=rule, on=today())
    assert rule.due == Due.NONE
