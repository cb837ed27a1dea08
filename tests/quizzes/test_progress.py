"""« Mes progrès par thème »: the points of one learner, for that learner."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from quizzes.actions.attempts import submit_attempt
from quizzes.actions.starts import start_attempt
from quizzes.enums import Purpose
from quizzes.kinds.essay import Essay
from quizzes.kinds.information import Information
from quizzes.models import Attempt, Category
from quizzes.queries.progress import themes_of
from quizzes.values.texts import Rich
from tests.learning.factories import make_lesson, make_module
from tests.quizzes.factories import (
    CategoryFactory,
    QuestionFactory,
    QuizFactory,
    answered_attempt,
    failed_attempt,
    passed_attempt,
)


pytestmark = pytest.mark.django_db

MARKED, READ = Essay(text=Rich("Racontez."), is_marked=True), Information(text=Rich("Lisez."))


def quiz_in(*categories, asks=(), **fields):
    """A quiz with a question of each category."""
    questions = [QuestionFactory(category=CategoryFactory(name=name)) for name in categories]
    questions += [QuestionFactory(category__name=categories[0], asks=one) for one in asks]
    return QuizFactory(entries=questions, **fields)


def shares(person):
    return {
        theme.name: (theme.points, theme.max_points, theme.percent) for theme in themes_of(person)
    }


def test_points_are_added_up_theme_by_theme(person):
    answered_attempt(quiz_in("Excel", "Excel/Formules", "RGPD"), person, right=2)
    passed_attempt(quiz_in("RGPD"), person)
    failed_attempt(quiz_in("RGPD, données"), person)

    assert shares(person) == {"Excel": (2, 2, 100), "RGPD": (1, 2, 50), "RGPD, données": (0, 1, 0)}


def test_a_reader_of_english_reads_english_themes_where_they_are_whole(person):
    passed_attempt(quiz_in("RGPD/Droits", "RGPD/Fuite", "Excel/Formules"), person)
    names = {"RGPD/Droits": "GDPR/Rights", "RGPD/Fuite": "", "Excel/Formules": "Formulas"}
    for name, english in names.items():
        CategoryFactory(name=name)
        Category.objects.filter(name=name).update(name_en=english)

    with override("en"):
        excel, rgpd = themes_of(person)
        assert (excel.name, rgpd.name) == ("Excel", "GDPR")
        assert [part.name for part in rgpd.parts] == ["Rights", "Fuite"]
        assert str(Category.objects.get(name="RGPD/Droits")) == "GDPR/Rights"
    assert [theme.name for theme in themes_of(person)] == ["Excel", "RGPD"]


def test_every_attempt_counts(person):
    quiz = quiz_in("Excel", "Excel", "Excel")
    answered_attempt(quiz, person, right=1)
    answered_attempt(quiz, person, right=1)

    [theme] = themes_of(person)
    assert (theme.points, theme.max_points, theme.answers, theme.percent) == (2, 6, 6, 33)


def test_parts_of_a_theme_are_named_where_there_are_several(person):
    passed_attempt(quiz_in("Excel", "Excel/Formules/SI", "A//B/C"), person)

    assert {theme.name: [part.name for part in theme.parts] for theme in themes_of(person)} == {
        "Excel": ["", "Formules › SI"],
        "A/B": [],
    }


def test_what_counts_no_points_is_in_no_theme(person):
    passed_attempt(quiz_in("Excel", asks=[READ, Essay(text=Rich("Dites."))]), person)

    assert shares(person) == {"Excel": (1, 1, 100)}


def test_open_attempts_and_those_that_wait_for_a_marker_are_left_out(person):
    start_attempt(quiz=quiz_in("Excel"), learner=person)
    waiting = start_attempt(quiz=quiz_in("RGPD", asks=[MARKED]), learner=person)
    waiting.items.filter(slot=2).update(response={"text": "Mes mots"})
    submit_attempt(attempt=waiting.uuid)

    assert Attempt.objects.get(pk=waiting.pk).awaiting == 1
    assert shares(person) == {}


def test_a_marked_essay_counts(person):
    attempt = passed_attempt(quiz_in("RGPD", asks=[MARKED]), person)
    attempt.items.filter(slot=2).update(fraction=Decimal("0.5"))

    assert shares(person) == {"RGPD": (Decimal("1.5"), 2, 75)}


def test_a_quiz_that_shows_no_score_shows_none_here(person):
    passed_attempt(quiz_in("Excel", shows_grade=False), person)

    assert shares(person) == {}


def test_nobody_sees_the_points_of_somebody_else(person, manager, client):
    passed_attempt(quiz_in("Canari"), person)
    client.force_login(manager)

    assert themes_of(manager) == []
    assert "Canari" not in client.get(reverse("quizzes:progress")).content.decode()


def test_the_page_says_the_share_and_leads_to_the_quizzes(person, client):
    in_lesson, free, exam, draft = (
        quiz_in("Excel", title="Dans une leçon"),
        quiz_in("Excel", title="Libre"),
        quiz_in("Excel", title="Épreuve", purpose=Purpose.EXAM, max_attempts=1),
        quiz_in("Excel", title="Brouillon", status="draft"),
    )
    lesson = make_lesson(make_module(), quiz=in_lesson)
    passed_attempt(free, person)
    client.force_login(person)
    page = client.get(reverse("quizzes:progress")).content.decode()

    assert "1 of 1" in page or "1 sur 1" in page
    assert 'aria-valuenow="100"' in page
    assert reverse("quizzes:start", args=[free.uuid]) in page
    assert f"{lesson.get_url()}#quiz-{in_lesson.pk}" in page
    assert reverse("quizzes:start", args=[in_lesson.uuid]) not in page
    assert "Épreuve" in page
    assert reverse("quizzes:start", args=[exam.uuid]) not in page
    assert draft.title not in page


def test_the_page_is_empty_before_the_first_quiz(person, client):
    client.force_login(person)
    answer = client.get(reverse("quizzes:progress"))

    assert answer.status_code == 200
    assert 'class="empty"' in answer.content.decode()


@pytest.mark.parametrize("number", [1, 12])
def test_as_many_queries_for_many_themes_as_for_one(
    person, client, number, django_assert_max_num_queries
):
    for index in range(number):
        passed_attempt(quiz_in(f"Thème {index}", f"Thème {index}/Partie"), person)
    client.force_login(person)
    client.get(reverse("quizzes:progress"))

    with django_assert_max_num_queries(25):
        client.get(reverse("quizzes:progress"))
