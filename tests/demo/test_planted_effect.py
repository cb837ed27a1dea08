"""The demo’s workshops do something, of which the size is known: the evaluation finds it."""

import numpy as np
import pytest

from adoption.experiments.evaluation import Panel, Verdict, build_design, evaluate_with_noise
from adoption.experiments.evaluation.panel import panel_usage_rates
from demo.generation.generator import generate_organisation
from demo.generation.months import first_day, last_day, month_of, shift_month


def panel_of(demo):
    """As the product counts: those employed throughout, known by their link or by what they declared."""
    row = {name: place for place, name in enumerate(sorted({team.name for team in demo.teams}))}
    linked = {each.staff_number: each.linked_on for each in demo.links}
    said = {(each.staff_number, each.month): each.answer for each in demo.declarations}
    shape = len(row), len(demo.months)
    sizes, used = (np.zeros(shape, dtype=np.int64) for _each in range(2))
    lives = []
    for person in demo.people:
        life, days = [], {month_of(day) for day, _service in person.use}
        for column, month in enumerate(demo.months):
            if person.employed_on(first_day(month)) and person.employed_on(last_day(month)):
                place = row[person.position_on(last_day(month)).team], column
                answer = said.get((person.staff_number, month), "rather_not_say")
                is_linked = linked.get(person.staff_number, (9999, 1)) <= month
                is_known = is_linked or answer != "rather_not_say"
                sizes[place] += 1
                used[place] += is_known and month in days
                life.append(place)
        lives.append(life)
    starts = np.full(len(row), len(demo.months))
    for workshop in demo.workshops:
        for name in workshop.teams:
            month = shift_month(month_of(workshop.held_on), 1)
            starts[row[name]] = min(starts[row[name]], demo.months.index(month))
    return Panel(sizes, used, starts), lives


@pytest.fixture(scope="module")
def with_and_without():
    return panel_of(generate_organisation()), panel_of(generate_organisation(workshop_lift=0.0))


def test_what_was_planted_is_found_whatever_noise_is_drawn(with_and_without):
    (panel, lives), (without, _lives) = with_and_without
    design = build_design(panel.sizes, panel.starts, lives)
    effect = (design.effect * (panel_usage_rates(panel) - panel_usage_rates(without))).sum()

    told = [evaluate_with_noise(panel, design, lambda name, n=n: f"{n} {name}") for n in range(40)]

    assert effect > 0.12
    assert sum(each.verdict == Verdict.ROSE for each in told) >= 34
    assert sum(each.low <= 100 * effect <= each.high for each in told) >= 34


def test_where_the_workshops_do_nothing_nothing_is_found(with_and_without):
    _with, (panel, lives) = with_and_without
    design = build_design(panel.sizes, panel.starts, lives)

    told = [evaluate_with_noise(panel, design, lambda name, n=n: f"{n} {name}") for n in range(40)]

    assert sum(each.verdict == Verdict.ROSE for each in told) <= 8
