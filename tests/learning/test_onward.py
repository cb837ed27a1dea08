"""After a quiz of a lesson: on where the lesson is done, else to what is left of it."""

import re

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from learning.actions.progress import finish_lesson
from learning.models import LessonProgress
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


@pytest.fixture
def nadia():
    return PersonFactory()


@pytest.fixture
def reader(nadia):
    client = Client(headers={"accept-language": "en"})
    client.force_login(nadia)
    return client


def onward(reader, attempt, begun_on=None):
    """Where “Continue” leads from the result of that attempt."""
    if begun_on:
        session = reader.session
        session["quiz_back"] = {str(attempt.uuid): begun_on}
        session.save()
    page = reader.get(reverse("quizzes:result", args=[attempt.uuid])).content.decode()
    return re.search(r'button--sun"\s+href="([^"]*)"', page)[1]


def test_a_lesson_that_is_done_leads_to_the_next(reader, nadia):
    module, quiz = make_module(), make_quiz()
    one, two = make_lesson(module, quiz=quiz), make_lesson(module)
    finish_lesson(person=nadia, lesson=one.record)

    assert onward(reader, make_attempt(nadia, quiz)) == two.url


def test_the_last_of_a_module_leads_to_what_is_left_of_the_path_or_to_the_end_of_the_module(
    reader, nadia
):
    module, quiz = make_module(), make_quiz()
    first, last = make_lesson(module), make_lesson(module, quiz=quiz)
    make_enrolment(nadia, make_path(module))
    finish_lesson(person=nadia, lesson=last.record)
    attempt = make_attempt(nadia, quiz)

    assert onward(reader, attempt) == first.url
    finish_lesson(person=nadia, lesson=first.record)
    finish_lesson(person=nadia, lesson=make_lesson(module).record)
    LessonProgress.objects.filter(lesson=last.record).update(read_at=Now())
    assert onward(reader, attempt) == f"{module.url}#fini"


def test_a_lesson_that_is_not_read_to_its_end_is_gone_on_with_from_its_quiz(reader, nadia):
    module, quiz = make_module(), make_quiz()
    lesson, _next = make_lesson(module, quiz=quiz), make_lesson(module)

    assert onward(reader, make_attempt(nadia, quiz)) == f"{lesson.url}#quiz-{quiz.pk}"


def test_a_quiz_that_a_lesson_need_not_pass_leads_to_the_one_that_it_must(reader, nadia):
    module, asked, beside = make_module(), make_quiz(), make_quiz()
    lesson, following = make_lesson(module, quiz=asked), make_lesson(module)
    finish_lesson(person=nadia, lesson=lesson.record)
    attempt = make_attempt(nadia, beside)

    assert onward(reader, attempt, lesson.url) == f"{lesson.url}#quiz-{asked.pk}"
    make_attempt(nadia, asked)
    assert onward(reader, attempt, lesson.url) == following.url


def test_of_two_lessons_with_the_same_quiz_the_one_that_it_was_begun_in_counts(reader, nadia):
    module, quiz = make_module(), make_quiz()
    _one, two, three = (
        make_lesson(module, quiz=quiz), make_lesson(module, quiz=quiz), make_lesson(module)
    )  # fmt: skip
    finish_lesson(person=nadia, lesson=two.record)

    assert onward(reader, make_attempt(nadia, quiz), two.url) == three.url


def test_a_quiz_of_no_lesson_leads_back_to_where_it_was_begun(reader, nadia):
    assert onward(reader, make_attempt(nadia, make_quiz()), "/quelque-part/") == "/quelque-part/"


def test_a_quiz_of_a_lesson_of_a_known_path_is_not_listed_beside_the_paths(reader, nadia):
    known, other = make_module(), make_module()
    quizzes = [make_quiz("Du parcours"), make_quiz("D’un autre parcours"), make_quiz("Seul")]
    for module, quiz in zip((known, other), quizzes, strict=False):
        make_lesson(module, quiz=quiz)
    make_enrolment(nadia, make_path(known))
    make_path(other)
    for quiz in quizzes:
        make_attempt(nadia, quiz)

    lines = reader.get(reverse("learning:transcript")).context["transcript"].lines

    assert {line.title for line in lines} == {"D’un autre parcours", "Seul"}
