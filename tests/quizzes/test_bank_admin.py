"""The pages on which authors keep the question bank in order."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.actions import publish_version, save_question, tags_named
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
CHOOSER = "wagtailsnippetchoosers_quizzes_question"
BULK = reverse("wagtail_bulk_action", args=["quizzes", "question", "change"])


@pytest.fixture
def author(client, editor):
    client.force_login(editor)
    return editor


@pytest.fixture
def as_served(settings):
    """Templates as in production: Wagtail's own lean on undefined variables being empty."""
    [engine] = settings.TEMPLATES
    options = {
        name: value for name, value in engine["OPTIONS"].items() if name != "string_if_invalid"
    }
    settings.TEMPLATES = [engine | {"OPTIONS": options}]


def listed(client, **asked):
    page = client.get(reverse(f"{BANK}:list"), asked)
    return sorted(question.title for question in page.context["page_obj"].object_list)


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


# --- The listing ------------------------------------------------------------------------------------


def test_the_listing_searches_all_texts_without_accents(client, author):
    QuestionFactory(title="Une", asks="Qui prévient l’élève ?{=Le médecin ~b}")
    QuestionFactory(title="Autre")

    assert listed(client, q="medecin eleve") == ["Une"]
    assert listed(client, q="absent") == []


def test_the_listing_filters(client, author, person):
    area, first, _second = FrameworkFactory().competences.order_by("code")
    top, below = CategoryFactory(name="A"), CategoryFactory(name="A/B")
    [tag] = tags_named(names=["un"])
    today = timezone.localdate()
    full = QuestionFactory(
        title="Pleine", category=below, asks="V ?{T}", difficulty=3, review_on=today
    )
    full.tags.set([tag])
    full.competences.set([first])
    publish_version(question=full, spec=spec("V ?{F}"), by=person)
    QuestionFactory(title="Brouillon", status="draft", review_on=today + timedelta(days=9))

    for asked in (
        {"category": top.pk},
        {"status": "ready"},
        {"kind": "true_false"},
        {"tag": tag.pk},
        {"competence": area.pk},
        {"competence": first.pk},
        {"difficulty": ["2", "3"]},
        {"author": person.pk},
        {"review": "overdue"},
    ):
        assert listed(client, **asked) == ["Pleine"], asked
    for asked in ({"competences": "without"}, {"status": "draft"}, {"kind": "single_choice"}):
        assert listed(client, **asked) == ["Brouillon"], asked
    assert listed(client, review="soon") == ["Brouillon", "Pleine"]
    assert listed(client, review="never") == []


@pytest.fixture
def filled_bank():
    _area, first, second = FrameworkFactory().competences.order_by("code")

    def fill(size):
        for number in range(size):
            question = QuestionFactory(
                title=f"Question {number}",
                category=CategoryFactory(name=f"C{number % 4}"),
                review_on=timezone.localdate(),
                difficulty=3,
            )
            question.tags.set(tags_named(names=[f"t{number % 3}"]))
            question.competences.set([first, second])

    return fill


PAGES = [
    (f"{BANK}:list", {}, 28),
    (f"{BANK}:list", {"q": "voit reponses", "competence": "1", "difficulty": "3"}, 28),
    (f"{BANK}:to_review", {}, 16),
    (f"{CATEGORIES}:tree", {}, 14),
    (f"{CHOOSER}:choose_results", {"q": "voit reponses"}, 12),
]


def queries_of(client, django_assert_max_num_queries, name, asked):
    client.get(reverse(name), asked)
    with django_assert_max_num_queries(100) as counted:
        assert client.get(reverse(name), asked).status_code == 200
    return len(counted)


@pytest.mark.parametrize(("name", "asked", "most"), PAGES)
def test_a_page_asks_as_many_queries_for_500_questions_as_for_5(
    client, author, filled_bank, django_assert_max_num_queries, name, asked, most
):
    filled_bank(5)
    few = queries_of(client, django_assert_max_num_queries, name, asked)
    filled_bank(500)
    many = queries_of(client, django_assert_max_num_queries, name, asked)

    # A second page of results brings a query or two of its own, however many follow.
    assert many <= few + 2
    assert many <= most


# --- Choosers ---------------------------------------------------------------------------------------


def chosen_among(client, **asked):
    page = client.get(reverse(f"{CHOOSER}:choose_results"), asked)
    return sorted(question.title for question in page.context["results"])


def test_the_chooser_searches_as_the_listing_does(client, author):
    QuestionFactory(title="Une", asks="Qui ?{=Le médecin ~b}", category=CategoryFactory(name="A/B"))
    QuestionFactory(title="Autre")

    assert chosen_among(client, q="medecin") == ["Une"]
    assert chosen_among(client, category=CategoryFactory(name="A").pk) == ["Une"]
    assert chosen_among(client) == ["Autre", "Une"]


def test_whoever_does_not_write_questions_searches_titles_only(client, data_protection_officer):
    """Else a word that is found would tell them the key."""
    QuestionFactory(title="Une", asks="Qui ?{=CANARI ~b}")
    client.force_login(data_protection_officer)

    assert chosen_among(client, q="canari") == []
    assert chosen_among(client, q="une") == ["Une"]


# --- Many at once -----------------------------------------------------------------------------------


def bulk(questions, back=""):
    ids = "&".join(f"id={one if isinstance(one, str) else one.pk}" for one in questions)
    return f"{BULK}?{ids}&next={back or reverse(f'{BANK}:list')}"


def test_ticked_questions_are_changed_together(client, author):
    first, second, third = QuestionFactory(), QuestionFactory(), QuestionFactory()
    url = bulk([first, second])
    assert client.get(url).status_code == 200

    answer = client.post(url, {"status": "draft", "add_tags": "a, b", "difficulty": "2"})

    assert answer.status_code == 302, answer.context["form"].errors
    for question in (first, second):
        question.refresh_from_db()
        assert (question.status, question.difficulty, question.tags.count()) == ("draft", 2, 2)
    third.refresh_from_db()
    assert third.status == "ready"


def test_what_cannot_be_ready_is_named(client, author):
    question = Question.objects.create(title="Vide", category=CategoryFactory())

    answer = client.post(bulk([question]), {"status": "ready"}, follow=True)

    assert "“Vide”" in answer.content.decode() or "«\xa0Vide\xa0»" in answer.content.decode()
    question.refresh_from_db()
    assert question.status == "draft"


def test_all_that_the_list_shows_is_what_it_was_filtered_to(client, author):
    QuestionFactory(title="Une", category=CategoryFactory(name="A/B"))
    QuestionFactory(title="Deux", category=CategoryFactory(name="A"))
    QuestionFactory(title="Autre", category=CategoryFactory(name="Z"))
    shown = f"{reverse(f'{BANK}:list')}%3Fcategory%3D{Category.objects.get(name='A').pk}%26q%3Dune"

    client.post(bulk(["all"], shown), {"difficulty": "7"})

    assert [one.title for one in Question.objects.filter(difficulty=7)] == ["Une"]


@pytest.mark.parametrize("back", ["/admin/", "https://ailleurs.example/", "/admin/snippets/"])
def test_all_of_another_page_is_nothing(client, author, back):
    QuestionFactory()

    client.post(bulk(["all"], back), {"difficulty": "7"})

    assert not Question.objects.filter(difficulty=7).exists()


def test_a_change_without_any_change_says_so(client, author):
    answer = client.post(bulk([QuestionFactory()]), {})

    assert answer.context["form"].non_field_errors()


@pytest.mark.parametrize("key", ["x", "9" * 50, "\u0663", "-1", "%00"])
def test_a_key_that_is_none_chooses_nothing(client, author, key):
    QuestionFactory()

    page = client.get(f"{BULK}?id={key}")

    assert page.status_code == 200
    assert page.context["items"] == []


@pytest.mark.parametrize("role", ["person", "training_manager", "data_protection_officer"])
def test_only_who_may_change_questions_changes_many(client, request, role):
    question = QuestionFactory(title="CANARI")
    client.force_login(request.getfixturevalue(role))

    for answer in (client.get(bulk([question])), client.post(bulk([question]), {"difficulty": 1})):
        assert answer.status_code == 302
        assert "CANARI" not in answer.content.decode()
    question.refresh_from_db()
    assert question.difficulty is None


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
    assert page.context["question"] is None


def test_the_trial_gives_no_key_away_and_is_for_authors(client, author, data_protection_officer):
    quiz = QuizFactory(entries=[QuestionFactory(asks="Qui ?{=a#CANARI ~b ####CANARI}")])

    assert "CANARI" not in preview(client, quiz).content.decode()
    client.force_login(data_protection_officer)
    assert preview(client, quiz).status_code == 302
