"""A reader who knows the program, on organisations so small that every truth can be tried.

Truths are grouped by what is published of them. Within a group, for every set of c people and
every values of theirs, nobody else may have the same value in all truths that remain.

People of one class (same team in every month) are interchangeable, so a truth is, for each
class, how many of its people have each type (a level, or a history of levels).
"""

import itertools
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
import pytest

from adoption.disclosure import (
    ChainCounts,
    Kind,
    Parameters,
    Population,
    build_tree,
    protect,
    protect_known_and_account,
)
from adoption.history import PublishedMonth, UsedMonth, past_of, protect_chain


SMALL = Parameters(k=5, c=1)
# Levels: 0 unknown, 1 known, 2 account, 3 used, 4 habit.
AT_LEAST = np.array([[level >= wanted for level in range(5)] for wanted in (1, 2, 3, 4)])


def truths_of(sizes, types):
    """Array (truth, class, type) of every way to spread each class over the types."""
    return combinations([np.array(list(spreads_of(size, types)), dtype=np.int8) for size in sizes])


def combinations(spreads):
    """spreads: for each class an array (way, type)."""
    picks = np.indices([len(spread) for spread in spreads]).reshape(len(spreads), -1)
    return np.stack([spread[pick] for spread, pick in zip(spreads, picks, strict=True)], axis=1)


def spreads_of(size, types):
    if types == 1:
        yield (size,)
        return
    for first in range(size + 1):
        for others in spreads_of(size - first, types - 1):
            yield (first, *others)


def somebody_fixed(truths, published, values, c):
    """The share of truths whose publication fixes somebody; published: one label a truth.

    values: booleans (indicator, type): the values whose secrecy is at stake, except those that
    all truths give to a class, such as those of months in which it was not there.
    """
    order = np.argsort(published, kind="stable")
    truths, published = truths[order], np.asarray(published)[order]
    counts = [[people[:, value].sum(axis=1) for value in values] for people in classes_of(truths)]
    sizes = truths[0].sum(axis=1)
    leaking = np.zeros(published.max() + 1, dtype=bool)
    cells = list(itertools.product(range(truths.shape[1]), range(truths.shape[2])))
    for coalition in itertools.combinations_with_replacement(cells, c):
        own = np.zeros(truths.shape[1:], dtype=np.int8)
        for cell in coalition:
            own[cell] += 1
        known = np.nonzero(own)
        possible = np.flatnonzero((truths[:, *known] >= own[known]).all(axis=1))
        if len(possible):
            groups = published[possible]
            starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
            for people, size, own_levels in zip(counts, sizes, own, strict=True):
                others = size - own_levels.sum()
                for count, value in zip(people, values, strict=True):
                    if count.max() == 0 or count.min() == size:
                        continue
                    rest = count[possible] - own_levels[value].sum()
                    fixed = fixed_groups(rest, starts, others)
                    leaking[groups[starts[fixed]]] = True
    return leaking[published].mean()


def share_ruling_out(truths, published, people):
    """The share of truths whose publication rules out some values of so many people.

    That any values of any c + 1 people fit is the invariant of the rule. It is stronger than
    that nobody is fixed, so it notices a leak where people are too alike for one.
    """
    ruling_out = np.zeros(published.max() + 1, dtype=bool)
    cells = list(itertools.product(range(truths.shape[1]), range(truths.shape[2])))
    for chosen in itertools.combinations_with_replacement(cells, people):
        own = np.zeros(truths.shape[1:], dtype=np.int8)
        for cell in chosen:
            own[cell] += 1
        known = np.nonzero(own)
        possible = (truths[:, *known] >= own[known]).all(axis=1)
        if possible.any():
            fitting = np.zeros(len(ruling_out), dtype=bool)
            fitting[published[possible]] = True
            ruling_out |= ~fitting
    return ruling_out[published].mean()


def classes_of(truths):
    return truths.transpose(1, 0, 2)


def fixed_groups(counts, starts, size):
    """For each group of truths: whether all `size` people have the same value throughout."""
    if size == 0:
        return np.zeros(len(starts), dtype=bool)
    none, everybody = np.maximum.reduceat(counts, starts) == 0, np.minimum.reduceat(counts, starts)
    return none | (everybody == size)


def labels(rows, publish):
    """One integer a row: equal for rows of which the same is published."""
    numbers = np.ravel_multi_index(rows.T, rows.max(axis=0) + 1)
    _, first, where = np.unique(numbers, return_index=True, return_inverse=True)
    seen = {}
    found = [seen.setdefault(publish(tuple(rows[row].tolist())), len(seen)) for row in first]
    return np.array(found)[where]


@dataclass(frozen=True)
class Organisation:
    """direct: (team, parent, people directly attached)."""

    direct: tuple[tuple[str, str | None, int], ...]

    @property
    def sizes(self):
        return [people for _, _, people in self.direct]

    @property
    def populations(self):
        totals = self.totals(self.sizes)
        return [Population(team, parent, totals[team]) for team, parent, _ in self.direct]

    def totals(self, counts):
        parents = {team: parent for team, parent, _ in self.direct}
        totals = dict.fromkeys(parents, 0)
        for (team, _, _), count in zip(self.direct, counts, strict=True):
            while team is not None:
                totals[team] += count
                team = parents[team]
        return totals


TWO_TEAMS = Organisation((("all", None, 0), ("a", "all", 7), ("b", "all", 7)))
TWO_TEAMS_AND_A_BOARD = Organisation((("all", None, 3), ("a", "all", 6), ("b", "all", 5)))
THREE_LEVELS = Organisation((("all", None, 1), ("x", "all", 2), ("a", "x", 6), ("b", "x", 5)))
SMALL_TEAMS = Organisation(
    (("all", None, 0), ("x", "all", 0), ("a", "x", 3), ("b", "x", 4), ("c", "all", 6))
)
CHAIN_OF_TEAMS = Organisation((("all", None, 2), ("x", "all", 1), ("y", "x", 3), ("z", "y", 7)))
UNEVEN = Organisation((("all", None, 0), ("a", "all", 9), ("b", "all", 4), ("c", "all", 1)))
SHAPES = [TWO_TEAMS, TWO_TEAMS_AND_A_BOARD, THREE_LEVELS, SMALL_TEAMS, CHAIN_OF_TEAMS, UNEVEN]
ONE_VALUE = np.array([[False, True]])


def leaks_on_tree(organisation, c, publish):
    truths = truths_of(organisation.sizes, 2)
    published = labels(truths[:, :, 1], lambda used: publish(organisation, used))
    return somebody_fixed(truths, published, ONE_VALUE, c)


def by_slack_rule(parameters, organisation, used):
    figures = protect(organisation.populations, organisation.totals(used), parameters)
    return tuple(sorted(figures.items()))


@pytest.mark.parametrize("organisation", SHAPES)
@pytest.mark.parametrize(("k", "c"), [(5, 1), (4, 1), (1, 1), (8, 1), (6, 2), (9, 3)])
def test_no_truth_of_the_used_counts_fixes_anybody(organisation, k, c):
    assert leaks_on_tree(organisation, c, partial(by_slack_rule, Parameters(k, c))) == 0


def test_no_truth_fixes_anybody_with_the_parameters_of_production():
    organisation = Organisation((("all", None, 4), ("a", "all", 11), ("b", "all", 10)))
    assert leaks_on_tree(organisation, 3, partial(by_slack_rule, Parameters(10, 3))) == 0


def test_the_rule_publishes_something_exact_on_these_organisations():
    figures = protect(TWO_TEAMS.populations, TWO_TEAMS.totals([0, 3, 4]), SMALL)
    assert {figure.kind for figure in figures.values()} == {Kind.EXACT}


class NarrowEdge(Parameters):
    @property
    def edge(self):
        return self.c + 1


def masked_alone(organisation, used):
    """Each figure masked by itself, without regard for the figures around it."""
    totals = organisation.totals(used)
    figures = []
    for team in organisation.populations:
        ends = [(0, 2), *((n, n) for n in range(3, team.size - 2)), (team.size - 2, team.size)]
        shown = [end for end in ends if end[0] <= totals[team.id] <= end[1]]
        figures.append(shown[0] if team.size >= 5 else None)
    return tuple(figures)


def coarsened_when_needed(organisation, used):
    """Exact, except that a team is hidden when its own hidden count would give somebody away."""
    totals = organisation.totals(used)
    sizes = {team.id: team.size for team in organisation.populations}
    return tuple(
        totals[team] if 2 <= totals[team] <= sizes[team] - 2 else None for team in sorted(totals)
    )


@pytest.mark.parametrize(
    "publish",
    [
        pytest.param(partial(by_slack_rule, NarrowEdge(5, 1)), id="an end cell of c + 1"),
        pytest.param(masked_alone, id="each figure masked alone"),
        pytest.param(coarsened_when_needed, id="chosen from the hidden counts"),
        pytest.param(lambda organisation, used: used, id="everything exact"),
    ],
)
def test_the_reader_finds_people_behind_a_weaker_rule(publish):
    assert leaks_on_tree(TWO_TEAMS, 1, publish) > 0
    assert leaks_on_tree(TWO_TEAMS_AND_A_BOARD, 1, publish) > 0


# The chain at the root, in one month


def chain_leaks(organisation, parameters, publish):
    """publish(organisation, used by class, known, account, habit) -> anything hashable."""
    truths = truths_of(organisation.sizes, 5)
    used = truths[:, :, 3:].sum(axis=2)
    totals = [truths[:, :, level:].sum(axis=(1, 2)) for level in (1, 2, 4)]
    rows = np.column_stack([used, *totals])
    published = labels(rows, lambda row: publish(organisation, row[:-3], *row[-3:]))
    return somebody_fixed(truths, published, AT_LEAST, parameters.c)


@cache
def used_figures(organisation, used, parameters):
    return protect(organisation.populations, organisation.totals(used), parameters)


@cache
def first_month(organisation, used, parameters):
    tree = build_tree(organisation.populations)
    figures = used_figures(organisation, used, parameters)
    return UsedMonth(tree, {}, figures), tuple(sorted(figures.items()))


def linked(parameters, organisation, used, known, account, habit):
    month, figures = first_month(organisation, used, parameters)
    return figures, protect_chain(month, [], ChainCounts(known, account, habit), parameters)


def unlinked(parameters, organisation, used, known, account, habit):
    """Each count of the root by the same cells, as if the others were not published."""
    _, figures = first_month(organisation, used, parameters)
    whole = [Population("all", None, sum(organisation.sizes))]
    counts = (known, account, habit)
    return figures, *(protect(whole, {"all": count}, parameters)["all"] for count in counts)


CHAIN_SHAPES = [
    Organisation((("all", None, 0), ("a", "all", 5), ("b", "all", 5))),
    Organisation((("all", None, 2), ("a", "all", 6), ("b", "all", 3))),
    Organisation((("all", None, 1), ("x", "all", 4), ("a", "x", 6))),
    Organisation((("all", None, 11),)),
]


@pytest.mark.parametrize("organisation", CHAIN_SHAPES)
@pytest.mark.parametrize("parameters", [SMALL, Parameters(3, 1)])
def test_no_truth_of_the_chain_fixes_anybody(organisation, parameters):
    assert chain_leaks(organisation, parameters, partial(linked, parameters)) == 0


def test_no_truth_of_the_chain_fixes_anybody_for_two_colleagues():
    organisation = Organisation((("all", None, 2), ("a", "all", 8)))
    parameters = Parameters(5, 2)
    assert chain_leaks(organisation, parameters, partial(linked, parameters)) == 0


def test_the_reader_finds_people_when_the_counts_of_the_chain_ignore_one_another():
    assert chain_leaks(CHAIN_SHAPES[0], SMALL, partial(unlinked, SMALL)) > 0


def test_the_reader_finds_people_in_a_chain_with_narrow_ends():
    narrow = NarrowEdge(5, 1)
    assert chain_leaks(CHAIN_SHAPES[0], narrow, partial(linked, narrow)) > 0


# Months on end. A person's history is one level a month, and whoever had an account is never known
# without one again. They may be unknown: no reader knows who answered.

ALL_LEVELS = (0, 1, 2, 3, 4)
NOBODY_WITH_THE_HABIT = (0, 1, 2, 3)
NOBODY_USES_IT = (0, 1, 2)
# Everybody is known: a reader who knows more, for whom an account once had is always counted.
EVERYBODY_KNOWN = (1, 2, 3)


@dataclass(frozen=True)
class Moves:
    """classes: (people, their team in each month or None); teams hang under "all"."""

    classes: tuple[tuple[int, tuple[str | None, ...]], ...]
    levels: tuple[int, ...]

    @property
    def months(self):
        return range(len(self.classes[0][1]))

    @property
    def histories(self):
        """Array (type, month)."""
        return np.array(sorted({h for _, teams in self.classes for h in self.of(teams)}), np.int8)

    def of(self, teams):
        """The histories of a class; 0 stands for the months in which it is not there."""
        every = itertools.product(*(self.levels if team else (0,) for team in teams))
        return [history for history in every if keeps_its_account(history)]

    def truths(self):
        number = {tuple(history.tolist()): n for n, history in enumerate(self.histories)}
        spreads = []
        for size, teams in self.classes:
            own = self.of(teams)
            ways = np.array(list(spreads_of(size, len(own))), dtype=np.int8)
            spreads.append(np.zeros((len(ways), len(number)), dtype=np.int8))
            spreads[-1][:, [number[history] for history in own]] = ways
        return combinations(spreads)

    def team_of(self, month):
        return {
            f"{number}-{person}": teams[month]
            for number, (size, teams) in enumerate(self.classes)
            for person in range(size)
            if teams[month] is not None
        }

    def teams(self, month):
        return sorted(set(self.team_of(month).values()))

    def tree(self, month):
        places = list(self.team_of(month).values())
        leaves = [Population(t, "all", places.count(t)) for t in self.teams(month) if t != "all"]
        return build_tree([Population("all", None, len(places)), *leaves])


def keeps_its_account(history):
    return not any(
        now == 1 and max(history[:month], default=0) >= 2 for month, now in enumerate(history)
    )


def history_leaks(moves, rule):
    """rule(month, earlier, counts) -> the month's chain."""
    truths, published = publications(moves, rule)
    values = [moves.histories[:, month] >= level for month in moves.months for level in range(1, 5)]
    return somebody_fixed(truths, published, np.array(values), SMALL.c)


def publications(moves, rule):
    truths = moves.truths()
    counts = np.column_stack([*true_counts(moves, moves.histories, truths)])
    return truths, labels(counts, partial(pages, moves, rule))


def true_counts(moves, types, truths):
    """Month by month: used in each team, then known, account and habit of everybody."""
    for month in moves.months:
        teams = np.array([str(teams[month]) for _, teams in moves.classes])
        for team in moves.teams(month):
            yield reaching(truths[:, teams == team], types[:, month] >= 3)
        for level in (1, 2, 4):
            yield reaching(truths[:, teams != "None"], types[:, month] >= level)


def reaching(truths, value):
    return truths[:, :, value].sum(axis=(1, 2))


def pages(moves, rule, row):
    row, published = list(row), ()
    for month in moves.months:
        teams = moves.teams(month)
        used = used_in(moves, month, tuple(row[: len(teams)]))
        counts = ChainCounts(*row[len(teams) : len(teams) + 3])
        published = next_page(moves, rule, published, used, counts)
        row = row[len(teams) + 3 :]
    return published


@cache
def used_in(moves, month, direct):
    tree = moves.tree(month)
    counts = dict.fromkeys((team.id for team in tree.order), 0)
    counts |= dict(zip(moves.teams(month), direct, strict=True))
    counts["all"] = sum(direct)
    return tuple(protect(tree.order, counts, SMALL).items())


@cache
def next_page(moves, rule, published, used, counts):
    *months, month = (
        UsedMonth(moves.tree(number), moves.team_of(number), dict(figures))
        for number, figures in enumerate([*(figures for figures, _ in published), used])
    )
    chains = [chain for _, chain in published]
    earlier = [PublishedMonth(*pair) for pair in zip(months, chains, strict=True)]
    return (*published, (used, rule(month, earlier, counts)))


def by_history(month, earlier, counts):
    return protect_chain(month, earlier, counts, SMALL)


def by_last_account_figure(month, earlier, counts):
    """Only the last account figure less those who left: the shortcut that leaks."""
    return chain_with(month, earlier, counts, least_users=0)


def without_the_past(month, earlier, counts):
    return protect_chain(month, [], counts, SMALL)


def chain_with(month, earlier, counts, **changes):
    chain = protect_chain(month, earlier, counts, SMALL)
    if not earlier:
        return chain
    past = replace(past_of(month, chain.habit, earlier), **changes)
    known, account = protect_known_and_account(
        month.tree, month.used, chain.habit, counts, SMALL, past
    )
    return replace(chain, known=known, account=account)


def past_only_when_all_are_known(month, earlier, counts):
    chain = protect_chain(month, earlier, counts, SMALL)
    if chain.known.high == month.tree.root.size:
        return chain
    return protect_chain(month, [], counts, SMALL)


def everybody_known(*classes):
    return Moves(classes, EVERYBODY_KNOWN)


TWO = ("all", "all")
STABLE = everybody_known((6, ("a", "a")), (4, ("b", "b")))
REORGANISED = everybody_known((3, ("a", "a")), (3, ("a", "b")), (3, ("b", "b")))
JOINERS_AND_LEAVERS = everybody_known((6, ("a", "a")), (1, ("a", None)), (3, (None, "a")))
THREE_MONTHS = everybody_known((6, ("a",) * 3), (1, ("all",) * 3))

WHOLE_CHAIN = Moves(((6, TWO),), ALL_LEVELS)
USERS = Moves(((8, TWO),), NOBODY_WITH_THE_HABIT)
HOLDERS = Moves(((12, TWO),), NOBODY_USES_IT)
HOLDERS_JOIN = Moves(((6, TWO), (3, (None, "all"))), NOBODY_USES_IT)
HOLDERS_LEAVE_AND_JOIN = Moves(((6, TWO), (2, ("all", None)), (2, (None, "all"))), NOBODY_USES_IT)
THREE_MONTHS_OF_HOLDERS = Moves(((7, ("all",) * 3),), NOBODY_USES_IT)
ANSWERING_OR_NOT = [WHOLE_CHAIN, USERS, HOLDERS, HOLDERS_JOIN, HOLDERS_LEAVE_AND_JOIN]


@pytest.mark.parametrize("moves", [STABLE, REORGANISED, JOINERS_AND_LEAVERS, THREE_MONTHS])
def test_no_truth_of_accounts_over_months_fixes_anybody_when_all_are_known(moves):
    assert history_leaks(moves, by_history) == 0


@pytest.mark.parametrize("moves", [*ANSWERING_OR_NOT, THREE_MONTHS_OF_HOLDERS])
def test_no_truth_of_accounts_over_months_fixes_anybody_when_some_do_not_answer(moves):
    assert history_leaks(moves, by_history) == 0


@pytest.mark.parametrize("moves", [HOLDERS, HOLDERS_JOIN, HOLDERS_LEAVE_AND_JOIN])
def test_any_values_of_two_people_over_all_months_fit_what_is_published(moves):
    assert share_ruling_out(*publications(moves, by_history), SMALL.c + 1) == 0


@pytest.mark.parametrize("rule", [without_the_past, past_only_when_all_are_known])
def test_values_are_ruled_out_when_earlier_accounts_are_forgotten(rule):
    assert share_ruling_out(*publications(HOLDERS, rule), SMALL.c + 1) > 0


@pytest.mark.parametrize("moves", [STABLE, JOINERS_AND_LEAVERS, HOLDERS_JOIN])
def test_the_reader_finds_people_when_earlier_months_are_forgotten(moves):
    assert history_leaks(moves, without_the_past) > 0


def test_the_reader_finds_people_when_only_the_last_account_figure_is_carried_over():
    assert history_leaks(REORGANISED, by_last_account_figure) > 0
