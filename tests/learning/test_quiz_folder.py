"""Quizzes that stand by themselves in the folder of a course: loaded again, edited, misspelt."""

from dataclasses import replace

import pytest

from learning.importers.content import load_content
from learning.models import LessonPage
from quizzes.actions.bank import publish_version
from quizzes.kinds.ordering import Ordering
from quizzes.models import Category, Question, Quiz, QuizDraw
from quizzes.specs.codec import from_dict
from quizzes.values.texts import Rich, TextFormat
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

MODULE = "---\ntitle: Un module\nsummary: Un résumé.\n---\n\nDu texte.\n"
LESSON = """---
title: Une leçon
goal: vous saurez.
minutes: 5
offers: [un-quiz]
---

Du texte.
"""
GIFT = "$CATEGORY: Le fonds\n\n::Vrai::Est-ce vrai ?{T}\n\n::Faux::Est-ce faux ?{F}\n"
FRAMEWORK = """name: CRCN
edition: "2019"
slug: crcn-2019
areas:
  - code: "4"
    fr: Protection
    competences:
      - {code: "4.2", fr: Protéger les données}
"""
QUIZ = """title: Un quiz
category: Essais
purpose: exam
time_limit: 20
questions:
  - title: Ranger
    kind: ordering
    difficulty: 4
    competences: [crcn-2019 4.2]
    text: Dans quel ordre, **au plus vite** ?
    items:
      - Lire
      - Dire
      - Fuir
  - Vrai
draws:
  - {count: 1, category: Le fonds, easiest: 1}
bands:
  - {from_percent: 50, text: Bien.}
facts:
  Vrai: [2, crcn-2019 4.2]
"""


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "cours"
    (folder / "quizzes").mkdir(parents=True)
    (folder / "quizzes" / "banque.gift").write_text(GIFT)
    (folder / "quizzes" / "un-quiz.yaml").write_text(QUIZ)
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "crcn.yaml").write_text(FRAMEWORK)
    module = folder / "modules" / "un-module"
    module.mkdir(parents=True)
    (module / "module.md").write_text(MODULE)
    (module / "01-une-lecon.md").write_text(LESSON)
    return folder


def rewrite(root, before, after, name="quizzes/un-quiz.yaml"):
    path = root / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def loaded(root, **options):
    report = load_content(root, **options)
    assert report.refused == []
    return Quiz.objects.get(slug="un-quiz")


def titles(quiz):
    return [entry.question.title for entry in quiz.entries.order_by("sort_order")]


def test_a_quiz_is_what_its_file_says(root):
    quiz = loaded(root)

    assert (quiz.title, quiz.time_limit, quiz.category.name) == ("Un quiz", 20, "Essais")
    assert titles(quiz) == ["Ranger", "Vrai"]
    assert QuizDraw.objects.get(quiz=quiz).category == Category.objects.get(name="Le fonds")
    assert [(band.from_percent, band.text) for band in quiz.bands.all()] == [(50, "Bien.")]
    ordering = Question.objects.get(title="Ranger")
    spec = from_dict(ordering.current_version.spec)
    assert (spec.kind, spec.text.format) == (Ordering.kind, TextFormat.MARKDOWN)
    assert (ordering.difficulty, Question.objects.get(title="Vrai").difficulty) == (4, 2)


def test_a_lesson_offers_a_quiz_without_requiring_it(root):
    quiz = loaded(root)

    lesson = LessonPage.objects.get()
    assert lesson.body[-1].value["quiz"] == quiz
    assert not lesson.body[-1].value["required"]
    assert lesson.record.required_quiz is None


def test_loading_twice_changes_nothing(root):
    loaded(root)
    versions = Question.objects.values_list("pk", "current_version")
    before = list(versions)

    report = load_content(root)

    assert (report.created, report.changed, report.refused) == (0, 0, [])
    assert list(versions) == before


def test_what_an_editor_changed_stays(root):
    quiz = loaded(root)
    Quiz.objects.filter(pk=quiz.pk).update(time_limit=45)
    Question.objects.filter(title="Ranger").update(difficulty=7)
    rewrite(root, "time_limit: 20", "time_limit: 30")
    rewrite(root, "difficulty: 4", "difficulty: 5")

    assert loaded(root).time_limit == 45
    assert Question.objects.get(title="Ranger").difficulty == 7
    assert loaded(root, force=True).time_limit == 30


def test_a_changed_question_gets_another_version(root):
    loaded(root)
    rewrite(root, "- Lire", "- Lire à voix haute")

    loaded(root)

    assert Question.objects.get(title="Ranger").current_version.number == 2


EDITS = pytest.mark.parametrize(
    ("title", "name", "before", "after"),
    [
        ("Ranger", "quizzes/un-quiz.yaml", "- Lire", "- Lire à voix haute"),
        ("Vrai", "quizzes/banque.gift", "vrai ?", "bien vrai ?"),
    ],
)


@EDITS
def test_a_file_put_back_to_an_earlier_text_puts_its_question_back(
    root, title, name, before, after
):
    loaded(root)
    first = Question.objects.get(title=title).current_version.spec
    rewrite(root, before, after, name)
    loaded(root)
    rewrite(root, after, before, name)

    loaded(root)

    last = Question.objects.get(title=title).current_version
    assert (last.number, last.spec) == (3, first)


@EDITS
def test_what_an_editor_wrote_since_stays_where_a_file_is_put_back(
    root, title, name, before, after
):
    loaded(root)
    rewrite(root, before, after, name)
    loaded(root)
    question = Question.objects.get(title=title)
    corrected = from_dict(question.current_version.spec)
    corrected = replace(corrected, text=Rich("Corrigée ici ?", corrected.text.format))
    publish_version(question=question, spec=corrected, by=PersonFactory())
    rewrite(root, after, before, name)

    loaded(root)

    question.refresh_from_db()
    assert from_dict(question.current_version.spec) == corrected


@EDITS
def test_a_question_that_an_editor_wrote_anew_stays(root, title, name, before, after):
    loaded(root)
    question = Question.objects.get(title=title)
    corrected = from_dict(question.current_version.spec)
    corrected = replace(corrected, text=Rich("Corrigée ici ?", corrected.text.format))
    publish_version(question=question, spec=corrected, by=PersonFactory())
    rewrite(root, before, after, name)

    report = load_content(root)
    question.refresh_from_db()
    assert question.current_version.number == 2
    assert report.ignored == 1
    assert any(title in note for note in report.notes)

    load_content(root, force=True)
    question.refresh_from_db()
    assert question.current_version.number == 3


def test_a_quiz_that_an_editor_deleted_stays_away_and_its_lesson_loads(root):
    loaded(root).delete()
    rewrite(root, "title: Un quiz", "title: Le quiz")

    report = load_content(root)

    assert report.refused == []
    assert not Quiz.objects.filter(slug="un-quiz").exists()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("time_limit: 20", "time_limt: 20", "time_limt"),
        ("  - Vrai", "  - Vraii", "Vraii"),
        ("kind: ordering", "kind: arranging", "arranging"),
        ("      - Lire\n", "", "Ranger"),
        ("crcn-2019 4.2", "crcn-2019 9.9", "9.9"),
        ("purpose: exam", "purpose: oral", "oral"),
        ("title: Un quiz", "titre: Un quiz", "title"),
        ("draws:\n", "draws: [\n", "YAML"),
    ],
)
def test_what_is_not_understood_refuses_the_load(root, before, after, told):
    rewrite(root, before, after)

    report = load_content(root)

    assert told in " ".join(refusal.reason for refusal in report.refused)
    assert not Quiz.objects.exists()


def test_a_lesson_names_a_quiz_that_is_there(root):
    rewrite(root, "[un-quiz]", "[un-autre]", name="modules/un-module/01-une-lecon.md")

    report = load_content(root)

    assert "un-autre" in report.refused[0].reason
