"""What a quiz allows when an attempt begins, what is asked then, and what stays so to its end."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from quizzes.actions.attempts import submit_attempt
from quizzes.actions.extra_time import set_extra_time
from quizzes.actions.starts import start_attempt
from quizzes.enums import Behaviour, Purpose, QuestionStatus
from quizzes.models import Attempt, Competence, Framework, Question, Quiz, QuizDraw, Tag
from quizzes.queries.asking import asks_nothing_that_counts, questions_to_ask, shortages_of
from quizzes.queries.openings import RefusalReason
from tests.quizzes.factories import (
    CategoryFactory,
    QuestionFactory,
    failed_attempt,
    quiz_asking,
    quiz_of,
)


pytestmark = pytest.mark.django_db


def hours(number):
    return timezone.now() + timedelta(hours=number)


def refused(quiz, person):
    with pytest.raises(ValidationError) as refusal:
        start_attempt(quiz=quiz, learner=person)
    return refusal.value


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"status": QuestionStatus.DRAFT}, RefusalReason.DRAFT),
        ({"opens_at": 2}, RefusalReason.NOT_YET),
        ({"closes_at": -2}, RefusalReason.CLOSED),
        ({"opens_at": -2, "closes_at": -1}, RefusalReason.CLOSED),
    ],
)
def test_a_quiz_that_is_not_open_says_so(person, fields, why):
    said = {name: hours(value) if name.endswith("_at") else value for name, value in fields.items()}

    refusal = refused(quiz_of(1, **said), person)

    assert refusal.code == why
    assert not Attempt.objects.exists()


def test_an_open_quiz_begins(person):
    quiz = quiz_of(1, opens_at=hours(-1), closes_at=hours(1))

    assert start_attempt(quiz=quiz, learner=person).closes_at == quiz.closes_at


def test_when_it_opens_is_said(person):
    quiz = quiz_of(1, opens_at=timezone.now() + timedelta(days=400))

    assert str(timezone.localtime(quiz.opens_at).year) in refused(quiz, person).message


def test_after_the_attempts_that_are_allowed_there_is_none(person):
    quiz = quiz_of(1, max_attempts=2)
    for _ in range(2):
        failed_attempt(quiz, person)

    assert refused(quiz, person).code == RefusalReason.USED_UP
    assert Attempt.objects.count() == 2


def test_between_two_attempts_the_delay_is_waited_for(person):
    quiz = quiz_of(1, delay_hours=24)
    attempt = failed_attempt(quiz, person)

    assert refused(quiz, person).code == RefusalReason.TOO_SOON

    Attempt.objects.filter(pk=attempt.pk).update(started_at=hours(-26), submitted_at=hours(-25))
    assert start_attempt(quiz=quiz, learner=person).is_open


def test_a_delay_that_ends_after_the_quiz_does_is_not_promised(person):
    quiz = quiz_of(1, delay_hours=24, closes_at=hours(3))
    failed_attempt(quiz, person)

    assert refused(quiz, person).code == RefusalReason.CLOSED


def test_an_attempt_under_way_is_taken_up_whatever_the_quiz_became(person):
    quiz = quiz_of(1, max_attempts=1)
    attempt = start_attempt(quiz=quiz, learner=person)
    Quiz.objects.update(status=QuestionStatus.DRAFT)

    assert start_attempt(quiz=quiz, learner=person) == attempt


def test_what_the_quiz_said_when_it_began_stays(person):
    quiz = quiz_of(
        1,
        behaviour=Behaviour.TRIES,
        purpose=Purpose.EXAM,
        max_tries=4,
        try_penalty=10,
        pass_percent=60,
        shuffle_answers=False,
        time_limit=30,
    )
    attempt = start_attempt(quiz=quiz, learner=person)
    Quiz.objects.update(
        behaviour=Behaviour.AT_END, max_tries=1, try_penalty=0, pass_percent=99, time_limit=1
    )

    attempt.refresh_from_db()
    frozen = (attempt.behaviour, attempt.purpose, attempt.max_tries, attempt.try_penalty)
    assert frozen == (Behaviour.TRIES, Purpose.EXAM, 4, 10)
    assert (attempt.pass_percent, attempt.shuffle_answers) == (60, False)
    assert attempt.closes_at - attempt.started_at == timedelta(minutes=30)


def test_extra_time_makes_the_limit_longer_and_never_the_quiz(person):
    set_extra_time(learner=person, percent=50)

    alone = start_attempt(quiz=quiz_of(1, time_limit=30), learner=person)
    soon = hours(0.5)
    bounded = start_attempt(quiz=quiz_of(1, time_limit=30, closes_at=soon), learner=person)

    assert alone.closes_at - alone.started_at == timedelta(minutes=45)
    assert bounded.closes_at == soon


def test_extra_time_that_is_taken_away_is_gone(person):
    set_extra_time(learner=person, percent=50)
    set_extra_time(learner=person, percent=None)

    attempt = start_attempt(quiz=quiz_of(1, time_limit=30), learner=person)

    assert attempt.closes_at - attempt.started_at == timedelta(minutes=30)


def test_taking_up_an_attempt_whose_time_is_over_closes_it(person):
    attempt = start_attempt(quiz=quiz_of(1, time_limit=10), learner=person)
    Attempt.objects.update(started_at=hours(-1), closes_at=hours(-0.5))

    found = start_attempt(quiz=attempt.quiz, learner=person)

    assert found == attempt
    assert (found.closed_by, found.submitted_at) == ("time", found.closes_at)


# --- What is asked -----------------------------------------------------------------------------------


def titles(quiz, chance=None):
    return [one.version.question.title for one in questions_to_ask(quiz, chance=chance)]


def drawing(count=10, **fields):
    quiz = quiz_of(0)
    QuizDraw.objects.create(quiz=quiz, count=count, **fields)
    return quiz


def test_a_draw_by_category_takes_those_below_and_no_neighbour():
    rgpd = CategoryFactory(name="RGPD")
    for name in ("RGPD", "RGPD/Droits", "RGPD/Droits/Accès", "RGPD2", "Autre"):
        QuestionFactory(title=name, category=CategoryFactory(name=name))

    assert set(titles(drawing(category=rgpd))) == {"RGPD", "RGPD/Droits", "RGPD/Droits/Accès"}


def test_a_draw_by_competence_takes_its_parts_and_no_question_twice():
    framework = Framework.objects.create(name="CRCN", edition="1", slug="crcn-1")
    area = Competence.objects.create(framework=framework, code="1", title="Domaine")
    part = Competence.objects.create(framework=framework, code="1.1", title="Part", parent=area)
    other = Competence.objects.create(framework=framework, code="2", title="Autre")
    for title, competences in (("a", [area, part]), ("b", [part]), ("c", [other]), ("d", [])):
        QuestionFactory(title=title).competences.set(competences)

    assert sorted(titles(drawing(competence=area))) == ["a", "b"]
    assert titles(drawing(competence=other)) == ["c"]


def test_a_draw_by_tag_and_difficulty_takes_what_fits_both():
    tag = Tag.objects.create(name="mots de passe")
    for title, difficulty, is_tagged in (
        ("a", 1, True),
        ("b", 3, True),
        ("c", 3, False),
        ("d", None, True),
    ):
        question = QuestionFactory(title=title, difficulty=difficulty)
        if is_tagged:
            question.tags.add(tag)

    assert titles(drawing(tag=tag, easiest=2, hardest=4)) == ["b"]
    assert sorted(titles(drawing(tag=tag))) == ["a", "b", "d"]


def test_a_draw_takes_no_draft_and_none_that_is_asked_already():
    quiz = quiz_of(1)
    QuestionFactory(title="brouillon", status=QuestionStatus.DRAFT)
    QuestionFactory(title="libre")
    QuizDraw.objects.create(quiz=quiz, count=5)

    asked = titles(quiz)

    assert asked == [quiz.entries.get().question.title, "libre"]


def test_a_draw_that_finds_too_few_takes_what_there_is_and_its_author_is_told(person):
    tag = Tag.objects.create(name="rare")
    QuestionFactory().tags.add(tag)
    quiz = drawing(count=3, tag=tag, points=Decimal(2))

    attempt = start_attempt(quiz=quiz, learner=person)

    assert (attempt.items.count(), attempt.max_points) == (1, 2)
    [short] = shortages_of(quiz)
    assert (short.place, short.wanted, short.found) == (1, 3, 1)


def test_two_draws_of_the_same_questions_are_short_together():
    tag = Tag.objects.create(name="rare")
    for _ in range(3):
        QuestionFactory().tags.add(tag)
    quiz = drawing(count=2, tag=tag)
    QuizDraw.objects.create(quiz=quiz, count=2, tag=tag)

    assert sum(short.found for short in shortages_of(quiz)) == 1


def test_a_quiz_of_nothing_that_counts_is_told():
    assert asks_nothing_that_counts(quiz_asking("Racontez.{}", "Lisez."))
    assert not asks_nothing_that_counts(quiz_of(1))


def test_questions_come_in_another_order_and_each_attempt_keeps_its_own(person):
    quiz = quiz_of(8, shuffle_questions=True)
    orders = {tuple(titles(quiz, Random(n))) for n in range(5)}

    attempt = start_attempt(quiz=quiz, learner=person)

    assert len(orders) > 1
    assert attempt.items.count() == 8
    assert len({tuple(sorted(order)) for order in orders}) == 1


def test_at_most_so_many_questions_are_asked(person):
    quiz = quiz_of(5, max_questions=2)

    assert titles(quiz) == [
        entry.question.title for entry in quiz.entries.order_by("sort_order")[:2]
    ]
    assert start_attempt(quiz=quiz, learner=person).max_points == 2


@pytest.mark.parametrize("size", [10, 200])
def test_beginning_asks_few_queries(person, size, django_assert_max_num_queries):
    quiz = quiz_of(size // 2)
    for _ in range(size - size // 2):
        QuestionFactory(category=CategoryFactory(name="Tirage"))
    QuizDraw.objects.create(quiz=quiz, count=size, category=CategoryFactory(name="Tirage"))

    with django_assert_max_num_queries(17):
        assert start_attempt(quiz=quiz, learner=person).items.count() == size


def test_a_question_that_becomes_a_draft_meanwhile_is_still_asked(person):
    attempt = start_attempt(quiz=quiz_of(1), learner=person)
    Question.objects.update(status=QuestionStatus.DRAFT)

    assert submit_attempt(attempt=attempt.uuid).max_points == 1
