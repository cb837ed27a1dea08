"""What is said of published numbers is never more than they say."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from adoption.foundation.periods import Month
from adoption.foundation.rates import (
    HIDDEN,
    LARGE,
    Measure,
    Rate,
    index_of_clear_maximum,
    sign_of_clear_change,
)
from adoption.publishing.words.findings import _team_headline, drop_text, share_text
from adoption.publishing.words.parts import readable_count_text
from adoption.publishing.words.presentation import _with_drops


JULY = Month(2026, 7)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def said(*measures):
    months = [JULY.shifted(place) for place in range(len(measures))]
    return _team_headline(months, measures)[0]


def of(size, *ends):
    low, high = ends if len(ends) == 2 else (ends[0], ends[0])
    return Measure(low, high, size)


@pytest.mark.parametrize(
    ("measures", "words"),
    [
        # Perhaps one person of twenty: nothing is made of it, and what happened between is said.
        ((of(20, 9, 13), of(20, 0, 4), of(20, 9, 13), of(19, 8)), "use fell, then rose again."),
        ((of(20, 9, 13), of(20, 9, 13), of(20, 9, 13), of(19, 8)), "no clear change of use."),
        ((of(20, 4), of(20, 12), of(20, 13), of(20, 4)), "use rose, then fell again."),
        ((of(20, 8), of(20, 12), of(20, 4), of(20, 8)), "use goes up and down."),
        ((of(20, 4), of(20, 3), HIDDEN, of(20, 9)), "use is growing."),
        ((of(20, 12), of(20, 3), of(20, 4), of(20, 8)), "use fell, then rose again in part."),
        ((of(20, 12), of(20, 15), of(20, 11), of(20, 8)), "use rose, then fell lower than it was."),
        ((of(400, 200), of(400, 200), of(400, 200), of(400, 190)), "use is going down."),
        # Colleagues left, and use with them: its share is what it was.
        ((of(40, 20), of(40, 20), of(30, 15), of(20, 10)), "no clear change of use."),
    ],
)
def test_the_headline_tells_the_course_and_nothing_that_one_person_may_make(measures, words):
    assert said(*measures) == f"Since July 2026, {words}"


def test_the_first_month_has_no_course():
    assert said(HIDDEN, of(20, 9)) == "The first figure of this group is here."


MEASURES = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 400)).map(
    lambda found: Measure(min(found[:2]), max(found[:2]), max(found))
)


@given(MEASURES, MEASURES)
def test_a_clear_change_is_true_of_every_count_and_share_within_the_bounds(before, now):
    change = sign_of_clear_change(before, now)

    assert change == -sign_of_clear_change(now, before)
    if change > 0:
        assert now.low > before.high
        assert now.low / now.population > before.high / before.population
        if min(before.population, now.population) < LARGE:
            apart = now.low / now.population - before.high / before.population
            assert apart >= 0.1 - 1e-9


def test_nothing_is_made_of_what_is_hidden():
    assert sign_of_clear_change(HIDDEN, of(20, 9)) == sign_of_clear_change(of(20, 9), HIDDEN) == 0


# --- Shares in words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (33, 34, "One in three, about,"),
        (39, 41, "Two in five, about,"),
        (37.1, 44.1, "Two in five, about,"),
        (33, 41, "33–41%"),  # a third or two fifths: neither is said
        (42, 52, "42–52%"),
        (0, 3.2, "0–4%"),
        (0, 0, "0%"),
        (98, 100, "98–100%"),
    ],
)
def test_a_fraction_is_said_only_where_all_of_the_range_rounds_to_it(low, high, words):
    assert share_text(Rate(low, high)) == words


@given(st.floats(0, 100), st.floats(0, 20))
def test_two_ranges_that_overlap_are_never_two_fractions(low, width):
    """Whatever share is true, one word at most stands for it."""
    whole = Rate(low, min(100, low + width))
    inside = Rate(low, low)
    words, other = share_text(whole), share_text(inside)

    assert "about" not in words or words == other


def test_a_drop_that_is_wide_is_left_open():
    assert drop_text(of(20, 5, 15), of(20, 0, 4)) == ("", None)


def test_of_two_drops_that_may_be_the_same_none_is_set_off():
    """Of 89 to 93 with an account 52 to 56 used it, 31 have the habit: about two in five stop twice."""
    chain = {"account": of(193, 89, 93), "used": of(193, 52, 56), "habit": of(193, 31)}

    treads = _with_drops([{}, {}, {}], chain)

    assert [each["is_big_drop"] for each in treads] == [False, False, False]
    assert [each["drop"].split(" of those")[0] for each in treads[:2]] == [
        "Two in five, about,"
    ] * 2


def test_the_drop_that_is_surely_larger_is_set_off():
    chain = {"account": of(193, 93), "used": of(193, 80), "habit": of(193, 31)}

    treads = _with_drops([{}, {}, {}], chain)

    assert [each["is_big_drop"] for each in treads] == [False, True, False]
    assert index_of_clear_maximum([Rate(1, 2), None]) is None


# --- Ranges that tell nothing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        (of(60, 5, 41), "range too wide to be read"),
        (of(82, 16, 51), "range too wide to be read"),
        (of(60, 5, 20), "between 5 and 20 of 60"),
        (HIDDEN, "too few people"),
    ],
)
def test_a_range_that_tells_nothing_says_so_on_the_page(measure, text):
    assert readable_count_text(measure) == text
