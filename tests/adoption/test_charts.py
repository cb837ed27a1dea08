import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from adoption.dashboards.charts.trend import scale_maximum
from adoption.foundation.rates import Measure
from adoption.publishing.words.findings import trend


@st.composite
def shown(draw):
    population = draw(st.integers(1, 30_000))
    high = draw(st.integers(0, population))
    return Measure(draw(st.integers(0, high)), high, population)


@given(shown(), st.lists(st.one_of(shown(), st.just(Measure()))))
def test_the_scale_holds_every_month_and_is_never_mostly_empty(first, others):
    measures = [first, *others]
    highest = max(each.high for each in measures if not each.is_hidden)

    top = scale_maximum(measures)

    assert highest <= top <= max(each.population for each in measures)
    assert top <= 2 or top <= 2 * highest + 2


def exactly(*counts):
    return [Measure(count, count, 19) for count in counts]


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        (
            (2, 4, 12, 9, 9, 8),
            "More people than in May",
        ),
        (
            (9, 8, 2, 2, 3, 4),
            "Fewer people than in May",
        ),
        ((2, 4, 5, 6, 7, 8), "More people than in May"),
        ((8, 7, 6, 5, 4, 3), "Fewer people than in May"),
        ((5, 9, 5), "Stable since May"),
    ],
)
def test_the_title_of_the_chart_agrees_with_that_of_the_page(counts, title):
    with override("en"):
        assert trend(exactly(*counts), "May") == title
