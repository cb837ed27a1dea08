"""Questions written as GIFT come back the same."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from quizzes.file_questions import FileQuestion
from quizzes.gift.reader import read_gift
from quizzes.gift.writer import write_gift
from quizzes.kinds.choices import Choice, with_choice_ids
from quizzes.kinds.essay import Essay
from quizzes.kinds.information import Information
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.short_text import ShortText, TextAnswer
from quizzes.kinds.single_choice import SingleChoice
from quizzes.values.marks import FULL
from quizzes.values.texts import Rich, TextFormat
from tests.quizzes.strategies import ALMOST_GIFT, QUESTIONS


@given(st.lists(QUESTIONS, max_size=3))
def test_what_is_written_is_read_back(questions):
    result = read_gift(write_gift(questions))

    assert result.problems == ()
    assert list(result.questions) == questions


@given(ALMOST_GIFT)
def test_what_can_be_read_can_be_written(text):
    questions = read_gift(text).questions

    assert read_gift(write_gift(questions)).questions == questions


def test_a_file_reads_like_one_written_by_hand():
    spec = SingleChoice(
        text=Rich("Où finit l’adresse ?", TextFormat.MOODLE),
        general_feedback=Rich("Voir la leçon.", TextFormat.MOODLE),
        choices=with_choice_ids(
            [
                Choice(
                    text=Rich("Après le .fr", TextFormat.MOODLE),
                    fraction=FULL,
                    feedback=Rich("Oui", TextFormat.MOODLE),
                ),
                Choice(text=Rich("Avant le =", TextFormat.MOODLE)),
            ]
        ),
    )

    written = write_gift(
        [FileQuestion(spec=spec, title="Adresse", category="Web", tags=("url",), external_id="q1")]
    )

    assert written == (
        "$CATEGORY: Web\n"
        "\n"
        "// [id:q1] [tag:url]\n"
        "::Adresse::Où finit l’adresse ?{\n"
        "\t=Après le .fr#Oui\n"
        "\t~Avant le \\=\n"
        "\t####Voir la leçon.\n"
        "}\n"
    )


def test_a_text_that_looks_like_a_comment_a_category_or_a_title_stays_a_text():
    texts = ["// not a comment", "$CATEGORY: no", "::no title", "[html] no format"]
    questions = [FileQuestion(spec=Information(text=Rich(text))) for text in texts]

    result = read_gift(write_gift(questions))

    assert [question.spec.text.text for question in result.questions] == texts


def test_a_choice_that_begins_with_a_percentage_keeps_it():
    choices = [
        Choice(text=Rich("%50% of staff"), fraction=Decimal(100)),
        Choice(text=Rich("%20% of staff"), fraction=Decimal(0)),
    ]
    spec = MultipleChoice(text=Rich("How many?"), choices=with_choice_ids(choices))

    result = read_gift(write_gift([FileQuestion(spec=spec)]))

    assert result.questions[0].spec == spec


def test_a_short_answer_with_an_arrow_does_not_become_a_pair_to_match():
    answers = (TextAnswer(text="Fichier -> Enregistrer"),)
    spec = ShortText(text=Rich("Par quel menu ?"), answers=answers)

    result = read_gift(write_gift([FileQuestion(spec=spec)]))

    assert result.questions[0].spec == spec


def test_a_question_without_category_after_one_with_a_category_has_none():
    questions = [
        FileQuestion(spec=Essay(text=Rich("One")), category="Web"),
        FileQuestion(spec=Essay(text=Rich("Two"))),
    ]

    assert [q.category for q in read_gift(write_gift(questions)).questions] == ["Web", ""]
