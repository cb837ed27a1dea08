"""Use, and account, habit and known around it, on the tree: a reader who knows the program, and every truth.

People of one class (same team in every month) are interchangeable. A person's history is one level
a month, and whoever had an account is never known without one again. They may be unknown: no
reader knows who answered.
"""

import itertools
from functools import cache, partial

import pytest

from adoption.publishing.disclosure import history
from adoption.publishing.disclosure.chain import WitnessBounds
from adoption.publishing.disclosure.history import ChainFigures, protect_chain
from adoption.publishing.disclosure.protection import Figure, Kind, Parameters, protect
from tests.adoption.possible_histories import (
    NOBODY_USES_IT,
    NOBODY_WITH_THE_HABIT,
    Histories,
    pages,
)
from tests.adoption.publishing.exhaustive_reader import share_ruling_out, somebody_fixed


pytestmark = pytest.mark.full

SMALL = Parameters(k=5, c=1, detail=1)
NESTED = (("z", "y"), ("y", "x"))


def by_the_rule(staff, earlier, counts, parameters=SMALL):
    return protect_chain(staff, earlier, counts, parameters)


@cache
def published(lives, rule):
    return lives.published(rule)


def share_fixed(lives, rule, c=SMALL.c):
    truths, pages = published(lives, rule)
    return somebody_fixed(truths, pages, lives.values, c)


def share_of_broken_promises(lives, rule, c=SMALL.c):
    """Truths whose publication rules out some values of some c + 1 people."""
    return share_ruling_out(*published(lives, rule), c + 1)


def one_month(*classes, levels=(0, 1, 2, 3, 4), above=()):
    return Histories(tuple((size, (team,)) for size, team in classes), levels, above)


LONE = one_month((15, "all"))
TWO_TEAMS = one_month((5, "a"), (4, "b"))
TEAM_AND_OTHERS = one_month((2, "all"), (6, "a"))
TEAM_IN_A_TEAM = one_month((1, "all"), (2, "x"), (5, "a"), above=(("a", "x"),))
# Fewer levels leave room for larger teams, with exact figures: the reader knows that too.
LONE_WITHOUT_HABIT = one_month((16, "all"), levels=NOBODY_WITH_THE_HABIT)
TWO_TEAMS_WITHOUT_USE = one_month((8, "a"), (7, "b"), levels=NOBODY_USES_IT)
TWO_TEAMS_OF_USERS = one_month((8, "a"), (7, "b"), levels=(0, 2, 3))
TWO_TEAMS_WITH_HABITS = one_month((8, "a"), (7, "b"), levels=(0, 3, 4))
FOUR_DEEP = one_month(
    (3, "z"), (2, "y"), (2, "x"), (1, "all"), levels=NOBODY_WITH_THE_HABIT, above=NESTED
)
THREE_TEAMS = one_month((5, "a"), (4, "b"), (3, "c"), levels=NOBODY_USES_IT)
LARGER = [
    LONE_WITHOUT_HABIT,
    TWO_TEAMS_WITHOUT_USE,
    TWO_TEAMS_OF_USERS,
    TWO_TEAMS_WITH_HABITS,
]
ONE_MONTH = [LONE, TWO_TEAMS, TEAM_AND_OTHERS, TEAM_IN_A_TEAM, FOUR_DEEP, THREE_TEAMS, *LARGER]


@pytest.mark.parametrize("lives", ONE_MONTH)
def test_no_truth_of_the_chain_fixes_anybody(lives):
    assert share_fixed(lives, by_the_rule) == 0


@pytest.mark.parametrize("lives", ONE_MONTH)
def test_any_levels_of_two_people_fit_what_is_published(lives):
    assert share_of_broken_promises(lives, by_the_rule) == 0


def test_no_truth_of_the_chain_fixes_anybody_for_two_colleagues():
    lives = one_month((2, "all"), (12, "a"), levels=NOBODY_WITH_THE_HABIT)
    rule = partial(by_the_rule, parameters=Parameters(5, 2, 1))
    assert share_fixed(lives, rule, c=2) == 0
    assert share_of_broken_promises(lives, rule, c=2) == 0


@pytest.mark.parametrize("k", [1, 3, 8])
def test_no_truth_of_the_chain_fixes_anybody_whatever_the_threshold(k):
    rule = partial(by_the_rule, parameters=Parameters(k, 1, 1))
    assert share_fixed(TEAM_AND_OTHERS, rule) == 0
    assert share_of_broken_promises(TWO_TEAMS_OF_USERS, rule) == 0


def test_the_rule_shows_exact_counts_on_these_organisations():
    kinds = {
        (place, figure.kind)
        for lives in [LONE, *LARGER]
        for row in lives.rows(lives.histories, lives.truths())[::7]
        for place, figures in enumerate(pages_of(lives, row)[0])
        for _, figure in figures
    }
    assert kinds >= {(place, Kind.EXACT) for place in range(4)}


def pages_of(lives, row):
    return pages(lives, by_the_rule, tuple(row.tolist()))


# Rules that are weaker by a little: the same tests must find them.


class NarrowEdge(Parameters):
    @property
    def edge(self):
        return self.c + 1


def narrowed(which, below=0, above=0):
    """The rule with an end cell of one of the counts around use narrowed by so many people."""

    def rule(staff, earlier, counts):
        order = itertools.cycle(["account", "habit", "known"])

        def room(least, most, end_below, end_above):
            less = (below, above) if next(order) == which else (0, 0)
            return WitnessBounds(
                least,
                most,
                {team: people - less[0] for team, people in end_below.items()},
                {team: people - less[1] for team, people in end_above.items()},
            )

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(history, "WitnessBounds", room)
            return protect_chain(staff, earlier, counts, SMALL)

    return rule


def unlinked(staff, earlier, counts):
    """Each count by the same cells, as if the others were not published."""
    chain = (counts.known, counts.account, counts.used, counts.habit)
    return ChainFigures(*(protect(staff.tree.order, count, SMALL) for count in chain))


def chosen_from_the_hidden_counts(staff, earlier, counts):
    """Exact wherever the count itself, which is hidden, is far enough from its neighbours."""
    sizes = {population.id: population.size for population in staff.tree.order}
    chain = [
        sizes,
        counts.known,
        counts.account,
        counts.used,
        counts.habit,
        dict.fromkeys(sizes, 0),
    ]
    figures = [
        {
            team: Figure(Kind.EXACT, here[team], here[team])
            for team in sizes
            if above[team] - here[team] > 2 and here[team] - below[team] > 2
        }
        for above, here, below in zip(chain, chain[1:], chain[2:], strict=False)
    ]
    return ChainFigures(*figures)


def one_under_the_threshold(staff, earlier, counts):
    """Of a team too small to be shown, the count is shown after all."""
    chain = protect_chain(staff, earlier, counts, SMALL)
    small = min(staff.tree.order, key=lambda population: population.size).id
    count = counts.used[small]
    return ChainFigures(
        chain.known,
        chain.account,
        chain.used | {small: Figure(Kind.EXACT, count, count)},
        chain.habit,
    )


def narrow_everywhere(staff, earlier, counts):
    return protect_chain(staff, earlier, counts, NarrowEdge(5, 1, 1))


@pytest.mark.parametrize(
    ("rule", "lives"),
    [
        pytest.param(narrow_everywhere, TWO_TEAMS_OF_USERS, id="an end cell of c + 1"),
        pytest.param(chosen_from_the_hidden_counts, LONE, id="chosen from the hidden counts"),
        pytest.param(one_under_the_threshold, TEAM_AND_OTHERS, id="a small team shown"),
        pytest.param(narrowed("account", below=1), TWO_TEAMS_WITHOUT_USE, id="account, low end"),
        pytest.param(narrowed("account", above=1), TWO_TEAMS_OF_USERS, id="account, high end"),
        pytest.param(narrowed("habit", below=1), TWO_TEAMS_WITH_HABITS, id="habit, low end"),
        pytest.param(narrowed("known", below=1), TWO_TEAMS_OF_USERS, id="known, low end"),
    ],
)
def test_the_reader_finds_people_behind_a_weaker_rule(rule, lives):
    assert share_fixed(lives, rule) > 0


@pytest.mark.parametrize(
    ("rule", "lives"),
    [
        pytest.param(unlinked, LONE, id="counts that ignore one another"),
        pytest.param(narrowed("habit", above=1), TWO_TEAMS_WITH_HABITS, id="habit, high end"),
    ],
)
def test_values_are_ruled_out_by_a_weaker_rule(rule, lives):
    assert share_of_broken_promises(lives, rule) > 0


# Months on end

TWO = ("all", "all")


class FirstMonthsPlain(Histories):
    """Nobody is known without an account before the last month, and nobody uses the portal."""

    def of(self, teams):
        return [history for history in super().of(teams) if 1 not in history[:-1]]


MONTHS = [
    Histories(((6, TWO),)),
    Histories(((8, TWO),), NOBODY_WITH_THE_HABIT),
    Histories(((12, TWO),), NOBODY_USES_IT),
    FirstMonthsPlain(((18, TWO),), NOBODY_USES_IT),
    FirstMonthsPlain(((13, TWO), (2, ("all", None)), (2, (None, "all"))), NOBODY_USES_IT),
    Histories(((4, ("a", "a")), (5, ("b", "a"))), NOBODY_USES_IT),
    Histories(((4, ("a", "a")), (5, ("a", "b"))), NOBODY_USES_IT),
    FirstMonthsPlain(((14, ("all",) * 3),), NOBODY_USES_IT),
]
STABLE, JOINED_AND_LEFT = MONTHS[3], MONTHS[4]


def without_the_past(staff, earlier, counts):
    return protect_chain(staff, [], counts, SMALL)


@pytest.mark.parametrize("lives", MONTHS)
def test_no_truth_over_months_fixes_anybody(lives):
    assert share_fixed(lives, by_the_rule) == 0


@pytest.mark.parametrize("lives", MONTHS)
def test_any_histories_of_two_people_fit_what_is_published(lives):
    assert share_of_broken_promises(lives, by_the_rule) == 0


def test_values_are_ruled_out_when_earlier_months_are_forgotten():
    assert share_of_broken_promises(STABLE, without_the_past) > 0


def test_the_reader_finds_people_when_earlier_months_are_forgotten():
    assert share_fixed(JOINED_AND_LEFT, without_the_past) > 0
