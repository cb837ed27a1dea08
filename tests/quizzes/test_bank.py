"""Finding, describing and changing questions of the bank."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from core.collation import MOST_WORDS, search_words
from quizzes.actions.bank import get_or_create_tags, mark_reviewed, rename_category, save_question
from quizzes.actions.bulk import BulkChange, bulk_change_questions
from quizzes.category_tree import CategoryCounts, build_category_tree, is_below, split_category_path
from quizzes.kinds.single_choice import SingleChoice
from quizzes.models import Category, Competence, Question, QuizDraw, Tag
from quizzes.queries.asking import questions_for_draw, quizzes_using
from quizzes.queries.bank import (
    authors,
    category_counts,
    category_filter,
    due_for_review,
    quizzes_that_may_draw,
    search_questions,
    with_competence,
    written_by,
)
from quizzes.specs.codec import from_dict
from quizzes.values.texts import Rich
from tests.quizzes.factories import (
    CategoryFactory,
    FrameworkFactory,
    QuestionFactory,
    QuizFactory,
    quiz_of,
    spec,
)


pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)


def titles(questions):
    return sorted(question.title for question in questions)


def found(search):
    return titles(search_questions(Question.objects.all(), search))


# --- Search -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "search",
    [
        "élève",
        "eleve",
        "ÉLÈVE cœur",
        "coeur eleve",
        "l’élève",
        "sous traitant",
        "sous-traitant",
        "partenaire",
        "bravo",
        "piege",
    ],
)
def test_words_are_found_in_any_order_with_or_without_accents_and_in_every_text(search):
    QuestionFactory(
        title="Le cœur de l’élève",
        asks="Un sous-traitant ?{=Partenaire -> Bravo =autre -> chose = -> Piège}",
    )
    QuestionFactory(title="Autre")

    assert found(search) == ["Le cœur de l’élève"]


def test_what_an_accepted_answer_says_is_found_too():
    QuestionFactory(title="Ville", asks="Où ?{=Besançon#Bien vu}")

    assert found("besancon vu") == ["Ville"]


def test_all_words_are_needed():
    QuestionFactory(title="Le mot de passe")

    assert found("mot passe") == ["Le mot de passe"]
    assert found("mot clé") == []


def test_an_empty_search_finds_all_and_one_without_letters_nothing():
    QuestionFactory(title="A")

    assert found("  ") == ["A"]
    assert found("%") == found("\0") == found("_") == []


def test_a_search_of_a_thousand_words_is_cut_short():
    assert len(search_words(" ".join(map(str, range(1000))))) == MOST_WORDS


def test_a_title_alone_that_changes_is_found_under_its_new_words():
    question = QuestionFactory(title="Avant")
    question.title = "Après coup"
    save_question(question=question, spec=from_dict(question.current_version.spec))

    assert found("apres") == ["Après coup"]
    assert found("avant") == []
    assert question.versions.count() == 1


def test_the_kind_of_a_version_is_the_database_s_to_say():
    question = QuestionFactory(asks="Vrai ?{T}")

    assert Question.objects.get(current_version__kind="true_false") == question


# --- Filters ----------------------------------------------------------------------------------------


def test_a_category_is_filtered_with_those_below_it_and_no_other():
    for name in ("RGPD", "RGPD/Droits", "RGPD/Droits/Accès", "RGPD//CNIL", "RGPDX", "Autre"):
        QuestionFactory(title=name, category=CategoryFactory(name=name))

    inside = Question.objects.filter(category_filter(Category.objects.get(name="RGPD")))

    assert titles(inside) == ["RGPD", "RGPD/Droits", "RGPD/Droits/Accès"]


def test_an_area_is_filtered_with_its_competences_and_each_question_once():
    framework = FrameworkFactory()
    area, first, second = framework.competences.order_by("code")
    both = QuestionFactory(title="Les deux")
    both.competences.set([first, second])
    one = QuestionFactory(title="Une")
    one.competences.set([second])
    QuestionFactory(title="Aucune")

    assert titles(Question.objects.filter(with_competence(area))) == ["Les deux", "Une"]
    assert titles(Question.objects.filter(with_competence(first))) == ["Les deux"]


def test_an_author_is_whoever_wrote_a_version(editor, person):
    mine, other = QuestionFactory(title="À moi"), QuestionFactory(title="Autre")
    save_question(question=mine, spec=spec("Q ?{T}"), by=editor)
    save_question(question=mine, spec=spec("Q ?{F}"), by=person)
    save_question(question=other, spec=spec("Q ?{F}"))

    assert titles(Question.objects.filter(written_by(editor))) == ["À moi"]
    assert set(authors()) == {editor, person}


def test_what_is_due_is_listed_oldest_first():
    for days in (-3, 0, 10, 60):
        QuestionFactory(title=f"{days}", review_on=TODAY + timedelta(days=days))
    QuestionFactory(title="jamais")

    assert [one.title for one in due_for_review(TODAY)] == ["-3", "0"]
    assert [one.title for one in due_for_review(TODAY, soon=timedelta(days=30))] == [
        "-3",
        "0",
        "10",
    ]


def test_a_question_that_was_read_again_is_due_another_day():
    question = QuestionFactory(review_on=TODAY)
    mark_reviewed(question=question, again_on=date(2027, 11, 25))

    assert not due_for_review(TODAY).exists()
    assert Question.objects.get().review_on == date(2027, 11, 25)


# --- Where it is asked ------------------------------------------------------------------------------


def draw(**fields):
    quiz = QuizFactory()
    return QuizDraw.objects.create(quiz=quiz, **fields)


def test_a_question_fits_the_draws_that_a_draw_says_it_fits():
    framework = FrameworkFactory()
    area, first, second = framework.competences.order_by("code")
    top, below = CategoryFactory(name="A"), CategoryFactory(name="A/B")
    tag, other_tag = get_or_create_tags(names=["un", "deux"])
    question = QuestionFactory(category=below, difficulty=4)
    question.tags.set([tag])
    question.competences.set([first])
    draws = [
        draw(),
        draw(category=top),
        draw(category=below),
        draw(category=CategoryFactory(name="A/C")),
        draw(tag=tag),
        draw(tag=other_tag),
        draw(competence=area),
        draw(competence=first),
        draw(competence=second),
        draw(easiest=4, hardest=4),
        draw(easiest=5),
        draw(hardest=3),
        draw(category=top, tag=tag, competence=area, easiest=1, hardest=8),
    ]

    fits = {one.quiz_id for one in draws if question in questions_for_draw(one)}

    assert len(fits) == 8
    assert set(quizzes_that_may_draw(question).values_list("pk", flat=True)) == fits


def test_a_question_without_difficulty_fits_no_draw_that_asks_for_one():
    question = QuestionFactory()
    for bounds in ({"easiest": 1}, {"hardest": 8}):
        assert question not in questions_for_draw(draw(**bounds))
    assert not quizzes_that_may_draw(question).exists()


def test_a_quiz_that_asks_it_anyway_does_not_draw_it():
    quiz = quiz_of(1)
    question = quiz.entries.get().question
    QuizDraw.objects.create(quiz=quiz)

    assert list(quizzes_using(question)) == [quiz]
    assert not quizzes_that_may_draw(question).exists()


# --- Tags -------------------------------------------------------------------------------------------


def test_tags_are_made_once_whatever_their_accents_and_capitals():
    first = get_or_create_tags(names=["Élus", "mot de  passe"])
    again = get_or_create_tags(names=["elus", "ELUS", "Mot de passe", "neuf"])

    assert {tag.name for tag in again} == {"Élus", "mot de passe", "neuf"}
    assert set(first) < set(again)
    assert Tag.objects.count() == 3


def test_a_question_is_saved_with_its_tags_and_competences_or_keeps_them():
    competence = FrameworkFactory().competences.exclude(parent=None).first()
    question = Question(title="T", category=CategoryFactory())
    save_question(question=question, spec=spec("Q{T}"), tags=["a", "b"], competences=[competence])
    save_question(question=question, spec=spec("Q{F}"))

    assert titles_of(question) == ["a", "b"]
    assert list(question.competences.all()) == [competence]
    save_question(question=question, spec=spec("Q{F}"), tags=[], competences=[])
    assert titles_of(question) == []
    assert not question.competences.exists()


def titles_of(question):
    return sorted(tag.name for tag in question.tags.all())


# --- Many at once -----------------------------------------------------------------------------------


def change(*questions, **values):
    keys = [question.pk for question in questions]
    return bulk_change_questions(questions=keys, change=BulkChange(**values))


def test_many_questions_change_at_once():
    first, second, third = QuestionFactory(), QuestionFactory(), QuestionFactory(difficulty=2)
    competences = list(FrameworkFactory().competences.exclude(parent=None))
    first.tags.set(get_or_create_tags(names=["ancien", "commun"]))
    first.competences.set(competences[:1])
    there = CategoryFactory(name="Ailleurs")

    outcome = change(
        first,
        second,
        status="draft",
        category=there,
        difficulty=5,
        review_on=TODAY,
        add_tags=["Commun", "neuf"],
        remove_tags=list(Tag.objects.filter(name="ancien")),
        add_competences=competences[1:],
        remove_competences=competences[:1],
    )

    assert outcome.changed == [first, second]
    for question in (first, second):
        question.refresh_from_db()
        assert (question.status, question.category, question.difficulty) == ("draft", there, 5)
        assert question.review_on == TODAY
        assert titles_of(question) == ["commun", "neuf"]
        assert list(question.competences.all()) == competences[1:]
    third.refresh_from_db()
    assert (third.status, third.difficulty, titles_of(third)) == ("ready", 2, [])


def test_what_cannot_be_ready_stays_wholly_as_it_was_and_says_why():
    sound = QuestionFactory(status="draft")
    empty = Question.objects.create(title="Vide", category=CategoryFactory())
    unsound = QuestionFactory(status="draft", asks=SingleChoice(text=Rich("Q"), choices=()))

    outcome = change(sound, empty, unsound, status="ready", difficulty=3)

    assert outcome.changed == [sound]
    assert {question: bool(reason) for question, reason in outcome.refused} == {
        empty: True,
        unsound: True,
    }
    assert list(Question.objects.filter(status="ready")) == [sound]
    assert list(Question.objects.filter(difficulty=3)) == [sound]


def test_nothing_said_changes_nothing():
    question = QuestionFactory(difficulty=3)
    before = Question.objects.values().get()

    assert change(question).changed == [question]
    assert Question.objects.values().get() == before


@pytest.mark.parametrize("size", [2, 20])
def test_a_change_of_many_takes_as_many_queries_as_one_of_few(size, django_assert_max_num_queries):
    questions = [QuestionFactory(status="draft") for _ in range(size)]
    with django_assert_max_num_queries(12):
        change(*questions, status="ready", add_tags=["a"], difficulty=1)


# --- Categories -------------------------------------------------------------------------------------


def names():
    return set(Category.objects.values_list("name", flat=True))


def test_a_category_is_renamed_with_those_below_it():
    for name in ("A", "A/B", "A/B/C", "A//D", "AB"):
        CategoryFactory(name=name)

    assert rename_category(category=Category.objects.get(name="A"), name="Z/Y") == 3
    assert names() == {"Z/Y", "Z/Y/B", "Z/Y/B/C", "A//D", "AB"}


def test_a_name_that_is_taken_below_refuses_all_of_it():
    for name in ("A", "A/B", "Z/B"):
        CategoryFactory(name=name)

    with pytest.raises(ValidationError, match="Z/B"):
        rename_category(category=Category.objects.get(name="A"), name="Z")
    assert names() == {"A", "A/B", "Z/B"}


def test_a_category_does_not_move_inside_itself_nor_beyond_what_a_name_holds():
    category = CategoryFactory(name="A")
    CategoryFactory(name="A/B")

    with pytest.raises(ValidationError):
        rename_category(category=category, name="A/B/A")
    with pytest.raises(ValidationError):
        rename_category(category=category, name="x" * 249)
    assert names() == {"A", "A/B"}


def test_keeping_its_name_renames_nothing():
    assert rename_category(category=CategoryFactory(name="A"), name="A") == 0


def test_the_tree_counts_what_is_below():
    QuestionFactory(category=CategoryFactory(name="A"))
    QuestionFactory(category=CategoryFactory(name="A/B"), status="draft")
    QuestionFactory(category=CategoryFactory(name="A/B"))
    CategoryFactory(name="C/D")

    [first, last] = build_category_tree(category_counts())

    assert (first.label, first.ready, first.draft) == ("A", 2, 1)
    assert [(node.label, node.ready, node.draft) for node in first.below] == [("B", 1, 1)]
    assert (last.label, last.pk, last.below[0].label) == ("C", None, "D")


def test_two_slashes_are_a_slash_of_a_name():
    assert split_category_path("A//B/C") == ("A/B", "C")
    assert not is_below("A//B", "A")
    assert is_below("A//B/C", "A//B")
    assert [node.label for node in build_category_tree([CategoryCounts(1, "A//B")])] == ["A/B"]


def test_a_competence_says_its_title_in_the_language_of_the_page():
    competence = Competence(code="1.1", title="Chercher", title_en="Searching")

    with override("fr"):
        assert str(competence) == "1.1 Chercher"
    with override("en"):
        assert str(competence) == "1.1 Searching"
        assert str(Competence(code="1.1", title="Chercher")) == "1.1 Chercher"
