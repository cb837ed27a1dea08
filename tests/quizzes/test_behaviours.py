"""What an answer earns after tries, or with how sure one was."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.behaviours import (
    next_try,
    share_after_tries,
    share_with_certainty,
    share_without_certainty,
    worth_of_next_try,
)
from quizzes.models.attempts import LEAST


fractions = st.decimals(0, 1, places=4)
third = Decimal(1) / 3


@pytest.mark.parametrize(
    ("fraction", "certainty", "earned"),
    [
        (1, 1, third),
        (1, 2, 2 * third),
        (1, 3, 1),
        (0, 1, 0),
        (0, 2, -2 * third),
        (0, 3, -2),
        ("0.5", 1, third / 2),
        ("0.5", 3, "0.5"),
        (1, None, third),
        (0, None, 0),
        (0, 9, 0),
    ],
)
def test_certainty_wins_and_loses_as_the_table_says(fraction, certainty, earned):
    given_share = share_with_certainty(Decimal(fraction), certainty)

    assert round(given_share, 10) == round(Decimal(earned), 10)


@given(fractions, st.sampled_from([None, 1, 2, 3]))
def test_certainty_stays_within_what_a_column_holds(fraction, certainty):
    assert LEAST <= round(share_with_certainty(fraction, certainty), 10) <= 1


@pytest.mark.parametrize("certainty", [1, 2, 3])
@given(fractions, fractions)
def test_a_better_answer_never_earns_less(certainty, one, other):
    low, high = sorted([one, other])

    assert share_with_certainty(low, certainty) <= share_with_certainty(high, certainty)


@given(st.sampled_from([1, 2]))
def test_being_surer_pays_when_right_and_costs_when_wrong(certainty):
    one, nothing = Decimal(1), Decimal(0)

    assert share_with_certainty(one, certainty) < share_with_certainty(one, certainty + 1)
    assert share_with_certainty(nothing, certainty) > share_with_certainty(nothing, certainty + 1)


@pytest.mark.parametrize(
    ("tried", "penalty", "earned"),
    [
        ([], 33, 0),
        ([1], 33, 1),
        ([0, 1], 33, "0.67"),
        ([0, 0, 1], 33, "0.34"),
        ([0, 0, 0, 0, 1], 33, 0),
        ([0, 1], 0, 1),
        ([0, 1], 100, 0),
        (["0.5", 0], 25, "0.5"),
        (["0.5", 1], 25, "0.75"),
        (["0.5", 1], 100, "0.5"),
        ([0, 0], 10, 0),
    ],
)
def test_each_wrong_try_costs_its_share(tried, penalty, earned):
    assert share_after_tries([Decimal(one) for one in tried], penalty=penalty) == Decimal(earned)


@given(st.lists(fractions, max_size=10), fractions, st.integers(0, 100))
def test_trying_again_takes_nothing_away(tried, last, penalty):
    before = share_after_tries(tried, penalty=penalty)
    after = share_after_tries([*tried, last], penalty=penalty)

    assert 0 <= before <= after <= 1


@given(st.integers(0, 10), st.integers(0, 100))
def test_what_a_next_try_is_said_to_be_worth_is_what_it_earns(tried, penalty):
    wrong = [Decimal(0)] * tried

    assert worth_of_next_try(tried, penalty=penalty) == share_after_tries(
        [*wrong, Decimal(1)], penalty=penalty
    )


responses = st.sampled_from([{}, {"choice": "c1"}, {"choice": "c2"}, {"choice": "c3"}])


@given(st.lists(responses, max_size=8), st.integers(1, 5))
def test_a_question_is_over_after_its_tries_and_the_same_answer_is_one_try(sent, most):
    tried, is_over = [], False
    for response in sent:
        if is_over:
            break
        outcome = next_try(tried, response, is_right=False, max_tries=most)
        tried, is_over = outcome.tried, outcome.is_over

    assert len(tried) <= most
    assert is_over == (len(tried) == most)
    assert all(tried.count(one) == 1 for one in tried)
    assert {} not in tried


def test_a_right_answer_is_the_last_try():
    assert next_try([], {"choice": "c1"}, is_right=True, max_tries=3).is_over


@given(st.decimals(0, 1, places=4), st.sampled_from([1, 2, 3]))
def test_how_right_an_answer_was_is_read_back_from_what_it_earned(fraction, sure):
    earned = float(share_with_certainty(fraction, sure))

    assert share_without_certainty(earned, sure) == pytest.approx(float(fraction), abs=1e-9)
