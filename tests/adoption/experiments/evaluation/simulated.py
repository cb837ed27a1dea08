"""Simulate organisations with a known effect."""

import numpy as np

from adoption.experiments.evaluation import Panel


SEEN = 0.75 * 0.94 + 0.25 * 0.06


def simulated(
    seed,
    *,
    teams=24,
    treated=12,
    months=12,
    starts=(6, 8),
    effect=0.12,
    size=14,
    drift=0.0,
    grows=False,
):
    """Return a panel, and the mean effect on the people of the treated teams over their months (a share).

    Of the people some are not known, and their use is not counted: `effect` is on what is counted of all.
    """
    rng = np.random.default_rng(seed)
    sizes = np.maximum(4, rng.poisson(size, teams))
    begins = np.full(teams, months)
    begins[rng.permutation(teams)[:treated]] = rng.choice(starts, treated)
    base = 0.3 + 0.08 * rng.standard_normal(teams)
    season = np.cumsum(rng.normal(0.005, 0.015, months))
    slope = rng.normal(0, 0.004, teams)
    used = np.zeros((teams, months), dtype=np.int64)
    effects = []
    for team in range(teams):
        people, time = sizes[team], np.arange(months)
        bent = rng.normal(0, 0.12, people)[:, None]
        after = time >= begins[team]
        lift = effect / SEEN * (1 + 0.5 * (time - begins[team]) / months if grows else 1) * after
        away = drift * time * (begins[team] < months)
        usual = base[team] + bent + season + slope[team] * (time - months / 2) + away
        chance, before = np.clip(usual + lift, 0, 1), np.clip(usual, 0, 1)
        is_known = (rng.random(people) < 0.75)[:, None] ^ (rng.random((people, months)) < 0.06)
        uses = rng.random((people, months)) < chance
        used[team] = (is_known & uses).sum(0)
        if after.any():
            effects.append((people, (is_known * (chance - before))[:, after].mean()))
    heads = sum(people for people, _each in effects)
    truth = sum(people * each for people, each in effects) / heads
    return Panel(np.repeat(sizes[:, None], months, axis=1), used, begins), truth
