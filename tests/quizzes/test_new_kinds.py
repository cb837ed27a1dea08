"""What holds for an order, a text with gaps and a scenario alike."""

import copy
import json

import pytest
from hypothesis import given

from quizzes.display import review_answer
from quizzes.file_questions import FileQuestion
from quizzes.gift.reader import read_gift
from quizzes.gift.writer import gift_problem, write_gift
from quizzes.html import sanitised
from quizzes.kinds.essay import Essay
from quizzes.marking import clean_response, mark, next_response, public_view
from quizzes.pages import build_question, localised_view
from quizzes.search import searchable_text
from quizzes.specs.codec import SpecFormatError, from_dict, to_dict
from quizzes.values.marks import State
from quizzes.values.texts import Rich
from tests.quizzes.factories import right_response, spec
from tests.quizzes.new_kinds import BLANKS, NEW_KINDS, SCENARIO, SORTING
from tests.quizzes.strategies import JSON_VALUES
from tests.quizzes.strategies_more import MORE_RESPONSES, MORE_SPECS


@given(MORE_SPECS)
def test_a_spec_is_sound_and_survives_json(spec):
    assert spec.validate() == []
    assert from_dict(json.loads(json.dumps(to_dict(spec)))) == spec


@given(MORE_SPECS, JSON_VALUES)
def test_a_spoiled_field_is_refused_or_read_and_then_marked_without_a_fault(spec, spoiled):
    for name in to_dict(spec):
        raw = copy.deepcopy(to_dict(spec))
        raw[name] = spoiled
        try:
            read = from_dict(raw)
        except SpecFormatError:
            continue
        read.validate()


def test_cards_of_a_file_may_have_any_ids():
    raw = to_dict(SORTING)
    raw["pairs"][0]["id"] = "une plaque"
    read = from_dict(raw)

    assert read.validate() == []
    assert len(public_view(read, seed="any")["prompts"]) == 3


@given(MORE_SPECS, MORE_RESPONSES)
def test_any_response_gets_a_mark_within_bounds(question, response):
    given_mark = mark(question, response)

    assert 0 <= given_mark.fraction <= 1
    assert given_mark.state in {State.RIGHT, State.PARTLY, State.WRONG, State.UNANSWERED}
    assert (given_mark.state is State.UNANSWERED) == (clean_response(question, response) == {})


@given(MORE_SPECS, MORE_RESPONSES)
def test_a_cleaned_response_is_json_and_gets_the_same_mark(question, response):
    cleaned = clean_response(question, response)

    stored = json.loads(json.dumps(cleaned, allow_nan=False).encode())
    assert clean_response(question, stored) == cleaned == stored
    assert mark(question, stored) == mark(question, response)


@given(MORE_SPECS, MORE_RESPONSES)
def test_making_texts_safe_changes_no_mark(question, response):
    assert mark(sanitised(question), response).fraction == mark(question, response).fraction


@given(MORE_SPECS, MORE_RESPONSES)
def test_every_answer_is_laid_out_before_and_after_it_was_checked(question, response):
    view = localised_view(question, seed="x")
    said = clean_response(question, response)

    assert json.loads(json.dumps(view)) == view
    shown = build_question(question, view, said)
    assert shown.parts is not None or shown.prompts
    explained = review_answer(question, said, view)
    build_question(question, view, said, review=explained)
    assert isinstance(question.in_words(said), str)
    searchable_text("", question)


@pytest.mark.parametrize("question", NEW_KINDS.values(), ids=NEW_KINDS)
def test_the_right_response_is_worth_everything_and_says_so(question):
    response = right_response(question)
    given_mark = mark(question, response)

    assert (given_mark.fraction, given_mark.state) == (1, State.RIGHT)
    lines = review_answer(question, response, public_view(question)).lines
    assert all(line.is_right for line in lines if line.is_chosen)


@pytest.mark.parametrize("question", NEW_KINDS.values(), ids=NEW_KINDS)
@pytest.mark.parametrize("seed", [None, "7"])
def test_nothing_of_the_answer_is_shown_before(question, seed):
    shown = json.dumps(public_view(question, seed=seed)).lower()

    for secret in (
        "canari",
        "fraction",
        "feedback",
        "points",
        "accepted",
        "others",
        "next",
        "rgpd",
    ):
        assert secret not in shown


def test_gift_says_in_a_remark_which_kinds_it_cannot_hold():
    questions = [FileQuestion(spec=one, title="Un\ntitre") for one in NEW_KINDS.values()]

    written = write_gift([*questions, FileQuestion(spec=Essay(text=Rich("Racontez.")))])

    read = read_gift(written)
    assert read.problems == ()
    assert [type(question.spec) for question in read.questions] == [Essay]
    assert written.count("// Un titre: ") == len(NEW_KINDS)
    assert "scenario" in str(gift_problem(SCENARIO))
    assert gift_problem(Essay(text=Rich("?"))) is None


def test_a_response_takes_the_place_of_the_one_before_except_in_a_scenario():
    gaps = {"gaps": {"g1": "oui"}}
    assert next_response(BLANKS, {"gaps": {"g1": "non"}}, gaps) == gaps
    assert next_response(spec("Vrai ?{T}"), {"choice": "true"}, {}) == {}
    assert next_response(SCENARIO, {"path": ["r1"]}, {}) == {"path": ["r1"]}
