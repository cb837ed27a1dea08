"""Files of Moodle’s own tests in its other formats. They are not part of this repository."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from quizzes.formats import FORMATS, detect_format
from quizzes.gift.reader import read_gift
from quizzes.html import sanitised
from quizzes.kinds.essay import Essay
from quizzes.kinds.short_text import ShortText
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.values.texts import Rich, TextFormat


ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PASSERELLE_SHARED", ROOT.parent / "shared")) / "data"
FORMATS_OF_MOODLE = SHARED / "moodle" / "question" / "format"
XML = FORMATS_OF_MOODLE / "xml" / "tests" / "fixtures"
MISSING_WORD = FORMATS_OF_MOODLE / "missingword" / "tests" / "fixtures"

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="PASSERELLE_SHARED does not hold the data that others made"
)


def read_xml(name):
    data = (XML / name).read_bytes()
    assert detect_format(data).name == "moodle-xml"
    return FORMATS["moodle-xml"].read(data)


def test_a_choice_with_pictures_and_a_sound():
    result = read_xml("multichoice.xml")

    [question] = result.questions
    assert isinstance(question.spec, SingleChoice)
    assert (question.title, question.category) == (
        "Greeting",
        "$course$/Default for testhead/Multichoice",
    )
    assert [choice.fraction for choice in question.spec.choices] == [0, 100, 0, 0]
    lost = [loss.params["name"] for loss in question.losses if loss.code == "lost_file"]
    assert lost == [
        "bonjour.mp3", "flag-uk.jpg", "flag-france.jpg", "flag-german.jpg", "flag-denmark.jpg",
    ]  # fmt: skip
    assert "PLUGINFILE" not in str(question.spec)


def test_gaps_in_a_text_are_refused_by_name():
    result = read_xml("multianswer.xml")

    assert [(p.code, p.params["kind"], p.line) for p in result.problems] == [
        ("kind_not_taken", "cloze", 12)
    ]
    assert result.questions == ()


def test_categories_in_whatever_order():
    result = read_xml("categories_reverse_order.xml")

    assert [(q.category, type(q.spec)) for q in result.questions] == [
        ("$course$/Sigma/Tau", Essay),
        ("$course$/Sigma", ShortText),
    ]
    assert [loss.code for loss in result.losses] == ["lost_category_text"] * 2


@pytest.mark.parametrize(
    ("name", "categories", "title"),
    [
        (
            "nested_categories.xml",
            ["Delta", "Delta/Epsilon", "Delta/Epsilon/Zeta"],
            "Zeta Question",
        ),
        ("category_with_description.xml", ["Alpha"], "Alpha Question"),
        ("export_category.xml", ["Alpha"], "Alpha Question"),
    ],
)
def test_categories_with_a_true_or_false(name, categories, title):
    result = read_xml(name)

    assert list(result.categories) == [f"$course$/{category}" for category in categories]
    [question] = result.questions
    assert (question.title, type(question.spec)) == (title, TrueFalse)
    assert question.spec.answer is True


@pytest.mark.parametrize("path", sorted(XML.glob("*.xml")), ids=lambda path: path.name)
def test_what_moodle_wrote_survives_being_written_by_us(path):
    questions = FORMATS["moodle-xml"].read(path.read_bytes()).questions

    for name in ("moodle-xml", "csv", "xlsx"):
        again = FORMATS[name].read(FORMATS[name].write(questions)).questions
        assert [sanitised(q.spec) for q in again] == [sanitised(q.spec) for q in questions]


def test_aiken():
    data = (FORMATS_OF_MOODLE / "aiken/tests/fixtures/questions.aiken.txt").read_bytes()
    assert detect_format(data).name == "aiken"

    result = FORMATS["aiken"].read(data)

    assert result.problems == ()
    first, second = (question.spec for question in result.questions)
    assert first.text == Rich("The Moodle project was started by:")
    assert [(c.text.text, int(c.fraction)) for c in first.choices] == [
        ("Petr Skoda", 0), ("Martin Dougiamas", 100), ("Eloy Lafuente", 0), ("Tim Hunt", 0),
    ]  # fmt: skip
    assert '<html class="cool"> & images' in second.text.text
    assert second.text.format is TextFormat.PLAIN


# Moodle’s format “missing word” is GIFT but for two points, and no kind of file of its own here:
# one answer alone makes it a choice of one (in GIFT: a short text), and a weight is written ~75%
# (in GIFT: ~%75%, so that “75%” is part of the answer).
def missing_word(number):
    path = MISSING_WORD / f"question.missingword{number}.txt"
    [question] = read_gift(path.read_text(encoding="utf-8")).questions
    return question.spec


def test_a_missing_word_is_read_as_gift():
    spec = missing_word(1)

    assert "students of _____, and in a sense" in spec.text.text
    assert [(choice.text.text, int(choice.fraction)) for choice in spec.choices] == [
        ("anatomy and physiology", 100), ("reflexology", 0), ("science", 0), ("experiment", 0),
    ]  # fmt: skip


def test_a_missing_word_with_one_answer_is_typed():
    spec = missing_word(2)

    assert isinstance(spec, ShortText)
    assert [answer.text for answer in spec.answers] == ["Lesson"]


def test_a_weight_of_missing_word_is_part_of_the_answer_in_gift():
    spec = missing_word(3)

    assert [(c.text.text, c.fraction, c.feedback.text) for c in spec.choices] == [
        ("the best answer", Decimal(100), "comment on the best answer"),
        ("75%a good answer", Decimal(0), "comment on the good answer"),
        ("a wrong one", Decimal(0), "comment on the bad answer"),
    ]


def test_every_file_is_covered():
    """The other fixtures: another tool’s format, which is no part of what we read."""
    files = {path.parts[-4] for path in FORMATS_OF_MOODLE.glob("*/tests/fixtures/*")}

    assert files == {"xml", "gift", "aiken", "missingword", "blackboard_six"}
