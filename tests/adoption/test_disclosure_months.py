"""Several months of organisations too large to try every truth: a solver looks for a world.

Any values of any c + 1 people, over all months, must fit what is published. The truths are drawn
with few kinds of history each, and then pushed to where a figure is exact with least to spare.
"""

import random

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from adoption.disclosure import Kind
from tests.adoption.test_disclosure_exhaustive import (
    NOBODY_WITH_THE_HABIT,
    SMALL,
    Moves,
    by_history,
    pages,
    true_counts,
    without_the_past,
)


TRUTHS = 12
COALITIONS = 15

CLASSES = {
    "two months": (
        (9, ("a", "a")),
        (8, ("b", "b")),
        (4, ("a", "b")),
        (7, ("all", "all")),
        (3, (None, "all")),
        (3, ("b", None)),
    ),
    "three months": (
        (9, ("a", "a", "a")),
        (8, ("b", "b", "b")),
        (4, ("a", "b", "b")),
        (5, ("all", None, "all")),
    ),
}


class Worlds:
    """Unknowns: for each class and type, how many people; rows: what can be published of them."""

    def __init__(self, moves):
        self.moves = moves
        allowed = [{*moves.of(teams)} for _, teams in moves.classes]
        types = [tuple(history.tolist()) for history in moves.histories]
        self.cells = [(k, t) for k, own in enumerate(allowed) for t in types if t in own]
        self.sizes = [size for size, _ in moves.classes]
        shape = (len(self.cells), len(self.sizes), len(types))
        one_person = np.zeros(shape, dtype=np.int8)
        for number, (class_, history) in enumerate(self.cells):
            one_person[number, class_, types.index(history)] = 1
        self.counts = np.array([*true_counts(moves, moves.histories, one_person)])
        self.classes = one_person.sum(axis=2).T

    def published(self, world, rule):
        return pages(self.moves, rule, (self.counts @ world).tolist())

    def find(self, published, at_least=0, exactly=()):
        """A world with these people at least, or None. exactly: more (row, count)."""
        wanted = [(row, figure.low, figure.high) for row, figure in self.inequalities(published)]
        wanted += [(row, size, size) for row, size in zip(self.classes, self.sizes, strict=True)]
        wanted += [(row, count, count) for row, count in exactly]
        rows, lows, highs = zip(*wanted, strict=True)
        solution = milp(
            np.zeros(len(self.cells)),
            constraints=LinearConstraint(np.array(rows), lows, highs),
            bounds=Bounds(at_least, np.inf),
            integrality=np.ones(len(self.cells)),
        )
        return None if solution.x is None else np.rint(solution.x).astype(int)

    def inequalities(self, published):
        """(row, figure) of every figure that is not hidden."""
        counts = iter(self.counts)
        found = []
        for month, (used, chain) in enumerate(published):
            teams = self.moves.teams(month)
            rows = {team: next(counts) for team in teams}
            rows["all"] = sum(rows.values())
            found += [(rows[team], figure) for team, figure in used]
            found += [(next(counts), each) for each in (chain.known, chain.account, chain.habit)]
        return [(row, figure) for row, figure in found if figure.kind is not Kind.HIDDEN]

    def truth(self, chance):
        world = np.zeros(len(self.cells), dtype=int)
        for number, size in enumerate(self.sizes):
            own = [at for at, (class_, _) in enumerate(self.cells) if class_ == number]
            for at in chance.choices(own, [chance.random() ** 6 for _ in own], k=size):
                world[at] += 1
        return world


def truths_near_the_edge(worlds, rule, chance):
    """A random truth, and another with the fewest accounts in the last month that show exactly."""
    truth = worlds.truth(chance)
    yield truth
    published = worlds.published(truth, rule)
    *_, known, account, _ = worlds.counts
    users = worlds.counts[-3 - len(worlds.moves.teams(worlds.moves.months[-1])) : -3]
    exactly = [(row, row @ truth) for row in (*users, known)]
    for count in range(account @ truth):
        world = worlds.find(published[:-1], exactly=[*exactly, (account, count)])
        if world is not None and shows_accounts(worlds.published(world, rule)):
            yield world
            return


def shows_accounts(published):
    return published[-1][1].account.kind is Kind.EXACT


def coalitions_ruled_out(moves, rule):
    worlds, chance = Worlds(moves), random.Random(7)
    ruled_out = 0
    for _ in range(TRUTHS):
        for truth in truths_near_the_edge(worlds, rule, chance):
            published = worlds.published(truth, rule)
            for _ in range(COALITIONS):
                people = np.zeros(len(worlds.cells), dtype=int)
                for at in chance.choices(range(len(people)), k=SMALL.c + 1):
                    people[at] += 1
                ruled_out += worlds.find(published, people) is None
    return ruled_out


@pytest.mark.parametrize("classes", CLASSES.values(), ids=CLASSES)
def test_any_values_of_two_people_fit_months_of_an_organisation_with_teams(classes):
    assert coalitions_ruled_out(Moves(classes, NOBODY_WITH_THE_HABIT), by_history) == 0


@pytest.mark.parametrize("classes", CLASSES.values(), ids=CLASSES)
def test_the_solver_finds_values_ruled_out_when_earlier_months_are_forgotten(classes):
    assert coalitions_ruled_out(Moves(classes, NOBODY_WITH_THE_HABIT), without_the_past) > 0
