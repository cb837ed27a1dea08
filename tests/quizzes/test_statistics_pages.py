"""What authors read of their quizzes: findings in words, tables, a file; nothing below the threshold."""

import csv
import io
import re

import pytest
from django.urls import reverse

from quizzes.actions.statistics import publish_statistics
from quizzes.models import StatisticsSnapshot
from quizzes.statistics.pooling import read_published
from quizzes.statistics.weak import Finding, Weakness, weaknesses
from quizzes.statistics_words import item_rows
from tests.quizzes.factories import answered_by_many, quiz_of


QUIZ = "wagtailsnippets_quizzes_quiz"
QUESTION = "wagtailsnippets_quizzes_question"

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    return quiz_of(3, title="Le RGPD", slug="rgpd")


@pytest.fixture
def editor_client(client, editor):
    client.force_login(editor)
    return client


def words(response):
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def page(client, quiz, **query):
    return client.get(reverse(f"{QUIZ}:statistics", args=[quiz.pk]), query)


def published(quiz, people=60, **more):
    answered_by_many(quiz, people, **more)
    publish_statistics(quiz=quiz)
    return quiz


def test_below_the_threshold_a_page_says_what_is_needed_and_not_what_there_is(editor_client, quiz):
    answered_by_many(quiz, 14)
    publish_statistics(quiz=quiz)
    shown = words(page(editor_client, quiz))
    assert "15" in shown
    assert not re.search(r"\b14\b", shown)
    assert "%" not in shown
    assert "Le RGPD" not in words(editor_client.get(reverse(f"{QUIZ}:all_statistics")))
    [question] = [entry.question for entry in quiz.entries.all()[:1]]
    of_question = editor_client.get(reverse(f"{QUESTION}:statistics", args=[question.pk]))
    assert "%" not in words(of_question)


def test_before_its_publication_nothing_is_shown_however_many_answered(editor_client, quiz):
    """A page computes nothing: it reads what is out."""
    answered_by_many(quiz, 60)
    assert "%" not in words(page(editor_client, quiz))


def test_a_page_opens_with_what_is_to_be_read_again(editor_client, quiz):
    published(quiz, right=3)
    shown = words(page(editor_client, quiz))
    assert "3 questions" in shown
    assert shown.index("3 questions") < shown.index("Discrimination")


def test_a_table_sorts_by_plain_links(editor_client, quiz):
    published(quiz)
    rows = page(editor_client, quiz, sort="success").context["rows"]
    middles = [row.reading.facility.middle for row in rows]
    assert middles == sorted(middles)
    response = page(editor_client, quiz, sort="-success")
    assert [row.reading.facility.middle for row in response.context["rows"]] == sorted(
        middles, reverse=True
    )
    assert 'aria-sort="descending"' in response.content.decode()
    assert "aria-sort" not in page(editor_client, quiz, sort="nothing").content.decode()


def test_a_question_shows_its_answers_and_leads_back_to_its_quiz(editor_client, quiz):
    published(quiz)
    question = quiz.entries.first().question
    response = editor_client.get(reverse(f"{QUESTION}:statistics", args=[question.pk]))
    shown = words(response)
    assert "Mon responsable" in shown
    assert "Moi seul" in shown
    assert reverse(f"{QUIZ}:statistics", args=[quiz.pk]) in response.content.decode()


def test_the_file_holds_the_figures_of_the_page_and_no_others(editor_client, quiz):
    published(quiz)
    response = editor_client.get(reverse(f"{QUIZ}:statistics_file", args=[quiz.pk]))
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    heading, *rows = lines
    assert {len(row) for row in rows} == {len(heading)}
    assert len(rows) == 3 * (1 + 4)  # each question, and its three answers with “no answer”
    assert {row[3] for row in rows} == {"54"}


def test_the_file_has_headings_alone_below_the_threshold(editor_client, quiz):
    answered_by_many(quiz, 14)
    publish_statistics(quiz=quiz)
    response = editor_client.get(reverse(f"{QUIZ}:statistics_file", args=[quiz.pk]))
    assert len(response.content.decode().splitlines()) == 1


def test_the_list_names_quizzes_with_figures(editor_client, quiz):
    published(quiz)
    quiz_of(1, title="Un autre")
    shown = words(editor_client.get(reverse(f"{QUIZ}:all_statistics")))
    assert "Le RGPD" in shown
    assert "54" in shown
    assert "Un autre" not in shown


def test_a_page_costs_the_same_queries_for_few_questions_and_many(
    editor_client, django_assert_max_num_queries
):
    small, large = published(quiz_of(2)), published(quiz_of(12))
    page(editor_client, small)
    with django_assert_max_num_queries(25):
        page(editor_client, small)
    with django_assert_max_num_queries(25):
        page(editor_client, large)


# --- Findings -----------------------------------------------------------------------------------------


def item(n=100, facility=(60, 60), **more):
    return {
        "key": "1-x",
        "question": 1,
        "version": 1,
        "guess": 0.25,
        "n": n,
        "binary": True,
        "facility": list(facility),
        "choices": [],
        "intended": 0.1,
        "effective": 0.1,
        "discrimination": 0.4,
        "efficiency": 0.5,
        "strong_n": 50,
        "strong": [],
    } | more


def found(*items, right="a"):
    data = [{"n": one["n"], "scores": None, "form": "f", "items": [one]} for one in items]
    [reading] = read_published(data).items
    return weaknesses(reading, frozenset(right))


@pytest.mark.parametrize(
    ("more", "weakness"),
    [
        ({"facility": (96, 100)}, Weakness.TOO_EASY),
        ({"facility": (19, 19)}, Weakness.TOO_HARD),
        ({"efficiency": 0.1}, Weakness.INEFFICIENT),
        ({"choices": [["a", 60, 60], ["b", 0, 4], ["", 36, 40]]}, (Weakness.UNUSED_CHOICE, "b")),
        ({"strong": [["a", 10, 10], ["b", 40, 40]], "choices": [["a", 60, 60], ["b", 40, 40]]},
         (Weakness.LURE, "b")),
    ],
)  # fmt: skip
def test_a_weak_question_is_found(more, weakness):
    expected = Finding(*weakness) if isinstance(weakness, tuple) else Finding(weakness)
    assert found(item(**more)) == [expected]


def test_a_sound_question_has_no_finding():
    assert found(item(efficiency=0.15, facility=(20, 20))) == []


def test_nothing_is_found_among_few_people():
    assert found(item(n=29, facility=(25, 29), efficiency=0)) == []


def test_batches_are_read_as_one():
    first, second = item(n=20, facility=(10, 10)), item(n=20, facility=(16, 20))
    data = [{"n": 20, "scores": None, "form": "f", "items": [one]} for one in (first, second)]
    [reading] = read_published(data).items
    assert (reading.n, reading.facility.low, reading.facility.high) == (40, 26 / 40, 30 / 40)
    assert reading.discrimination == pytest.approx(0.4)
    low, high = reading.discrimination_interval
    assert low < 0.4 < high


def test_correlations_wait_for_thirty_people():
    data = [{"n": 20, "scores": None, "form": "f", "items": [item(n=20, facility=(10, 10))]}]
    [reading] = read_published(data).items
    assert (reading.discrimination, reading.efficiency, reading.effective) == (None, None, None)


def test_scores_are_of_those_who_were_asked_what_is_asked_today(quiz):
    published(quiz, people=60)
    [now] = StatisticsSnapshot.objects.all()
    old = now.data | {"form": "older", "n": 500}
    reading = read_published([now.data, old])
    assert (reading.n, reading.scores.n) == (554, 54)
    assert reading.scores.alpha_interval is not None
    assert reading.scores.standard_error == pytest.approx(
        reading.scores.error_ratio * reading.scores.deviation
    )


def test_a_finding_names_the_answer_that_it_is_about(quiz):
    published(quiz, people=60)
    [snapshot] = StatisticsSnapshot.objects.all()
    rows = item_rows(read_published([snapshot.data]).items)
    assert any("Mon responsable" in finding for row in rows for finding in row.findings)
