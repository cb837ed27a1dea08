"""Two workers apply one rule at once. SQLite lets one write at a time, so these run on PostgreSQL alone."""

import pytest
from django.db import connection

from core.dates import today
from learning.actions.assignments import apply_rule
from learning.actions.reminders import send_reminders
from learning.actions.rules import end_rule
from learning.mails import ASSIGNED
from learning.models import Assignment, AssignmentRule, Enrolment
from people.models import OutgoingMail
from tests.learning.factories import make_lesson, make_module, make_path
from tests.learning.rules import make_rule
from tests.people.factories import PersonFactory
from tests.racing import at_once, refused


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


@pytest.fixture
def rule():
    """In force, and applied to nobody yet."""
    module = make_module()
    make_lesson(module)
    PersonFactory.create_batch(20)
    rule = make_rule(make_path(module), due_days=30)
    AssignmentRule.objects.filter(pk=rule.pk).update(state="in_force")
    return rule


def test_of_two_workers_each_person_is_assigned_and_told_once(rule):
    assert not refused(at_once(*[lambda: apply_rule(rule=rule, on=today())] * 4))

    assert Assignment.objects.count() == Enrolment.objects.count() == 20
    assert OutgoingMail.objects.filter(kind=ASSIGNED).count() == 20


def test_two_rules_of_one_path_do_not_wait_for_one_another_for_ever(rule):
    other = make_rule(rule.path, due_days=10)
    AssignmentRule.objects.filter(pk=other.pk).update(state="in_force")
    assert not refused(
        at_once(
            *[
                lambda applied=applied: apply_rule(rule=applied, on=today())
                for applied in (rule, other)
            ]
            * 2
        )
    )

    assert Assignment.objects.count() == 40
    assert Enrolment.objects.count() == 20


def test_a_rule_that_ends_while_it_is_applied_leaves_nothing_behind(rule):
    assert not refused(
        at_once(lambda: apply_rule(rule=rule, on=today()), lambda: end_rule(rule=rule))
    )

    assert not Assignment.objects.in_force().exists()
    assert not Enrolment.objects.exists()


def test_of_two_nights_at_once_one_reminds(rule):
    AssignmentRule.objects.filter(pk=rule.pk).update(remind_before=[3])
    apply_rule(rule=rule, on=today())
    day = Assignment.objects.order_by("pk")[0].due_on
    assert not refused(at_once(*[lambda: send_reminders(on=day)] * 2))

    assert OutgoingMail.objects.filter(kind="training_due_soon").count() == 20
