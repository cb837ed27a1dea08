"""Figures of the whole organisation: any lives of any two people fit what is published.

The reader knows the program. The chain of the month and the quarter's figures are published of organisations
whose people link, use services and stop; then a solver looks for a world with other people's lives.
"""

import random

import numpy as np
import pytest

from adoption.publishing.disclosure import further
from adoption.publishing.disclosure.further import protect_quarter
from adoption.publishing.disclosure.protection import Figure, Kind, Parameters
from adoption.publishing.disclosure.quarterly_activity import ExpectedFrequency
from tests.adoption.organisations import Organisation, service


pytestmark = pytest.mark.full

SMALL = Parameters(k=5, c=1)
TRUTHS, COALITIONS = 6, 14

MONTHLY = (
    service("account"),
    service("bill", ExpectedFrequency.YEARLY),
    service("letters", advanced=True),
)
ORGANISATIONS = {
    "one population": Organisation((("all", 90),), MONTHLY),
    "two teams": Organisation((("a", 60), ("b", 45), ("all", 15)), MONTHLY),
    "a weekly service": Organisation(
        (("all", 110),),
        (service("account", ExpectedFrequency.WEEKLY), service("letters", advanced=True)),
    ),
    "two advanced services": Organisation(
        (("all", 90),), (service("letters", advanced=True), service("papers", advanced=True))
    ),
}


def truth(organisation, chance):
    """So many linked, and few kinds among them, for what is rare is what gives people away."""
    world = np.zeros(len(organisation.kinds), dtype=int)
    share = chance.choice([0.5, 0.8, 1.0])
    for team, size in organisation.teams:
        own = [at for at, kind in enumerate(organisation.kinds) if kind[0] == team]
        silent = [at for at in own if not organisation.kinds[at][2]]
        linked = [at for at in own if organisation.kinds[at][2]]
        weights = [chance.random() ** 8 for _ in linked]
        for _ in range(size):
            chosen = chance.random() < share
            (at,) = chance.choices(linked, weights) if chosen else chance.choices(silent)
            world[at] += 1
    return world


def people(organisation, chance):
    """Two people by lot; now and then of the same kind."""
    chosen = np.zeros(len(organisation.kinds), dtype=int)
    at = chance.randrange(len(chosen))
    chosen[at] += 1
    chosen[chance.choice([at, chance.randrange(len(chosen))])] += 1
    return chosen


def ruled_out(organisation, protect=protect_quarter, truths=TRUTHS, seed=11):
    """How many pairs of lives do not fit, and which counts were shown exactly."""
    chance = random.Random(seed)
    found, exact = 0, set()
    for _ in range(truths):
        published = organisation.published(truth(organisation, chance), SMALL, protect)
        exact |= {key for key, (_, figure) in published.items() if figure.kind is Kind.EXACT}
        for _ in range(COALITIONS):
            found += organisation.find(published, people(organisation, chance)) is None
    return found, exact


@pytest.mark.parametrize("organisation", ORGANISATIONS.values(), ids=ORGANISATIONS)
def test_any_lives_of_two_people_fit_what_is_published(organisation):
    found, exact = ruled_out(organisation)
    assert found == 0
    assert {(further.KEPT, ""), (further.BEGAN, ""), (further.NEW_KEPT, "")} <= exact


# Rules that are weaker by a little: the same search must find them.


class NarrowEdge(Parameters):
    @property
    def edge(self):
        return self.c + 1


def with_a_narrower_edge(counts, room, services, _parameters, *, least):
    return protect_quarter(counts, room, services, NarrowEdge(5, 1), least=least)


def exactly(counts, room, services, parameters, *, least):
    """Whatever is shown at all is shown exactly."""
    figures = protect_quarter(counts, room, services, parameters, least=least)
    return {
        key: figure
        if figure.low is None
        else Figure(Kind.EXACT, counts.get(key, 0), counts.get(key, 0))
        for key, figure in figures.items()
    }


def chosen_from_the_hidden_counts(counts, room, services, parameters, *, least):
    """Exact wherever the whole, which may be hidden, has room left."""
    figures = protect_quarter(counts, room, services, parameters, least=least)
    whole = counts.get((further.ACTIVE, ""), 0)
    for code in (further.BEGAN, further.KEPT, further.ADVANCED):
        count = counts.get((code, ""), 0)
        if 2 < count < whole - 2:
            figures[code, ""] = Figure(Kind.EXACT, count, count)
    return figures


def patched(name, value):
    def protect(*args, **kwargs):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(further, name, value)
            return protect_quarter(*args, **kwargs)

    return protect


def beside_nothing(page, code, *, of, beside=None):
    """A part of a whole is cut as if the parts given already were not there."""
    page.cut((code, ""), page.low(of) - page.s, page.high(of))


def with_parts_cut_alone(*args, **kwargs):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(further._Page, "whole", beside_nothing)
        return protect_quarter(*args, **kwargs)


@pytest.mark.parametrize(
    "protect",
    [
        pytest.param(with_a_narrower_edge, id="an end cell of c + 1"),
        pytest.param(exactly, id="exact wherever it is shown"),
        pytest.param(chosen_from_the_hidden_counts, id="chosen from the hidden counts"),
        pytest.param(patched("CHANGED", 0), id="as if the witness never changed"),
        pytest.param(with_parts_cut_alone, id="parts of a whole that ignore one another"),
    ],
)
def test_the_search_finds_lives_that_a_weaker_rule_rules_out(protect):
    found, _exact = ruled_out(ORGANISATIONS["a weekly service"], protect, truths=20, seed=12)
    assert found > 0
