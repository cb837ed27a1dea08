"""When a lesson is done: read since it asked, its quiz passed, its package completed, or granted."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from learning.actions.progress import finish_lesson, start_lesson
from learning.enums import Need, ProgressState
from learning.models import (
    Enrolment,
    Lesson,
    LessonPage,
    LessonProgress,
    ModuleGrant,
    PathChoice,
    PathModule,
    PracticeCompletion,
    ScormPackage,
    ScormState,
)
from learning.queries.bulk_completion import annotate_completion_in_bulk
from learning.queries.completion import annotate_completion, completion_moments
from learning.queries.done import completed_packages, done_progress
from learning.queries.modules import module_rows
from learning.queries.paths import path_row
from people.models import Person
from tests.learning.factories import (
    make_attempt,
    make_enrolment,
    make_lesson,
    make_module,
    make_path,
    make_quiz,
)
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

NOW = timezone.now()
TASKS = ["payer", "se-connecter"]


def days_ago(days):
    return NOW - timedelta(days=days)


def make_package(*units):
    return ScormPackage.objects.create(
        title="Un module venu d’ailleurs",
        version="1.2",
        digest=f"{ScormPackage.objects.count():064}",
        size=1,
        units=[{"id": unit, "title": unit, "href": "index.html"} for unit in units],
    )


def complete(person, package, unit, at=NOW):
    ScormState.objects.create(person=person, package=package, unit=unit, completed_at=at)


def read(person, lesson, at=NOW):
    LessonProgress.objects.create(person=person, lesson=lesson, started_at=at, read_at=at)


def pass_quiz(person, quiz, at=NOW):
    attempt = make_attempt(person, quiz)
    type(attempt).objects.filter(pk=attempt.pk).update(
        started_at=at - timedelta(minutes=5), submitted_at=at
    )


def row_of(person, lesson):
    rows = [row for module in module_rows(person) for row in module.lessons]
    return next(row for row in rows if row.pk == lesson.pk)


def lesson_with(package=None, quiz=None):
    lesson = make_lesson(make_module(), quiz=quiz).record
    Lesson.objects.filter(pk=lesson.pk).update(required_package=package)
    return lesson


# --- Packages ---------------------------------------------------------------------------------------


def test_a_package_is_completed_once_each_of_its_units_is(person):
    package = make_package("un", "deux")
    complete(person, package, "un")
    complete(PersonFactory(), package, "deux")
    assert not completed_packages(person=person).exists()
    complete(person, package, "deux")
    assert [row["package"] for row in completed_packages(person=person)] == [package.pk]


def test_a_lesson_waits_for_its_package(person):
    package = make_package("un")
    lesson = lesson_with(package)
    finish_lesson(person=person, lesson=lesson)
    row = row_of(person, lesson)
    assert row.waits_for_package
    assert not row.is_done
    complete(person, package, "un", at=timezone.now() + timedelta(hours=1))
    row = row_of(person, lesson)
    assert row.is_done
    assert row.done_at == row.completed_at


def test_a_lesson_may_wait_for_its_quiz_and_then_for_its_package(person):
    quiz, package = make_quiz(), make_package("un")
    lesson = lesson_with(package, quiz)
    finish_lesson(person=person, lesson=lesson)
    assert (row_of(person, lesson).waits_for_quiz, row_of(person, lesson).waits_for_package) == (
        True,
        False,
    )
    make_attempt(person, quiz)
    assert (row_of(person, lesson).waits_for_quiz, row_of(person, lesson).waits_for_package) == (
        False,
        True,
    )


# --- Rewritten lessons --------------------------------------------------------------------------------


def test_what_was_rewritten_since_is_to_see_again(person):
    lesson = lesson_with()
    read(person, lesson, days_ago(2))
    Lesson.objects.filter(pk=lesson.pk).update(asks_again_since=days_ago(1))
    row = row_of(person, lesson)
    assert (row.state, row.has_changed, row.is_done) == (ProgressState.AGAIN, True, False)
    assert not done_progress().exists()


def test_reading_it_again_makes_it_done_with_the_pass_that_there_was(person):
    quiz = make_quiz()
    lesson = lesson_with(quiz=quiz)
    read(person, lesson, days_ago(3))
    pass_quiz(person, quiz, days_ago(3))
    Lesson.objects.filter(pk=lesson.pk).update(asks_again_since=days_ago(1))
    finish_lesson(person=person, lesson=Lesson.objects.get())
    assert row_of(person, lesson).is_done
    assert LessonProgress.objects.get().read_at > days_ago(1)
    assert done_progress().exists()


def test_whoever_read_it_after_the_rewriting_is_asked_nothing(person):
    lesson = lesson_with()
    Lesson.objects.filter(pk=lesson.pk).update(asks_again_since=days_ago(2))
    read(person, lesson, days_ago(1))
    assert row_of(person, lesson).is_done
    before = LessonProgress.objects.get().read_at
    finish_lesson(person=person, lesson=Lesson.objects.get())
    assert LessonProgress.objects.get().read_at == before


# --- Paths that count from a day ------------------------------------------------------------------------


def test_what_was_done_before_does_not_count_in_the_path_and_does_elsewhere(person):
    quiz, module = make_quiz(), make_module()
    lesson = make_lesson(module, quiz=quiz).record
    read(person, lesson, days_ago(400))
    pass_quiz(person, quiz, days_ago(400))
    path, other = make_path(module), make_path(module)
    make_enrolment(person, path, counts_from=days_ago(10))
    make_enrolment(person, other)
    assert (path_row(person, path).state, path_row(person, other).state) == (
        ProgressState.TODO,
        ProgressState.DONE,
    )

    finish_lesson(person=person, lesson=Lesson.objects.get())
    assert path_row(person, path).lessons[0].waits_for_quiz
    make_attempt(person, quiz)
    assert path_row(person, path).is_done


def test_a_module_that_was_granted_counts_as_done_in_every_path(person):
    module = make_module()
    make_lesson(module)
    paths = [make_path(module), make_path(module)]
    make_enrolment(person, paths[0], is_mandatory=True)
    ModuleGrant.objects.create(person=person, module=module.record)
    assert [path_row(person, path).is_done for path in paths] == [True, True]
    assert annotate_completion(Enrolment.objects.all()).get().is_complete


def test_a_grant_from_before_the_path_counts_is_not_enough(person):
    module = make_module()
    make_lesson(module)
    path = make_path(module)
    make_enrolment(person, path, counts_from=days_ago(1))
    ModuleGrant.objects.create(person=person, module=module.record, granted_at=days_ago(2))
    assert not path_row(person, path).is_done


# --- One rule -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_the_rule_for_one_person_and_the_rule_for_many_agree_on_anything(seed):
    """Paths with choices, quizzes, packages, practice tasks, rewriting, grants and days from which they count."""
    chance = random.Random(seed)
    modules = [_some_module(chance) for _ in range(5)]
    paths = [_some_path(chance, modules) for _ in range(3)]
    people = PersonFactory.create_batch(4)
    for person in people:
        for path in paths:
            since = chance.choice([None, None, days_ago(20)])
            make_enrolment(person, path, counts_from=since)
        _some_progress(chance, person, modules)

    many = {
        (enrolment.person_id, enrolment.path_id): bool(enrolment.is_complete)
        for enrolment in annotate_completion(Enrolment.objects.all())
    }
    days = completion_moments(Enrolment.objects.select_related("path"))
    everybody = Person.objects.filter(pk__in=[person.pk for person in people])
    in_bulk = [
        {
            (row.person_id, row.path_id): bool(row.is_complete)
            for row in annotate_completion_in_bulk(Enrolment.objects.all(), paths, among)
        }
        for among in (everybody, None)
    ]

    assert in_bulk == [many, many]
    for person in people:
        for path in paths:
            row = path_row(person, path)
            assert many[person.pk, path.pk] == row.is_done
            assert days.get((person.pk, path.pk)) == row.done_at


def _some_module(chance):
    module = make_module()
    for _ in range(chance.randrange(3)):
        page = make_lesson(module, quiz=chance.choice([None, None, make_quiz()]))
        Lesson.objects.filter(pk=page.record_id).update(
            required_package=chance.choice([None, None, make_package("un", "deux")]),
            required_practice=chance.choice(["", "", *TASKS]),
            asks_again_since=chance.choice([None, None, days_ago(30)]),
        )
    return module


def _some_path(chance, modules):
    path = make_path()
    for place, module in enumerate(chance.sample(modules, 4)):
        need = chance.choice(Need.values)
        choice = chance.choice(["a", "b"]) if need == Need.CHOICE else ""
        PathModule.objects.create(
            path=path, module=module.record, sort_order=place, need=need, choice=choice
        )
    for name in ("a", "b")[: chance.randrange(3)]:
        PathChoice.objects.create(path=path, name=name, needed=chance.randrange(1, 3))
    return path


def _some_progress(chance, person, modules):
    moments = [days_ago(days) for days in (5, 10, 25, 40)]
    for lesson in Lesson.objects.select_related("required_quiz", "required_package"):
        if chance.random() < 0.8:
            read(person, lesson, chance.choice(moments))
        for _ in range(chance.randrange(3)):
            if lesson.required_quiz:
                pass_quiz(person, lesson.required_quiz, chance.choice(moments))
        if lesson.required_package:
            for unit in ("un", "deux")[: chance.choice([1, 2, 2])]:
                complete(person, lesson.required_package, unit, chance.choice(moments))
    for task in chance.sample(TASKS, chance.randrange(3)):
        done_at = chance.choice(moments)
        PracticeCompletion.objects.create(person=person, task=task, done_at=done_at)
    for module in modules:
        if chance.random() < 0.2:
            ModuleGrant.objects.create(
                person=person, module=module.record, granted_at=chance.choice(moments)
            )


# --- Pages that go away ---------------------------------------------------------------------------------


def test_what_is_taken_down_asks_nothing_and_comes_back_as_it_was_left(person):
    module = make_module()
    remaining, taken_down = make_lesson(module), make_lesson(module)
    path = make_path(module)
    for page in (remaining, taken_down):
        finish_lesson(person=person, lesson=page.record)
    start_lesson(person=person, lesson=make_lesson(module).record)
    page = LessonPage.objects.get(pk=taken_down.pk)
    page.unpublish()
    assert path_row(person, path).total == 2
    assert LessonProgress.objects.filter(lesson=taken_down.record).exists()
    LessonPage.objects.get(pk=taken_down.pk).save_revision().publish()
    assert path_row(person, path).done == 2
