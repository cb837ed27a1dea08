"""The result of an attempt as its quiz lets it be seen, what counts of several, all of mine."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse

from learning.models import LessonProgress
from learning.queries.done import done_progress
from quizzes.actions.attempts import check_item, submit_attempt
from quizzes.actions.starts import start_attempt
from quizzes.enums import Behaviour, Grading
from quizzes.models import Attempt, QuizBand
from quizzes.queries.openings import RefusalReason
from quizzes.queries.results import outcome_of
from quizzes.queries.states import QuizStatus, quiz_states
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import PersonFactory
from tests.quizzes.factories import (
    answered_attempt,
    failed_attempt,
    passed_attempt,
    quiz_asking,
    quiz_of,
)


pytestmark = pytest.mark.django_db


def page_of(client, attempt, name="result"):
    return client.get(reverse(f"quizzes:{name}", args=[attempt.uuid]))


def text(response):
    return " ".join(response.content.decode().split())


def test_a_score_is_shown_where_the_quiz_shows_it(client, learner):
    shown = page_of(client, answered_attempt(quiz_of(3), learner, right=2))
    hidden = page_of(client, answered_attempt(quiz_of(3, shows_grade=False), learner, right=2))

    assert 'class="score__n"' in text(shown)
    assert "<title>2 sur 3 – " in text(shown)
    assert '<span class="sr-only">(2 sur 3)</span> </h2>' in text(shown)  # it takes the focus
    assert 'class="score__n"' not in text(hidden)
    assert "2 sur 3" not in text(hidden)


def test_so_many_right_answers_are_asked_only_where_none_is_right_in_part(client, learner):
    counted = answered_attempt(quiz_of(4), learner, right=4)
    in_part = answered_attempt(
        quiz_asking("Deux ?{~%50%a ~%50%b ~%-100%c}", "Vrai ?{T}"), learner, right=2
    )

    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "right answers were needed" in text(page_of(client, counted))
    assert "of the points pass the quiz" in text(page_of(client, in_part))


def test_answers_are_explained_where_the_quiz_explains_them(client, learner):
    quiz = quiz_asking("Vrai ?{T####CANARI}", shows_answers=False, behaviour=Behaviour.AT_END)
    attempt = start_attempt(quiz=quiz, learner=learner)
    submit_attempt(attempt=attempt.uuid)

    assert "CANARI" not in text(page_of(client, attempt))


def test_the_text_of_the_share_that_was_reached_is_shown(client, learner):
    quiz = quiz_of(4)
    for share, words in ((0, "TOUT EN BAS"), (50, "A MOITIE"), (100, "SANS FAUTE")):
        QuizBand.objects.create(quiz=quiz, from_percent=share, text=words)

    pages = {
        right: text(page_of(client, answered_attempt(quiz, learner, right=right)))
        for right in (1, 2, 3, 4)
    }

    assert "TOUT EN BAS" in pages[1]
    assert "A MOITIE" in pages[2]
    assert "A MOITIE" in pages[3]
    assert "SANS FAUTE" in pages[4]
    assert "TOUT EN BAS" not in pages[2]


def test_a_text_leads_to_its_page_while_that_is_published(client, learner):
    lesson = make_lesson(make_module("Module"), "A relire")
    quiz = quiz_of(1)
    QuizBand.objects.create(quiz=quiz, text="Relisez.", lesson=lesson)
    attempt = failed_attempt(quiz, learner)

    assert f'href="{lesson.get_url()}"' in text(page_of(client, attempt))
    lesson.unpublish()
    assert f'href="{lesson.get_url()}"' not in text(page_of(client, attempt))


def test_an_attempt_that_waits_for_a_marker_has_no_score_yet(client, learner):
    attempt = passed_attempt(quiz_of(2), learner)
    Attempt.objects.update(awaiting=1)

    page = page_of(client, attempt)

    assert 'class="score__n"' not in text(page)
    assert page.context["band"] is None
    state = quiz_states(learner, [attempt.quiz_id])[attempt.quiz_id]
    assert (state.status, state.awaiting) == (QuizStatus.WAITING, True)
    assert page_of(client, attempt, "share").status_code == 302


def test_who_may_not_try_again_is_told_why_and_offered_no_button(client, learner):
    attempt = failed_attempt(quiz_of(1, max_attempts=1), learner)

    page = page_of(client, attempt)

    assert page.context["refusal"].why is RefusalReason.USED_UP
    assert reverse("quizzes:start", args=[attempt.quiz.uuid]) not in text(page)


def test_when_the_next_attempt_may_begin_is_said(client, learner):
    attempt = failed_attempt(quiz_of(1, delay_hours=24), learner)

    refusal = page_of(client, attempt).context["refusal"]

    assert (refusal.why, refusal.since) == (
        RefusalReason.TOO_SOON,
        attempt.submitted_at + timedelta(hours=24),
    )
    assert str(refusal) in text(page_of(client, attempt))


@pytest.mark.parametrize(
    ("fields", "icon"),
    [({"max_attempts": 2}, "2 "), ({"delay_hours": 48}, "48 "), ({"time_limit": 5}, None)],
)
def test_the_side_of_the_page_says_what_is_true(client, learner, fields, icon):
    attempt = start_attempt(quiz=quiz_of(2, **fields), learner=learner)

    facts = [fact.text for fact in page_of(client, attempt, "attempt").context["facts"]]

    plain = start_attempt(quiz=quiz_of(2), learner=learner)
    usual = [fact.text for fact in page_of(client, plain, "attempt").context["facts"]]
    assert facts != usual
    assert icon is None or any(icon in fact for fact in facts)


# --- What counts of several --------------------------------------------------------------------------


def rows(*percents, needed=80):
    return [
        {"uuid": place, "percent": Decimal(percent), "pass_percent": needed, "submitted_at": place}
        for place, percent in enumerate(percents, start=1)
    ]


@pytest.mark.parametrize(
    ("grading", "percents", "percent", "is_passed", "decides"),
    [
        (Grading.BEST, (50, 90, 70), 90, True, 2),
        (Grading.BEST, (90, 90), 90, True, 1),
        (Grading.LAST, (90, 50), 50, False, 2),
        (Grading.LAST, (50, 90), 90, True, 2),
        (Grading.FIRST, (50, 90), 50, False, 1),
        (Grading.FIRST, (90, 50), 90, True, 1),
        (Grading.MEAN, (100, 60), 80, True, None),
        (Grading.MEAN, (100, 50), 75, False, None),
    ],
)
def test_which_attempt_counts(grading, percents, percent, is_passed, decides):
    outcome = outcome_of(grading, rows(*percents))

    assert (outcome.percent, outcome.is_passed, outcome.attempt) == (percent, is_passed, decides)


def test_nothing_counts_before_the_first():
    assert outcome_of(Grading.BEST, []) is None


def test_the_best_is_passed_since_the_first_success():
    assert outcome_of(Grading.BEST, rows(50, 90, 100)).passed_at == 2


@pytest.mark.parametrize(
    ("grading", "status"),
    [
        (Grading.BEST, QuizStatus.PASSED),
        (Grading.FIRST, QuizStatus.PASSED),
        (Grading.LAST, QuizStatus.TO_RETRY),
        (Grading.MEAN, QuizStatus.TO_RETRY),
    ],
)
def test_a_card_follows_what_counts_and_a_lesson_stays_done(person, grading, status):
    quiz = quiz_of(2, grading=grading)
    lesson = make_lesson(make_module("Module"), "Leçon", quiz=quiz)
    LessonProgress.objects.create(person=person, lesson=lesson.record, read_at=Now())
    passed_attempt(quiz, person)
    failed_attempt(quiz, person)

    assert quiz_states(person, [quiz.pk])[quiz.pk].status is status
    assert done_progress().filter(person=person).count() == 1


def test_the_result_says_which_attempt_counts(client, learner):
    quiz = quiz_of(2, grading=Grading.FIRST)
    first, second = failed_attempt(quiz, learner), passed_attempt(quiz, learner)

    assert page_of(client, first).context["decides"]
    assert not page_of(client, second).context["decides"]


# --- All of mine -------------------------------------------------------------------------------------


def test_my_results_hold_all_my_attempts_and_nobody_elses(client, learner):
    mine, other = quiz_of(2, title="Le mien"), quiz_of(2, title="Autrui")
    attempts = [failed_attempt(mine, learner), passed_attempt(mine, learner)]
    theirs = passed_attempt(other, PersonFactory())

    page = text(client.get(reverse("quizzes:results")))

    for attempt in attempts:
        assert reverse("quizzes:result", args=[attempt.uuid]) in page
    assert "Autrui" not in page
    assert str(theirs.uuid) not in page


def test_my_results_hide_what_the_quiz_hides(client, learner):
    passed_attempt(quiz_of(7, shows_grade=False), learner)

    [row] = client.get(reverse("quizzes:results")).context["rows"]

    assert [score for _attempt, score in row["attempts"]] == [""]


def test_attempts_under_way_are_no_results(client, learner):
    start_attempt(quiz=quiz_of(1), learner=learner)

    assert client.get(reverse("quizzes:results")).context["rows"] == []


@pytest.mark.parametrize("number", [1, 6])
def test_my_results_ask_few_queries(client, learner, number, django_assert_max_num_queries):
    for _ in range(number):
        failed_attempt(quiz_of(1), learner)

    with django_assert_max_num_queries(8):
        client.get(reverse("quizzes:results"))


def test_a_time_that_is_over_is_said_on_the_result(client, learner):
    attempt = start_attempt(quiz=quiz_of(1, time_limit=5), learner=learner)
    gone = timedelta(minutes=6)
    Attempt.objects.update(started_at=F("started_at") - gone, closes_at=F("closes_at") - gone)
    check_item(attempt=attempt.uuid, slot=1, raw={})
    submit_attempt(attempt=attempt.uuid)

    assert page_of(client, attempt).context["attempt"].closed_by == "time"
