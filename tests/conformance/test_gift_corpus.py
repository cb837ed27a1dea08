"""GIFT that others wrote, read as they meant it. The files are not part of this repository."""

import json
import os
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from quizzes.gift.reader import read_gift
from quizzes.gift.writer import write_gift
from quizzes.html import sanitised
from quizzes.kinds.essay import Essay
from quizzes.kinds.information import Information
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import NumberAnswer, Numeric
from quizzes.kinds.short_text import ShortText
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.values.texts import Rich


ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PASSERELLE_SHARED", ROOT.parent / "shared")) / "data"
GIFT_PEGJS = SHARED / "gift-pegjs"
MOODLE = SHARED / "moodle" / "question" / "format" / "gift"
CULTURE = SHARED / "culture-numerique-fr"

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="PASSERELLE_SHARED does not hold the data that others made"
)

REFERENCE_KIND = {
    SingleChoice: "MC",
    MultipleChoice: "MC",
    TrueFalse: "TF",
    ShortText: "Short",
    Numeric: "Numerical",
    Matching: "Matching",
    Essay: "Essay",
    Information: "Description",
}


# Differences from the reference parser that are meant, each for its reason.
#
# 1. It sets the blank of a missing word between spaces ("equals _____ ."). Moodle puts it where
#    the braces were; so do we.
# 2. It calls the first feedback of a true/false question the one for "true". For Moodle, and in
#    the documentation of the format, it is the one for a wrong answer; so it is for us.
# 3. It takes line breaks out of all formats but Markdown. We keep them in HTML, where they may
#    stand in a <pre>.
# 4. A short answer has no format for us: what a learner types has none either.
# 5. A range and a value with its tolerance are the same for us: value and tolerance.


def normal(text, text_format):
    """Differences 1 and 3 set aside."""
    if text_format != "markdown":
        text = " ".join(text.split())
    return re.sub(r"\s*_____\s*", "_____", text)


def reference_text(rich):
    if rich is None or not rich["text"]:
        return None
    return (rich["format"], normal(rich["text"], rich["format"]))


def our_text(rich: Rich):
    return (rich.format.value, normal(rich.text, rich.format)) if rich else None


def reference_weight(choice):
    if choice["weight"] is not None:
        return Decimal(str(choice["weight"]))
    return Decimal(100 if choice["isCorrect"] else 0)


def reference_number(number):
    if number["type"] == "high-low":
        low, high = Decimal(str(number["numberLow"])), Decimal(str(number["numberHigh"]))
        return low, high
    value, tolerance = Decimal(str(number["number"])), Decimal(str(number.get("range", 0)))
    return value - tolerance, value + tolerance


def reference_answers(question):
    kind, choices = question["type"], question.get("choices")
    if kind == "MC":
        return [
            (reference_text(c["text"]), reference_weight(c), reference_text(c["feedback"]))
            for c in choices
        ]
    if kind == "Short":
        return [
            (c["text"]["text"], reference_weight(c), reference_text(c["feedback"])) for c in choices
        ]
    if kind == "Numerical" and isinstance(choices, dict):
        return [(*reference_number(choices), Decimal(100), None)]
    if kind == "Numerical":
        return [
            (*reference_number(c["text"]), reference_weight(c), reference_text(c["feedback"]))
            for c in choices
        ]
    if kind == "Matching":
        return [(reference_text(p["subquestion"]), p["subanswer"]) for p in question["matchPairs"]]
    if kind == "TF":
        wrong, right = (reference_text(question[f"{name}Feedback"]) for name in ("true", "false"))
        return [question["isTrue"], wrong, right]
    return []


def our_answers(spec):
    match spec:
        case SingleChoice() | MultipleChoice():
            return [(our_text(c.text), c.fraction, our_text(c.feedback)) for c in spec.choices]
        case ShortText():
            return [(a.text, a.fraction, our_text(a.feedback)) for a in spec.answers]
        case Numeric():
            return [(*_bounds(a), a.fraction, our_text(a.feedback)) for a in spec.answers]
        case Matching():
            return [(our_text(pair.prompt), pair.answer) for pair in spec.pairs]
        case TrueFalse():
            said = [our_text(spec.feedback_false), our_text(spec.feedback_true)]
            return [spec.answer, *(said if spec.answer else reversed(said))]
    return []


def _bounds(answer: NumberAnswer):
    return answer.value - answer.tolerance, answer.value + answer.tolerance


@pytest.mark.parametrize("gift", sorted(GIFT_PEGJS.glob("*.gift")), ids=lambda path: path.stem)
def test_files_of_the_reference_parser(gift):
    reference = json.loads(gift.with_suffix(".json").read_text(encoding="utf-8"))

    result = read_gift(gift.read_text(encoding="utf-8"))

    assert result.problems == ()
    assert list(result.categories) == [q["title"] for q in reference if q["type"] == "Category"]
    expected = [q for q in reference if q["type"] != "Category"]
    assert len(result.questions) == len(expected)
    for ours, theirs in zip(result.questions, expected, strict=True):
        assert REFERENCE_KIND[type(ours.spec)] == theirs["type"]
        assert ours.title == (theirs["title"] or "")
        assert ours.external_id == (theirs["id"] or "")
        assert list(ours.tags) == (theirs["tags"] or [])
        assert our_text(ours.spec.text) == reference_text(theirs["stem"])
        assert our_text(ours.spec.general_feedback) == reference_text(theirs.get("globalFeedback"))
        assert our_answers(ours.spec) == reference_answers(theirs)


def test_all_files_of_the_reference_parser_are_there():
    assert len(list(GIFT_PEGJS.glob("*.gift"))) == 34


def read(path):
    return read_gift(path.read_text(encoding="utf-8"))


def kinds(questions):
    return dict(Counter(question.spec.kind for question in questions))


def test_the_examples_that_come_with_moodle():
    result = read(MOODLE / "examples.txt")

    assert result.problems == ()
    assert kinds(result.questions) == {
        "single_choice": 16,
        "multiple_choice": 2,
        "true_false": 5,
        "short_text": 9,
        "numeric": 8,
        "matching": 3,
    }


def test_the_fixture_of_moodles_own_tests():
    result = read(MOODLE / "tests" / "fixtures" / "questions.gift.txt")

    assert result.problems == ()
    essay, matching, single, multiple, numeric, short, with_feedback, *rest = [
        question.spec for question in result.questions
    ]
    assert essay == Essay(text=Rich("How are you?", "moodle"))
    assert [pair.prompt.format.value for pair in matching.pairs] == [
        "html",
        "moodle",
        "plain",
        "markdown",
    ]
    assert matching.distractors == ("Chat",)
    assert [our_text(choice.feedback) for choice in single.choices] == [
        ("moodle", "right; good!"),
        ("html", "wrong, it's yellow"),
        ("moodle", "wrong, it's yellow"),
    ]
    assert [choice.fraction for choice in multiple.choices] == [50, -100, 50, -100]
    assert _bounds(numeric.answers[0]) == (1, 5)
    assert numeric.wrong_feedback.text == "Completely wrong"
    assert [(answer.text, answer.fraction) for answer in short.answers] == [
        ("Frog", 100),
        ("Cat", 50),
        ("*", 0),
    ]
    assert with_feedback.answer is False
    assert with_feedback.feedback_true.text == "42 is the Ultimate Answer."
    assert with_feedback.feedback_false.text == "You gave the right answer."
    assert with_feedback.general_feedback.text.startswith("This is, of course")
    assert [spec.answer for spec in rest] == [True, True]


# What each extract of the French course holds. One fence in module1 is not closed and the fences
# of module2 were paired wrongly, so both extracts also hold pages of the course itself: they read
# as informations and, where the course writes {: .class }, as two short texts.
EXTRACTS = {
    "module1": {
        "single_choice": 15,
        "multiple_choice": 4,
        "true_false": 1,
        "short_text": 2,
        "essay": 17,
        "information": 17,
    },
    "module2": {
        "single_choice": 13,
        "multiple_choice": 13,
        "true_false": 2,
        "essay": 22,
        "information": 22,
    },
    "module4": {
        "single_choice": 4,
        "multiple_choice": 2,
        "true_false": 3,
        "essay": 12,
        "information": 2,
    },
}
# A pair to match without its =, which Moodle takes for one long accepted text.
EXTRACT_PROBLEMS = {"module1": [(868, "pair_without_sign")], "module2": [], "module4": []}


@pytest.mark.parametrize("module", EXTRACTS)
def test_extracts_of_a_french_course(module):
    [path] = (CULTURE / module).glob("*.gift")

    result = read(path)

    assert kinds(result.questions) == EXTRACTS[module]
    assert [(p.line, p.code) for p in result.problems] == EXTRACT_PROBLEMS[module]


FENCE = re.compile(r"^```[ \t]*(\S.*)?$")
GIFT_FENCES = ("compr", "activit")


def fenced_gift(markdown):
    """(line of the fence, its GIFT) for each block that the course means as questions. A fence
    with a name always opens one: the course forgot to close one of its blocks."""
    name, start, kept = None, 0, []
    for number, line in enumerate(markdown.split("\n"), start=1):
        fence = FENCE.match(line.strip())
        if fence is None:
            kept.append(line)
            continue
        if name is not None and name.startswith(GIFT_FENCES):
            yield start, "\n".join(kept)
        opens = fence[1] or name is None
        name, start, kept = ((fence[1] or "").lower() if opens else None), number, []


# Blocks and questions. In module1 a block is not closed and runs on into the course, which gives 17
# informations and 2 short texts.
FENCED = {"module1": (16, 56), "module2": (15, 53), "module4": (11, 23)}


@pytest.mark.parametrize("module", FENCED)
def test_questions_within_the_pages_of_a_french_course(module):
    [page] = (CULTURE / module).glob("*.md")

    blocks = list(fenced_gift(page.read_text(encoding="utf-8")))
    results = [read_gift(gift) for _, gift in blocks]

    found = [question for result in results for question in result.questions]
    assert (len(blocks), len(found)) == FENCED[module]
    problems = [problem.code for result in results for problem in result.problems]
    assert problems == [code for _, code in EXTRACT_PROBLEMS[module]]


def every_file():
    return [
        *sorted(GIFT_PEGJS.glob("*.gift")),
        *sorted(CULTURE.glob("*/*.gift")),
        MOODLE / "examples.txt",
        MOODLE / "tests" / "fixtures" / "questions.gift.txt",
    ]


@pytest.mark.parametrize("path", every_file(), ids=lambda path: path.name)
def test_what_others_wrote_survives_being_written_by_us(path):
    first = read(path).questions

    assert read_gift(write_gift(first)).questions == first
    for question in first:
        safe = sanitised(question.spec)
        assert sanitised(safe) == safe
        assert safe.validate() == []
