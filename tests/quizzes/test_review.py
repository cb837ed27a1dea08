"""Mistakes come back to whoever made them, and to nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from quizzes.actions.bank import publish_version
from quizzes.actions.review import answer_card, gather_mistakes, next_memory, start_memory
from quizzes.enums import Purpose, QuestionStatus
from quizzes.models import ReviewCard
from quizzes.queries.review import due_cards
from quizzes.specs.codec import from_dict
from tests.people.factories import PersonFactory
from tests.quizzes.factories import (
    failed_attempt,
    passed_attempt,
    quiz_asking,
    quiz_of,
    right_response,
)
from tests.quizzes.new_kinds import SCENARIO


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
REVIEW = reverse("quizzes:review")
BEGIN = reverse("quizzes:review_begin")


@given(st.lists(st.booleans(), max_size=12))
def test_a_right_answer_puts_it_off_and_memory_survives_json(answers):
    memory, due = start_memory(NOON)
    for right in answers:
        now = due
        memory, due = next_memory(memory, right=right, now=now)
        assert due > now
    wrong = next_memory(memory, right=False, now=due)[1] - due
    good = next_memory(memory, right=True, now=due)[1] - due
    assert wrong <= good


def test_the_same_answers_on_the_same_days_lead_to_the_same_day():
    memory, due = start_memory(NOON)

    assert next_memory(memory, right=True, now=due) == next_memory(memory, right=True, now=due)


def test_distances_grow():
    memory, due = start_memory(NOON)
    distances = []
    for _ in range(5):
        now = due
        memory, due = next_memory(memory, right=True, now=now)
        distances.append(due - now)

    assert distances == sorted(distances)
    assert distances[-1] > timedelta(days=7)


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def nadia(db):
    return PersonFactory()


def test_each_mistake_becomes_a_card_once(nadia):
    quiz = quiz_of(3)
    failed_attempt(quiz, nadia)

    assert ReviewCard.objects.filter(learner=nadia).count() == 3
    failed_attempt(quiz, nadia)
    assert gather_mistakes(learner=nadia) == 0
    assert ReviewCard.objects.filter(learner=nadia).count() == 3
    ReviewCard.objects.all().delete()  # an attempt of before cards were kept at its end
    assert gather_mistakes(learner=nadia) == 3


def test_what_was_right_an_exam_and_an_essay_make_none(nadia):
    passed_attempt(quiz_of(1), nadia)
    failed_attempt(quiz_of(1, purpose=Purpose.EXAM), nadia)
    failed_attempt(quiz_of(1, shows_answers=False), nadia)
    failed_attempt(quiz_asking("Racontez.{}", "Un ?{TRUE}"), nadia)

    assert ReviewCard.objects.count() == 1


def test_a_right_answer_sends_it_further_away_than_a_wrong_one_and_none_comes_back_today(nadia):
    with time_machine.travel(NOON):
        failed_attempt(quiz_of(2), nadia)
    first, second = ReviewCard.objects.order_by("pk")
    later = NOON + timedelta(days=3)
    with time_machine.travel(later, tick=False):
        version = first.question.current_version
        right = answer_card(
            card=first.pk, version=version.pk, raw=right_response(from_dict(version.spec))
        )
        wrong = answer_card(card=second.pk, version=second.question.current_version_id, raw={})

    assert later + timedelta(days=1) <= wrong.due_at < right.due_at
    assert not due_cards(nadia, now=later).exists()


def test_a_second_answer_to_a_card_that_is_not_due_changes_nothing(nadia):
    failed_attempt(quiz_of(1), nadia)
    gather_mistakes(learner=nadia)
    card = ReviewCard.objects.get()
    sent = {"card": card.pk, "version": card.question.current_version_id, "raw": {}}

    assert answer_card(**sent).due_at == answer_card(**sent).due_at


def test_a_question_that_left_the_bank_is_not_asked(client, nadia):
    failed_attempt(quiz_of(1), nadia)
    gather_mistakes(learner=nadia)
    card = ReviewCard.objects.get()
    card.question.status = QuestionStatus.DRAFT
    card.question.save()
    client.force_login(nadia)

    assert not due_cards(nadia, now=NOON + timedelta(days=999)).exists()
    assert client.get(reverse("quizzes:review_card", args=[card.uuid])).status_code == 404


def test_a_scenario_makes_no_card_nor_is_one_asked_in_the_place_of_a_mistake(nadia):
    quiz = quiz_of(2)
    failed_attempt(quiz, nadia)
    ReviewCard.objects.all().delete()
    first, second = [entry.question for entry in quiz.entries.all()]
    publish_version(question=first, spec=SCENARIO)
    assert gather_mistakes(learner=nadia) == 1

    publish_version(question=second, spec=SCENARIO)
    assert not due_cards(nadia, now=NOON + timedelta(days=999)).exists()


def test_from_the_overview_to_the_explanation(client, nadia):
    failed_attempt(quiz_of(2), nadia)
    client.force_login(nadia)
    assert "2 questions wait for you" in client.get(REVIEW).content.decode()

    page = client.post(BEGIN, follow=True)
    url = page.request["PATH_INFO"]
    refused = client.post(url, {})
    explained = client.post(url, {"verb": "skip"}, follow=True)

    assert 'id="answer-error"' in refused.content.decode()
    assert "You will meet it again on" in explained.content.decode()
    assert "Next question" in explained.content.decode()


def test_the_key_is_not_in_the_page_before_the_answer(client, nadia):
    failed_attempt(quiz_asking("Où ?{=Ici#Canari ~Là#Canari####Canari}"), nadia)
    client.force_login(nadia)

    page = client.post(BEGIN, follow=True)

    assert "Canari" not in page.content.decode()


def test_nobody_elses_card_is_found(client, nadia):
    failed_attempt(quiz_of(1), nadia)
    gather_mistakes(learner=nadia)
    card = ReviewCard.objects.get()
    client.force_login(PersonFactory())

    for name in ("review_card", "review_explained"):
        assert client.get(reverse(f"quizzes:{name}", args=[card.uuid])).status_code == 404


# --- Four questions a week, on the first screen -----------------------------------------------------------


def panel(client):
    page = BeautifulSoup(client.get("/").content, "html.parser")
    return page.find(id="rappel")


def place(response):
    page = BeautifulSoup(response.content, "html.parser")
    return page.find(class_="quiz__top").get_text().strip()


def test_first_screen_offers_four_a_week_from_the_day_after_and_says_where_one_is(client, nadia):
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with time_machine.travel(monday) as clock:
        failed_attempt(quiz_of(6), nadia)
        client.force_login(nadia)
        assert panel(client) is None

        clock.shift(timedelta(days=1))
        client.force_login(nadia)
        assert "4 questions" in panel(client).get_text()
        page = client.post(BEGIN, {"semaine": "4"}, follow=True)
        assert place(page) == "Question 1 of 4"
        for number in range(1, 5):
            url = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
            page = client.post(url, {"verb": "skip"}, follow=True)
            assert place(page) == f"Question {number} of 4"
            following = page.context["following"]
            if number < 4:
                page = client.get(following)
        assert following is None
        assert panel(client) is None

        clock.shift(timedelta(days=6))
        client.force_login(nadia)
        assert "4 questions" in panel(client).get_text()


def test_the_review_of_all_says_three_of_six(client, nadia):
    failed_attempt(quiz_of(6), nadia)
    client.force_login(nadia)

    page = client.post(BEGIN, {"semaine": "99"}, follow=True)
    assert place(page) == "Question 1 of 6"
    url = page.request["PATH_INFO"]
    assert place(client.get(url, {"question": "3", "sur": "6"})) == "Question 3 of 6"
    for query in ({"question": "7", "sur": "6"}, {"question": "x", "sur": "²"}, {"sur": "6"}):
        assert "quiz__top" not in client.get(url, query).content.decode()
