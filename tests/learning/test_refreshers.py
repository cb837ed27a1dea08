"""A certificate that ends: who follows what again, once."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from learning.actions.assignments import apply_rules
from learning.actions.renewals import assign_renewals
from learning.actions.rules import end_rule, get_or_create_replacement_draft, set_criterion
from learning.mails import TO_RENEW
from learning.models import Assignment, AssignmentRule, Certificate, Enrolment
from learning.queries.assignments import count_assigned_by, rule_changes, rules_with_counts
from people.models import OutgoingMail
from tests.learning.factories import make_path
from tests.learning.rules import in_force
from tests.people.factories import PersonFactory, TeamFactory


pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
SOON = DAY + timedelta(days=40)


@pytest.fixture(autouse=True)
def that_day():
    with time_machine.travel(datetime(2026, 6, 1, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def path():
    return make_path(title="Sécurité incendie")


def certify(person, path, *, until, issued=date(2025, 7, 1)):
    return Certificate.objects.create(
        person=person,
        path=path,
        title=str(path),
        issued_on=issued,
        expires_on=until,
        code=f"{person.pk}-{path.pk}-{issued}",
    )


def test_the_same_path_counts_anew_and_is_due_on_the_last_day(path):
    person = PersonFactory()
    in_force(path)
    certify(person, path, until=SOON)
    assert assign_renewals(on=DAY) == 1

    enrolment = Enrolment.objects.get(person=person, path=path)
    assert (enrolment.is_mandatory, enrolment.due_on) == (True, SOON)
    assert enrolment.counts_from.date() == DAY


def test_a_refresher_is_followed_in_its_place(path):
    path.refresher = make_path(title="Rappel")
    path.save()
    person = PersonFactory()
    in_force(path)
    certify(person, path, until=SOON)
    assign_renewals(on=DAY)

    assert Enrolment.objects.get(person=person, path=path.refresher).due_on == SOON
    assert Enrolment.objects.get(person=person, path=path).counts_from is None


def test_each_certificate_is_renewed_and_told_once(path):
    in_force(path)
    certify(PersonFactory(), path, until=SOON)
    apply_rules(on=DAY)
    for _again in range(3):
        assign_renewals(on=DAY)
        apply_rules(on=DAY)

    assert Assignment.objects.in_force().count() == 1
    assert OutgoingMail.objects.filter(kind=TO_RENEW).count() == 1


def test_the_next_certificate_is_renewed_in_its_turn(path):
    person = PersonFactory()
    in_force(path)
    certify(person, path, until=SOON)
    assign_renewals(on=DAY)
    later = SOON + timedelta(days=365)
    certify(person, path, until=later, issued=DAY)
    assert assign_renewals(on=DAY) == 0
    assign_renewals(on=later - timedelta(days=10))

    assert Enrolment.objects.get(person=person).due_on == later


@pytest.mark.parametrize("why", ["far", "for ever", "proposed", "ended", "left", "renewed"])
def test_nothing_is_renewed_that_need_not_be(path, why):
    person = PersonFactory(employed_until=DAY - timedelta(days=1) if why == "left" else None)
    rule = in_force(path, mandatory=why != "proposed")
    until = {"far": DAY + timedelta(days=61), "for ever": None}.get(why, SOON)
    certify(person, path, until=until)
    if why == "renewed":
        certify(person, path, until=SOON + timedelta(days=365), issued=DAY)
    if why == "ended":
        end_rule(rule=rule)

    assert assign_renewals(on=DAY) == 0


def test_what_has_ended_already_leaves_the_usual_time(path):
    person = PersonFactory()
    in_force(path)
    certify(person, path, until=DAY - timedelta(days=5))
    assign_renewals(on=DAY)

    assert Enrolment.objects.get(person=person).due_on == DAY + timedelta(days=60)


def test_a_refresher_ends_with_the_rule_that_asked_it(path):
    path.refresher = make_path(title="Rappel")
    path.save()
    rule = in_force(path)
    certify(PersonFactory(), path, until=SOON)
    apply_rules(on=DAY)
    assign_renewals(on=DAY)
    end_rule(rule=rule)

    assert not Assignment.objects.in_force().exists()


def test_whoever_follows_a_refresher_counts_once_among_those_of_the_rule(path):
    path.refresher = make_path(title="Rappel")
    path.save()
    person = PersonFactory()
    rule = in_force(path, due_days=5)
    certify(person, path, until=SOON)
    assign_renewals(on=DAY)
    assert Assignment.objects.in_force().count() == 2

    assert count_assigned_by(rule) == rules_with_counts().get(pk=rule.pk).given == 1
    draft = get_or_create_replacement_draft(rule=rule)
    set_criterion(rule=draft, kind="team", values=[TeamFactory().pk], is_excluded=False)
    assert rule_changes(AssignmentRule.objects.get(pk=draft.pk), on=DAY).ended == 1
    assert end_rule(rule=rule) == 1
