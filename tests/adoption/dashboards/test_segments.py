"""Segments: what the published chain leaves possible, and not a person more or less."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from adoption.dashboards.segments import Segment, published_segments, split_into_segments
from adoption.foundation.periods import Month
from adoption.foundation.rates import HIDDEN, Measure


N = 40


@st.composite
def chains(draw):
    """A true chain, and bounds around each of its counts."""
    truth = sorted(draw(st.lists(st.integers(0, N), min_size=4, max_size=4)), reverse=True)
    shown = [
        Measure(max(0, each - draw(st.integers(0, 6))), min(N, each + draw(st.integers(0, 6))), N)
        for each in truth
    ]
    return truth, dict(zip(("known", "account", "used", "habit"), shown, strict=True))


def true_segments(truth):
    known, account, used, habit = truth
    sizes = (habit, used - habit, account - used, known - account, N - known)
    return dict(zip(Segment, sizes, strict=True))


@given(chains())
def test_the_true_number_lies_between_the_bounds(drawn):
    truth, shown = drawn
    found = split_into_segments(shown)

    for segment, size in true_segments(truth).items():
        assert found.segments[segment].low <= size <= found.segments[segment].high


@given(chains())
def test_edges_go_up_and_hold_the_counts_of_the_chain(drawn):
    truth, shown = drawn
    edges = split_into_segments(shown).edges

    assert [edge.low <= each <= edge.high for edge, each in zip(edges, truth[::-1], strict=True)]
    assert all(one.low <= two.low and one.high <= two.high for one, two in pairwise(edges))


@given(chains(), st.sampled_from(["known", "account", "used", "habit"]))
def test_a_month_without_one_of_the_counts_has_no_segments(drawn, code):
    _truth, shown = drawn
    quarter, month = Month(2026, 9), Month(2026, 10)

    found = published_segments([(quarter, shown), (month, shown | {code: HIDDEN})])

    assert [each for each, _split in found] == [quarter]


def test_an_exact_chain_gives_exact_segments():
    counts = {"known": 30, "account": 22, "used": 12, "habit": 5}
    found = split_into_segments({code: Measure(each, each, N) for code, each in counts.items()})

    assert [(segment.low, segment.high) for segment in found.segments.values()] == [
        (5, 5),
        (7, 7),
        (10, 10),
        (8, 8),
        (10, 10),
    ]
