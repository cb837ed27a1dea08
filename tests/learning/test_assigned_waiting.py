"""A path that was assigned waits until it is done, or no longer asked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from core.dates import today
from learning.actions.assignments import apply_rules
from learning.actions.certificates import issue_certificates
from learning.actions.exemptions import exempt
from learning.actions.notifications import undone_mandatory_assignments
from learning.actions.progress import finish_lesson
from learning.actions.reminders import send_reminders
from learning.actions.rules import end_rule
from learning.enums import ExemptionReason
from learning.models import Assignment
from people.actions.retention import purge
from people.models import Notification
from people.notifications.queries import waiting_items
from tests.learning.factories import make_lesson, make_module, make_path
from tests.learning.rules import in_force
from tests.people.factories import PersonFactory, PositionFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def path():
    module = make_module()
    path = make_path(module, title="Protéger les données")
    path.lesson = make_lesson(module).record
    return path


@pytest.fixture
def learner():
    return PositionFactory().person


def lines(person):
    return [(str(item.description.title), item.description.note) for item in waiting_items(person)]


def test_a_path_waits_for_whom_it_was_assigned_and_is_new_again_as_its_day_nears(path, learner):
    in_force(path, due_days=10, remind_before=[3])
    day = f"{today() + timedelta(days=10):%-d %B %Y}"

    assert lines(learner) == [("Protéger les données", f"Mandatory training, due on {day}.")]
    assert lines(PersonFactory()) == []
    Notification.objects.update(read_at=timezone.now())
    send_reminders(on=today() + timedelta(days=8))
    assert Notification.objects.get().read_at is None


def done(rule, learner):
    finish_lesson(person=learner, lesson=rule.path.entries.get().module.lessons.get())
    assert lines(learner) == []
    issue_certificates()


def exempted(rule, learner):
    exempt(assignment=Assignment.objects.get(), reason=ExemptionReason.DONE_ELSEWHERE, by=learner)


def ended(rule, learner):
    end_rule(rule=rule)
    apply_rules(on=today())


@pytest.mark.parametrize("act", [done, exempted, ended])
def test_it_is_settled_by_the_path_done_an_exemption_or_the_end_of_the_rule(act, path, learner):
    rule = in_force(path)
    assert Notification.objects.count() == 1
    act(rule, learner)

    assert not Notification.objects.exists()


def test_who_has_done_it_before_is_told_nothing_and_a_proposal_says_that_it_is_one(path, learner):
    finish_lesson(person=learner, lesson=path.lesson)
    in_force(path)
    assert not Notification.objects.exists()

    module = make_module()
    make_lesson(module)
    other = make_path(module, title="Aller plus loin")
    in_force(other, mandatory=False)
    assert lines(learner) == [("Aller plus loin", "A path proposed to you, to follow if you wish.")]
    purge()
    assert Notification.objects.count() == 1


def test_of_a_batch_only_its_own_people_are_ranked_however_many_follow_the_path(path):
    """A join with people has PostgreSQL rank all who follow the path, batch after batch."""
    PositionFactory.create_batch(8)
    in_force(path, due_days=10)
    given = list(Assignment.objects.order_by("pk"))

    def asked(batch):
        with CaptureQueriesContext(connection) as seen:
            assert undone_mandatory_assignments(batch, on=today()) == batch
        return [query["sql"] for query in seen]

    few, many = asked(given[:2]), asked(given)
    assert len(few) == len(many) == 2
    assert '"learning_enrolment"' not in many[0]  # the lessons of the path
    assert '"people_person"' not in many[1]
