"""When a lesson is done: read since it asked, its quiz passed, its package completed, or granted."""

import random
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from learning.actions.completions import store_completions
from learning.actions.progress import finish_lesson, start_lesson
from learning.enums import Need, ProgressState
from learning.models import (
    Enrolment,
    Lesson,
    LessonPage,
    LessonProgress,
    Module,
    ModuleGrant,
    ModulePage,
    PathChoice,
    PathModule,
    PracticeCompletion,
    ScormPackage,
    ScormState,
)
from learning.queries import bulk_completion
from learning.queries.bulk_completion import completion_in_bulk
from learning.queries.completion import annotate_completion, completion_moments
from learning.queries.done import completed_packages, done_progress
from learning.queries.modules import module_rows
from learning.queries.path_rules import path_rules
from learning.queries.paths import path_row
from learning.queries.stored_completion import is_stored
from people.models import Person
from quizzes.models import Attempt
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
def test_the_rule_for_one_person_and_the_rule_for_many_agree_on_anything(seed, monkeypatch):
    """Paths with choices, quizzes, packages, practice tasks, rewriting, grants and days from which they count."""
    chance = random.Random(seed)
    modules = [_some_module(chance) for _ in range(5)]
    paths = [_some_path(chance, modules) for _ in range(3)]
    people = PersonFactory.create_batch(4)
    for person in people:
        for path in paths:
            since = chance.choice([None, None, days_ago(20)])
            make_enrolment(person, path, counts_from=since, is_mandatory=True)
        _some_progress(chance, person, modules)

    many = {
        (enrolment.person_id, enrolment.path_id): bool(enrolment.is_complete)
        for enrolment in annotate_completion(Enrolment.objects.all())
    }
    days = completion_moments(Enrolment.objects.select_related("path"))
    everybody = Person.objects.filter(pk__in=[person.pk for person in people])
    one_by_one = _in_bulk(paths, everybody)
    monkeypatch.setattr(bulk_completion, "FEW", 0)
    gathered = [_in_bulk(paths, among) for among in (everybody, None)]
    store_completions()

    assert [one_by_one, *gathered, _in_bulk(paths, None)] == [many] * 4
    for person in people:
        for path in paths:
            row = path_row(person, path)
            assert many[person.pk, path.pk] == row.is_done
            assert days.get((person.pk, path.pk)) == row.done_at


def _in_bulk(paths, among):
    rows = Enrolment.objects.all()
    return {
        (row.person_id, row.path_id): bool(row.is_complete)
        for row in rows.annotate(**completion_in_bulk(rows, paths, among))
    }


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


# --- What is stored ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_what_is_stored_is_true_whatever_happens(seed):
    """Rows change under it as any writer may change them: nobody tells what is stored."""
    chance = random.Random(seed)
    modules = [_some_module(chance) for _ in range(4)]
    paths = [_some_path(chance, modules) for _ in range(2)]
    people = PersonFactory.create_batch(2)
    for person in people:
        for path in paths:
            make_enrolment(person, path, is_mandatory=True)
        _some_progress(chance, person, modules)

    for act in chance.sample(ACTS * 2, 2 * len(ACTS)):
        store_completions()
        assert _stored() == _derived()
        act(chance, chance.choice(people))
        derived = _derived()
        assert all(derived[key] == moment for key, moment in _stored().items()), act


def _stored():
    rows = Enrolment.objects.filter(is_stored(path_rules()))
    return {(row.person_id, row.path_id): row.completed_at for row in rows}


def _derived():
    enrolments = Enrolment.objects.select_related("path")
    moments = completion_moments(enrolments)
    keys = enrolments.values_list("person", "path")
    return {key: moments.get(key) for key in keys}


def _any(chance, rows):
    return chance.choice(list(rows.order_by("pk"))) if rows.exists() else None


def _change(rows, chance, **values):
    if row := _any(chance, rows):
        rows.filter(pk=row.pk).update(**values)


def _delete(rows, chance):
    if row := _any(chance, rows):
        row.delete()


def _read_rest(_chance, person):
    for lesson in Lesson.objects.exclude(progress__person=person):
        read(person, lesson)


def _pass_rest(_chance, person):
    for lesson in Lesson.objects.exclude(required_quiz=None).select_related("required_quiz"):
        pass_quiz(person, lesson.required_quiz)


def _complete_rest(_chance, person):
    for package in ScormPackage.objects.all():
        for unit in ("un", "deux"):
            ScormState.objects.update_or_create(
                person=person, package=package, unit=unit, defaults={"completed_at": NOW}
            )


def _practise(_chance, person):
    for task in TASKS:
        PracticeCompletion.objects.get_or_create(person=person, task=task)


def _grant(chance, person):
    module = chance.choice(list(Module.objects.order_by("pk")))
    ModuleGrant.objects.get_or_create(person=person, module=module)


def _take_down_or_publish(chance, _person):
    page = _any(chance, LessonPage.objects.all())
    if page and page.live:
        page.unpublish()
    elif page:
        page.save_revision().publish()


def _add_lesson(chance, _person):
    make_lesson(chance.choice(list(ModulePage.objects.order_by("pk"))))


ACTS = [
    _read_rest,
    _pass_rest,
    _complete_rest,
    _practise,
    _grant,
    _take_down_or_publish,
    _add_lesson,
    lambda chance, person: _change(person.lesson_progress.all(), chance, read_at=NOW),
    lambda chance, person: _delete(person.lesson_progress.all(), chance),
    lambda chance, person: _change(person.lesson_progress.all(), chance, read_at=None),
    lambda chance, person: _change(Attempt.objects.filter(learner=person), chance, points=0),
    lambda chance, person: _delete(Attempt.objects.filter(learner=person), chance),
    lambda chance, person: _change(person.scorm_states.all(), chance, completed_at=None),
    lambda chance, person: _delete(person.scorm_states.all(), chance),
    lambda chance, person: _delete(person.practice_completions.all(), chance),
    lambda chance, person: _change(person.module_grants.all(), chance, granted_at=days_ago(60)),
    lambda chance, person: _delete(person.module_grants.all(), chance),
    lambda chance, person: _change(person.enrolments.all(), chance, counts_from=days_ago(7)),
    lambda chance, person: _change(person.enrolments.all(), chance, counts_from=None),
    lambda chance, _person: _change(Lesson.objects.all(), chance, asks_again_since=days_ago(8)),
    lambda chance, _person: _change(Lesson.objects.all(), chance, asks_again_since=None),
    lambda chance, _person: _change(Lesson.objects.all(), chance, required_quiz=None),
    lambda chance, _person: _change(Lesson.objects.all(), chance, required_practice=TASKS[0]),
    lambda chance, _person: _change(ScormPackage.objects.all(), chance, units=[{"id": "un"}]),
    lambda chance, _person: _change(PathModule.objects.all(), chance, need="optional", choice=""),
    lambda chance, _person: _change(PathModule.objects.all(), chance, need="required", choice=""),
    lambda chance, _person: _change(PathChoice.objects.all(), chance, needed=3),
    lambda chance, _person: _delete(PathModule.objects.all(), chance),
]


def test_what_somebody_chose_is_not_stored(person):
    module = make_module()
    read(person, make_lesson(module).record, days_ago(2))
    mandatory, chosen = make_path(module), make_path(module)
    make_enrolment(person, mandatory, is_mandatory=True)
    make_enrolment(person, chosen)

    assert store_completions() == 1
    assert store_completions() == 0
    assert person.enrolments.get(path=mandatory).completed_at == days_ago(2)
    assert person.enrolments.get(path=chosen).completion_rule is None

    person.enrolments.filter(path=mandatory).update(is_mandatory=False)
    assert store_completions() == 0
    held = person.enrolments.get(path=mandatory)
    assert (held.completed_at, held.completion_rule) == (None, None)


def test_the_database_has_each_trigger():
    """SQLite drops those of a table that a migration remakes."""
    triggers = import_module("learning.migrations._completions").trigger_names()
    found = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(found)
        assert set(triggers) <= {name for (name,) in cursor.fetchall()}


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
