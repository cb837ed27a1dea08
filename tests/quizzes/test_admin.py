"""Authors at work: questions by form, who may see the bank, and nothing of learners in sight."""

import pytest
from django.urls import reverse

from quizzes.author_forms.base import kind_names
from quizzes.author_forms.described import author_form
from quizzes.kinds.base import KINDS
from quizzes.kinds.essay import Essay
from quizzes.kinds.information import Information
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.short_text import ShortText
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.marking import mark
from quizzes.models import Question, Quiz
from quizzes.specs.codec import from_dict
from tests.quizzes.factories import (
    CategoryFactory,
    QuestionFactory,
    QuizFactory,
    passed_attempt,
    quiz_of,
    right_response,
    spec,
)
from tests.quizzes.new_kinds import NEW_KINDS


pytestmark = pytest.mark.django_db

BANK = "wagtailsnippets_quizzes_question"
OF_KIND = {
    SingleChoice.kind: "Q ?{=a#f ~%50%b ~c ####g}",
    MultipleChoice.kind: "Q ?{~%50%a#f ~%50%b ~%-25%c ####g}",
    TrueFalse.kind: "Q ?{FALSE#f#f2####g}",
    ShortText.kind: "Q ?{=a#f =%50%b*####g}",
    Numeric.kind: "Q ?{#=3.14:0.01#f =%50%3 ~#f2####g}",
    Matching.kind: "Q ?{=a -> 1 =b -> 2 = -> 3 ####g}",
    Essay.kind: "Q ?{####g}",
    Information.kind: "Q.",
    **NEW_KINDS,
}


def rows(*cells, prefix="rows"):
    data = {f"{prefix}-TOTAL_FORMS": len(cells), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(cells):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def common(**more):
    return {
        "title": "Un titre",
        "category": CategoryFactory().pk,
        "status": "ready",
        "format": "markdown",
        "text": "Quoi **donc** ?",
        "general_feedback": "",
    } | more


def filled_in(form):
    """What a browser would send back of a form that it was given."""
    data = {}
    rows = [(formset.management_form, *formset) for formset in (form.rows, form.beside) if formset]
    for part in (form, *(part for parts in rows for part in parts)):
        for bound in part:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = getattr(value, "pk", value)
    return data


def test_every_kind_has_a_form_and_a_name():
    assert set(OF_KIND) == set(kind_names()) == set(KINDS)
    assert all(author_form(kind)() for kind in KINDS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_saving_a_question_unchanged_makes_no_new_version(client, author, kind):
    question = QuestionFactory(asks=OF_KIND[kind])
    url = reverse(f"{BANK}:edit", args=[question.pk])

    page = client.get(url)
    saved = client.post(url, filled_in(page.context["form"]))

    assert saved.status_code == 302, saved.context["form"].errors
    question.refresh_from_db()
    before, after = (spec(OF_KIND[kind]), from_dict(question.current_version.spec))
    right = right_response(before)
    assert mark(after, right).fraction == mark(before, right).fraction
    assert question.versions.count() <= 2
    again = client.post(url, filled_in(client.get(url).context["form"]))
    assert again.status_code == 302
    assert question.versions.count() <= 2


def test_a_single_choice_is_written(client, author):
    url = reverse(f"{BANK}:add_kind", args=["single_choice"])
    assert client.get(url).status_code == 200

    client.post(
        url,
        common()
        | rows({"text": "oui", "fraction": "100", "feedback": "Bravo"}, {"text": "non"}, {}, {}),
    )

    asked = from_dict(Question.objects.get().current_version.spec)
    assert [(choice.text.text, choice.fraction) for choice in asked.choices] == [
        ("oui", 100),
        ("non", 0),
    ]


def test_right_choices_said_to_be_worth_100_share_the_points(client, author):
    url = reverse(f"{BANK}:add_kind", args=["multiple_choice"])

    answers = [{"text": text, "fraction": "100"} for text in "abc"]
    client.post(url, common() | rows(*answers, {"text": "d", "fraction": "-50"}))

    asked = from_dict(Question.objects.get().current_version.spec)
    assert [round(choice.fraction) for choice in asked.choices] == [33, 33, 33, -50]


def test_a_number_may_have_a_comma(client, author):
    url = reverse(f"{BANK}:add_kind", args=["numeric"])

    client.post(url, common() | rows({"text": "3,14", "tolerance": "0,01"}))

    asked = from_dict(Question.objects.get().current_version.spec)
    assert mark(asked, {"text": "3,15"}).fraction == 1


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("single_choice", [{"text": "seul", "fraction": "100"}]),
        ("single_choice", [{"text": "a"}, {"text": "b"}]),
        ("multiple_choice", [{"text": "a", "fraction": "30"}, {"text": "b", "fraction": "30"}]),
        ("numeric", [{"text": "trois"}]),
        ("short_text", []),
        ("matching", [{"text": "a", "answer": "1"}]),
        ("true_false", []),
    ],
)
def test_what_cannot_be_asked_is_not_saved_and_says_why(client, author, kind, answers):
    answer = client.post(reverse(f"{BANK}:add_kind", args=[kind]), common() | rows(*answers))

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Question.objects.exists()


def test_a_kind_that_does_not_exist_is_not_found(client, author):
    assert client.get(reverse(f"{BANK}:add_kind", args=["telepathy"])).status_code == 404


def test_an_edit_shows_versions_and_where_it_is_asked(client, author):
    quiz = quiz_of(1, title="Le grand quiz")
    question = quiz.entries.get().question

    page = client.get(reverse(f"{BANK}:edit", args=[question.pk])).content.decode()

    assert "Le grand quiz" in page
    assert "Version 1" in page


@pytest.mark.parametrize("kind", KINDS)
def test_the_learners_view_shows_the_question_and_runs_nothing(client, author, kind):
    question = QuestionFactory(asks=OF_KIND[kind], title="<script>alert(1)</script>")

    page = client.get(reverse(f"{BANK}:as_learner", args=[question.pk])).content.decode()

    assert "<script>alert" not in page
    assert "Q" in page


@pytest.mark.postgresql  # SQLite stores what PostgreSQL refuses
@pytest.mark.parametrize("kind", ["quiz", "question"])
def test_a_nul_in_a_search_finds_nothing_and_breaks_nothing(client, author, kind):
    for view in ("choose", "choose_results"):
        url = reverse(f"wagtailsnippetchoosers_quizzes_{kind}:{view}")
        assert client.get(url, {"q": "\0"}).status_code == 200


PAGES = ["list", "add", "export"]


@pytest.mark.parametrize("name", PAGES)
def test_an_editor_sees_the_bank(client, author, name):
    QuestionFactory()

    assert client.get(reverse(f"{BANK}:{name}")).status_code == 200


@pytest.mark.parametrize(
    "role", ["person", "manager", "training_manager", "data_protection_officer"]
)
def test_the_bank_with_its_keys_is_for_authors(client, request, role):
    client.force_login(request.getfixturevalue(role))
    question = QuestionFactory(asks="Qui ?{=CANARI ~b}")

    urls = [reverse(f"{BANK}:{name}") for name in PAGES]
    urls += [
        reverse(f"{BANK}:{name}", args=[question.pk]) for name in ("edit", "as_learner", "delete")
    ]
    urls.append(reverse(f"{BANK}:add_kind", args=["essay"]))
    for url in urls:
        answer = client.get(url)
        assert answer.status_code in {302, 403, 404}, url
        assert client.post(url, {}).status_code in {302, 403, 404}, url
    assert Question.objects.count() == 1


@pytest.mark.may_write  # Wagtail notes who is editing
def test_a_quiz_is_edited_with_its_questions(client, author, as_served):
    quiz = quiz_of(2)

    page = client.get(reverse("wagtailsnippets_quizzes_quiz:edit", args=[quiz.pk]))

    assert page.status_code == 200


def test_the_quiz_just_written_comes_first_in_the_chooser(client, author):
    for title in ("A", "Z", "M"):
        QuizFactory(title=title)

    page = client.get(reverse("wagtailsnippetchoosers_quizzes_quiz:choose_results"))

    assert [quiz.title for quiz in page.context["results"]] == ["M", "Z", "A"]


def test_a_question_is_found_by_its_title_in_the_chooser(client, author):
    QuestionFactory(title="Le mot de passe")
    QuestionFactory(title="La messagerie")

    page = client.get(
        reverse("wagtailsnippetchoosers_quizzes_question:choose_results"), {"q": "passe"}
    ).content.decode()

    assert "Le mot de passe" in page
    assert "La messagerie" not in page


def test_what_was_answered_is_not_deleted(client, author, person):
    quiz = quiz_of(1)
    passed_attempt(quiz, person)
    question = quiz.entries.get().question

    for name, pk in (
        ("question", question.pk),
        ("quiz", quiz.pk),
        ("category", question.category_id),
    ):
        answer = client.post(reverse(f"wagtailsnippets_quizzes_{name}:delete", args=[pk]))
        assert answer.status_code in {302, 403}
    assert Question.objects.exists()
    assert Quiz.objects.exists()


@pytest.mark.may_write  # Wagtail notes who is editing
def test_learners_never_appear_to_authors(client, author, person, as_served):
    person.last_name = "Canari-Durand"
    person.save()
    quiz = quiz_of(1)
    attempt = passed_attempt(quiz, person)
    question = quiz.entries.get().question

    urls = [
        reverse(f"wagtailsnippets_quizzes_{model}:{name}", args=[pk])
        for model, pk in (("quiz", quiz.pk), ("question", question.pk))
        for name in ("edit", "delete", "usage", "history")
    ]
    for url in urls:
        page = client.get(url).content.decode()
        assert "Canari-Durand" not in page
        assert str(attempt.uuid) not in page


@pytest.mark.parametrize("size", [10, 60])
def test_the_list_asks_as_many_queries_for_many(
    client, author, size, django_assert_max_num_queries
):
    for number in range(size):
        QuestionFactory(title=f"Q{number}")
    client.get(reverse(f"{BANK}:list"))

    with django_assert_max_num_queries(25):
        client.get(reverse(f"{BANK}:list"))
