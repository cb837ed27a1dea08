"""A reader who knows everything but one person’s life, and has no key, against what comes out of an evaluation.

Two worlds that differ in one whole life: of thousands of keys, no outcome is more frequent in one of them than the
budget allows, as far as such numbers can tell. The same count finds noise that is too small, bounded, or left out.
"""

import itertools
from functools import cache

import numpy as np
import pytest
from django.test import override_settings
from scipy.stats import beta

from adoption.experiments.evaluation import Panel, build_design, evaluate_with_noise, mechanism
from adoption.publishing.disclosure.protection import Parameters
from people.keyed_hash import keyed_hash
from tests.adoption.attacks.seven_month_staff import EAST, ORGANISATION, true_levels
from tests.adoption.attacks.three_month_staff import world_of
from tests.adoption.attacks.worlds import COUNTS, Publishing


TEAMS, PEOPLE, MONTHS, START = 12, 11, 7, 4
SIZES = np.full((TEAMS, MONTHS), PEOPLE)
STARTS = np.array([START] * 6 + [MONTHS] * 6)
KEYS = 2000
SUMS = ("estimate", "error", "placebo")
PROMISED = {
    "estimate": 1.0,
    "error": 0.5,
    "placebo": 0.5,
    "all": 2.0,
}  # decision 46, whatever the program says
RARE = 1e-6  # of a false alarm, for each outcome that is counted


def panel_of(before, after):
    """Everybody else the same, and of the person’s team nobody uses it. `before`, `after` the start: whether the person does."""
    used = np.full((TEAMS, MONTHS), 2)
    used[1::2, 1::2] += 1
    used[0] = 0
    used[0, :START] += before
    used[0, START:] += after
    return Panel(SIZES, used, STARTS)


# Nothing known, then a user; a user, then nothing known: no two lives are further apart for the estimate.
LIVES = (panel_of(0, 1), panel_of(1, 0))
DESIGN = build_design(SIZES, STARTS)


def sums_of(panel, keys, monkeypatch, design=DESIGN):
    """Of each key, the three sums of which all that is told is made."""
    found = []
    with monkeypatch.context() as patch:
        # What has no noise in it is reckoned once; that all else hangs on the sums is tried in test_protection.
        for name in ("verified_estimate", "standard_error", "spread_factors", "panel_usage_rates"):
            patch.setattr(mechanism, name, once(getattr(mechanism, name)))
        patch.setattr(mechanism, "noisy_result", lambda shown, *_public: found.append(shown))
        for key in keys:
            with override_settings(PSEUDONYM_KEY=key):
                evaluate_with_noise(
                    panel, design, lambda name: keyed_hash(f"noise:a comparison:{name}")
                )
    return np.array([[each[name] for name in SUMS] for each in found])


def once(reckoned):
    known = {}

    def answer(*given):
        place = tuple(id(each) for each in given)
        if place not in known:
            known[place] = reckoned(*given), given
        return known[place][0]

    return answer


def both_worlds(monkeypatch, panels=LIVES, design=DESIGN):
    """Of other keys in each: whoever reads knows none."""
    return [
        sums_of(panel, (f"{world} {each}" for each in range(KEYS)), monkeypatch, design)
        for world, panel in enumerate(panels)
    ]


def tell_tales(first, second):
    """(outcome, how much more it says than its budget) of all that are counted."""
    pooled = np.concatenate([first, second])
    cuts = np.quantile(pooled, np.linspace(0.02, 0.98, 25), axis=0)
    for place, name in enumerate(SUMS):
        for cut, side in itertools.product(cuts[:, place], (1, -1)):
            yield name, *(side * (each[:, place] - cut) > 0 for each in (first, second))
    for row, sides in itertools.product(cuts[::4], itertools.product((1, -1), repeat=3)):
        yield "all", *((np.array(sides) * (each - row) > 0).all(axis=1) for each in (first, second))


def telling(first, second):
    """Outcomes of which so many draws cannot be explained within the budget."""
    return [
        name
        for name, one, two in tell_tales(first, second)
        for more, less in ((one.sum(), two.sum()), (two.sum(), one.sum()))
        if least(more) > np.exp(PROMISED[name]) * most(less)
    ]


@cache
def least(hits):
    return beta.ppf(RARE, hits, KEYS - hits + 1) if hits else 0.0


@cache
def most(hits):
    return beta.isf(RARE, hits + 1, KEYS - hits) if hits < KEYS else 1.0


def test_no_outcome_says_more_of_a_life_than_the_budget(monkeypatch):
    assert telling(*both_worlds(monkeypatch)) == []


def test_the_two_lives_are_as_far_apart_as_any():
    """Else the count above would prove little."""
    estimates = [
        float((DESIGN.effect * mechanism.panel_usage_rates(panel)).sum()) for panel in LIVES
    ]

    assert abs(np.subtract(*estimates)) == pytest.approx(DESIGN.reach, rel=0.1)


# --- Beside the same figures of the chain ---------------------------------------------------------------------------

# Of the longer story, had nearly everybody let something be known: then whether one more does is in no count.
TALKATIVE = [
    [
        tuple(level or 1 for level in life) if place % 6 else life
        for place, life in enumerate(people)
    ]
    for people in true_levels()
]


def with_other_lives(world):
    """Worlds in which one person used it, or did not, from some month after the start on, against what is so."""
    cells, used = ORGANISATION.cells, COUNTS["used"]
    for since in range(START, MONTHS):
        for place, level in itertools.product(np.flatnonzero(world), (used - 1, used)):
            number, life = cells[place]
            another = number, life[:since] + (level,) * (MONTHS - since)
            if another in cells:
                other = world.copy()
                other[place] -= 1
                other[cells.index(another)] += 1
                yield other


def panel_of_world(world):
    teams = sorted({team for _size, where in ORGANISATION.classes for team in where if team})
    shape = len(teams), MONTHS
    sizes, used = (np.zeros(shape, dtype=np.int64) for _each in range(2))
    for (number, life), people in zip(ORGANISATION.cells, world, strict=True):
        for month, (team, level) in enumerate(
            zip(ORGANISATION.classes[number][1], life, strict=True)
        ):
            if team:
                place = teams.index(team), month
                sizes[place] += people
                used[place] += people * (level >= COUNTS["used"])
    starts = np.array([START if team in EAST else MONTHS for team in teams])
    return Panel(sizes, used, starts)


def test_of_a_life_that_no_count_shows_the_result_says_no_more_than_its_budget(monkeypatch):
    publishing = Publishing(ORGANISATION, Parameters.for_production())
    world = np.array(world_of(TALKATIVE, ORGANISATION))
    first, told = panel_of_world(world), publishing.of(world)
    second = next(
        panel
        for other in with_other_lives(world)
        for panel in [panel_of_world(other)]
        if (panel.used != first.used).any() and publishing.of(other) == told
    )
    design = build_design(first.sizes, first.starts)
    values = [
        float((design.effect * mechanism.panel_usage_rates(each)).sum()) for each in (first, second)
    ]
    assert 0 < abs(np.subtract(*values)) <= design.reach + 1e-9

    assert telling(*both_worlds(monkeypatch, (first, second), design)) == []


# --- Noise that is not what it should be is found ------------------------------------------------------------------


def too_small(patch):
    patch.setattr(mechanism, "BUDGET", dict.fromkeys(SUMS, 4.0))


def bounded(patch):
    draw = mechanism.draw_laplace
    patch.setattr(
        mechanism, "draw_laplace", lambda mark, scale: min(scale, max(-scale, draw(mark, scale)))
    )


def none_at_all(patch):
    patch.setattr(mechanism, "draw_laplace", lambda _mark, _scale: 0.0)


def of_one_month_alone(patch):
    """The reach of a month in place of that of a life."""
    scale_of = mechanism.laplace_scale
    patch.setattr(
        mechanism, "laplace_scale", lambda reach, budget: scale_of(reach / MONTHS, budget)
    )


@pytest.mark.parametrize("plant", [too_small, bounded, none_at_all, of_one_month_alone])
def test_the_count_finds_noise_that_is_not_enough(plant, monkeypatch):
    plant(monkeypatch)
    assert "estimate" in telling(*both_worlds(monkeypatch))


# --- One draw for one key, and another for another --------------------------------------------------------------------


def test_the_noise_is_never_the_same_for_two_keys_and_always_for_one(monkeypatch):
    keys = [f"key {each}" for each in range(500)]
    first, again = (sums_of(LIVES[0], keys, monkeypatch) for _turn in range(2))

    assert (first == again).all()
    for place in range(len(SUMS)):
        assert len(set(first[:, place])) == len(keys)


def test_the_three_draws_of_a_key_have_nothing_in_common(monkeypatch):
    """Else one sum would give the noise of another away."""
    sums = sums_of(LIVES[0], (f"key {each}" for each in range(KEYS)), monkeypatch)

    together = np.corrcoef(sums.T) - np.eye(len(SUMS))
    assert np.abs(together).max() < 5 / np.sqrt(KEYS)
