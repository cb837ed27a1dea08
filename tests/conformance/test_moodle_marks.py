"""Answers that Moodle's own tests give to a quiz, and the marks that they expect: ours are the same.

The files name the kinds of the questions, not their keys: those are written here, as the answers and
their marks imply. What this leaves out: slot 7 (a text with gaps), the keys of slot 2 that no right
answer shows, the order of random questions, and behaviours (the second quiz of the files is
“interactive”, without steps of its own): with marks after submission, marking alone decides.
"""

import csv
import os
from decimal import Decimal
from pathlib import Path

import pytest

from quizzes.kinds.choices import Choice, with_choice_ids
from quizzes.kinds.matching import Matching, Pair, with_pair_ids
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import NumberAnswer, Numeric
from quizzes.kinds.short_text import ShortText, TextAnswer
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.marking import mark
from quizzes.values.texts import Rich


ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PASSERELLE_SHARED") or ROOT.parent / "shared")
FOLDER = SHARED / "data" / "moodle" / "mod" / "quiz" / "tests" / "fixtures"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="no sample data: set PASSERELLE_SHARED to the folder that holds data/moodle",
)

TEXT = Rich("?")
NAMES = ("One", "Two", "Three", "Four")
SEVEN_PLACES = Decimal("0.0000001")


def choices(*right, worth):
    return with_choice_ids(
        Choice(text=Rich(name), fraction=Decimal(worth if name in right else 0)) for name in NAMES
    )


FROG_OR_TOAD = ShortText(
    text=TEXT,
    answers=(
        TextAnswer(text="frog"),
        TextAnswer(text="toad", fraction=Decimal(80)),
        TextAnswer(text="*", fraction=Decimal(0)),
    ),
)
PI = Numeric(text=TEXT, answers=(NumberAnswer(value=Decimal("3.14")),))
CLASSES = Matching(
    text=TEXT,
    pairs=with_pair_ids(
        Pair(prompt=Rich(animal), answer=kind)
        for animal, kind in (("frog", "amphibian"), ("cat", "mammal"), ("newt", "amphibian"))
    ),
    distractors=("insect",),
)
TRUE = TrueFalse(text=TEXT, answer=True)
TWO_OF_FOUR = MultipleChoice(text=TEXT, choices=choices("One", "Three", worth=50))
ONE_OF_FOUR = SingleChoice(text=TEXT, choices=choices("One", worth=100))
# Slot 2: the sum that each variant of the question asks for, where an answer shows it.
SUMS = {"4": "19.4", "6": "9.4", "7": "9.1", "9": "7.1"}

# Where our mark is meant to be another.
ONE_RIGHT_ONE_WRONG = (
    "the author gave wrong choices no weight. There they cost nothing, so that ticking everything "
    "earns all; here they cost their share, and one right with one wrong of two earns nothing"
)


def read(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answered():
    """(attempt, slot, question, response, expected mark)."""
    for step, result in zip(read("steps00.csv"), read("results00.csv"), strict=True):
        assert step["quizattempt"] == result["quizattempt"]
        for slot, (question, response) in asked(step).items():
            expected = Decimal(result[f"slots.{slot}.mark"])
            yield step["quizattempt"], slot, question, response, expected


def asked(step):
    """The questions of an attempt that are of our kinds, with what was answered."""
    random_one = FROG_OR_TOAD if step["randqs.1"] == "shortanswer" else PI
    found = {
        1: (random_one, {"text": step["responses.1.answer"]}),
        3: (CLASSES, {"pairs": pairs_of(step)}),
        4: (TRUE, {"choice": "true" if step["responses.4.answer"] == "1" else "false"}),
        5: (TWO_OF_FOUR, {"choices": ticked_in(step)}),
        6: (ONE_OF_FOUR, {"choice": id_of(ONE_OF_FOUR, step["responses.6.answer"])}),
    }
    total = SUMS.get(step["variants.2"])
    if total:
        key = Numeric(text=TEXT, answers=(NumberAnswer(value=Decimal(total)),))
        found[2] = (key, {"text": step["responses.2.answer"]})
    return found


def pairs_of(step):
    options = {text: key for key, text in CLASSES.options.items()}
    return {pair.id: options[step[f"responses.3.{pair.prompt.text}"]] for pair in CLASSES.pairs}


def ticked_in(step):
    return [id_of(TWO_OF_FOUR, name) for name in NAMES if step[f"responses.5.{name}"] == "1"]


def id_of(question, name):
    return next(choice.id for choice in question.choices if choice.text.text == name)


def difference(question, response):
    """Why our mark is meant to be another, "" where it is not."""
    if question is not TWO_OF_FOUR:
        return ""
    right = {choice.id for choice in question.choices if choice.fraction > 0}
    said = set(response["choices"])
    return ONE_RIGHT_ONE_WRONG if said & right and said - right else ""


def test_marks_are_those_of_moodle_save_where_we_mean_another():
    compared, others = 0, []
    for attempt, slot, question, response, expected in answered():
        given = mark(question, response).fraction.quantize(SEVEN_PLACES)
        if difference(question, response):
            assert (given, expected) == (0, Decimal("0.5")), (attempt, slot)
            others.append((attempt, slot))
            continue
        assert given == expected, (attempt, slot, response)
        compared += 1

    assert compared == 48
    assert {slot for _attempt, slot in others} == {5}
    assert len(others) == 9


def test_what_moodle_gives_for_a_wrong_tick_can_be_said_with_weights():
    """An author who wants its marks gives the wrong choices a weight that costs next to nothing."""
    lenient = MultipleChoice(
        text=TEXT,
        choices=with_choice_ids(
            Choice(text=Rich(name), fraction=Decimal(worth))
            for name, worth in zip(NAMES, ("50", "-0.00001", "50", "-0.00001"), strict=True)
        ),
    )
    for step, result in zip(read("steps00.csv"), read("results00.csv"), strict=True):
        ticked = [id_of(lenient, name) for name in NAMES if step[f"responses.5.{name}"] == "1"]

        given = mark(lenient, {"choices": ticked}).fraction

        assert abs(given - Decimal(result["slots.5.mark"])) < Decimal("0.000001")


def test_the_files_ask_for_kinds_that_are_compared_or_named_as_left_out():
    kinds = {(row["slot"], row["type"]) for row in read("questions00.csv") if row["slot"]}

    assert kinds == {
        ("1", "random"),
        ("2", "calculatedsimple"),
        ("3", "match"),
        ("4", "truefalse"),
        ("5", "multichoice"),
        ("6", "multichoice"),
        ("7", "multianswer"),
    }
