"""Authors find questions in the bank, choose among them, and change many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.actions.bank import get_or_create_tags, publish_version
from quizzes.models import Category, Question, Tag
from tests.quizzes.factories import (
    CategoryFactory,
    FrameworkFactory,
    QuestionFactory,
    quiz_of,
    spec,
)
from tests.quizzes.test_bank_admin import BANK, CATEGORIES


pytestmark = pytest.mark.django_db


CHOOSER = "wagtailsnippetchoosers_quizzes_question"
BULK = reverse("wagtail_bulk_action", args=["quizzes", "question", "change"])


def listed(client, **asked):
    page = client.get(reverse(f"{BANK}:list"), asked)
    return sorted(question.title for question in page.context["page_obj"].object_list)


# --- The listing ------------------------------------------------------------------------------------


def test_the_listing_searches_all_texts_without_accents(client, author):
    QuestionFactory(title="Une", asks="Qui prévient l’élève ?{=Le médecin ~b}")
    QuestionFactory(title="Autre")

    assert listed(client, q="medecin eleve") == ["Une"]
    assert listed(client, q="absent") == []


def test_the_listing_filters(client, author, person):
    area, first, _second = FrameworkFactory().competences.order_by("code")
    top, below = CategoryFactory(name="A"), CategoryFactory(name="A/B")
    [tag] = get_or_create_tags(names=["un"])
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
            question.tags.set(get_or_create_tags(names=[f"t{number % 3}"]))
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


def test_whoever_does_not_write_questions_searches_nothing(client, data_protection_officer):
    """Else a word that is found would tell them the key."""
    QuestionFactory(title="Une", asks="Qui ?{=CANARI ~b}")
    client.force_login(data_protection_officer)

    answer = client.get(reverse(f"{CHOOSER}:choose_results"), {"q": "canari"})
    assert answer.status_code == 302
    assert b"Une" not in answer.content


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


def test_copies_go_into_a_quiz_and_the_questions_stay(client, author):
    quiz, there = quiz_of(1), CategoryFactory(name="Ailleurs")
    first, second = QuestionFactory(title="Une"), QuestionFactory(title="Deux")
    first.tags.add(Tag.objects.create(name="ancien"))

    client.post(
        bulk([first, second]),
        {"copies": "on", "quiz": quiz.pk, "category": there.pk, "add_tags": "neuf"},
    )

    copies = [entry.question for entry in quiz.entries.order_by("sort_order")][1:]
    assert len(copies) == 2
    assert {one.category for one in copies} == {there}
    assert sorted(tag.name for tag in copies[0].tags.all()) == ["ancien", "neuf"]
    assert copies[0].current_version.spec == first.current_version.spec
    assert copies[0].uuid != first.uuid
    first.refresh_from_db()
    assert (first.title, first.category.name, first.tags.count()) == ("Une", "Essentiels", 1)
    client.post(bulk([first, *copies]), {"quiz": quiz.pk})
    assert quiz.entries.count() == 4  # those that it asks already keep their places


def test_what_an_open_exam_asks_is_not_archived_and_the_page_says_so_before(client, author):
    exam = quiz_of(1, purpose="exam")
    asked, free = exam.entries.get().question, QuestionFactory(title="Libre")

    page = client.get(bulk([asked, free]))
    client.post(bulk([asked, free]), {"status": "archived"})

    assert (page.context["asked"], page.context["in_exams"]) == (1, 1)
    asked.refresh_from_db()
    free.refresh_from_db()
    assert (asked.status, free.status) == ("ready", "archived")
    listing = reverse(f"{BANK}:list")
    assert "Libre" not in client.get(listing).content.decode()
    assert "Libre" in client.get(listing, {"status": "archived"}).content.decode()
    [shown] = client.get(listing, {"quiz": exam.pk}).context["object_list"]
    assert shown == asked


def test_more_than_two_hundred_at_once_are_refused(client, author):
    category, version = CategoryFactory(), QuestionFactory().current_version
    Question.objects.bulk_create(
        Question(title=f"Q{n}", category=category, current_version=version) for n in range(200)
    )

    page = client.get(bulk(Question.objects.all()))
    client.post(bulk(Question.objects.all()), {"difficulty": "7"})

    assert page.context["too_many"]
    assert not Question.objects.filter(difficulty=7).exists()


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
