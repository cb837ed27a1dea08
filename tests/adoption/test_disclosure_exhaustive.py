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
LEVELS = ("unknown", "known", "account", "used", "habit")
AT_LEAST = np.array([[level >= wanted for level in range(5)] for wanted in (1, 2, 3, 4)], np.int8)


def truths_of(sizes, types):
    """Array (truth, class, type) of every way to spread each class over the types."""
    spreads = [np.array(list(spreads_of(size, types)), dtype=np.int8) for size in sizes]
    picks = np.indices([len(spread) for spread in spreads]).reshape(len(sizes), -1)
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

    values: array (indicator, type) of the 0/1 values whose secrecy is at stake.
    """
    order = np.argsort(published, kind="stable")
    truths, published = truths[order], np.asarray(published)[order]
    leaking = np.zeros(published.max() + 1, dtype=bool)
    cells = list(itertools.product(range(truths.shape[1]), range(truths.shape[2])))
    for coalition in itertools.combinations_with_replacement(cells, c):
        own = np.zeros(truths.shape[1:], dtype=np.int8)
        for cell in coalition:
            own[cell] += 1
        possible = (truths >= own).all(axis=(1, 2))
        if possible.any():
            groups = published[possible]
            starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
            fixed = fixed_groups(truths[possible] - own, starts, values)
            leaking[groups[starts[fixed]]] = True
    return leaking[published].mean()


def fixed_groups(others, starts, values):
    """For each group of truths: whether one of the others has the same value throughout."""
    fixed = np.zeros(len(starts), dtype=bool)
    for people in others.transpose(1, 0, 2):
        size = people[0].sum()
        if size:
            for value in values:
                counts = people @ value
                fixed |= np.maximum.reduceat(counts, starts) == 0
                fixed |= np.minimum.reduceat(counts, starts) == size
    return fixed


def labels(rows, publish):
    """One integer a row: equal for rows of which the same is published."""
    unique, where = np.unique(rows, axis=0, return_inverse=True)
    seen = {}
    found = [seen.setdefault(publish(tuple(row.tolist())), len(seen)) for row in unique]
    return np.array(found)[where.reshape(-1)]


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
ONE_VALUE = np.array([[0, 1]], np.int8)


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


# Accounts over months: a person's history is one level a month


@dataclass(frozen=True)
class Moves:
    """classes: (people, their team in each month or None); teams hang under "all"."""

    classes: tuple[tuple[int, tuple[str | None, ...]], ...]

    @property
    def months(self):
        return len(self.classes[0][1])

    def members(self, month):
        return {
            f"{number}-{person}": teams[month]
            for number, (size, teams) in enumerate(self.classes)
            for person in range(size)
            if teams[month] is not None
        }

    def tree(self, month):
        teams = list(self.members(month).values())
        leaves = [Population(team, "all", teams.count(team)) for team in set(teams) - {"all"}]
        return build_tree([Population("all", None, len(teams)), *leaves])


@cache
def histories(months):
    """Levels 0 no account, 1 account, 2 used; an account once had is kept."""
    return [
        history
        for history in itertools.product(range(3), repeat=months)
        if all(not (past and not now) for past, now in itertools.pairwise(history))
    ]


def history_leaks(moves, past_rule):
    types = np.array(histories(moves.months), np.int8)
    truths = truths_of([size for size, _ in moves.classes], len(types))
    rows = []
    for month in range(moves.months):
        here = np.array([teams[month] is not None for _, teams in moves.classes])
        used = truths @ (types[:, month] == 2)
        names = sorted({team for _, teams in moves.classes if (team := teams[month])})
        for name in names:
            there = np.array([teams[month] == name for _, teams in moves.classes])
            rows.append(used @ there)
        rows.append((truths @ (types[:, month] >= 1)) @ here)
    published = labels(np.column_stack(rows), partial(publish_months, moves, past_rule))
    values = [types[:, month] >= level for month in range(moves.months) for level in (1, 2)]
    return somebody_fixed(truths, published, np.array(values, dtype=np.int8), SMALL.c)


def publish_months(moves, past_rule, row):
    row, pages = list(row), ()
    for month in range(moves.months):
        names = sorted(set(moves.members(month).values()))
        used, row = tuple(zip(names, row, strict=False)), row[len(names) :]
        pages = publish_next_month(moves, past_rule, pages, used_in(moves, month, used), row.pop(0))
    return pages


@cache
def used_in(moves, month, used):
    tree, direct = moves.tree(month), dict(used)
    counts = {team.id: direct.get(team.id, 0) for team in tree.order}
    counts["all"] = sum(direct.values())
    return tuple(protect(tree.order, counts, SMALL).items())


@cache
def publish_next_month(moves, past_rule, pages, used, account):
    months = [
        UsedMonth(moves.tree(m), moves.members(m), dict(figures))
        for m, (figures, _) in enumerate(pages)
    ]
    earlier = [
        PublishedMonth(month, chain) for month, (_, chain) in zip(months, pages, strict=True)
    ]
    month = UsedMonth(moves.tree(len(pages)), moves.members(len(pages)), dict(used))
    counts = ChainCounts(known=month.tree.root.size, account=account, habit=0)
    return (*pages, (used, past_rule(month, earlier, counts)))


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


STABLE = Moves(((6, ("a", "a")), (4, ("b", "b"))))
REORGANISED = Moves(((3, ("a", "a")), (4, ("a", "b")), (3, ("b", "b"))))
JOINERS_AND_LEAVERS = Moves(((6, ("a", "a")), (1, ("a", None)), (3, (None, "a"))))
THREE_MONTHS = Moves(((6, ("a",) * 3), (1, ("all",) * 3)))


@pytest.mark.parametrize("moves", [STABLE, REORGANISED, JOINERS_AND_LEAVERS, THREE_MONTHS])
def test_no_truth_of_accounts_over_months_fixes_anybody(moves):
    assert history_leaks(moves, by_history) == 0


@pytest.mark.parametrize("moves", [STABLE, THREE_MONTHS])
def test_the_reader_finds_people_when_earlier_months_are_forgotten(moves):
    assert history_leaks(moves, without_the_past) > 0


def test_the_reader_finds_people_when_only_the_last_account_figure_is_carried_over():
    assert history_leaks(REORGANISED, by_last_account_figure) > 0
