from hypothesis import given
from hypothesis import strategies as st

from adoption.charts import top_of_scale
from adoption.rates import Measure


@st.composite
def shown(draw):
    population = draw(st.integers(1, 30_000))
    high = draw(st.integers(0, population))
    return Measure(draw(st.integers(0, high)), high, population)


@given(shown(), st.lists(st.one_of(shown(), st.just(Measure()))))
def test_the_scale_holds_every_month_and_is_never_mostly_empty(first, others):
    measures = [first, *others]
    highest = max(each.high for each in measures if not each.is_hidden)

    top = top_of_scale(measures)

    assert highest <= top <= max(each.population for each in measures)
    assert top <= 2 or top <= 2 * highest + 2
