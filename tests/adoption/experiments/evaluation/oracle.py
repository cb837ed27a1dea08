"""The library’s own interval: cluster-robust by team (CR2), with Bell and McCaffrey’s degrees of freedom."""

import numpy as np
from diff_diff import LinearRegression

from adoption.experiments.evaluation.estimate import team_gaps
from adoption.experiments.evaluation.panel import panel_usage_rates


def library_fit(design, panel):
    """Return (estimate, error, degrees of freedom)."""
    return fitted(design, team_gaps(design, design.gaps_of, panel_usage_rates(panel)))


def fitted(design, gaps):
    teams = np.concatenate([design.treated, design.compared])
    is_treated = np.concatenate([np.ones(len(design.treated)), np.zeros(len(design.compared))])
    model = LinearRegression(
        cluster_ids=np.arange(len(teams)),
        weights=design.shares[teams] * len(teams) / 2,
        weight_type="pweight",
        vcov_type="hc2_bm",
    ).fit(is_treated[:, None], gaps[teams])
    told = model.get_inference(1)
    return told.coefficient, told.se, told.df
