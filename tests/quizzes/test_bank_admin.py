"""The pages on which authors keep the question bank in order."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.actions.bank import publish_version, save_question
from quizzes.models import Category, Question, QuizDraw, Tag
from tests.quizzes.factories import (
    CategoryFactory,
    FrameworkFactory,
    QuestionFactory,
    QuizFactory,
    quiz_of,
    spec,
)
from tests.quizzes.test_admin import filled_in


pytestmark = pytest.mark.django_db

BANK = "wagtailsnippets_quizzes_question"
CATEGORIES = "wagtailsnippets_quizzes_category"
QUIZZES = "wagtailsnippets_quizzes_quiz"


# --- The form ---------------------------------------------------------------------------------------


def edit_url(question):
    return reverse(f"{BANK}:edit", args=[question.pk])


def edited(client, question, **changed):
    form = client.get(edit_url(question)).context["form"]
    return client.post(edit_url(question), filled_in(form) | changed)


def test_what_is_said_of_a_question_is_kept_and_comes_back(client, author):
    question = QuestionFactory()
    competences = [one.pk for one in FrameworkFactory().competences.exclude(parent=None)]
    Tag.objects.create(name="Élus")

    answer = edited(
        client,
        question,
        tags="elus, neuf , ",
        competences=competences,
        difficulty="4",
        legal_reference="RGPD, art. 15",
        review_on="2027-01-31",
    )

    assert answer.status_code == 302, answer.context["form"].errors
    question.refresh_from_db()
    assert sorted(tag.name for tag in question.tags.all()) == ["neuf", "Élus"]
    assert [one.pk for one in question.competences.all()] == competences
    assert (question.difficulty, question.legal_reference) == (4, "RGPD, art. 15")
    assert question.review_on == date(2027, 1, 31)
    assert edited(client, question).status_code == 302  # as it came back
    again = Question.objects.get()
    assert (again.tags.count(), again.competences.count(), again.difficulty) == (2, 2, 4)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tags", "x" * 61),
        ("tags", "un\0"),
        ("difficulty", "9"),
        ("review_on", "demain"),
        ("competences", ["999999"]),
        ("legal_reference", "x" * 201),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(client, author, field, value):
    question = QuestionFactory()

    answer = edited(client, question, **{field: value})

    assert list(answer.context["form"].errors) == [field]


def test_competences_stand_below_their_framework_and_area(client, author):
    FrameworkFactory(name="DigComp", edition="3.0")

    page = client.get(edit_url(QuestionFactory())).content.decode()

    assert re.search(r"<summary>\s*DigComp 3.0", page)
    assert re.search(r"<legend>\s*1 Information", page)
    assert page.count('name="competences"') == 2


def test_the_form_says_who_wrote_and_where_it_is_asked_or_may_be_drawn(client, author, person):
    quiz = quiz_of(1, title="Celui qui pose")
    question = quiz.entries.get().question
    QuizDraw.objects.create(quiz=QuizFactory(title="Celui qui tire"), category=question.category)
    save_question(question=question, spec=spec("Autre ?{T}"), by=person)

    page = client.get(edit_url(question)).content.decode()

    assert "Celui qui pose" in page
    assert "Celui qui tire" in page
    assert str(person) in page


# --- Versions ---------------------------------------------------------------------------------------


def versions_page(client, question, **asked):
    return client.get(reverse(f"{BANK}:versions", args=[question.pk]), asked)


def test_the_last_change_is_said_in_words(client, author):
    question = QuestionFactory(asks="Q ?{=oui ~non}")
    publish_version(question=question, spec=spec("Q <b>donc</b> ?{=oui ~jamais}"), by=author)

    page = versions_page(client, question)

    assert [(one["how"], one["before"], one["after"]) for one in page.context["changes"]] == [
        ("changed", "Q ?", "Q <b>donc</b> ?"),
        ("removed", "non", ""),
        ("added", "", "jamais"),
    ]
    assert "<b>donc" not in page.content.decode()
    assert str(author) in page.content.decode()


def test_any_two_versions_are_compared(client, author):
    question = QuestionFactory(asks="Un ?{T}")
    for text in ("Deux ?{T}", "Trois ?{T}"):
        publish_version(question=question, spec=spec(text))

    [change] = versions_page(client, question, before=1, after=3).context["changes"]
    assert (change["before"], change["after"]) == ("Un ?", "Trois ?")
    assert versions_page(client, question, before=2, after=2).context["changes"] == []


@pytest.mark.parametrize("asked", [{"before": "9", "after": "1"}, {"before": "x"}, {"after": "\0"}])
def test_versions_that_do_not_exist_are_not_compared(client, author, asked):
    question = QuestionFactory(asks="Un ?{T}")
    publish_version(question=question, spec=spec("Deux ?{T}"))

    page = versions_page(client, question, **asked)

    assert page.status_code == 200
    assert page.context["changes"] == []


def test_a_question_without_versions_or_with_one_has_a_page_too(client, author):
    empty = Question.objects.create(title="Vide", category=CategoryFactory())

    for question in (empty, QuestionFactory()):
        assert versions_page(client, question).status_code == 200


# --- Reading again ----------------------------------------------------------------------------------


def to_read(client, **asked):
    page = client.get(reverse(f"{BANK}:to_review"), asked)
    return [question.title for question in page.context["page"]]


def test_what_is_due_is_listed_and_marked_as_read(client, author):
    today = timezone.localdate()
    late = QuestionFactory(title="Tard", review_on=today - timedelta(days=40))
    QuestionFactory(title="Bientôt", review_on=today + timedelta(days=9))
    QuestionFactory(title="Plus tard", review_on=today + timedelta(days=80))

    assert to_read(client) == ["Tard"]
    assert to_read(client, within="30") == ["Tard", "Bientôt"]
    assert to_read(client, within="90") == ["Tard", "Bientôt", "Plus tard"]
    answer = client.post(
        reverse(f"{BANK}:reviewed", args=[late.pk]),
        {"again_on": today + timedelta(days=365), "query": "within=30&evil=1&p=2"},
    )
    assert answer.url == f"{reverse(f'{BANK}:to_review')}?within=30&p=2"
    assert to_read(client, within="30") == ["Bientôt"]


def test_the_next_day_is_to_come_or_none(client, author):
    today = timezone.localdate()
    question = QuestionFactory(review_on=today)
    url = reverse(f"{BANK}:reviewed", args=[question.pk])

    client.post(url, {"again_on": today})
    question.refresh_from_db()
    assert question.review_on == today
    client.post(url, {"again_on": ""})
    question.refresh_from_db()
    assert question.review_on is None


def test_what_is_due_is_filtered_by_category_with_those_below(client, author):
    today = timezone.localdate()
    QuestionFactory(title="Une", review_on=today, category=CategoryFactory(name="A/B"))
    QuestionFactory(title="Autre", review_on=today, category=CategoryFactory(name="Z"))

    assert to_read(client, category=CategoryFactory(name="A").pk) == ["Une"]
    assert to_read(client, category="x", within="\0") == ["Autre", "Une"]


def test_the_first_page_counts_what_is_due(client, author):
    QuestionFactory(review_on=timezone.localdate())
    QuestionFactory(review_on=timezone.localdate())

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse(f"{BANK}:to_review") in page
    assert re.search(r">\s*2 questions [^<]*<", page)


# --- Categories -------------------------------------------------------------------------------------


def test_categories_stand_as_a_tree_with_their_counts(client, author):
    QuestionFactory(category=CategoryFactory(name="RGPD/Droits"))

    page = client.get(reverse(f"{CATEGORIES}:tree"))

    [top] = page.context["nodes"]
    assert (top.label, top.ready, top.below[0].label) == ("RGPD", 1, "Droits")
    assert "Droits" in page.content.decode()


@pytest.mark.may_write  # Wagtail notes who is editing
def test_a_category_is_renamed_with_those_below_on_its_page(client, author, as_served):
    category = CategoryFactory(name="A")
    for name in ("A/B", "Z/B", "Y"):
        CategoryFactory(name=name)
    url = reverse(f"{CATEGORIES}:edit", args=[category.pk])

    refused = client.post(url, {"name": "Z"})
    assert refused.status_code == 200
    assert "Z/B" in refused.content.decode()
    assert client.post(url, {"name": "Neuf"}).status_code == 302
    assert set(Category.objects.values_list("name", flat=True)) == {"Neuf", "Neuf/B", "Z/B", "Y"}


def test_a_category_that_a_draw_names_is_not_deleted(client, author):
    category = CategoryFactory()
    QuizDraw.objects.create(quiz=QuizFactory(), category=category)

    client.post(reverse(f"{CATEGORIES}:delete", args=[category.pk]))

    assert Category.objects.exists()


# --- A whole quiz as a learner ----------------------------------------------------------------------


def preview(client, quiz, **asked):
    return client.get(reverse(f"{QUIZZES}:as_learner", args=[quiz.pk]), asked)


def test_a_quiz_is_tried_question_by_question_with_samples_of_what_it_draws(client, author):
    quiz = QuizFactory(
        entries=[QuestionFactory(title="Fixe"), QuestionFactory(title="Ébauche", status="draft")]
    )
    QuizDraw.objects.create(quiz=quiz, category=CategoryFactory(name="Tirées"), count=2)
    for number in range(5):
        QuestionFactory(title=f"T{number}", category=CategoryFactory(name="Tirées"))

    page = preview(client, quiz)
    drawn = preview(client, quiz, question=4)

    assert [one.question.title for one in page.context["shown"]] == ["Fixe", "Ébauche", "T0", "T1"]
    assert drawn.context["here"].question.title == "T1"
    assert drawn.context["here"].among == 5


@pytest.mark.parametrize("asked", ["0", "9", "x", "\0", "9" * 5000, "\u0663"])
def test_a_number_of_no_question_shows_the_first(client, author, asked):
    assert preview(client, quiz_of(2), question=asked).context["number"] == 1


def test_a_quiz_without_questions_says_so(client, author):
    page = preview(client, QuizFactory())

    assert page.status_code == 200
    assert page.context["trial"] is None


def test_the_trial_gives_no_key_away_and_is_for_authors(client, author, data_protection_officer):
    quiz = QuizFactory(entries=[QuestionFactory(asks="Qui ?{=a#CANARI ~b ####CANARI}")])

    assert "CANARI" not in preview(client, quiz).content.decode()
    client.force_login(data_protection_officer)
    assert preview(client, quiz).status_code == 302
