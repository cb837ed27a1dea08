"""An attempt with an end: what is taken until then, who closes it, what its pages say."""

import logging
from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from quizzes.actions.attempts import (
    SaveOutcome,
    check_item,
    close_overdue_attempts,
    save_response,
    submit_attempt,
)
from quizzes.actions.starts import start_attempt
from quizzes.enums import Behaviour, ClosedBy
from quizzes.models import Attempt, ExtraTime, QuestionVersion
from quizzes.tasks import close_overdue_attempts_task
from tests.people.factories import PersonFactory
from tests.quizzes.factories import AttemptFactory, quiz_asking, quiz_of


pytestmark = pytest.mark.django_db

TRUE = {"choice": "true"}


@pytest.fixture
def attempt(learner):
    quiz = quiz_asking("Vrai ?{T}", "Faux ?{T}", time_limit=10, behaviour=Behaviour.AT_END)
    return start_attempt(quiz=quiz, learner=learner)


def let_time_pass(**gone):
    """As if all attempts had begun, and would end, so much earlier."""
    gone = timedelta(**gone)
    Attempt.objects.update(started_at=F("started_at") - gone, closes_at=F("closes_at") - gone)


def save(attempt, raw, sequence=1):
    return save_response(attempt=attempt.uuid, slot=1, raw=raw, sequence=sequence)


def url(name, attempt):
    return reverse(f"quizzes:{name}", args=[attempt.uuid])


def test_an_answer_is_taken_until_the_end_and_not_after(attempt):
    assert save(attempt, TRUE) is SaveOutcome.SAVED
    let_time_pass(minutes=10)

    assert save(attempt, {"choice": "false"}, 2) is SaveOutcome.OVER
    assert attempt.items.get(slot=1).response == TRUE


def test_no_answer_is_checked_after_the_end(learner):
    attempt = start_attempt(quiz=quiz_asking("Vrai ?{T}", time_limit=10), learner=learner)
    let_time_pass(minutes=11)

    assert check_item(attempt=attempt.uuid, slot=1, raw=TRUE).checked_at is None
    assert submit_attempt(attempt=attempt.uuid).points == 0


def test_what_was_kept_is_handed_in_once(attempt):
    save(attempt, TRUE)
    let_time_pass(minutes=12)

    counts = [close_overdue_attempts() for _ in range(3)]

    closed = Attempt.objects.get()
    assert counts == [1, 0, 0]
    assert (closed.closed_by, closed.points) == (ClosedBy.TIME, 1)
    assert closed.submitted_at == closed.closes_at


def test_an_attempt_that_has_time_is_left_alone(attempt):
    endless = AttemptFactory()
    let_time_pass(minutes=9)

    close_overdue_attempts_task()

    assert set(Attempt.objects.open()) == {attempt, endless}


def test_one_that_cannot_be_marked_keeps_no_other_open(attempt, caplog):
    other = start_attempt(quiz=attempt.quiz, learner=PersonFactory())
    broken = AttemptFactory(quiz=quiz_asking("Cassé ?{T}", time_limit=10))
    QuestionVersion.objects.filter(items__attempt=broken).update(spec={"kind": "no such kind"})
    let_time_pass(minutes=12)

    with caplog.at_level(logging.ERROR):
        assert close_overdue_attempts() == 2

    assert set(Attempt.objects.open()) == {broken}
    assert other in Attempt.objects.submitted()
    assert "attempt cannot be closed" in caplog.text
    assert str(broken.uuid) not in caplog.text


def test_whoever_hands_in_within_the_time_closed_it_themselves(attempt):
    assert submit_attempt(attempt=attempt.uuid).closed_by == ClosedBy.LEARNER


def test_handing_in_after_the_end_counts_what_was_kept_by_then(attempt):
    save(attempt, TRUE)
    let_time_pass(minutes=12)

    submitted = submit_attempt(attempt=attempt.uuid)

    assert (submitted.closed_by, submitted.points) == (ClosedBy.TIME, 1)


def test_opening_the_page_after_the_end_closes_nothing_and_leads_to_the_result(client, attempt):
    let_time_pass(minutes=12)

    pages = [client.get(url(name, attempt)).content.decode() for name in ("attempt", "overview")]

    assert Attempt.objects.get().is_open
    for page in pages:
        assert f'action="{url("submit", attempt)}"' in page
        assert 'name="choice"' not in page
    assert client.get(url("result", attempt)).url == url("attempt", attempt)
    assert client.post(url("submit", attempt)).url == url("result", attempt)
    assert Attempt.objects.get().closed_by == ClosedBy.TIME


def test_a_form_that_comes_after_the_end_is_not_taken(client, attempt):
    let_time_pass(minutes=12)

    late = client.post(url("attempt", attempt), {"slot": 1, "sequence": 1, "choice": "true"})

    assert late.url == url("attempt", attempt)
    assert attempt.items.get(slot=1).response == {}


def test_an_autosave_that_comes_after_the_end_is_told_so(client, attempt):
    let_time_pass(minutes=12)

    late = client.post(url("save", attempt), {"slot": 1, "sequence": 1, "choice": "true"})

    assert (late.status_code, late.json()["state"], late.json()["left"]) == (409, "over", 0)


def test_the_page_says_until_when_without_a_script_and_how_long_to_one(client, attempt):
    page = client.get(url("attempt", attempt))

    end = timezone.localtime(attempt.closes_at)
    assert f"{end:%H:%M}" in page.content.decode() or f"{end:%-I:%M}" in page.content.decode()
    assert 590 <= page.context["seconds_left"] <= 600


def test_an_autosave_says_how_long_is_left(client, attempt):
    saved = client.post(url("save", attempt), {"slot": 1, "sequence": 1, "choice": "true"})

    assert 590 <= saved.json()["left"] <= 600


def test_a_quiz_that_closes_hands_in_what_is_under_way(learner):
    soon = timezone.now() + timedelta(minutes=5)
    attempt = start_attempt(quiz=quiz_of(1, closes_at=soon), learner=learner)
    let_time_pass(minutes=6)

    close_overdue_attempts()

    attempt.refresh_from_db()
    assert attempt.closed_by == ClosedBy.TIME


def test_the_clock_of_the_page_is_none_without_a_limit(client, learner):
    attempt = start_attempt(quiz=quiz_of(1), learner=learner)

    page = client.get(url("attempt", attempt))

    assert page.context["seconds_left"] is None
    assert "data-quiz-clock" not in page.content.decode()


# --- Before it begins --------------------------------------------------------------------------------


def begin(client, quiz, **data):
    return client.post(reverse("quizzes:start", args=[quiz.uuid]), data)


@pytest.mark.parametrize("limit", [{"time_limit": 10}, {"max_attempts": 1}])
def test_what_cannot_be_undone_is_said_before_it_begins(client, learner, limit):
    quiz = quiz_of(2, **limit)

    asked = begin(client, quiz, back="/apprendre/")

    assert asked.url.startswith(reverse("quizzes:about", args=[quiz.uuid]))
    assert "apprendre" in asked.url
    assert not Attempt.objects.exists()
    assert begin(client, quiz, ready="1").url == url("attempt", Attempt.objects.get())


def test_what_has_begun_is_taken_up_without_asking(client, learner, attempt):
    assert begin(client, attempt.quiz).url == url("attempt", attempt)


def test_the_page_before_says_how_much_time_this_learner_has(client, learner):
    ExtraTime.objects.create(learner=learner, percent=50)
    about = reverse("quizzes:about", args=[quiz_of(2, time_limit=10).uuid])

    page = client.get(about, headers={"accept-language": "en"}).content.decode()

    assert "15 minutes once begun" in page
    assert "10 minutes" not in page


def test_who_may_not_begin_reads_why_and_finds_no_button(client, learner):
    quiz = quiz_of(2, max_attempts=1)
    submit_attempt(attempt=start_attempt(quiz=quiz, learner=learner).uuid)

    page = client.get(
        reverse("quizzes:about", args=[quiz.uuid]), headers={"accept-language": "en"}
    ).content.decode()

    assert "You have used all the attempts" in page
    assert reverse("quizzes:start", args=[quiz.uuid]) not in page
