"""A dump that django-quiz-app 0.5.1 itself made, with sittings posted to its own pages."""

import json
import os
from pathlib import Path

import pytest

from quizzes.enums import Behaviour, Origin, Purpose, QuestionStatus
from quizzes.importers.django_quiz import import_django_quiz
from quizzes.models import Attempt, AttemptItem, Category, Question, QuestionVersion, Quiz
from tests.people.factories import PersonFactory


ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PASSERELLE_SHARED") or ROOT.parent / "shared")
DUMP = SHARED / "data" / "django_quiz_dump.json"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not DUMP.is_file(),
        reason="no sample data: set PASSERELLE_SHARED to the folder that holds data/django_quiz_dump.json",
    ),
]

LEARNERS = ("a.durand", "b.lefevre", "c.nguyen", "d.martin", "e.ozturk")
# As `current_score` says them: sitting, points, of how many.
SCORES = {1: (4, 4), 2: (1, 4), 3: (3, 4), 4: (3, 3), 5: (2, 3), 6: (3, 4)}


@pytest.fixture
def people():
    return {name: PersonFactory(email=f"{name}@exemple.org") for name in LEARNERS}


@pytest.fixture
def report(people):
    report = import_django_quiz(DUMP.read_bytes())
    assert report.refused == []
    return report


def attempt(pk):
    return Attempt.objects.get(external_id=f"django-quiz:{pk}")


def question(pk):
    return Question.objects.get(external_id=f"django-quiz:{pk}")


def quiz(pk):
    return Quiz.objects.get(external_id=f"django-quiz:{pk}")


def test_everything_comes_in(report):
    assert (report.created, report.applied) == (14 + 5 + 7, True)
    assert Question.objects.count() == 15  # with the one that is deleted, which a sitting names
    assert Quiz.objects.count() == 5
    assert Attempt.objects.count() == 7
    assert report.counts["auth.user"] == 7


def test_every_score_is_the_one_that_the_person_had(report):
    got = {pk: (attempt(pk).points, attempt(pk).max_points) for pk in SCORES}

    assert got == SCORES
    for pk, (points, _total) in SCORES.items():
        assert sum(item.fraction for item in attempt(pk).items.all()) == points


def test_a_score_that_its_answers_do_not_give_is_explained(report):
    rows = {row.outcome.sitting.pk: row.as_dict() for row in report.reconciliation}

    assert report.totals() == {"sittings": 7, "same": 5, "explained": 2, "not_explained": 0}
    assert (rows[1]["score"], rows[1]["recount"]) == (4, 3)
    assert rows[1]["reasons"] == [{"why": "essay_counted_right", "points": 1, "question": 4}]
    assert (rows[6]["score"], rows[6]["recount"]) == (3, 2)
    assert {"why": "question_deleted", "points": 1, "question": 14} in rows[6]["reasons"]


def test_who_was_in_the_middle_goes_on(report, people):
    begun = attempt(7)

    assert (begun.learner, begun.is_open) == (people["c.nguyen"], True)
    said = [(item.response, item.fraction) for item in begun.items.order_by("slot")]
    assert said == [({"choice": "false"}, 0), ({}, None), ({}, None)]
    assert begun.max_points == 3  # question 14 is deleted: nobody can answer it


def test_questions_are_asked_in_the_order_of_the_sitting(report):
    items = attempt(4).items.select_related("version__question").order_by("slot")

    assert [item.version.question.external_id.partition(":")[2] for item in items] == [
        "9",
        "5",
        "7",
    ]


def test_quizzes_keep_their_rules(report):
    excel, phishing, rgpd, free, empty = (quiz(pk) for pk in range(1, 6))

    assert (excel.pass_percent, excel.purpose, excel.behaviour) == (
        60,
        Purpose.EXAM,
        Behaviour.AT_ONCE,
    )
    assert excel.introduction == "Évaluez vos bases."
    assert dict(excel.bands.values_list("from_percent", "text")) == {60: "Bravo !", 0: "À revoir."}
    assert (phishing.max_attempts, phishing.max_questions, phishing.shuffle_questions) == (
        1,
        3,
        True,
    )
    assert phishing.behaviour == Behaviour.AT_END
    assert rgpd.pass_percent == 0
    assert (free.purpose, free.entries.count()) == (Purpose.TRAINING, 3)
    assert (empty.status, empty.entries.count()) == (QuestionStatus.DRAFT, 0)


def test_categories_keep_their_commas_and_their_subcategories(report):
    assert set(Category.objects.values_list("name", flat=True)) == {
        "bureautique-excel",
        "bureautique-excel/Formules",
        "cybersécurité",
        "cybersécurité/Hameçonnage",
        "RGPD, données personnelles",
        "Sans catégorie",
    }


def test_what_cannot_be_asked_is_a_draft(report):
    assert [question(pk).status for pk in (13, 15, 1)] == ["draft", "draft", "ready"]
    warned = " ".join(report.warnings)
    assert "quiz.question 13" in warned
    assert "quiz.question 15" in warned
    assert "grille_At7MTye.png" in warned


def test_a_word_in_angle_brackets_is_no_tag(report):
    texts = [choice["text"] for choice in question(9).current_version.spec["choices"]]
    feedback = question(5).current_version.spec["general_feedback"]

    assert {"text": "Au support <SSI>", "format": "plain"} in texts
    assert feedback == {"text": "Voir la charte <i>SSI</i> &amp; la fiche n° 1.", "format": "html"}


def test_the_same_dump_again_in_another_order_changes_nothing(report):
    before = rows()
    objects = json.loads(DUMP.read_text())

    again = import_django_quiz(json.dumps(objects[::-1]).encode())

    assert (again.created, again.unchanged, again.refused) == (0, 26, [])
    assert rows() == before


def rows():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Question, QuestionVersion, Quiz, Attempt, AttemptItem, Category)
    ]


def test_progress_is_compared_and_not_taken_over(report):
    assert [line for line in report.warnings if "Progress" in line or "rogress" in line]
    assert not any("a.durand@" in line or "Réponse rédigée" in line for line in report.warnings)


def test_without_people_nothing_comes_in_and_each_sitting_is_named():
    report = import_django_quiz(DUMP.read_bytes())

    assert len(report.refused) == 7
    assert not Question.objects.exists()

    without = import_django_quiz(DUMP.read_bytes(), skip_refused=True)
    assert (without.applied, Attempt.objects.count()) == (True, 0)
    assert Question.objects.filter(origin=Origin.DJANGO_QUIZ).count() == 14
