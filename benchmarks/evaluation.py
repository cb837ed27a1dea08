"""An evaluation of 5,000 teams over 24 months, a third of them in a programme that began in eight steps.

`seconds`: design, estimate and noise, from counts by team and month and the lives of 70,000 people, of which
`design_seconds` to find who is compared and how far one person reaches.
"""

import resource
import time

import numpy as np


TEAMS, MONTHS, STAFF = 5_000, 24, 70_000
STARTS = (8, 10, 12, 14, 16, 18, 19, 20)


def measure() -> dict:
    from adoption.evaluation import Panel, Refusal, design_of, evaluate  # noqa: PLC0415

    rng = np.random.default_rng(1)
    team_of = np.sort(rng.integers(0, TEAMS, STAFF))
    sizes = np.repeat(np.bincount(team_of, minlength=TEAMS)[:, None], MONTHS, axis=1)
    starts = np.full(TEAMS, MONTHS)
    starts[: TEAMS // 3] = rng.choice(STARTS, TEAMS // 3)
    known = rng.binomial(sizes, 0.7)
    used = rng.binomial(known, np.clip(0.3 + 0.1 * (np.arange(MONTHS) >= starts[:, None]), 0, 1))
    panel = Panel(sizes, known, used, starts)
    import diff_diff  # noqa: F401, PLC0415  (its own second or more is not the evaluation’s)

    lives = [[(int(team), month) for month in range(MONTHS)] for team in team_of]
    began = time.perf_counter()
    design = design_of(sizes, starts, lives)
    if isinstance(design, Refusal):
        raise TypeError(design)
    reached = time.perf_counter()
    result = evaluate(panel, design, lambda name: f"bench {name}")
    ended = time.perf_counter()
    return {
        "teams": TEAMS,
        "months": MONTHS,
        "staff": STAFF,
        "design_seconds": round(reached - began, 2),
        "seconds": round(ended - began, 2),
        "estimate": [result.low, result.estimate, result.high],
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
