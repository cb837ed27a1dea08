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
from adoption.publishing.queries.published import Reading, Series
from adoption.publishing.words.findings import (
    beside_organisation_text,
    drop_text,
    headline_sentences,
    share_text,
    three_months_text,
    trend,
)
from adoption.publishing.words.presentation import _with_drops
from cms.models import Portal


OCTOBER = Month(2026, 10)
PORTAL = Portal()


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def of(size, *ends):
    low, high = ends if len(ends) == 2 else (ends[0], ends[0])
    return Measure(low, high, size)


def reading_of(*measures):
    """One team over these months, of which the last is October 2026."""
    months = tuple(OCTOBER.shifted(place - len(measures) + 1) for place in range(len(measures)))
    return Reading(PORTAL, None, None, months, (Series(1, 1, "Nord", measures),), (), None)


def said(*measures):
    return headline_sentences(reading_of(*measures))


@pytest.mark.parametrize(
    ("months", "least"),
    [
        ([of(20, 12), of(20, 0, 4), of(20, 10), of(19, 8)], "at least 10 people"),
        ([of(19, 7, 11), HIDDEN, of(19, 0, 4)], "at least 7 people"),
        ([of(19, 8), of(19, 8), of(19, 8)], ""),  # no more than the month itself says
        ([of(19, 4, 8), of(19, 5, 9), of(19, 8)], ""),
        ([of(19, 9), of(19, 8)], ""),
    ],
)
def test_of_three_months_together_the_largest_published_low_is_said(months, least):
    text = three_months_text(reading_of(*months))

    assert least in text
    assert bool(text) == bool(least)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (of(19, 8), "8 of 19 staff, at least, used the portal in October 2026."),
        (
            of(19, 5, 9),
            "Between 5 and 9 of 19 staff used the portal in October 2026, as far as is known.",
        ),
        (
            of(19, 0, 4),
            "Fewer than 5 of 19 staff used the portal in October 2026, as far as is known.",
        ),
        (of(50, 25), "50% of 50 staff, at least, used the portal in October 2026."),
        (
            of(402, 127, 133),
            "31–34% of 402 staff used the portal in October 2026, as far as is known.",
        ),
        (HIDDEN, "Too few people for a figure of this group to be published."),
    ],
)
def test_the_headline_counts_a_small_group_and_gives_a_share_of_fifty_and_more(now, words):
    assert said(now) == (words, "")


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (
            of(20, 9, 13),
            of(19, 8),
            "It has been stable since September.",
        ),  # the share may not have moved
        (of(20, 0, 4), of(20, 9, 13), "That is more than in September."),
        (of(400, 200), of(400, 190), "That is fewer than in September."),
        (of(19, 8), of(19, 9), "It has been stable since September."),  # one person
        (
            of(40, 20),
            of(20, 10),
            "It has been stable since September.",
        ),  # colleagues left, and use with them
        (HIDDEN, of(20, 9), ""),
    ],
)
def test_a_change_is_named_only_where_the_ranges_of_two_months_lie_apart(before, now, words):
    assert said(of(20, 1), before, now)[1] == words


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (of(19, 8), "No clear difference from"),  # 42 per cent beside 31 to 34: nine points
        (of(19, 9, 13), "A clearly larger share than in"),
        (of(19, 0, 4), "A clearly smaller share than in"),
        (of(250, 86), "A clearly larger share than in"),
    ],
)
def test_a_team_differs_from_the_organisation_only_where_its_range_lies_well_apart(own, words):
    series = (Series(1, 2, "Nord", (own,)), Series(3, 1, "Tout", (of(402, 127, 133),)))
    reading = Reading(PORTAL, None, None, (OCTOBER,), series, (), None)

    assert beside_organisation_text(reading) == f"{words} the whole organisation."


def test_the_year_is_said_where_it_is_another_one():
    months = (Month(2026, 12), Month(2027, 1))
    series = (Series(1, 1, "Nord", (of(20, 8), of(20, 8))),)

    assert headline_sentences(Reading(PORTAL, None, None, months, series, (), None))[1] == (
        "It has been stable since December 2026."
    )


def test_the_title_of_the_months_compares_the_first_with_the_last():
    assert trend([of(20, 4), of(20, 12), of(20, 4)], "July 2026") == "Stable since July 2026"
    assert trend([of(20, 4), of(20, 12)], "July 2026") == "More people than in July 2026"
    assert trend([HIDDEN, of(20, 12)], "July 2026") == "The first published month"


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


def test_no_percentage_is_said_where_fewer_than_fifty_stood_before():
    assert drop_text(of(60, 40, 42), of(60, 20))[0] == "One in two, about,"
    assert drop_text(of(60, 40, 42), of(60, 39, 40))[0] == ""
    assert drop_text(of(80, 60), of(80, 58))[0] == "3%"


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
