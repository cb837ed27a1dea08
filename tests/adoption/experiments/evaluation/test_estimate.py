"""The estimate is that of other libraries, and fair where effects grow and starts are staggered."""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adoption.experiments.evaluation import Panel, Refusal, build_design
from adoption.experiments.evaluation.design import design_from_rows
from adoption.experiments.evaluation.estimate import (
    EstimateMismatch,
    point_estimate,
    spread_factors,
    standard_error,
    team_gaps,
    verified_estimate,
)
from adoption.experiments.evaluation.panel import panel_usage_rates
from tests.adoption.experiments.evaluation.oracle import fitted, library_fit
from tests.adoption.experiments.evaluation.simulated import simulated


# Grants for training to firms in Michigan, 1987 to 1989 (Holzer, Block, Cheatham and Knott 1993): the 54 firms of which
# the scrap rate is known in each year, in logarithms; `first`: the year of the grant, 0 without one.
PUBLIC = Path(__file__).parent / "jobtraining.csv"
# pyfixest 0.60, feols("lscrap ~ D | fcode + year"), the firms of one start beside those without a grant; statsmodels 0.15
# the same. csdid 0.4.3, aggte(typec="group"), of the first start: -0.41998898.
BY_START = {1988: -0.41998898, 1989: -0.16859845}
# diff-diff 3.13, LWDiD(control_group="never_treated"), both starts: estimate, error (HC1).
ROLLING = -0.33330259, 0.19604462


def public_panel():
    with PUBLIC.open() as lines:
        rows = list(csv.DictReader(lines))
    values = np.array([[float(row[year]) for year in ("1987", "1988", "1989")] for row in rows])
    starts = np.array([int(row["first"]) - 1987 if row["first"] != "0" else 3 for row in rows])
    return values, starts


def among(starts, wanted):
    return design_from_rows(
        np.ones((len(starts), 3), dtype=np.int64),
        starts,
        np.flatnonzero(np.isin(starts, wanted)),
        np.flatnonzero(starts == 3),
    )


@pytest.mark.parametrize(("year", "told"), BY_START.items())
def test_of_one_start_it_is_the_number_of_three_other_libraries(year, told):
    values, starts = public_panel()
    design = among(starts, [year - 1987])

    found = verified_estimate(design, design.effect, design.gaps_of, values)

    assert found == pytest.approx(told, abs=1e-7)


def test_of_both_starts_it_is_the_number_of_the_rolling_estimator():
    values, starts = public_panel()
    design = among(starts, [1, 2])

    found = verified_estimate(design, design.effect, design.gaps_of, values)
    _estimate, error, _freedom = fitted(design, team_gaps(design, design.gaps_of, values))

    assert found == pytest.approx(ROLLING[0], abs=1e-7)
    assert error == pytest.approx(ROLLING[1], rel=0.05)


def test_a_team_that_is_treated_already_is_no_comparison():
    """Effects that grow turn the sign of a plain regression; not of this."""
    months, sizes = 10, np.full((16, 10), 20)
    starts = np.array([3] * 5 + [6] * 5 + [10] * 6)
    time = np.arange(months)
    lift = np.clip(time - starts[:, None] + 1, 0, None) * 0.05
    used = np.round((0.2 + lift) * 20).astype(np.int64)
    panel = Panel(sizes, used, starts)
    design = build_design(sizes, starts)

    found = verified_estimate(design, design.effect, design.gaps_of, panel_usage_rates(panel))

    truth = [(used[team] / 20 - 0.2)[starts[team] :].mean() for team in range(10)]
    assert found == pytest.approx(np.mean(truth))


def test_the_spread_is_the_librarys_error_where_nothing_is_odd():
    """CR2 by team, on average over many organisations."""
    ratios = []
    for seed in range(30):
        panel, _truth = simulated(seed, teams=60, treated=25)
        design = build_design(panel.sizes, panel.starts)
        gaps = team_gaps(design, design.gaps_of, panel_usage_rates(panel))
        _estimate, error, _freedom = library_fit(design, panel)
        ratios.append(standard_error(design, spread_factors(design, panel.sizes), gaps) / error)

    assert np.mean(ratios) == pytest.approx(1, abs=0.05)


def test_weights_that_are_not_the_librarys_stop_it():
    panel, _truth = simulated(1)
    design = build_design(panel.sizes, panel.starts)

    with pytest.raises(EstimateMismatch):
        verified_estimate(design, design.effect * 1.001, design.gaps_of, panel_usage_rates(panel))


# --- Who is compared ----------------------------------------------------------------------------------


def test_too_few_teams_people_or_months_before():
    sizes, starts = np.full((10, 8), 12), np.array([4] * 5 + [8] * 5)

    assert not isinstance(build_design(sizes, starts), Refusal)
    assert build_design(sizes[:9], starts[:9]) == Refusal.FEW_TEAMS
    assert build_design(sizes[1:], starts[1:]) == Refusal.FEW_TEAMS
    assert build_design(sizes * 0 + 9, starts) == Refusal.FEW_PEOPLE
    assert build_design(sizes, starts, least=61) == Refusal.FEW_PEOPLE
    assert build_design(sizes, np.where(starts == 4, 2, 8)) == Refusal.FEW_BEFORE


def test_a_team_that_comes_or_goes_is_on_no_side():
    sizes, starts = np.full((14, 8), 12), np.array([4] * 7 + [8] * 7)
    sizes[0, 5] = 0
    sizes[13, :3] = 2

    design = build_design(sizes, starts)

    assert 0 not in design.treated
    assert 13 not in design.compared
    assert not design.effect[[0, 13]].any()


# --- How far a person reaches -------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_no_life_moves_a_sum_further_than_it_says(seed, data):
    """Another use in every month, of somebody of any team: estimate, placebo and error."""
    panel, _truth = simulated(seed, teams=14, treated=6, size=10)
    design = build_design(panel.sizes, panel.starts)
    if isinstance(design, Refusal):
        return
    team = data.draw(st.integers(0, 13))
    others_used = np.minimum(panel.used[team], panel.sizes[team] - 1)
    levels = st.lists(st.sampled_from([0, 1]), min_size=12, max_size=12)
    told = []
    for _life in range(2):
        life = np.array(data.draw(levels))
        used = panel.used.copy()
        used[team] = others_used + life
        values = panel_usage_rates(Panel(panel.sizes, used, panel.starts))
        gaps = team_gaps(design, design.gaps_of, values)
        spread = spread_factors(design, panel.sizes)
        told.append(
            (
                point_estimate(design, gaps),
                float((design.placebo * values).sum()),
                standard_error(design, spread, gaps),
            )
        )

    moved = np.abs(np.subtract(*told))
    assert (moved <= np.array([design.reach, design.placebo_reach, spread.reach]) + 1e-9).all()


def test_whoever_moves_between_teams_reaches_as_far_as_each_month_says():
    sizes, starts = np.full((12, 8), 12), np.array([4] * 6 + [8] * 6)
    staying = [[(team, month) for month in range(8)] for team in range(12)]
    moving = [(0, month) if month < 4 else (11, month) for month in range(8)]

    still, moved = (
        build_design(sizes, starts, staying),
        build_design(sizes, starts, [*staying, moving]),
    )

    assert still.reach == pytest.approx(build_design(sizes, starts).reach)
    assert moved.reach == pytest.approx(still.reach)
    assert build_design(sizes, starts, [moving[:2]]).reach == pytest.approx(still.reach / 4)


def test_the_library_is_loaded_by_an_evaluation_alone():
    """It takes as long as all the rest of a start."""
    asked = "import sys, adoption.experiments.evaluation; print('diff_diff' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"
