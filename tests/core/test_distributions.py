"""Our quantiles beside those of the library that only workers load."""

import pytest
from scipy import stats

from core.distributions import fisher_quantile, student_quantile


SHARES = [0.001, 0.025, 0.1, 0.5, 0.6, 0.975, 0.999]


@pytest.mark.parametrize("freedom", [1, 1.7, 2, 3.3, 9, 30, 299, 70_000])
def test_student(freedom):
    for share in SHARES:
        wanted = stats.t.ppf(share, freedom)
        assert student_quantile(share, freedom) == pytest.approx(wanted, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("count", [2, 5, 15, 100, 3_000, 70_000])
@pytest.mark.parametrize("items", [2, 10, 60])
def test_fisher(count, items):
    first, second = count - 1, (count - 1) * (items - 1)
    for share in (0.025, 0.5, 0.975):
        wanted = stats.f.ppf(share, first, second)
        assert fisher_quantile(share, first, second) == pytest.approx(wanted, rel=1e-7)
