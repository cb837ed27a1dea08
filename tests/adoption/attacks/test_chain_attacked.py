"""A reader who knows the program, against the rule of the chain, on trees that are odd (decision 61).

Every world of a tiny organisation is tried: of all that have the same publication, does any of c people find a
stranger’s value, and can any levels of any c + 1 people be? On larger ones a solver looks for a world in which
four people have whatever levels they like, and for one that is as different as it can be: what is published of it
must be the same, or the program itself would tell.

Levels are cut off from the top only. A reader who knows that nobody is known without an account, or that every
account is used, is not covered (decision 61), and does find people: tests/adoption/publishing/test_partition_exhaustive.py.
"""

import itertools
import random

import numpy as np
import pytest

from adoption.publishing.disclosure import history
from adoption.publishing.disclosure.chain import WitnessBounds
from adoption.publishing.disclosure.history import ChainFigures, protect_chain
from adoption.publishing.disclosure.protection import Figure, Kind, Parameters, protect
from tests.adoption.attacks.deducing import Fact, Reader, lower_bounds_of_people
from tests.adoption.attacks.exhaustive_and_solver_readers import Exhausted
from tests.adoption.attacks.worlds import LEVELS, Organisation, Publishing, is_possible


SMALL = Parameters(5, 1, 1)
WITHOUT_HABIT, WITHOUT_USE = (0, 1, 2, 3), (0, 1, 2)


def one_month(*classes, above=(), levels=LEVELS):
    return Organisation(tuple((size, (team,)) for size, team in classes), (above,), levels)


ODD = {
    "alone": one_month((13, "all")),
    "under k": one_month((4, "all")),
    "a team and as many of the division’s own": one_month((5, "a"), (5, "all"), levels=WITHOUT_USE),
    "three under one another, one people": one_month((12, "c"), above=(("c", "b"), ("b", "a"))),
    "each a little larger": one_month(
        (6, "c"), (3, "b"), (2, "all"), above=(("c", "b"),), levels=WITHOUT_HABIT
    ),
    "exactly k beside k less one": one_month((5, "a"), (4, "b"), levels=WITHOUT_HABIT),
    "a small one that is all that is left": one_month((9, "a"), (1, "b"), levels=WITHOUT_HABIT),
    "two alike": one_month((8, "a"), (7, "b"), levels=WITHOUT_USE),
}
# Over two months: who moves, who joins, who leaves, a team that is gone, people who get a team of their own.
MOVING = {
    "somebody moves": Organisation(((6, ("a", "a")), (1, ("a", "b"))), ((), ()), WITHOUT_USE),
    "a team is gone": Organisation(((5, ("a", "a")), (2, ("b", "a"))), ((), ()), WITHOUT_USE),
    "one joins and one leaves": Organisation(
        ((6, ("all", "all")), (1, ("all", None)), (1, (None, "all"))), ((), ()), WITHOUT_USE
    ),
    "the same people under a new tree": Organisation(
        ((5, ("a", "a")), (2, ("b", "b"))), ((), (("b", "a"),)), WITHOUT_USE
    ),
}


@pytest.mark.parametrize("organisation", [*ODD.values(), *MOVING.values()], ids=[*ODD, *MOVING])
def test_no_world_gives_anybody_away_and_any_levels_of_two_people_can_be(organisation):
    tried = Exhausted(Publishing(organisation, SMALL))

    assert tried.deduced(SMALL.c) == []
    assert tried.ruled_out(SMALL.c + 1) == []


def test_with_a_threshold_of_one_nobody_is_given_away_either():
    tried = Exhausted(Publishing(ODD["exactly k beside k less one"], Parameters(1, 1, 1)))
    assert (tried.deduced(1), tried.ruled_out(2)) == ([], [])


# --- The same reader finds every constant that is one too small ---------------------------------------------------


def narrowed(which, below=0, above=0):
    def rule(staff, earlier, counts, parameters):
        turn = itertools.cycle(["account", "habit", "known"])

        def room(least, most, low, high):
            cut = (below, above) if next(turn) == which else (0, 0)
            return WitnessBounds(
                least,
                most,
                {team: people - cut[0] for team, people in low.items()},
                {team: people - cut[1] for team, people in high.items()},
            )

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(history, "WitnessBounds", room)
            return protect_chain(staff, earlier, counts, parameters)

    return rule


class NarrowEdge(Parameters):
    @property
    def edge(self):
        return self.c + 1


def narrow_everywhere(staff, earlier, counts, parameters):
    return protect_chain(staff, earlier, counts, NarrowEdge(parameters.k, parameters.c, 1))


def unlinked(staff, _earlier, counts, parameters):
    chain = (counts.known, counts.account, counts.used, counts.habit)
    return ChainFigures(*(protect(staff.tree.order, each, parameters) for each in chain))


def hides_nobody(staff, earlier, counts, parameters):
    """Whether a block is shown depends on the count behind it."""
    chain = protect_chain(staff, earlier, counts, parameters)
    kept = {
        team: Figure(Kind.HIDDEN) if counts.used[team] == 0 else figure
        for team, figure in chain.used.items()
    }
    return ChainFigures(chain.known, chain.account, kept, chain.habit)


def without_the_past(staff, _earlier, counts, parameters):
    return protect_chain(staff, [], counts, parameters)


LEAKS = {
    "an edge one too narrow": (narrow_everywhere, "alone"),
    "account, low end": (narrowed("account", below=1), "alone"),
    "account, high end": (narrowed("account", above=1), "alone"),
    "habit, low end": (narrowed("habit", below=1), "alone"),
    "counts that ignore one another": (unlinked, "alone"),
    "a choice by a hidden count": (hides_nobody, "alone"),
}


@pytest.mark.parametrize(("rule", "name"), LEAKS.values(), ids=LEAKS)
def test_a_weaker_rule_is_found_out(rule, name):
    tried = Exhausted(Publishing(ODD[name], SMALL, rule))
    assert tried.ruled_out(SMALL.c + 1)


def test_earlier_months_that_are_forgotten_are_found_out():
    lasting = Organisation(((10, ("all", "all")),), ((), ()), WITHOUT_USE)
    assert Exhausted(Publishing(lasting, SMALL, without_the_past)).ruled_out(2)
    assert not Exhausted(Publishing(lasting, SMALL)).ruled_out(2)


# --- As in production, over three months ---------------------------------------------------------------------------

# Accounts, habits and known of every team above the threshold: more than in production.
PRODUCTION = Parameters(10, 3, 10)
LARGE = {
    "moves, a split, a merger, a team that shrinks": Organisation(
        (
            (11, ("a", "a", "a")),
            (3, ("a", "b", "b")),
            (10, ("b", "b", "b")),
            (6, ("c", "c", "b")),
            (5, ("c", "c", "c")),
            (14, ("d", "e", "e")),
            (12, ("d", "d", "d")),
            (2, (None, "d", "d")),
            (2, ("a", "a", None)),
            (7, ("all", "all", "all")),
        ),
        ((("b", "a"), ("c", "a")),) * 2 + ((("c", "b"), ("b", "a")),),
    ),
    "one under the other, each with people of its own": Organisation(
        tuple((size, (team,) * 3) for size, team in zip((10, 3, 12, 1), "dcba", strict=True)),
        ((("d", "c"), ("c", "b"), ("b", "a")),) * 3,
    ),
    "teams crossed by three parts": Organisation(
        (
            (9, ("a", "a", "a")),
            (8, ("a", "a", "b")),
            (7, ("b", "b", "b")),
            (9, ("b", "b", "b")),
            (8, ("c", "c", "c")),
            (6, ("c", None, "c")),
            (5, ("all", "all", "all")),
        ),
        ((("b", "a"),),) * 3,
        parts=("f", "g", "f", "h", "g", "h", "f"),
    ),
}
TRUTHS, GROUPS = 3, 12


def some_truth(organisation, chance):
    """Leaning, class by class, to a few histories: figures at the ends and in the middle."""
    world = np.zeros(len(organisation.cells), int)
    for number, (size, _) in enumerate(organisation.classes):
        own = np.flatnonzero(organisation.class_of == number)
        weights = [chance.random() ** 8 for _ in own]
        for place in chance.choices(own.tolist(), weights, k=size):
            world[place] += 1
    return world


def some_people(organisation, chance, number):
    """Anybody, at any levels that can be."""
    sizes = [size for size, _ in organisation.classes]
    chosen = chance.sample([n for n, size in enumerate(sizes) for _ in range(size)], number)
    return lower_bounds_of_people(
        organisation,
        [
            int(chance.choice(np.flatnonzero(organisation.class_of == each).tolist()))
            for each in chosen
        ],
    )


def facts_of(published):
    return [Fact(month, team, code, low, high) for month, code, team, low, high in published]


@pytest.mark.parametrize("organisation", LARGE.values(), ids=LARGE)
def test_any_levels_of_four_people_can_be_and_the_program_tells_no_more(organisation):
    chance = random.Random(20261126)
    publishing = Publishing(organisation, PRODUCTION)
    for _ in range(TRUTHS):
        truth = some_truth(organisation, chance)
        published = publishing.of(truth)
        reader = Reader(organisation, facts_of(published))
        assert reader.is_true(truth)
        for _ in range(GROUPS):
            own = some_people(organisation, chance, PRODUCTION.c + 1)
            wish = np.array([chance.random() - 0.5 for _ in organisation.cells])
            other = reader.find(own, wish)
            assert other is not None, f"{own.nonzero()} is ruled out"
            assert publishing.of(other) == published


def test_histories_are_those_that_an_account_allows():
    assert is_possible((2, 0, 4, 0))
    assert not is_possible((2, 0, 1))
