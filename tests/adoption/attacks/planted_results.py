"""Leaks of experiments, forecasts and comparisons planted in our own code, and what a reader then finds."""

import re
import shutil
from dataclasses import dataclass, replace

import pytest
from django.core.cache import cache

from adoption.experiments.evaluation import build_design, mechanism
from adoption.experiments.evaluation.estimate import spread_factors, standard_error, team_gaps
from adoption.experiments.evaluation.mechanism import noisy_result as told_of_sums
from adoption.experiments.evaluation.panel import panel_usage_rates
from adoption.experiments.words import effect_charts as experiment_drawn_words
from adoption.experiments.words import experiments as experiment_words
from adoption.experiments.words import history as experiment_history_words
from adoption.foundation.rates import Rate
from adoption.publishing.charts.drawing_cache import drawing_cache
from adoption.sharing import queries as sharing
from adoption.sharing import words as sharing_words
from adoption.sharing.signed_figures import Bounds, SharedFile
from adoption.targets import trajectory
from adoption.targets.forecast import Interval
from adoption.targets.trajectory import Verdict
from tests.adoption.attacks import other_organisations
from tests.adoption.attacks.crawl import crawl
from tests.adoption.attacks.three_month_staff import world_of
from tests.adoption.attacks.worlds import ALL, COUNTS


@dataclass(frozen=True)
class Plant:
    """A planted leak. `leak`: takes a monkeypatch and the world. `only`: what is read of it, from `start` on."""

    leak: object
    start: str
    only: str


def read_with(plant, world, person):
    cache.clear()
    shutil.rmtree(drawing_cache().folder, ignore_errors=True)
    trajectory.outlook.cache_clear()  # what the same figures say is kept
    only = re.compile(plant.only)
    with pytest.MonkeyPatch.context() as patch:
        plant.leak(patch, world)
        found = crawl(person, starts=[plant.start], is_followed=only.search)
    trajectory.outlook.cache_clear()
    return found


def compared(world):
    """Design and panel of the first experiment."""
    window, panel = world.panels
    return build_design(window.sizes, window.starts, window.lives), panel


def estimate_without_noise(patch, world):
    design, panel = compared(world)
    values, spread = panel_usage_rates(panel), spread_factors(design, panel.sizes)
    sums = {
        "estimate": float((design.effect * values).sum()),
        "error": standard_error(design, spread, team_gaps(design, design.gaps_of, values)),
        "placebo": float((design.placebo * values).sum()),
    }
    raw = told_of_sums(sums, dict.fromkeys(sums, mechanism.laplace_scale(0, 1)), design, 10)
    told = experiment_words.outcome_text

    def tells(evaluation):
        if evaluation.estimate is None:
            return told(evaluation)
        return (
            f"The usage rate rose {raw.estimate} points more than in comparable teams, "
            f"between {raw.low} and {raw.high}."
        )

    patch.setattr(experiment_words, "outcome_text", tells)


def users_beside_people(patch, world):
    design, panel = compared(world)
    used = panel.used[design.treated, -1].sum()
    words = experiment_words.comparison_text
    patch.setattr(
        experiment_words,
        "comparison_text",
        lambda evaluation: f"{words(evaluation)} Of them, {used} use it.",
    )


def users_in_place_of_people(patch, world):
    design, panel = compared(world)
    used = int(panel.used[design.treated, -1].sum())
    words = experiment_words.comparison_text

    def in_place(evaluation):
        text = words(evaluation)
        return text.replace(
            f"with {evaluation.treated_people} people took", f"with {used} people took"
        )

    patch.setattr(experiment_words, "comparison_text", in_place)


def forecast_of_rows(patch, world):
    """Leak: forecasts moved by what true counts tell beside the published ones."""
    exact = exact_rates(world)
    likely = trajectory.forecast

    def of_rows(shown, *rest):
        moved = (exact[-1].low - exact[0].low) / 10
        found = likely(shown, *rest) or ()
        return tuple(Interval(each.low + moved, each.high + moved) for each in found)

    patch.setattr(trajectory, "forecast", of_rows)


def verdict_of_rows(patch, world):
    """Leak: the report says where targets stand by the true counts."""
    exact = exact_rates(world)[-1].low

    def of_rows(goal, _course, _likely):
        return Verdict.MET if exact >= goal.percent else Verdict.MISSED

    patch.setattr(trajectory, "_verdict", of_rows)


def exact_rates(world):
    organisation = world.story.organisation
    people = world_of(world.levels, organisation)
    rates = [
        100 * (people @ organisation.row(month, ALL, COUNTS["used"])) / (people @ everybody[ALL])
        for month, everybody in zip(organisation.months, organisation.within, strict=True)
    ]
    return [Rate(rate, rate) for rate in rates]


def month_that_is_not_out(patch, world):
    """Leak: an unpublished month; others have March, ours begins in April."""
    rates_of = sharing.own_rates
    some = round(exact_rates(world)[0].low)

    def with_march(portal, **until):
        own = rates_of(portal, **until)
        return replace(
            own, months={other_organisations.MARCH: {"used": Bounds(some, some)}, **own.months}
        )

    patch.setattr(sharing, "own_rates", with_march)


def hidden_ends_of_a_rate(patch, _world):
    """Leak: shared rates narrower than published ones."""
    rates_of = sharing._rates

    def middles(counts):
        return {
            name: Bounds(each.low + (each.high > each.low), each.high)
            for name, each in rates_of(counts).items()
        }

    patch.setattr(sharing, "_rates", middles)


def name_that_is_kept(patch, _world):
    names = sharing_words.display_names
    patch.setattr(
        sharing_words,
        "display_names",
        lambda read: [
            other_organisations.KEPT_BACK if name == other_organisations.NAMELESS else name
            for name in names(read)
        ],
    )


def people_in_the_file(patch, _world):
    payload = SharedFile.payload
    patch.setattr(SharedFile, "payload", lambda self: payload(self) | {"people": 151})


def estimate_beside_what_is_stored(patch, _world):
    """Leak: an unstored estimate, in the file alone."""
    row = experiment_drawn_words.file_row

    def beside(experiment):
        return tuple(
            each + 1 if each == estimate_of(experiment) else each for each in row(experiment)
        )

    patch.setattr(experiment_drawn_words, "file_row", beside)


def estimate_of(experiment):
    evaluation = experiment_words.evaluation_of(experiment)
    return evaluation.estimate if evaluation else None


def places_counted_otherwise(patch, _world):
    """Leak: evaluations left, computed from something not recorded."""
    cost = experiment_history_words.cost_text
    patch.setattr(
        experiment_history_words, "cost_text", lambda told: cost({**told, "read": told["read"] + 1})
    )


def reached_by_the_counts(patch, world):
    """A line of the drawing says what the counts do, and not what was told of them."""
    design, panel = compared(world)
    used = int(panel.used[design.treated, -1].sum())
    lines = experiment_drawn_words.effect_lines
    patch.setattr(
        experiment_drawn_words,
        "effect_lines",
        lambda found: tuple(replace(each, high=used) for each in lines(found)),
    )


ATTEMPTS = ("/usage/experiences/", r"^/usage/experiences/[\w-]*/?$")
COMPARISON = ("/usage/comparaison/", r"^/usage/comparaison(?:\.csv|/\?taux=used)")
PLANTS = {
    "the estimate without noise": Plant(estimate_without_noise, *ATTEMPTS),
    "how many of them use it": Plant(users_beside_people, *ATTEMPTS),
    "users in place of people": Plant(users_in_place_of_people, *ATTEMPTS),
    "another estimate in the file": Plant(
        estimate_beside_what_is_stored, "/usage/experiences/", r"^/usage/experiences\.csv$"
    ),
    "places counted otherwise": Plant(places_counted_otherwise, *ATTEMPTS),
    "a line by the counts": Plant(reached_by_the_counts, *ATTEMPTS),
    "a forecast of rows": Plant(
        forecast_of_rows, "/usage/programme/cibles/", r"^/usage/programme/cibles\.csv"
    ),
    "a verdict of rows": Plant(
        verdict_of_rows, "/usage/programme/rapport/", r"^/usage/programme/rapport/$"
    ),
    "a month that is not out": Plant(month_that_is_not_out, *COMPARISON),
    "a rate narrower than its counts": Plant(hidden_ends_of_a_rate, *COMPARISON),
    "the name of another": Plant(name_that_is_kept, *COMPARISON),
    "people in the file": Plant(people_in_the_file, "/usage/partage/", r"^/usage/partage/chiffres"),
}
