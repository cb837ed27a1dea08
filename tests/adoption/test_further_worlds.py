"""Figures of the whole organisation: any lives of any two people fit what is published.

The reader knows the program. The chain of the month and the quarter's figures are published of organisations
whose people link, use services and stop; then a solver looks for a world with other people's lives.
"""

import random

import numpy as np
import pytest

from adoption import further
from adoption.disclosure import Figure, Kind, Parameters
from adoption.doings import Expected
from adoption.further import protect_quarter
from tests.adoption.organisations import Organisation, service


SMALL = Parameters(k=5, c=1)
TRUTHS, COALITIONS = 6, 14

MONTHLY = (
    service("account"),
    service("bill", Expected.YEARLY),
    service("letters", advanced=True),
)
ORGANISATIONS = {
    "one population": Organisation((("all", 90),), MONTHLY),
    "two teams": Organisation((("a", 60), ("b", 45), ("all", 15)), MONTHLY),
    "a weekly service": Organisation(
        (("all", 110),), (service("account", Expected.WEEKLY), service("letters", advanced=True))
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


def ruled_out(organisation, protect=protect_quarter, seed=11):
    """How many pairs of lives do not fit, and which counts were shown exactly."""
    chance = random.Random(seed)
    found, exact = 0, set()
    for _ in range(TRUTHS):
        published = organisation.published(truth(organisation, chance), SMALL, protect)
        exact |= {key for key, (_, figure) in published.items() if figure.kind is Kind.EXACT}
        for _ in range(COALITIONS):
            found += organisation.find(published, people(organisation, chance)) is None
    return found, exact


@pytest.mark.parametrize("organisation", ORGANISATIONS.values(), ids=ORGANISATIONS)
def test_any_lives_of_two_people_fit_what_is_published(organisation):
    found, exact = ruled_out(organisation)
    assert found == 0
    assert (further.ACTIVE, "") in exact
