"""Whom a rule meets."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from core.dates import today
from learning.actions.assignments import apply_rule, apply_rules
from learning.actions.enrolments import enrol
from learning.actions.progress import finish_lesson
from learning.criteria.registry import (
    UnknownCriterion,
    describe_criteria,
    join_with_or,
    registered_criteria,
)
from learning.enums import Need
from learning.models import (
    Assignment,
    Certificate,
    Enrolment,
    ModuleGrant,
    PathModule,
    RuleCriterion,
)
from learning.queries.assignments import people_meeting, people_newly_meeting
from people.actions.accounts import grant_role
from people.actions.cohorts import add_to_cohort
from people.actions.organisation import merge_references
from people.enums import PublicContact, Role
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
    return set(people_meeting(rule, on=day or today()))


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
    person = somebody(job=job, site=site, contact=PublicContact.FRONT_OFFICE)
    somebody(job=JobFactory(), site=SiteFactory())
    for kind, values in (
        ("job", [job.pk]),
        ("family", [job.family.pk]),
        ("site", [site.pk]),
        ("contact", [PublicContact.FRONT_OFFICE]),
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
    assert not people_newly_meeting(rule, on=later).exists()


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
    for person in (reader, beginner):
        enrol(person=person, path=path)
    finish_lesson(person=reader, lesson=lesson.record)

    assert met(make_rule(mandatory=False, asked=[("path_finished", [path.pk])])) == {
        certified,
        reader,
    }


@pytest.mark.parametrize(
    ("did", "is_finished"),
    [("what is asked", True), ("passed over", True), ("one choice", False), ("a round ago", False)],
)
def test_a_path_is_finished_as_its_follower_sees_it(did, is_finished):
    """Of one required module, a choice of one in two, and one that is optional."""
    modules = required, either, other, optional = [make_module() for _each in range(4)]
    lessons = {module: make_lesson(module).record for module in modules}
    path, person = make_path(*modules), PersonFactory()
    entries = PathModule.objects.filter(path=path)
    entries.filter(module__in=[either.record, other.record]).update(need=Need.CHOICE, choice="A")
    entries.filter(module=optional.record).update(need=Need.OPTIONAL)
    enrol(person=person, path=path)
    finish_lesson(person=person, lesson=lessons[either])
    if did == "passed over":
        ModuleGrant.objects.create(person=person, module=required.record)
    elif did != "one choice":
        finish_lesson(person=person, lesson=lessons[required])
    if did == "a round ago":
        later = timezone.now() + timedelta(days=1)
        Enrolment.objects.update(counts_from=later)

    rule = make_rule(mandatory=False, asked=[("path_finished", [path.pk])])
    assert met(rule) == ({person} if is_finished else set())


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
    remaining, other = JobFactory(), JobFactory()
    person = somebody(job=other)
    rule = in_force(asked=[("job", [other.pk])])
    merge_references(kept=remaining, other=other)

    apply_rule(rule=rule, on=today())
    assert Assignment.objects.in_force().get().person == person
    with override("en"):
        assert describe_criteria(rule.criteria.all()) == [f"job: {remaining}"]


def test_a_rule_that_names_a_partner_reaches_its_learners_and_nobody_else():
    learner, other = ExternalFactory(), ExternalFactory(employed_until=today() - timedelta(days=1))
    staff = somebody()
    asked = [("partner", [learner.partner_id, other.partner_id])]
    rule = in_force(asked=asked)
    assert met(rule) == {learner}
    assert met(make_rule(but=[("partner", [learner.partner_id])])) == {staff}
    apply_rule(rule=rule, on=today())
    assert Assignment.objects.in_force().get().person == learner


@given(st.lists(st.text(alphabet="abc", min_size=1), max_size=5))
def test_names_of_alternatives_are_all_said(names):
    assert all(name in join_with_or(names) for name in names)


def test_every_criterion_says_itself_and_asks_for_its_values():
    for criterion in registered_criteria():
        assert str(criterion.label)
        assert criterion.field().label
