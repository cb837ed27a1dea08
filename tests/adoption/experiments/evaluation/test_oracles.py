"""The estimate agrees with what is reckoned by other roads, and a wrong one would be noticed."""

from hashlib import sha256

import numpy as np
import pandas as pd
import pytest
from diff_diff import CallawaySantAnna, LWDiD

from adoption.experiments.evaluation import build_design, mechanism
from adoption.experiments.evaluation import design as design_module
from adoption.experiments.evaluation.design import design_from_rows
from adoption.experiments.evaluation.estimate import team_gaps, verified_estimate
from adoption.experiments.evaluation.panel import panel_usage_rates
from tests.adoption.experiments.evaluation import test_coverage as coverage
from tests.adoption.experiments.evaluation.by_hand import by_cells, by_regression
from tests.adoption.experiments.evaluation.simulated import simulated
from tests.adoption.experiments.evaluation.test_estimate import (
    BY_START,
    PUBLIC,
    among,
    public_panel,
)


pytestmark = pytest.mark.full

STARTS = (5, 6, 8, 9)
WHOLE = "the panel as it was published: 54 firms, three years"
SHA = "106688e399fd3859dd7d41d402310312534815fa4d7f6ef94c0d9a37d99a6652"


def organisations():
    """Teams of uneven sizes that begin in four months; some come, some go."""
    for seed in range(12):
        panel, _truth = simulated(seed, teams=30, treated=14, months=16, starts=STARTS, grows=True)
        yield panel


def estimates():
    """Ours, and the one by hand."""
    for panel in organisations():
        values = panel_usage_rates(panel)
        design = build_design(panel.sizes, panel.starts)
        ours = verified_estimate(design, design.effect, design.gaps_of, values)
        yield ours, by_cells(values.tolist(), panel.sizes.tolist(), panel.starts.tolist())


def agrees(pairs):
    return all(ours == pytest.approx(other, abs=1e-9) for ours, other in pairs)


def test_it_is_the_number_that_one_finds_by_hand():
    assert agrees(estimates())


def test_of_one_start_it_is_least_squares_with_levels_of_teams_and_months():
    for seed in range(6):
        panel, _truth = simulated(seed, teams=24, treated=9, starts=(6,))
        values, design = panel_usage_rates(panel), build_design(panel.sizes, panel.starts)
        shares = design.shares  # of each side: least squares weighs it by itself

        ours = verified_estimate(design, design.effect, design.gaps_of, values)

        assert ours == pytest.approx(by_regression(values, panel.starts, shares), abs=1e-9)


@pytest.mark.parametrize(("year", "told"), BY_START.items())
def test_what_other_libraries_told_of_the_public_panel_is_found_again(year, told):
    """So the numbers that we compare with are no copies of our own."""
    values, starts = public_panel()
    kept = np.isin(starts, [year - 1987, 3])

    again = by_regression(values[kept], starts[kept], np.ones(kept.sum()))

    assert again == pytest.approx(told, abs=1e-7)
    assert by_cells(values[kept].tolist(), [[1] * 3] * kept.sum(), starts[kept].tolist()) == (
        pytest.approx(told, abs=1e-7)
    )


def test_the_estimators_of_the_library_themselves_tell_it_of_the_public_panel():
    """Run here and now, by other code of it than ours calls: rolling, and cell by cell."""
    rows = pd.read_csv(PUBLIC).melt(["fcode", "first"], var_name="year", value_name="y")
    rows["year"] = rows["year"].astype(int)
    rows["treated"] = ((rows["first"] > 0) & (rows["year"] >= rows["first"])).astype(int)
    named = {"outcome": "y", "unit": "fcode", "time": "year", "first_treat": "first"}

    rolling = LWDiD(control_group="never_treated").fit(rows, treatment="treated", **named)
    cells = CallawaySantAnna(control_group="never_treated").fit(rows, **named).group_time_effects

    values, starts = public_panel()
    design = among(starts, [1, 2])
    assert rolling.att == pytest.approx(float((design.effect * values).sum()), abs=1e-9)
    of_1988 = [cells[1988, year]["effect"] for year in (1988, 1989)]
    assert np.mean(of_1988) == pytest.approx(BY_START[1988], abs=1e-7)


def test_the_public_panel_is_whole():
    _values, starts = public_panel()

    assert sha256(PUBLIC.read_bytes()).hexdigest() == SHA, WHOLE
    assert [int((starts == each).sum()) for each in (1, 2, 3)] == [19, 10, 25]


# --- A wrong estimator, put in on purpose -------------------------------------------------------------


def last_month_before(start, months):
    """Only the last month before the start, as if it stood for all."""
    row = np.zeros(months)
    row[start:] = 1 / (months - start)
    row[start - 1] = -1
    return row


def start_counts_as_before(start, months):
    return RIGHT(min(start + 1, months - 1), months)


def every_month_before(start, months):
    """However long ago."""
    row = np.zeros(months)
    row[start:] = 1 / (months - start)
    row[:start] = -1 / start
    return row


RIGHT = design_module._effect_contrast


@pytest.mark.parametrize("wrong", [last_month_before, start_counts_as_before])
def test_another_base_is_noticed(monkeypatch, wrong):
    monkeypatch.setattr(design_module, "_effect_contrast", wrong)

    assert not agrees(estimates())


def test_months_too_long_ago_are_noticed(monkeypatch):
    panel, _truth = simulated(5, teams=30, treated=14, months=20, starts=(15, 16))

    def ours():
        design = build_design(panel.sizes, panel.starts)
        return verified_estimate(design, design.effect, design.gaps_of, panel_usage_rates(panel))

    other = by_cells(panel_usage_rates(panel).tolist(), panel.sizes.tolist(), panel.starts.tolist())
    assert ours() == pytest.approx(other, abs=1e-9)
    monkeypatch.setattr(design_module, "_effect_contrast", every_month_before)

    assert ours() != pytest.approx(other, abs=1e-4)


def test_teams_that_are_treated_later_as_comparison_are_noticed():
    def with_some_treated():
        for panel in organisations():
            early = np.flatnonzero(panel.starts <= 6)
            others = np.flatnonzero(panel.starts > 6)
            design = design_from_rows(panel.sizes, panel.starts, early, others)
            ours = float((design.effect * panel_usage_rates(panel)).sum())
            yield (
                ours,
                by_cells(
                    *(
                        each.tolist()
                        for each in (panel_usage_rates(panel), panel.sizes, panel.starts)
                    )
                ),
            )

    assert not agrees(with_some_treated())


def test_teams_that_all_weigh_the_same_are_noticed():
    def unweighted():
        for panel in organisations():
            alike = np.ones_like(panel.sizes) * 12
            ours = build_design(alike, panel.starts)
            told = float((ours.effect * panel_usage_rates(panel)).sum())
            yield (
                told,
                by_cells(
                    *(
                        each.tolist()
                        for each in (panel_usage_rates(panel), panel.sizes, panel.starts)
                    )
                ),
            )

    assert not agrees(unweighted())


def covered(**how):
    hits = sum(each.low <= 100 * truth <= each.high for each, truth in coverage.results(**how))
    return coverage.is_likely(hits, 0.95)


def narrow(error, scale, freedom, sure=mechanism.SURE):
    return 0.72 * WIDE(error, scale, freedom, sure=sure)


def wide(error, scale, freedom, sure=mechanism.SURE):
    return 1.6 * WIDE(error, scale, freedom, sure=sure)


def without_noise(error, _scale, freedom, sure=mechanism.SURE):
    return WIDE(error, 1e-4, freedom, sure=sure)


WIDE = mechanism.interval_half_width


@pytest.mark.parametrize(
    ("wrong", "how"),
    [(narrow, coverage.MANY), (wide, coverage.FEW), (without_noise, coverage.UNEVEN)],
    ids=["narrow", "wide", "without noise"],
)
def test_an_interval_of_another_width_is_noticed(monkeypatch, wrong, how):
    monkeypatch.setattr(mechanism, "interval_half_width", wrong)
    monkeypatch.setattr(coverage, "RUNS", 3 * coverage.RUNS)

    assert not covered(**how)


def test_an_estimate_that_is_off_is_noticed(monkeypatch):
    """By a third of what is to be found."""
    monkeypatch.setattr(
        mechanism, "verified_estimate", lambda *given: 1.35 * verified_estimate(*given)
    )

    assert not covered(**coverage.MANY)


def test_gaps_of_a_treated_team_are_its_own():
    """What moves in one treated team moves the estimate by its share, and by nothing else."""
    values, starts = public_panel()
    design = among(starts, [1, 2])
    before = team_gaps(design, design.gaps_of, values)
    moved = values.copy()
    moved[design.treated[0], 2] += 1

    after = team_gaps(design, design.gaps_of, moved)

    assert np.flatnonzero(~np.isclose(before, after)).tolist() == [design.treated[0]]
