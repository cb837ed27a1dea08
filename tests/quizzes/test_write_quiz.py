"""One page writes a whole quiz: nothing typed is lost, nothing is saved by halves."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.actions.attempts import submit_attempt
from quizzes.actions.bank import publish_version
from quizzes.actions.starts import start_attempt
from quizzes.enums import QuestionStatus, QuizStatus
from quizzes.models import AttemptItem, Question, Quiz, QuizQuestion
from quizzes.specs.codec import from_dict
from tests.quizzes.factories import (
    CategoryFactory,
    QuestionFactory,
    QuizFactory,
    quiz_asking,
    quiz_of,
    spec,
)
from tests.quizzes.test_admin import OF_KIND, filled_in


pytestmark = pytest.mark.django_db

QUIZZES = "wagtailsnippets_quizzes_quiz"
NEW = f"{QUIZZES}:write_new"


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


def write_url(quiz):
    return reverse(f"{QUIZZES}:write", args=[quiz.pk])


def sent(page):
    """Return what a browser sends back of the page, its cards in their order."""
    context = page.context
    data = {"stands": context["stands"], "at": context["at"], "card": []}
    for bound in context["settings"]:
        value = bound.value()
        if value is not None and value is not False:
            data[bound.html_name] = getattr(value, "pk", value)
    for card in context["cards"]:
        data["card"].append(f"{card.key}:{card.kind.kind}")
        data |= filled_in(card.form)
        if card.stands:
            data[f"{card.key}-stands"] = card.stands
    return data


def texts(page):
    return [card.form["text"].value() for card in page.context["cards"]]


def choices(key, *said):
    """The rows of a card, of which the first is right."""
    data = {f"{key}-rows-{number}-text": text for number, text in enumerate(said)}
    return data | {f"{key}-rows-0-is_right": "on"}


def test_a_check_of_three_questions_is_written_on_one_page(client, author):
    category = CategoryFactory()
    page = client.get(reverse(NEW))
    for kind in ("single_choice", "true_false", "multiple_choice"):
        page = client.post(reverse(NEW), sent(page) | {"do": f"add::{kind}"})
        assert not page.context["problems"]
    assert not Quiz.objects.exists()
    data = sent(page) | {"quiz-title": "Élus et délégués", "quiz-slug": ""}
    data |= {"n2-category": category.pk}  # once, for those above and below too
    data |= {
        "n1-text": "**Où** écrire ?",
        "n2-text": "Vrai ?",
        "n2-answer": "true",
        "n3-text": "Lesquels ?",
    }
    data |= choices("n1", "Ici", "Là") | choices("n3", "A", "B", "C") | {"n3-rows-1-is_right": "on"}

    wrong = data | {"n2-category": "", "n1-rows-0-is_right": ""}
    said = [why for _number, _at, why in client.post(reverse(NEW), wrong).context["problems"]]
    assert sum("Category" in why for why in said) == 3
    assert any("No choice is right" in why for why in said)  # in the same round

    answer = client.post(reverse(NEW), data)

    quiz = Quiz.objects.get()
    assert answer.url == write_url(quiz)
    assert quiz.slug == "elus-et-delegues"
    asked = [entry.question for entry in quiz.entries.order_by("sort_order")]
    assert [one.title for one in asked] == ["Où écrire ?", "Vrai ?", "Lesquels ?"]
    single, several = (from_dict(one.current_version.spec) for one in (asked[0], asked[2]))
    assert [choice.fraction for choice in single.choices] == [100, 0]
    assert [choice.fraction for choice in several.choices] == [50, 50, 0]
    assert {one.category for one in asked} == {category}
    again = client.get(write_url(quiz))
    assert f"{reverse('lessons_by_module')}?quiz={quiz.pk}" in again.content.decode()
    assert client.post(write_url(quiz), sent(again)).status_code == 302
    assert [one.versions.count() for one in asked] == [1, 1, 1]


def test_cards_are_moved_copied_taken_out_and_added_between_with_what_was_typed(client, author):
    quiz = quiz_of(3)
    url = write_url(quiz)
    page = client.get(url)
    first, second, third = (card.key for card in page.context["cards"])
    data = sent(page) | {f"{second}-text": "Écrit à l’instant"}

    page = client.post(url, data | {"do": f"up:{second}"})
    assert [card.key for card in page.context["cards"]] == [second, first, third]
    page = client.post(url, sent(page) | {"do": f"copy:{second}"})
    assert [card.key for card in page.context["cards"]] == [second, "n1", first, third]
    assert texts(page)[:2] == ["Écrit à l’instant"] * 2
    page = client.post(url, sent(page) | {"do": f"remove:{third}"})
    page = client.post(url, sent(page) | {"do": f"at:{second}"})
    assert page.context["at"] == second
    page = client.post(url, sent(page) | {"do": f"add:{second}:essay"})
    assert [card.key for card in page.context["cards"]] == [second, "n2", "n1", first]
    page = client.post(url, sent(page) | {"do": "remove:n2"})
    assert quiz.entries.count() == 3
    assert Question.objects.count() == 3

    assert client.post(url, sent(page)).status_code == 302

    asked = [
        entry.question for entry in QuizQuestion.objects.filter(quiz=quiz).order_by("sort_order")
    ]
    assert [f"e{one.pk}" for one in asked[::2]] == [second, first]
    assert [from_dict(one.current_version.spec).text.text for one in asked[:2]] == [
        "Écrit à l’instant"
    ] * 2
    assert Question.objects.count() == 4  # the one taken out is in the bank


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "No choice is right"),
        ({"is_right": "0", "1-text": "oui"}, "say the same"),
        ({"is_right": "0", "0-fraction": "0"}, "worth nothing"),
        ({"is_right": "0", "text": "x" * 1_000_000}, "at most"),
        ({"is_right": "0", "points": "-3"}, "more than 0 points"),
    ],
)
def test_what_is_wrong_is_said_at_its_card_and_nothing_is_lost(client, author, said, code):
    quiz = quiz_of(1)
    url = write_url(quiz)
    page = client.post(url, sent(client.get(url)) | {"do": "add::single_choice"})
    data = sent(page) | {"n1-category": CategoryFactory().pk, "n1-text": "Neuf ?"}
    data |= {"n1-rows-0-text": "oui", "n1-rows-1-text": "non"}
    for name, value in said.items():
        at = {"is_right": "n1-rows-0-is_right", "text": "n1-text", "points": "n1-points"}
        data[at.get(name, f"n1-rows-{name}")] = value

    page = client.post(url, data)

    problems = page.context["problems"]
    assert any(number == 2 and code in str(why) for number, _at, why in problems), problems
    assert page.context["cards"][1].form["text"].value() == data["n1-text"]
    assert f'href="#{page.context["problems"][0][1]}"' in page.content.decode()
    assert Question.objects.count() == 1


def test_a_changed_question_that_was_answered_is_another_version(client, author, person):
    quiz = quiz_of(1)
    attempt = start_attempt(quiz=quiz, learner=person)
    submit_attempt(attempt=attempt.uuid)
    before = AttemptItem.objects.get()
    page = client.get(write_url(quiz))
    assert "marks given stay" in page.content.decode()
    key = page.context["cards"][0].key

    client.post(write_url(quiz), sent(page) | {f"{key}-text": "Autrement ?"})

    question = Question.objects.get()
    assert question.versions.count() == 2
    after = AttemptItem.objects.get()
    assert (after.version_id, after.fraction) == (before.version_id, before.fraction)


def test_a_stale_save_says_so_keeps_what_was_typed_and_goes_through_again(client, author):
    quiz = quiz_of(2)
    url = write_url(quiz)
    page = client.get(url)
    key, other = (card.key for card in page.context["cards"])
    question = Question.objects.get(pk=key[1:])
    data = sent(page) | {f"{key}-text": "La mienne ?", f"{other}-text": "Autre ?"}
    publish_version(question=question, spec=spec("La leur ?{=oui ~non}"))

    page = client.post(url, data)

    assert "Somebody else" in page.context["refusal"]
    assert [number for number, _at, _why in page.context["problems"]] == [1]
    assert texts(page) == ["La mienne ?", "Autre ?"]
    assert Question.objects.get(pk=other[1:]).versions.count() == 1
    assert client.post(url, sent(page)).status_code == 302
    question.refresh_from_db()
    assert from_dict(question.current_version.spec).text.text == "La mienne ?"


def test_a_question_that_left_or_is_of_another_quiz_becomes_a_new_one(client, author):
    quiz, stranger = quiz_of(1), QuestionFactory()
    url = write_url(quiz)
    data = sent(client.get(url))
    kind = stranger.current_version.kind
    data["card"].append(f"e{stranger.pk}:{kind}")
    data["card"] += ["e1:no_such_kind", "<script>", f"e{stranger.pk}:{kind}"]
    data |= {f"e{stranger.pk}-text": "Prise ailleurs", f"e{stranger.pk}-stands": "x"}

    page = client.post(url, data)

    assert texts(page)[1:] == ["Prise ailleurs"]
    assert page.context["cards"][1].question is None
    stranger.refresh_from_db()
    assert stranger.versions.count() == 1


def test_a_quiz_of_three_hundred_questions_is_not_written_on_one_page(client, author):
    quiz = QuizFactory()
    page = client.get(write_url(quiz))
    one = sent(page) | {"card": [f"n{number}:information" for number in range(300)]}

    page = client.post(write_url(quiz), one)

    assert page.context["is_too_long"]
    assert not quiz.entries.exists()


def test_a_quiz_of_every_kind_has_each_field_once_and_saved_as_it_is_changes_nothing(
    client, author
):
    quiz = quiz_asking(*OF_KIND.values())
    url = write_url(quiz)

    page = client.get(url)

    names = re.findall(r' id="(id_[^"]+)"', page.content.decode())
    assert len(names) == len(set(names))
    assert client.post(url, sent(page)).status_code == 302
    assert {one.versions.count() for one in Question.objects.all()} == {1}


def test_a_quiz_left_a_draft_says_so_once_its_questions_are_ready(client, author):
    quiz = QuizFactory(status=QuizStatus.DRAFT)
    assert not client.get(write_url(quiz)).context["is_left_draft"]
    QuizQuestion.objects.create(quiz=quiz, question=QuestionFactory(status=QuestionStatus.READY))

    page = client.get(write_url(quiz))

    assert 'href="#id_quiz-status"' in page.text
    data = sent(page) | {"quiz-status": QuizStatus.READY}
    assert client.post(write_url(quiz), data).status_code == 302
    assert not client.get(write_url(quiz)).context["is_left_draft"]
