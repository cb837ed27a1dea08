"""The pages of an attempt, for its learner and against everybody else."""

import re
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from quizzes.actions.attempts import check_item, save_response, submit_attempt
from quizzes.actions.bank import publish_version
from quizzes.actions.starts import start_attempt
from quizzes.models import Attempt
from quizzes.values.marks import State
from tests.people.factories import PersonFactory
from tests.quizzes.factories import (
    AttemptFactory,
    failed_attempt,
    passed_attempt,
    quiz_asking,
    quiz_of,
    right_response,
    spec,
)


pytestmark = pytest.mark.django_db

KINDS = {
    "single": "Qui ?{=Moi#CANARI ~%50%Toi#CANARI ~Lui ####CANARI}",
    "multiple": "Lesquels ?{~%60%a#CANARI ~%40%b ~%-77.12345%c ####CANARI}",
    "true_false": "Vrai ?{TRUE#CANARI#CANARI####CANARI}",
    "short": "Comment ?{=CANARI =%33%CANARI2 ####CANARI}",
    "numeric": "Combien ?{#424242:77#CANARI ~#CANARI ####CANARI}",
    "matching": "Associez.{=chat->animal =chêne->plante ####CANARI}",
    "essay": "Racontez.{####CANARI}",
}


def url(name, attempt, query=""):
    return reverse(f"quizzes:{name}", args=[attempt.uuid]) + query


def text(response):
    return response.content.decode()


def open_attempt(learner, *asked):
    return start_attempt(quiz=quiz_asking(*asked), learner=learner)


def test_anonymous_is_sent_to_sign_in(client):
    attempt = AttemptFactory()

    for name in ("attempt", "result"):
        assert client.get(url(name, attempt)).status_code == 302
    for name in ("attempt", "save", "submit"):
        assert reverse("people:login") in client.post(url(name, attempt)).url


@pytest.mark.parametrize("role", [None, "editor", "administrator", "training_manager"])
def test_somebody_elses_attempt_does_not_exist(client, request, role):
    someone = request.getfixturevalue(role) if role else PersonFactory()
    client.force_login(someone)
    attempt = AttemptFactory()
    closed = AttemptFactory(passed=True)

    answers = [
        client.get(url("attempt", attempt)),
        client.post(url("attempt", attempt), {"slot": 1, "choice": "c1"}),
        client.post(url("save", attempt), {"slot": 1, "sequence": 1, "choice": "c1"}),
        client.post(url("submit", attempt)),
        client.get(url("result", attempt)),
        client.get(url("result", closed)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert attempt.items.get(slot=1).response == {}
    attempt.refresh_from_db()
    assert attempt.is_open


def test_start_leads_to_the_first_question_and_back_to_where_it_came_from(client, learner):
    quiz = quiz_of(2)

    started = client.post(reverse("quizzes:start", args=[quiz.uuid]), {"back": "/lecon-3/"})

    page = client.get(started.url)
    assert "Question 1 sur 2" in text(page) or "Question 1 of 2" in text(page)
    assert 'href="/lecon-3/"' in text(page)


@pytest.mark.parametrize(
    "back", ["https://mechant.exemple/", "//mechant.exemple/", "javascript:alert(1)", "\\\\x.y"]
)
def test_back_never_leaves_the_site(client, learner, back):
    started = client.post(reverse("quizzes:start", args=[quiz_of(1).uuid]), {"back": back})

    assert back not in text(client.get(started.url))


def test_an_empty_quiz_says_so(client, learner):
    answer = client.post(reverse("quizzes:start", args=[quiz_asking().uuid]), {"back": "/x/"})

    assert answer.url == "/x/"
    assert len(list(get_messages(answer.wsgi_request))) == 1


def test_start_takes_no_get(client, learner):
    assert client.get(reverse("quizzes:start", args=[quiz_of(1).uuid])).status_code == 405


def test_start_again_resumes_at_the_first_unchecked_question(client, learner):
    quiz = quiz_of(3)
    attempt = start_attempt(quiz=quiz, learner=learner)
    check_item(attempt=attempt.uuid, slot=1, raw={})

    started = client.post(reverse("quizzes:start", args=[quiz.uuid]))

    assert started.url == url("attempt", attempt)
    assert 'name="slot" value="2"' in text(client.get(started.url))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_key_is_there_before_checking(client, learner, kind):
    attempt = open_attempt(learner, KINDS[kind], "Vrai ?{T}")

    page = text(client.get(url("attempt", attempt)))
    saved = client.post(
        url("save", attempt), {"slot": 1, "sequence": 1, "choice": "c1", "text": "1"}
    )

    for secret in ("CANARI", "fraction", "424242", "77.12345", "answer--right"):
        assert secret not in page
        assert secret not in text(saved)


@pytest.mark.parametrize("kind", KINDS)
def test_checking_explains(client, learner, kind):
    attempt = open_attempt(learner, KINDS[kind], "Vrai ?{T}")
    right = right_response(spec(KINDS[kind])) or {"text": "une histoire"}
    data = {
        "slot": 1,
        "choice": right.get("choices", right.get("choice", "")),
        **right.get("pairs", {}),
    }
    data |= {f"pair-{key}": value for key, value in right.get("pairs", {}).items()}
    data["text"] = right.get("text", "")

    checked = client.post(url("attempt", attempt), data)

    page = text(client.get(checked.url))
    assert checked.status_code == 302
    assert "CANARI" in page
    assert "<form" in page
    assert 'name="choice"' not in page


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_answer_is_not_checked_but_asked_again(client, learner, kind):
    attempt = open_attempt(learner, KINDS[kind], "Vrai ?{T}")

    answer = client.post(url("attempt", attempt), {"slot": 1})

    page = text(client.get(answer.url))
    assert answer.status_code == 302
    assert 'id="answer-error"' in page
    assert "CANARI" not in page
    assert attempt.items.get(slot=1).checked_at is None


def test_what_was_missing_is_said_once_and_never_at_another_question(client, learner):
    attempt = open_attempt(learner, "Qui ?{=Moi ~Toi}", "Vrai ?{T}")
    back = client.post(url("attempt", attempt), {"slot": 1}).url

    other = text(client.get(f"{url('attempt', attempt)}?q=2"))
    first, again = text(client.get(back)), text(client.get(back))

    assert ["answer-error" in page for page in (other, first, again)] == [False, True, False]


@pytest.mark.parametrize("kind", KINDS)
def test_i_do_not_know_leads_to_the_explanation(client, learner, kind):
    attempt = open_attempt(learner, KINDS[kind], "Vrai ?{T}")

    answer = client.post(url("attempt", attempt), {"slot": 1, "verb": "skip"})

    assert "CANARI" in text(client.get(answer.url))
    assert attempt.items.get(slot=1).fraction == 0


def test_words_where_a_number_is_asked_are_refused_and_kept_in_the_field(client, learner):
    attempt = open_attempt(learner, "Combien ?{#3}")

    answer = client.post(url("attempt", attempt), {"slot": 1, "text": "trois"})

    assert 'value="trois"' in text(client.get(answer.url))


def test_an_answer_that_is_too_long_is_refused_not_cut(client, learner):
    attempt = open_attempt(learner, "Racontez.{}", "Vrai ?{T}")

    answer = client.post(url("attempt", attempt), {"slot": 1, "text": "a" * 50_001})

    assert 'id="answer-error"' in text(client.get(answer.url))
    assert attempt.items.get(slot=1).response == {}


def test_a_half_matched_answer_names_the_lines_that_are_missing(client, learner):
    attempt = open_attempt(learner, KINDS["matching"])

    answer = client.post(url("attempt", attempt), {"slot": 1, "pair-p1": "a1"})
    page = text(client.get(answer.url))

    assert page.count('aria-invalid="true"') == 1
    assert re.search(r'name="pair-p1"\s+value="a1"\s+(id="id_pair-p1"\s+)?checked', page)


def test_a_saved_answer_is_there_when_the_browser_comes_back(client, learner):
    attempt = open_attempt(learner, KINDS["single"])
    saved = client.post(url("save", attempt), {"slot": 1, "sequence": 1, "choice": "c2"})

    page = " ".join(text(client.get(url("attempt", attempt))).split())

    assert saved.json()["state"] == "saved"
    assert 'value="c2" checked' in page
    assert 'data-sequence="1"' in page


def test_a_save_that_is_not_kept_says_why(client, learner):
    attempt = open_attempt(learner, KINDS["single"])
    save_response(attempt=attempt.uuid, slot=1, raw={"choice": "c1"}, sequence=7)

    stale = client.post(url("save", attempt), {"slot": 1, "sequence": 3, "choice": "c2"})
    submit_attempt(attempt=attempt.uuid)
    closed = client.post(url("save", attempt), {"slot": 1, "sequence": 8, "choice": "c2"})

    assert (stale.status_code, stale.json()["state"]) == (409, "stale")
    assert (closed.status_code, closed.json()["state"]) == (409, "closed")
    assert attempt.items.get().response == {"choice": "c1"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"slot": "1"},
        {"slot": "x", "sequence": "1"},
        {"slot": "1", "sequence": "-1"},
        {"slot": "1", "sequence": "9" * 5000},
    ],
)
def test_a_save_that_cannot_be_read_is_an_error_of_the_sender(client, learner, data):
    assert client.post(url("save", open_attempt(learner, "Vrai ?{T}")), data).status_code == 400


@pytest.mark.parametrize("query", ["?q=0", "?q=9", "?q=-1", "?q=x", "?q=" + "9" * 5000, "?q="])
def test_a_question_that_is_not_asked_does_not_exist(client, learner, query):
    assert client.get(url("attempt", open_attempt(learner, "Vrai ?{T}"), query)).status_code == 404


def test_a_slot_of_another_attempt_does_not_exist(client, learner):
    attempt = open_attempt(learner, "Vrai ?{T}")

    for name in ("attempt", "save"):
        data = {"slot": 2, "sequence": 1, "choice": "true"}
        assert client.post(url(name, attempt), data).status_code == 404


def test_a_text_to_read_goes_on_to_the_next_question(client, learner):
    attempt = open_attempt(learner, "Lisez d’abord ceci.", "Vrai ?{T}")

    answer = client.post(url("attempt", attempt), {"slot": 1})

    assert 'name="slot" value="2"' in text(client.get(answer.url))


def test_the_last_checked_question_offers_the_result(client, learner):
    attempt = open_attempt(learner, "Vrai ?{T}")
    client.post(url("attempt", attempt), {"slot": 1, "choice": "true"})

    assert f'action="{url("submit", attempt)}"' in text(client.get(url("attempt", attempt)))


def test_no_question_left_behind_before_the_result(client, learner):
    attempt = open_attempt(learner, "Vrai ?{T}", "Faux ?{F}")
    client.post(url("attempt", attempt), {"slot": 2, "choice": "true"})

    page = text(client.get(url("attempt", attempt, "?q=2")))

    assert f'href="{url("attempt", attempt, "?q=1")}"' in page
    assert url("submit", attempt) not in page


def test_submitting_twice_shows_one_result(client, learner):
    attempt = open_attempt(learner, "Vrai ?{T}")
    client.post(url("attempt", attempt), {"slot": 1, "choice": "true"})

    first, second = (client.post(url("submit", attempt)) for _ in range(2))

    assert first.url == second.url == url("result", attempt)
    assert Attempt.objects.get().points == 1


def test_a_submitted_attempt_leads_to_its_result_and_an_open_one_to_its_question(client, learner):
    attempt = open_attempt(learner, "Vrai ?{T}")

    assert client.get(url("result", attempt)).url == url("attempt", attempt)
    submit_attempt(attempt=attempt.uuid)
    assert client.get(url("attempt", attempt)).url == url("result", attempt)


def test_a_passed_result_explains_and_leads_on(client, learner):
    attempt = passed_attempt(quiz_asking("Vrai ?{T####Parce que.}"), learner)

    page = client.get(url("result", attempt))

    assert page.context["to_review"] == []
    assert "Parce que." in text(page)
    assert reverse("quizzes:start", args=[attempt.quiz.uuid]) in text(page)


def test_a_failed_result_lists_what_to_review(client, learner):
    attempt = failed_attempt(quiz_asking("Vrai ?{T}", "Racontez.{}", "Lisez."), learner)

    page = client.get(url("result", attempt))

    assert [question.title for question in page.context["to_review"]] == ["Vrai ?"]
    assert page.context["to_review"][0].review.mark.state is State.UNANSWERED


def test_a_score_is_never_rounded_up(client, learner):
    attempt = open_attempt(
        learner, *["Lesquels ?{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-10%d}"] * 3
    )
    for slot in (1, 2, 3):
        check_item(
            attempt=attempt.uuid,
            slot=slot,
            raw={"choices": ["c1", "c2"] if slot == 3 else ["c1", "c2", "c3"]},
        )
    submit_attempt(attempt=attempt.uuid)

    page = client.get(url("result", attempt))

    assert (page.context["points"], page.context["decimals"]) == (Decimal("2.6"), 1)


def test_the_author_may_edit_meanwhile(client, learner):
    attempt = open_attempt(learner, "Ancienne ?{T}")
    question = attempt.quiz.entries.get().question
    publish_version(question=question, spec=spec("Nouvelle ?{F}"))

    assert "Ancienne ?" in text(client.get(url("attempt", attempt)))


HOSTILE = '<script>alert(1)</script><img src\\=x onerror\\=alert(1)><a href\\="javascript\\:alert(1)">x</a>'
EVERYWHERE = [
    f"[html]{HOSTILE}Q {{=[html]{HOSTILE}a#[html]{HOSTILE}f ~b####[html]{HOSTILE}g}}",
    f"[markdown]{HOSTILE}Q {{=a[markdown]{HOSTILE} -> 1{HOSTILE} =b -> 2}}",
    "Q{=<script>alert(1)</script>}",
]


@pytest.mark.parametrize("asked", EVERYWHERE)
def test_a_hostile_question_runs_no_script(client, learner, asked):
    attempt = open_attempt(learner, asked, "Vrai ?{T}")
    pages = [text(client.get(url("attempt", attempt)))]
    client.post(url("attempt", attempt), {"slot": 1, "verb": "skip"})
    pages.append(text(client.get(url("attempt", attempt, "?q=1"))))
    submit_attempt(attempt=attempt.uuid)
    pages.append(text(client.get(url("result", attempt))))

    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "onerror=" not in page.replace("&lt;img src=x onerror=", "")
        assert 'href="javascript' not in page


def test_a_hostile_answer_is_shown_as_text(client, learner):
    attempt = open_attempt(learner, "Comment ?{=ainsi}")
    hostile = "<script>alert(1)</script>"

    answer = client.post(url("attempt", attempt), {"slot": 1, "text": hostile})

    page = text(client.get(answer.url))
    assert hostile not in page
    assert "&lt;script&gt;" in page


def test_answers_come_in_another_order_in_each_attempt_and_the_same_in_one(client, learner):
    quiz = quiz_asking("Lequel ?{=a ~b ~c ~d ~e ~f}")
    orders = set()
    for _ in range(6):
        attempt = start_attempt(quiz=quiz, learner=learner)
        pages = [client.get(url("attempt", attempt)) for _ in range(2)]
        order, again = (
            tuple(choice["id"] for choice in page.context["question"].choices) for page in pages
        )
        assert order == again
        orders.add(order)
        submit_attempt(attempt=attempt.uuid)

    assert len(orders) > 1


@pytest.mark.parametrize("size", [10, 60])
def test_the_pages_of_an_attempt_ask_few_queries(
    client, learner, size, django_assert_max_num_queries
):
    attempt = start_attempt(quiz=quiz_of(size), learner=learner)

    with django_assert_max_num_queries(10):
        assert client.get(url("attempt", attempt, "?q=3")).status_code == 200
    submit_attempt(attempt=attempt.uuid)
    with django_assert_max_num_queries(10):
        assert client.get(url("result", attempt)).status_code == 200


def test_each_choice_of_several_has_its_explanation_beside_it(client, learner):
    attempt = open_attempt(learner, "Lesquels ?{~%100%a#pour a ~%-50%b#pour b ~%-50%c#pour c}")
    client.post(url("attempt", attempt), {"slot": 1, "choice": ["c1", "c2"]})

    lines = client.get(url("attempt", attempt)).context["question"].review.lines

    assert {line.html: line.note for line in lines} == {"a": "pour a", "b": "pour b", "c": ""}


def test_a_bad_post_shows_the_answer_that_was_saved(client, learner):
    attempt = open_attempt(learner, "Comment ?{=ainsi}")
    save_response(attempt=attempt.uuid, slot=1, raw={"text": "comme ça"}, sequence=1)

    answer = client.post(url("attempt", attempt), {"slot": 1, "text": ""})

    assert 'value="comme ça"' in text(client.get(answer.url))
