"""Authors try a question of each kind as a learner would, and nothing of it is kept."""

import json
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.kinds.scenario import Scenario
from quizzes.models import Attempt
from quizzes.specs.codec import from_dict
from tests.quizzes.factories import QuestionFactory, QuizFactory, best_path, right_response, spec
from tests.quizzes.new_kinds import SCENARIO
from tests.quizzes.test_admin import OF_KIND


pytestmark = pytest.mark.django_db

BANK = "wagtailsnippets_quizzes_question"
QUIZZES = "wagtailsnippets_quizzes_quiz"
PREFIXES = {"pairs": "pair-", "places": "place-", "gaps": "gap-"}


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


def url_of(question):
    return reverse(f"{BANK}:as_learner", args=[question.pk])


def text(page):
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def fields(response):
    """Return what a browser sends of an answer."""
    sent = {"choice": response["choices"]} if "choices" in response else {}
    for name, said in response.items():
        if name in PREFIXES:
            sent |= {PREFIXES[name] + key: value for key, value in said.items()}
        elif name != "choices":
            sent[name] = said
    return sent


@pytest.mark.parametrize("kind", set(OF_KIND) - {"information", "essay"})
def test_each_kind_is_answered_refused_and_explained(client, author, kind):
    question = QuestionFactory(asks=OF_KIND[kind])
    right = right_response(from_dict(question.current_version.spec))

    asked, nothing = text(client.get(url_of(question))), client.post(url_of(question), {})
    assert "Check my answer" in asked
    assert "Try again" not in asked
    assert nothing.context["trial"].error
    assert "Try again" in text(client.post(url_of(question), {"verb": "skip"}))
    if right and kind != Scenario.kind:
        assert "That is right." in text(client.post(url_of(question), fields(right)))
    assert not Attempt.objects.exists()


def test_a_case_is_gone_through_choice_by_choice(client, author):
    question = QuestionFactory(asks=SCENARIO)
    path = best_path(from_dict(question.current_version.spec))
    page = client.get(url_of(question))

    for choice in path:
        kept = page.context["trial"].kept
        page = client.post(url_of(question), {"kept": kept, "choice": choice})
    assert "That is right." in text(page)
    for odd in ("", "[", "[" * 9000, json.dumps({"path": ["zz", 3]}), '"x"'):
        page = client.post(url_of(question), {"kept": odd, "choice": "zz"})
        assert page.context["trial"].kept == "{}"


@pytest.mark.parametrize(
    ("is_marked", "said"),
    [(True, "A person will mark this answer."), (False, "counts no points: nobody marks it.")],
)
def test_an_essay_says_who_marks_it(client, author, is_marked, said):
    question = QuestionFactory(asks=replace(spec(OF_KIND["essay"]), is_marked=is_marked))

    page = text(client.post(url_of(question), {"text": "Parce que."}))

    assert said in page
    assert "Your answer waits" not in page
    assert "Your answer is kept" not in page


def test_a_quiz_is_tried_from_one_question_to_the_next_and_leads_back_to_its_page(client, author):
    first, last = QuestionFactory(asks="Un ?{=a ~b}"), QuestionFactory(asks="Deux ?{=a ~b}")
    quiz = QuizFactory(entries=[first, last])
    url = reverse(f"{QUIZZES}:as_learner", args=[quiz.pk])
    right = fields(right_response(from_dict(first.current_version.spec)))

    page = text(client.post(f"{url}?question=1", right))

    assert "That is right." in page
    assert 'href="?question=2&amp;right=1"' in page
    assert reverse(f"{QUIZZES}:write", args=[quiz.pk]) in page
    assert "answered right" not in page
    end = text(client.post(f"{url}?question=2&right=1", {"verb": "skip"}))
    assert 'href="?question=3' not in end
    assert "1 of 2 questions answered right." in end
    assert not Attempt.objects.exists()
