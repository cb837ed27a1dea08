"""A package that a path asks for again, once it counts from a later moment."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.actions.progress import finish_lesson
from learning.actions.scorm import store_state
from learning.enums import ProgressState
from learning.models import ScormState
from learning.queries.paths import path_row
from learning.queries.scorm import package_row
from tests.learning.factories import make_enrolment, make_lesson, make_module, make_path
from tests.learning.packages import scorm_block, taken_in
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

DONE = {"cmi.core.lesson_status": "completed", "cmi.core.lesson_location": "15"}
BEGUN = {"cmi.core.lesson_status": "incomplete", "cmi.core.lesson_location": "2"}


@pytest.fixture
def package():
    return taken_in(units=("a", "b"), title="Accueillir")


@pytest.fixture
def lesson(package):
    return make_lesson(make_module(), blocks=[scorm_block(package)])


def report(person, package, data, *, unit=0):
    known = ScormState.objects.filter(person=person, unit=package.units[unit]["id"]).first()
    return store_state(
        person=person,
        package=package,
        unit=package.units[unit],
        sequence=known.sequence + 1 if known else 1,
        data=data,
    )


def completed_long_ago(person, lesson, package):
    for unit in (0, 1):
        report(person, package, DONE, unit=unit)
    finish_lesson(person=person, lesson=lesson.record)
    long_ago = timezone.now() - timedelta(days=400)
    ScormState.objects.update(completed_at=long_ago)
    person.lesson_progress.update(started_at=long_ago, read_at=long_ago)
    return long_ago


def new_round(person, lesson):
    path = make_path(lesson.get_parent().specific)
    make_enrolment(person, path, counts_from=timezone.now() - timedelta(days=10))
    return path


def handed_over(client, lesson, package, unit="a"):
    address = reverse("learning:package", args=[lesson.record.uuid, package.uuid])
    return json.loads(client.get(f"{address}?unite={unit}").context["start"])["data"]


def test_a_new_round_is_done_once_each_unit_was_completed_in_it(person, lesson, package):
    completed_long_ago(person, lesson, package)
    path = new_round(person, lesson)
    finish_lesson(person=person, lesson=lesson.record)
    assert path_row(person, path).lessons[0].waits_for_package

    assert not report(person, package, BEGUN).is_completed
    assert report(person, package, DONE).is_completed
    assert path_row(person, path).lessons[0].waits_for_package
    report(person, package, DONE, unit=1)
    assert path_row(person, path).is_done


def test_a_completion_of_the_round_stands_and_is_not_moved_again(person, lesson, package):
    completed_long_ago(person, lesson, package)
    new_round(person, lesson)
    report(person, package, DONE)
    first = ScormState.objects.get(unit="a").completed_at
    report(person, package, DONE | {"cmi.core.score.raw": "90"})
    report(person, package, BEGUN)
    assert ScormState.objects.get(unit="a").completed_at == first


def test_without_a_round_that_asks_the_first_completion_stands(person, lesson, package):
    long_ago = completed_long_ago(person, lesson, package)
    make_enrolment(person, make_path(lesson.get_parent().specific))
    new_round(PersonFactory(), lesson)  # of somebody else
    other = make_lesson(make_module()).get_parent().specific
    make_enrolment(person, make_path(other), counts_from=timezone.now())  # of other modules
    report(person, package, DONE)
    assert ScormState.objects.get(unit="a").completed_at == long_ago


def test_a_unit_begins_afresh_in_a_new_round_and_resumes_within_it(client, person, lesson, package):
    completed_long_ago(person, lesson, package)
    client.force_login(person)
    assert handed_over(client, lesson, package)["cmi.core.lesson_location"] == "15"

    new_round(person, lesson)
    fresh = handed_over(client, lesson, package)
    assert fresh["cmi.core.entry"] == "ab-initio"
    assert not {"cmi.core.lesson_location", "cmi.core.lesson_status"} & set(fresh)
    report(person, package, BEGUN)
    assert handed_over(client, lesson, package)["cmi.core.lesson_location"] == "2"
    report(person, package, DONE)
    assert handed_over(client, lesson, package)["cmi.core.lesson_location"] == "15"


def test_the_parts_say_what_is_left_in_the_round(
    person, lesson, package, django_assert_max_num_queries
):
    completed_long_ago(person, lesson, package)
    assert package_row(person, package).is_done
    new_round(person, lesson)
    with django_assert_max_num_queries(2):
        row = package_row(person, package)
    assert [unit.state for unit in row.units] == [ProgressState.TODO, ProgressState.TODO]
    report(person, package, BEGUN)
    report(person, package, DONE, unit=1)
    row = package_row(person, package)
    assert [unit.state for unit in row.units] == [ProgressState.STARTED, ProgressState.DONE]
    assert row.next.id == "a"
