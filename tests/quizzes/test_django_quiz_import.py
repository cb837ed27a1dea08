"""django-quiz-app's questions and quizzes in ours; the same however often, in whatever order."""

import random

import pytest

from quizzes.actions.bank import publish_version
from quizzes.enums import Behaviour, Origin, Purpose
from quizzes.importers.django_quiz import import_django_quiz
from quizzes.kinds.essay import Essay
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.models import (
    Attempt,
    AttemptItem,
    Category,
    Question,
    QuestionVersion,
    Quiz,
    QuizBand,
    QuizQuestion,
)
from quizzes.specs.codec import from_dict
from tests.people.factories import PersonFactory
from tests.quizzes.factories import QuizFactory, spec
from tests.quizzes.old_dumps import OldDump


pytestmark = pytest.mark.django_db

TABLES = (Category, Question, QuestionVersion, Quiz, QuizQuestion, QuizBand, Attempt, AttemptItem)


@pytest.fixture
def dump():
    dump = OldDump()
    dump.user()
    PersonFactory(email="A.Durand@exemple.fr")
    return dump


@pytest.fixture
def full(dump):
    """Something of everything."""
    excel = dump.category("Excel")
    dump.sub_category("Formules", excel)
    dump.quiz(success_text="Bravo", fail_text="Encore", category=excel)
    dump.choice(right=("deux", "2"), category=excel, sub_category=1)
    dump.true_false()
    dump.essay()
    dump.sitting({2: "True", 1: "1", 3: "Mes mots"}, wrong=[3])
    dump.sitting({1: "3"}, wrong=[1], order=[2, 3])
    dump.sitting({9: "17", 1: "99"}, score=2)
    return dump


def take(dump, **options):
    report = import_django_quiz(dump.bytes, **options)
    assert report.refused == []
    return report


def question(pk=1):
    return Question.objects.get(external_id=f"django-quiz:{pk}")


def asked(pk=1):
    return from_dict(question(pk).current_version.spec)


def quiz(pk=1):
    return Quiz.objects.get(external_id=f"django-quiz:{pk}")


def said(report):
    return " ".join(report.warnings)


# --- Questions ------------------------------------------------------------------------------------


def test_each_kind_becomes_ours(full):
    take(full)

    choice, true_false, essay = asked(1), asked(2), asked(3)
    assert isinstance(choice, SingleChoice)
    assert {one.text.text: one.fraction for one in choice.choices} == {
        "deux": 100,
        "2": 100,
        "trois": 0,
    }
    assert isinstance(true_false, TrueFalse)
    assert true_false.answer is True
    assert isinstance(essay, Essay)
    assert essay.is_marked  # the package counts it, so it counts here
    assert {one.status for one in Question.objects.ready()} == {"ready"}
    assert Question.objects.ready().count() == 3


@pytest.mark.parametrize(
    ("order", "texts"),
    [("content", ["a", "B", "c"]), ("none", ["c", "B", "a"]), (None, ["c", "B", "a"])],
)
def test_answers_stand_in_the_order_that_the_question_asks_for(dump, order, texts):
    dump.quiz()
    dump.choice(right=("c",), wrong=("B", "a"), order=order)
    take(dump)

    assert [one.text.text for one in asked().choices] == texts


@pytest.mark.parametrize(
    ("orders", "is_shuffled", "warns"),
    [
        (["random", None], True, False),
        (["content", "none", None], False, False),
        (["random", "content"], False, True),
    ],
)
def test_a_quiz_shuffles_answers_where_no_question_wants_an_order(dump, orders, is_shuffled, warns):
    dump.quiz()
    for order in orders:
        dump.choice(order=order)
    report = take(dump)

    assert quiz().shuffle_answers is is_shuffled
    assert ("quiz.quiz 1" in said(report)) is warns


@pytest.mark.parametrize(
    ("right", "wrong"), [((), ("x", "y")), (("x",), ()), ((), ()), (("x", ""), ("y",))]
)
def test_a_question_that_cannot_be_asked_is_a_draft_with_all_its_content(dump, right, wrong):
    dump.quiz()
    dump.choice(right=right, wrong=wrong)
    report = take(dump)

    assert question().status == "draft"
    assert [one.text.text for one in asked().choices] == [*right, *wrong]
    assert "quiz.question 1" in said(report)
    assert quiz().entries.count() == 1


def test_a_picture_and_a_question_in_no_quiz_are_named(dump):
    dump.true_false(quiz=(), figure="uploads/2015/03/02/écran.png")
    report = take(dump)

    assert "uploads/2015/03/02/écran.png" in said(report)
    assert "quiz.question 1" in said(report)
    assert Question.objects.ready().count() == 1


def test_hostile_texts_are_kept_and_shown_as_text(dump):
    hostile = '<p onclick="x()">Un</p><script>alert(1)</script>'
    dump.true_false(hostile, quiz=(), explanation='<p onclick="x()">Deux</p>')
    take(dump)

    assert (asked().text.text, asked().text.format) == (hostile, "plain")
    assert (asked().general_feedback.text, asked().general_feedback.format) == (
        "<p>Deux</p>",
        "html",
    )


# --- Quizzes --------------------------------------------------------------------------------------


def test_the_rules_of_a_quiz_come_over(dump):
    dump.quiz(
        random_order=True,
        max_questions=5,
        answers_at_end=True,
        single_attempt=True,
        exam_paper=False,  # a form that was bypassed: one attempt makes an exam
        draft=True,
    )
    dump.quiz(url="autre", exam_paper=False, max_questions=0)
    take(dump)

    first, second = quiz(1), quiz(2)
    assert (first.shuffle_questions, first.max_questions, first.max_attempts) == (True, 5, 1)
    assert (first.behaviour, first.purpose, first.status) == (
        Behaviour.AT_END,
        Purpose.EXAM,
        "draft",
    )
    assert (second.behaviour, second.purpose, second.status) == (
        Behaviour.AT_ONCE,
        Purpose.TRAINING,
        "ready",
    )
    assert (second.max_questions, second.max_attempts) == (None, None)


def test_no_word_of_a_long_description_is_lost(dump):
    words = "mot " * 2_000
    dump.quiz(description=f"<p>{words}</p>")
    take(dump)

    assert quiz().introduction == words.strip()


@pytest.mark.parametrize(
    ("texts", "bands"),
    [
        (("Bravo", "Encore"), {50: "Bravo", 0: "Encore"}),
        (("Bravo", ""), {50: "Bravo"}),
        # Else who passes would read the text of those who fail.
        (("", "Encore"), {50: "Le quiz est réussi.", 0: "Encore"}),
        (("", ""), {}),
    ],
)
def test_texts_of_success_and_failure_become_bands(dump, texts, bands):
    dump.quiz(success_text=texts[0], fail_text=texts[1])
    take(dump)

    stored = dict(quiz().bands.values_list("from_percent", "text"))
    assert stored.keys() == bands.keys()
    assert all(stored[key] == text for key, text in bands.items() if text in texts)


def test_a_pass_mark_of_zero_passes_everybody_as_it_did(dump):
    dump.quiz(pass_mark=0, success_text="Merci", fail_text="Jamais lu")
    dump.true_false()
    dump.sitting({1: "False"}, wrong=[1])
    report = take(dump)

    assert Attempt.objects.passed().count() == 1
    assert dict(quiz().bands.values_list("from_percent", "text")) == {0: "Merci"}
    assert "Jamais lu" in said(report)


def test_two_quizzes_at_one_address_get_two(dump):
    QuizFactory(slug="les-bases")
    dump.quiz(pk=7)
    dump.quiz(pk=2)
    dump.quiz(pk=3, url="Été à l'hôtel")
    report = take(dump)

    assert [quiz(pk).slug for pk in (2, 7, 3)] == ["les-bases-2", "les-bases-3", "ete-a-lhotel"]
    assert "les-bases-3" in said(report)


def test_categories_come_over_whether_they_are_used_or_not(dump):
    first, second = dump.category("Entrées/Sorties"), dump.category("RGPD, données")
    nameless = dump.category(None)
    dump.sub_category("Droits, etc.", second)
    orphan = dump.sub_category("Seule", None)
    dump.sub_category(None, None)
    dump.quiz(category=nameless)
    dump.true_false(category=first)
    dump.true_false(sub_category=1)
    dump.true_false(category=nameless, sub_category=orphan)
    dump.true_false()
    take(dump)

    assert [question(pk).category.name for pk in (1, 2, 3, 4)] == [
        "Entrées//Sorties",
        "RGPD, données/Droits, etc.",
        "Seule",
        "Sans catégorie",
    ]
    assert quiz().category is None
    assert Category.objects.filter(name="RGPD, données").exists()


def test_a_category_that_is_too_long_with_its_subcategory_is_refused(dump):
    dump.quiz()
    dump.sub_category("b" * 200, dump.category("a" * 200))

    report = import_django_quiz(dump.bytes)

    assert not Category.objects.exists()
    assert any("401" in refusal.reason for refusal in report.refused)


# --- Again ----------------------------------------------------------------------------------------


def rows():
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def content():
    """Everything but keys of rows."""
    return {
        "questions": set(
            Question.objects.values_list("external_id", "title", "category__name", "status")
        ),
        "versions": set(
            QuestionVersion.objects.values_list(
                "question__external_id", "number", "spec__text__text"
            )
        ),
        "entries": set(
            QuizQuestion.objects.values_list("quiz__slug", "sort_order", "question__external_id")
        ),
        "items": set(
            AttemptItem.objects.values_list(
                *("attempt__external_id", "slot", "version__question__external_id"),
                *("version__number", "fraction"),
            )
        ),
    }


def test_the_same_file_again_changes_nothing(full):
    first = take(full)
    before = rows()

    again = take(full)

    assert first.created == 3 + 1 + 3
    assert (again.created, again.unchanged) == (0, 7)
    assert rows() == before


def test_objects_in_any_order_give_the_same_rows(full):
    take(full)
    expected = content()
    for table in (Attempt, Quiz, Question, Category):
        table.objects.all().delete()

    random.Random(8).shuffle(full.objects)
    take(full)

    assert content() == expected


def test_a_first_import_without_sittings_and_a_second_with_them_are_as_one(full):
    sittings = [one for one in full.objects if one["model"] == "quiz.sitting"]
    full.objects = [one for one in full.objects if one not in sittings]
    take(full)
    full.objects += sittings

    second = take(full)

    assert (second.created, second.unchanged) == (3, 4)
    assert Attempt.objects.count() == 3


def test_an_import_that_breaks_off_leaves_nothing_and_then_goes_in(full, monkeypatch):
    def broken(*args, **kwargs):
        raise ConnectionError

    with monkeypatch.context() as broken_off:
        broken_off.setattr(AttemptItem.objects, "bulk_create", broken)
        with pytest.raises(ConnectionError):
            import_django_quiz(full.bytes)
    assert not any(table.objects.exists() for table in TABLES)

    assert take(full).applied


def test_a_dry_run_says_the_same_and_stores_nothing(full):
    tried = take(full, dry_run=True)

    assert not any(table.objects.exists() for table in TABLES)
    assert {**tried.as_dict(), "applied": True} == take(full).as_dict()


@pytest.mark.parametrize(
    ("model", "fields", "named"),
    [
        ("quiz.question", {"content": "Autre texte"}, "quiz.question 1"),
        ("quiz.quiz", {"pass_mark": 80, "title": "Autre"}, "quiz.quiz 1"),
        ("quiz.sitting", {"incorrect_questions": "", "current_score": 3}, "quiz.sitting 1"),
    ],
)
def test_other_content_under_a_known_number_is_refused_and_the_first_kept(
    full, model, fields, named
):
    take(full)
    before = rows()
    full.change(model, 1, **fields)

    report = import_django_quiz(full.bytes)
    without = import_django_quiz(full.bytes, skip_refused=True)

    assert any(named in refusal.reason for refusal in report.refused)
    assert (report.applied, without.applied) == (False, True)
    assert rows() == before


def test_what_an_editor_corrected_here_stays_corrected(full):
    take(full)
    publish_version(question=question(2), spec=spec("Mieux dit ?{T}"))

    take(full)

    assert asked(2).text.text == "Mieux dit ?"


def test_two_old_sites_stay_apart(full):
    take(full)

    other = take(full, source="autre-site")

    assert other.created == 7
    assert Quiz.objects.filter(origin=Origin.DJANGO_QUIZ).count() == 2


def test_a_large_dump_takes_as_many_queries_as_a_small_one(dump, django_assert_max_num_queries):
    for number in range(30):
        dump.quiz(url=f"q{number}")
        dump.choice(quiz=(number + 1,))
        dump.sitting({number + 1: str(2 * number + 1)}, quiz=number + 1)

    with django_assert_max_num_queries(45):
        take(dump)
