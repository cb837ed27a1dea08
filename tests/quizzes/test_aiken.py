"""Aiken: choices of one in plain text, with the line of what is wrong."""

import pytest

from quizzes.aiken import read_aiken, write_aiken
from quizzes.file_questions import FileQuestion
from quizzes.kinds.base import CannotWrite
from quizzes.kinds.single_choice import SingleChoice
from quizzes.values.marks import FULL
from quizzes.values.texts import Rich
from tests.quizzes.factories import spec


GOOD = """Où signale-t-on une fuite ?
A. À l’astreinte
B) Au bureau

ANSWER: A

Quelle heure ?
A. Midi
B. Minuit
ANSWER: B
"""


def found(text):
    return [(problem.line, problem.code) for problem in read_aiken(text).problems]


def test_questions_with_points_or_brackets_and_empty_lines_anywhere():
    first, second = read_aiken(GOOD).questions

    assert isinstance(first.spec, SingleChoice)
    assert first.spec.text == Rich("Où signale-t-on une fuite ?")
    assert [(c.text.text, c.fraction == FULL) for c in first.spec.choices] == [
        ("À l’astreinte", True),
        ("Au bureau", False),
    ]
    assert (first.line, second.line) == (1, 7)


def test_a_text_of_several_lines_is_kept_with_its_lines():
    [question] = read_aiken("Un\nDeux\nA. a\nB. b\nANSWER: B").questions

    assert question.spec.text == Rich("Un\nDeux")


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Q\nA. a\nB. b\n\nR\nA. a\nB. b\nANSWER: A\n", [(1, "aiken_no_answer")]),
        ("Q\nA. a\nB. b\nANSWER: C\n", [(4, "aiken_answer_unknown")]),
        ("Q\nA. a\nB. b\nANSWER: A, B\n", [(4, "aiken_answer_unknown")]),
        ("Q\nA. a\nB. b\nANSWER:\n", [(4, "aiken_answer_unknown")]),
        ("Q\nA. a\nC. b\nANSWER: A\n", [(3, "aiken_letters")]),
        ("Q\nA. a\nA. b\nANSWER: A\n", [(3, "aiken_letters")]),
        ("A. a\nB. b\nANSWER: A\n", [(1, "aiken_choice_without_text")]),
        ("Q\nANSWER: A\n", [(2, "aiken_answer_alone")]),
        ("ANSWER: A\n", [(1, "aiken_answer_alone")]),
        ("Q\n", [(1, "aiken_no_answer")]),
        ("Q\nA. a\nANSWER: A\n", [(1, "too_few_choices")]),
        ("Q\nA.\nB. b\nANSWER: B\n", [(1, "choice_empty")]),
        ("", []),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text, problems):
    assert found(text) == problems


def test_what_follows_a_mistake_is_read():
    assert len(read_aiken("Q\nA. a\nB. b\nANSWER: Z\n\n" + GOOD).questions) == 2


def test_a_file_reads_like_one_written_by_hand():
    written = write_aiken([FileQuestion(spec=spec("Où ?{~Ici#non =Là#oui}"), title="T")])

    assert written == "Où ?\nA. Ici\nB. Là\nANSWER: B\n"


@pytest.mark.parametrize("asks", ["Vrai ?{T}", "Q{~%50%a ~%50%b ~c}", "Quoi ?{}", "Lire."])
def test_other_kinds_are_not_written(asks):
    with pytest.raises(CannotWrite):
        write_aiken([FileQuestion(spec=spec(asks))])
