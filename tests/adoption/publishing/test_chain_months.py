"""Months of organisations too large to try every truth: a solver looks for a world.

Any levels of any c + 1 people, over all months, must fit what is published. The truths are drawn
with few kinds of history each, and then pushed to where the known count is exact with least to spare.
"""

import random

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from adoption.publishing.disclosure.history import protect_chain
from adoption.publishing.disclosure.protection import HIDDEN, Kind, Parameters
from tests.adoption.possible_histories import NOBODY_WITH_THE_HABIT, Histories, pages, upwards


pytestmark = pytest.mark.full

SMALL = Parameters(k=5, c=1, detail=1)
TRUTHS = 8
COALITIONS = 12
PARTS = 4  # where a publication has the parts, after the four counts

CLASSES = {
    "one month, four deep": Histories(
        ((9, ("z",)), (8, ("y",)), (9, ("x",)), (7, ("w",)), (6, ("all",))),
        above=(("z", "y"), ("y", "x")),
    ),
    "two months": Histories(
        (
            (9, ("a", "a")),
            (8, ("b", "b")),
            (4, ("a", "b")),
            (7, ("all", "all")),
            (3, (None, "all")),
            (3, ("b", None)),
        ),
        NOBODY_WITH_THE_HABIT,
    ),
    "two months, crossed by parts": Histories(
        (
            (7, ("a", "a")),
            (6, ("a", "a")),
            (7, ("b", "b")),
            (6, ("b", "b")),
            (2, ("a", "b")),
        ),
        NOBODY_WITH_THE_HABIT,
        parts=(("f", "f"), ("g", "g"), ("f", "f"), ("g", "g"), ("f", "g")),
    ),
    "three months": Histories(
        (
            (12, ("a", "a", "a")),
            (11, ("b", "b", "b")),
            (4, ("a", "b", "b")),
            (5, ("all", None, "all")),
        ),
        NOBODY_WITH_THE_HABIT,
    ),
}


def by_the_rule(staff, earlier, counts):
    return protect_chain(staff, earlier, counts, SMALL)


class NarrowEdge(Parameters):
    @property
    def edge(self):
        return self.c + 1


def with_narrow_ends(staff, earlier, counts):
    return protect_chain(staff, earlier, counts, NarrowEdge(5, 1, 1))


class Worlds:
    """Unknowns: for each class and type, how many people; rows: what can be published of them."""

    def __init__(self, lives):
        self.lives = lives
        allowed = [{*lives.of(teams)} for _, teams in lives.classes]
        types = [tuple(history.tolist()) for history in lives.histories]
        self.cells = [(k, t) for k, own in enumerate(allowed) for t in types if t in own]
        self.sizes = [size for size, _ in lives.classes]
        one_person = np.zeros((len(self.cells), len(self.sizes), len(types)), dtype=np.int8)
        for number, (class_, history) in enumerate(self.cells):
            one_person[number, class_, types.index(history)] = 1
        self.counts = lives.rows(lives.histories, one_person).T.astype(int)
        self.classes = one_person.sum(axis=2).T

    def published(self, world, rule):
        return pages(self.lives, rule, tuple((self.counts @ world).tolist()))

    def find(self, published, at_least=0, more=(), most=None):
        """A world with these people at least, or None.

        more: further (row, low, high). most: the row of what should be as many as possible.
        """
        wanted = [*self.inequalities(published), *more]
        wanted += [(row, size, size) for row, size in zip(self.classes, self.sizes, strict=True)]
        rows, lows, highs = zip(*wanted, strict=True)
        solution = milp(
            np.zeros(len(self.cells)) if most is None else -most,
            constraints=LinearConstraint(np.array(rows), lows, highs),
            bounds=Bounds(at_least, np.inf),
            integrality=np.ones(len(self.cells)),
        )
        return None if solution.x is None else np.rint(solution.x).astype(int)

    def inequalities(self, published):
        return [
            (self.row(month, team, level), figure.low, figure.high)
            for month, page in enumerate(published)
            for level, figures in enumerate(page)
            for team, figure in figures
            if figure != HIDDEN
        ]

    def row(self, month, population, level):
        """The count of a population with all below it, or, at the fifth level, of a part."""
        above = dict(self.lives.above)
        start = sum(self.lives.width(each) for each in range(month))
        if level == PARTS:
            teams = 4 * len(self.lives.teams(month))
            return self.counts[start + teams + self.lives.parts_of(month).index(population)]
        return sum(
            self.counts[start + 4 * place + level]
            for place, team in enumerate(self.lives.teams(month))
            if population in upwards(team, above)
        )

    def truth(self, chance):
        world = np.zeros(len(self.cells), dtype=int)
        for number, size in enumerate(self.sizes):
            own = [at for at, (class_, _) in enumerate(self.cells) if class_ == number]
            for at in chance.choices(own, [chance.random() ** 6 for _ in own], k=size):
                world[at] += 1
        return world


def truths_near_the_edge(worlds, rule, chance):
    """A random truth; and, after the same earlier months, one that leaves history least to spare.

    It has the most known people without an account in the last month with which the known count of
    everybody shows exactly.
    """
    truth = worlds.truth(chance)
    yield truth
    earlier = worlds.published(truth, rule)[:-1]
    month = worlds.lives.months[-1]
    without = worlds.row(month, "all", 0) - worlds.row(month, "all", 1)
    most = worlds.find(earlier, most=without) @ without
    for count in range(most, -1, -1):
        world = worlds.find(
            earlier, more=[(without, count, count)], most=worlds.row(month, "all", 1)
        )
        if shows_known(worlds.published(world, rule)):
            yield world
            return


def shows_known(published):
    return dict(published[-1][0])["all"].kind is Kind.EXACT


def coalitions(worlds, chance):
    """Pairs by lot; and pairs of whom nothing is ever known, which leave the fewest to be known."""
    everybody = range(len(worlds.cells))
    silent = [at for at in everybody if not any(worlds.cells[at][1])]
    for among in (everybody, silent):
        for _ in range(COALITIONS):
            people = np.zeros(len(worlds.cells), dtype=int)
            for at in chance.choices(among, k=SMALL.c + 1):
                people[at] += 1
            yield people


def coalitions_ruled_out(lives, rule):
    worlds, chance = Worlds(lives), random.Random(7)
    ruled_out = 0
    for _ in range(TRUTHS):
        for truth in truths_near_the_edge(worlds, rule, chance):
            published = worlds.published(truth, rule)
            for people in coalitions(worlds, chance):
                ruled_out += worlds.find(published, people) is None
    return ruled_out


@pytest.mark.parametrize("lives", CLASSES.values(), ids=CLASSES)
def test_any_levels_of_two_people_fit_months_of_an_organisation_with_teams(lives):
    assert coalitions_ruled_out(lives, by_the_rule) == 0


def test_the_solver_finds_values_ruled_out_behind_narrow_end_cells():
    assert coalitions_ruled_out(CLASSES["two months, crossed by parts"], with_narrow_ends) > 0
