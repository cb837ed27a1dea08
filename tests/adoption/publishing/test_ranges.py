"""What is read from published ranges holds every truth that they leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.foundation.rates import Measure, Rate, name_of_clear_maximum, sign_of_sure_change
from adoption.publishing.disclosure.ranges import HIDDEN, average, reached_within, remainder, total


PEOPLE = 1000


@st.composite
def counts(draw, most=200):
    """A count, and a range in which it was published."""
    count = draw(st.integers(0, most))
    low, high = draw(st.integers(0, count)), draw(st.integers(count, most + 50))
    return count, Measure(low, high, PEOPLE)


@given(st.lists(counts(), min_size=1, max_size=5))
def test_a_total_holds_the_true_one(parts):
    found = total([measure for _count, measure in parts])
    assert found.low <= sum(count for count, _measure in parts) <= found.high


@given(counts(), counts())
def test_a_rest_holds_the_true_one(one, other):
    whole = total([one[1], other[1]])
    rest = remainder(whole, other[1])
    assert rest.low <= one[0] <= rest.high


@given(st.lists(counts(50), min_size=1, max_size=6), st.integers(1, 50), st.integers(0, 20))
def test_an_average_holds_the_true_one(parts, users, margin):
    services = [(min(count, users), measure) for count, measure in parts]
    if sum(count for count, _measure in services) < users:
        return  # each user used something
    measures = [Measure(min(m.low, count), max(m.high, count), PEOPLE) for count, m in services]
    whole = Measure(max(1, users - margin), users + margin, PEOPLE)
    low, high = average(measures, whole)
    assert low <= sum(count for count, _measure in services) / users <= high


def test_nothing_is_read_from_a_hidden_count():
    shown = Measure(5, 5, PEOPLE)
    assert total([shown, HIDDEN]) == HIDDEN
    assert remainder(shown, HIDDEN) == HIDDEN
    assert average([shown, HIDDEN], shown) is None
    assert average([shown], Measure(0, 4, PEOPLE)) is None


@pytest.mark.parametrize(
    ("share", "found"), [(25, (0, 7)), (50, (7, 30)), (75, (30, None)), (5, (0, 7))]
)
def test_the_days_by_which_a_share_is_reached(share, found):
    steps = [(7, Rate(25, 40)), (30, Rate(50, 60)), (90, Rate(70, 80))]
    assert reached_within(share, steps) == found


@given(st.dictionaries(st.sampled_from("abcd"), counts(), min_size=1))
def test_what_is_called_the_largest_is_so_in_every_truth(named):
    name = name_of_clear_maximum({each: measure for each, (_count, measure) in named.items()})
    if name is not None:
        assert named[name][0] == max(count for count, _measure in named.values())


def test_where_another_may_be_larger_none_is_called_so():
    exact, open_end = Measure(50, 50, PEOPLE), Measure(45, 60, PEOPLE)
    assert name_of_clear_maximum({"a": exact, "b": open_end}) is None
    assert name_of_clear_maximum({"a": exact, "b": Measure()}) is None
    assert name_of_clear_maximum({"a": exact, "b": Measure(0, 5, PEOPLE)}) == "a"


@given(counts(), counts())
def test_what_is_called_a_change_is_one_in_every_truth(one, other):
    before, after = ((measure.low, measure.high) for _count, measure in (one, other))
    said, truth = sign_of_sure_change(before, after), other[0] - one[0]
    assert said == 0 or said * truth > 0
