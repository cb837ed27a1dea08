import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.foundation.periods import Month, last_closed_month, months_between


DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
MONTHS = DAYS.map(Month.containing)


@given(MONTHS)
def test_a_month_reads_back_from_how_it_is_written(month):
    assert Month.parse(str(month)) == month


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "2026-1", "26-10", "2026-10-01", " 2026-10", ""]
)
def test_anything_but_a_month_is_refused(text):
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


@given(DAYS)
def test_a_day_lies_in_its_month_and_in_no_neighbour(day):
    month = Month.containing(day)
    assert day in month
    assert day not in month.next()
    assert day not in month.previous()
    assert month.first_day <= day <= month.last_day


@given(MONTHS, st.integers(-400, 400))
def test_moving_there_and_back_comes_home(month, months):
    assert month.shifted(months).shifted(-months) == month
    assert month.next().previous() == month


def test_the_year_turns_after_december():
    assert Month(2026, 12).next() == Month(2027, 1)
    assert Month(2026, 1).previous() == Month(2025, 12)


@pytest.mark.parametrize(
    ("month", "days"), [(Month(2026, 2), 28), (Month(2028, 2), 29), (Month(2026, 12), 31)]
)
def test_the_last_day_follows_the_calendar(month, days):
    assert month.last_day.day == days


@pytest.mark.parametrize(
    ("day", "week"), [(1, 1), (7, 1), (8, 2), (14, 2), (15, 3), (21, 3), (22, 4), (29, 4), (31, 4)]
)
def test_a_month_has_four_weeks_and_the_last_takes_the_rest(day, week):
    assert Month(2026, 10).week_of(date(2026, 10, day)) == week


def test_a_day_of_another_month_has_no_week_here():
    with pytest.raises(ValueError, match="not in 2026-10"):
        Month(2026, 10).week_of(date(2026, 11, 1))


def test_a_month_is_open_through_the_5th_of_the_next_and_then_closed():
    october = Month(2026, 10)
    assert not october.is_closed(date(2026, 10, 31))
    assert not october.is_closed(date(2026, 11, 5))
    assert october.is_closed(date(2026, 11, 6))
    assert not october.is_closed(date(2026, 11, 6), closing_day=10)


@pytest.mark.parametrize("day", [0, 29, -1])
def test_a_closing_day_exists_in_every_month(day):
    with pytest.raises(ValueError, match="closing day"):
        Month(2026, 10).closes_on(day)


@given(DAYS, st.integers(1, 28))
def test_the_last_closed_month_is_closed_and_the_one_after_is_not(today, closing_day):
    month = last_closed_month(today, closing_day)
    assert month.is_closed(today, closing_day)
    assert not month.next().is_closed(today, closing_day)


@given(MONTHS, st.integers(0, 40))
def test_a_range_of_months_has_no_gap(first, length):
    months = list(months_between(first, first.shifted(length)))
    assert len(months) == length + 1
    for month, following in itertools.pairwise(months):
        assert month.last_day + timedelta(days=1) == following.first_day


def test_a_range_that_ends_before_it_starts_is_empty():
    assert list(months_between(Month(2026, 3), Month(2026, 2))) == []
