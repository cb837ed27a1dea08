"""What is done is derived from what was read and passed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.dates import today
from learning.actions.enrolments import enrol, enrol_people
from learning.actions.progress import finish_lesson, start_lesson
from learning.enums import ProgressState
from learning.models import Enrolment, Lesson, LessonPage, LessonProgress, Module, ModulePage
from learning.outline import next_step, path_steps
from learning.queries.done import done_progress
from learning.queries.modules import module_rows
from learning.queries.page_progress import people_of_team
from learning.queries.paths import followed_paths
from tests.learning.factories import (
    make_attempt,
    make_enrolment,
    make_lesson,
    make_module,
    make_path,
    make_quiz,
)
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db


def row_of(person, lesson):
    rows = [row for module in module_rows(person) for row in module.lessons]
    return next(row for row in rows if row.pk == lesson.record_id)


def test_a_lesson_without_a_quiz_is_done_once_read(person):
    lesson = make_lesson(make_module())
    assert row_of(person, lesson).state is ProgressState.TODO
    start_lesson(person=person, lesson=lesson.record)
    assert row_of(person, lesson).state is ProgressState.STARTED
    finish_lesson(person=person, lesson=lesson.record)
    assert row_of(person, lesson).state is ProgressState.DONE


def test_a_required_quiz_that_is_not_passed_keeps_a_lesson_from_being_done(person):
    quiz = make_quiz()
    lesson = make_lesson(make_module(), quiz=quiz)
    finish_lesson(person=person, lesson=lesson.record)
    assert row_of(person, lesson).waits_for_quiz
    make_attempt(person, quiz, points=7)
    assert not row_of(person, lesson).is_done
    make_attempt(person, quiz, points=8)
    assert row_of(person, lesson).is_done


def test_a_passed_quiz_alone_does_not_make_a_lesson_done(person):
    quiz = make_quiz()
    lesson = make_lesson(make_module(), quiz=quiz)
    make_attempt(person, quiz)
    assert row_of(person, lesson).state is ProgressState.STARTED


def test_an_attempt_that_is_not_submitted_passes_nothing(person):
    quiz = make_quiz()
    lesson = make_lesson(make_module(), quiz=quiz)
    finish_lesson(person=person, lesson=lesson.record)
    make_attempt(person, quiz, submitted=False)
    assert not row_of(person, lesson).is_done


def test_the_attempt_of_somebody_else_counts_for_nothing(person):
    quiz = make_quiz()
    lesson = make_lesson(make_module(), quiz=quiz)
    finish_lesson(person=person, lesson=lesson.record)
    make_attempt(PersonFactory(), quiz)
    assert not row_of(person, lesson).is_done


def test_the_rule_for_one_person_and_the_rule_for_many_agree(person):
    quiz = make_quiz()
    module = make_module()
    free, failed, passed, unread = (
        make_lesson(module),
        make_lesson(module, quiz=make_quiz()),
        make_lesson(module, quiz=quiz),
        make_lesson(module),
    )
    for lesson in (free, failed, passed):
        finish_lesson(person=person, lesson=lesson.record)
    make_attempt(person, quiz)
    start_lesson(person=person, lesson=unread.record)
    many = set(done_progress().values_list("lesson", flat=True))
    one = {row.pk for row in module_rows(person)[0].lessons if row.is_done}
    assert many == one == {free.record_id, passed.record_id}


def test_finishing_twice_keeps_the_first_date(person):
    lesson = make_lesson(make_module())
    finish_lesson(person=person, lesson=lesson.record)
    first = LessonProgress.objects.get().read_at
    finish_lesson(person=person, lesson=lesson.record)
    start_lesson(person=person, lesson=lesson.record)
    assert LessonProgress.objects.get().read_at == first


def test_the_database_keeps_one_progress_for_each_lesson(person):
    lesson = make_lesson(make_module())
    start_lesson(person=person, lesson=lesson.record)
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonProgress.objects.create(person=person, lesson=lesson.record)


def test_progress_of_a_module(person):
    module = make_module()
    lessons = [make_lesson(module, minutes=5) for _ in range(3)]
    finish_lesson(person=person, lesson=lessons[0].record)
    row = module_rows(person)[0]
    assert (row.done, row.total, row.percent, row.minutes_left) == (1, 3, 33, 10)
    assert row.next_lesson.pk == lessons[1].record_id


# --- The next step ---------------------------------------------------------------------------------


def test_the_next_step_follows_the_order_of_the_path_and_of_the_pages(person):
    first, second = make_module(), make_module()
    one, two, three = make_lesson(second), make_lesson(second), make_lesson(first)
    make_enrolment(person, make_path(second, first))
    order = []
    for _lesson in (one, two, three):
        order.append(next_step(followed_paths(person), today()).lesson.pk)
        finish_lesson(person=person, lesson=Lesson.objects.get(pk=order[-1]))
    assert order == [one.record_id, two.record_id, three.record_id]
    assert next_step(followed_paths(person), today()) is None


def test_the_path_begun_first_comes_first(person):
    late, early = make_module(), make_module()
    make_lesson(late)
    wanted = make_lesson(early)
    make_enrolment(person, make_path(early))
    make_enrolment(person, make_path(late))
    assert next_step(followed_paths(person), today()).lesson.pk == wanted.record_id


def test_what_is_chosen_comes_after_what_must_be_done_this_week_and_before_what_must_be_later(
    person,
):
    chosen, far, near = make_module(), make_module(), make_module()
    days = {far: today() + timedelta(days=60), near: today() + timedelta(days=5)}
    lessons = {module: make_lesson(module) for module in (chosen, far, near)}
    make_enrolment(person, make_path(chosen))
    for module, day in days.items():
        make_enrolment(person, make_path(module), is_mandatory=True, due_on=day)

    order = []
    while (step := next_step(followed_paths(person), today())) is not None:
        order.append(step.lesson.pk)
        finish_lesson(person=person, lesson=Lesson.objects.get(pk=step.lesson.pk))

    assert order == [lessons[module].record_id for module in (near, chosen, far)]


def test_reordering_pages_reorders_the_path(person):
    module = make_module()
    one, two = make_lesson(module), make_lesson(module)
    make_enrolment(person, make_path(module))
    LessonPage.objects.get(pk=two.pk).move(LessonPage.objects.get(pk=one.pk), pos="left")
    assert next_step(followed_paths(person), today()).lesson.pk == two.record_id


def test_a_path_of_many_lessons_shows_its_modules_as_steps(person):
    modules = [make_module(title) for title in ("Un", "Deux", "Trois")]
    lessons = [[make_lesson(module) for _ in range(3)] for module in modules]
    make_enrolment(person, make_path(*modules))
    for lesson in lessons[0]:
        finish_lesson(person=person, lesson=lesson.record)
    steps = path_steps(followed_paths(person)[0])
    assert [(step.name, step.state) for step in steps] == [
        ("Un", "done"),
        ("Deux", "here"),
        ("Trois", "todo"),
    ]


def test_a_path_of_seven_lessons_shows_them(person):
    module = make_module()
    for _ in range(7):
        make_lesson(module)
    make_enrolment(person, make_path(module))
    assert len(path_steps(followed_paths(person)[0])) == 7


# --- Pages present, records remember ------------------------------------------------------------------


def test_moving_and_renaming_a_lesson_keeps_what_was_done(person):
    old, new = make_module(), make_module()
    lesson = make_lesson(old)
    finish_lesson(person=person, lesson=lesson.record)
    page = LessonPage.objects.get(pk=lesson.pk)
    page.move(new, pos="last-child")
    page = LessonPage.objects.get(pk=lesson.pk)
    page.title, page.slug = "Autre titre", "autre-adresse"
    page.save_revision().publish()
    assert row_of(person, lesson).is_done
    by_module = {row.pk: row for row in module_rows(person)}
    assert by_module[new.record_id].total == 1
    assert by_module[old.record_id].total == 0
    assert Lesson.objects.get().title == "Autre titre"


def test_a_copy_has_a_record_of_its_own_even_after_its_old_draft_is_published(person):
    module = make_module()
    lesson = make_lesson(module)
    lesson.save_revision().publish()
    finish_lesson(person=person, lesson=lesson.record)
    copy = ModulePage.objects.get(pk=module.pk).copy(
        recursive=True, update_attrs={"slug": "copie", "title": "Copie"}
    )
    page = LessonPage.objects.child_of(copy).get()
    page.get_latest_revision().publish()
    page = LessonPage.objects.child_of(copy).get()
    assert page.record_id != lesson.record_id
    assert not row_of(person, page).is_done
    assert row_of(person, lesson).is_done
    assert Module.objects.count() == Lesson.objects.count() == 2


def test_a_draft_tells_the_record_nothing(person):
    quiz = make_quiz()
    lesson = make_lesson(make_module(), "Publiée", quiz=quiz)
    draft = LessonPage.objects.get(pk=lesson.pk)
    draft.title, draft.body = "Brouillon", "[]"
    draft.save_revision()
    record = Lesson.objects.get()
    assert (record.title, record.required_quiz) == ("Publiée", quiz)


def test_a_lesson_taken_down_is_in_no_list(person):
    module = make_module()
    lesson = make_lesson(module)
    make_enrolment(person, make_path(module))
    LessonPage.objects.get(pk=lesson.pk).unpublish()
    assert module_rows(person)[0].lessons == ()
    assert next_step(followed_paths(person), today()) is None


# --- Enrolling ----------------------------------------------------------------------------------------


def test_enrolling_twice_enrols_once(person):
    path = make_path(make_module())
    enrol(person=person, path=path)
    enrol(person=person, path=path)
    assert Enrolment.objects.count() == 1


def test_choosing_an_assigned_path_does_not_lighten_it(person):
    path = make_path(make_module())
    enrol(person=person, path=path, mandatory=True, due_on=date(2027, 1, 15))
    enrol(person=person, path=path)
    enrolment = Enrolment.objects.get()
    assert (enrolment.is_mandatory, enrolment.due_on) == (True, date(2027, 1, 15))


def test_what_becomes_mandatory_makes_no_second_enrolment(person):
    path = make_path(make_module())
    enrol(person=person, path=path)
    other = PersonFactory()
    enrol_people(people=[person, other], path=path, mandatory=True)
    assert Enrolment.objects.filter(is_mandatory=True).count() == Enrolment.objects.count() == 2


def test_a_team_reaches_its_sub_teams_and_nobody_who_has_left(person):
    team = TeamFactory()
    below = TeamFactory(parent=team)
    here = PositionFactory(team=below).person
    PositionFactory(team=team, ended_on=date(2020, 1, 1))
    PositionFactory(team=team, person=PersonFactory(employed_until=date(2021, 1, 1)))
    assert list(people_of_team(team, on=date(2026, 11, 24))) == [here]
