"""The figures, against a second computation in plain Python and against numbers that are known."""

import math
import statistics
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics.intervals import feldt, fisher_z, mean_interval, wilson
from quizzes.statistics.measures import Answers, error_ratio, measure_items, measure_test
from quizzes.statistics.questions import (
    chosen_ids,
    item_fingerprint,
)
from tests.quizzes.factories import spec


def answers(rows, points=None):
    table = np.array(rows, dtype=float)
    return Answers(table, np.array(points or [1.0] * table.shape[1], dtype=float))


# --- A second computation, term by term as the definitions say -----------------------------------------


def mean(values):
    return sum(values) / len(values)


def covariance(one, other):
    first, second = mean(one), mean(other)
    products = [(a - first) * (b - second) for a, b in zip(one, other, strict=True)]
    return sum(products) / (len(products) - 1)


def plain_item(rows, points, index):
    marks = [[share * worth for share, worth in zip(row, points, strict=True)] for row in rows]
    own = [row[index] for row in marks]
    rest = [sum(row) - row[index] for row in marks]
    greatest = covariance(sorted(own), sorted(rest))
    together = covariance(own, rest)
    spread = covariance(own, own) * covariance(rest, rest)
    return {
        "facility": mean(own) / points[index],
        "deviation": math.sqrt(covariance(own, own)) / points[index],
        "discrimination": together / math.sqrt(spread) if spread > 1e-12 else None,
        "efficiency": together / greatest if spread > 1e-12 else None,
        "intended_weight": points[index] / sum(points),
    }


def plain_alpha(rows, points):
    marks = [[share * worth for share, worth in zip(row, points, strict=True)] for row in rows]
    totals = [sum(row) for row in marks]
    columns = list(zip(*marks, strict=True))
    parts = sum(covariance(column, column) for column in columns)
    return len(columns) / (len(columns) - 1) * (1 - parts / covariance(totals, totals))


def plain_shape(values):
    """Skewness and kurtosis, in whole fractions as far as they go."""
    exact = [Fraction(value) for value in values]
    n, middle = len(exact), sum(exact) / len(exact)
    m2, m3, m4 = (sum((x - middle) ** power for x in exact) / n for power in (2, 3, 4))
    k2 = Fraction(n, n - 1) * m2
    k3 = Fraction(n * n, (n - 1) * (n - 2)) * m3
    k4 = Fraction(n * n, (n - 1) * (n - 2) * (n - 3)) * ((n + 1) * m4 - 3 * (n - 1) * m2**2)
    return float(k3) / float(k2) ** 1.5, float(k4 / k2**2)


shares = st.sampled_from([0.0, 0.25, 0.5, 1.0])
tables = st.integers(2, 5).flatmap(
    lambda items: st.lists(
        st.lists(shares, min_size=items, max_size=items), min_size=4, max_size=25
    )
)


@given(tables, st.data())
def test_each_figure_of_an_item_is_what_its_definition_says(rows, data):
    items = len(rows[0])
    points = data.draw(st.lists(st.sampled_from([1.0, 2.0, 0.5]), min_size=items, max_size=items))
    for index, measured in enumerate(measure_items(answers(rows, points))):
        for name, value in plain_item(rows, points, index).items():
            got = getattr(measured, name)
            assert got == value or got == pytest.approx(value, abs=1e-9), name


@given(tables)
def test_the_test_as_a_whole_is_what_its_definitions_say(rows):
    scores = [sum(row) / len(row) for row in rows]
    measured = measure_test(answers(rows))
    assert measured.mean == pytest.approx(statistics.mean(scores))
    assert measured.median == pytest.approx(statistics.median(scores))
    assert measured.deviation == pytest.approx(statistics.stdev(scores))
    if len(set(scores)) > 1:
        assert measured.alpha == pytest.approx(plain_alpha(rows, [1] * len(rows[0])))
        skewness, kurtosis = plain_shape(scores)
        assert measured.skewness == pytest.approx(skewness, abs=1e-6)
        assert measured.kurtosis == pytest.approx(kurtosis, abs=1e-6)


@given(tables)
def test_effective_weights_add_up_to_one(rows):
    weights = [item.effective_weight for item in measure_items(answers(rows))]
    known = [weight for weight in weights if weight is not None]
    assert not known or sum(known) == pytest.approx(1)


def test_an_item_that_goes_with_the_test_discriminates_fully():
    first, *_rest = measure_items(answers([[0, 0, 0]] * 3 + [[1, 1, 1]] * 3))
    assert (first.facility, first.discrimination, first.efficiency) == pytest.approx((0.5, 1, 1))


def test_where_all_answers_are_alike_there_is_no_correlation():
    first, *_rest = measure_items(answers([[1, 0], [1, 1], [1, 0]]))
    assert (first.facility, first.discrimination, first.efficiency) == (1, None, None)


def test_who_was_not_asked_does_not_count_and_alpha_needs_everybody():
    table = answers([[1, math.nan], [0, 1], [1, 0], [math.nan, 1]])
    first, second = measure_items(table)
    assert (first.asked, first.facility) == (3, pytest.approx(2 / 3))
    assert (second.asked, second.facility) == (3, pytest.approx(2 / 3))
    assert measure_test(table).alpha is None
    assert measure_test(table).mean == pytest.approx((1 + 0.5 + 0.5 + 1) / 4)


def test_the_error_ratio_is_what_alpha_leaves():
    assert error_ratio(0.75) == pytest.approx(0.5)
    assert error_ratio(-1) == pytest.approx(math.sqrt(2))


# --- How sure ---------------------------------------------------------------------------------------


def test_wilson_gives_its_textbook_values():
    low, high = wilson(81, 81, 263)  # Newcombe 1998, table I
    assert (low, high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    low, high = wilson(0, 0, 20)
    assert (low, high) == pytest.approx((0, 0.1611), abs=5e-5)


def test_a_range_of_counts_has_an_interval_around_all_of_it():
    assert wilson(0, 4, 30) == (wilson(0, 0, 30)[0], wilson(4, 4, 30)[1])


def test_fisher_z_gives_its_textbook_value_and_needs_four_people():
    assert fisher_z(0.5, 28) == pytest.approx((0.1560, 0.7359), abs=1e-4)
    assert fisher_z(0.5, 3) is None
    assert fisher_z(1.0, 30) is None


def test_student_and_feldt_surround_their_figure():
    assert mean_interval(10, 2, 4) == pytest.approx((10 - 3.182446, 10 + 3.182446), abs=1e-5)
    low, high = feldt(0.8, 50, 10)
    assert 0.7 < low < 0.8 < high < 0.9
    assert feldt(0.8, 50, 1) is None


# --- What a question is ------------------------------------------------------------------------------


def test_guessing_earns_the_mean_of_the_choices():
    assert spec("Deux ?{=a ~b ~c ~d}").random_guess() == 0.25
    assert spec("Deux ?{=a ~%50%b ~c ~d}").random_guess() == 0.375
    assert spec("Vrai ?{T}").random_guess() == 0.5
    assert spec("Quoi ?{=ceci}").random_guess() is None


def test_another_wording_or_feedback_is_the_same_item_and_another_key_is_not():
    first = item_fingerprint(spec("Deux ?{=a ~b}"))
    assert item_fingerprint(spec("Deux, dit-on ?{=a#Oui. ~b}")) == first
    assert item_fingerprint(spec("Deux ?{~a =b}")) != first
    assert item_fingerprint(spec("Deux ?{=a ~c}")) != first


def test_right_choices_come_first_and_no_answer_is_a_choice_too():
    asked = spec("Deux ?{~a =b ~c}")
    [right] = asked.right_choices()
    assert asked.ranked_choices()[0] == right
    assert spec("Faux ?{F}").ranked_choices() == ("false", "true")
    assert chosen_ids({}) == {""}
    assert chosen_ids({"choices": ["c1", "c2"]}) == {"c1", "c2"}
