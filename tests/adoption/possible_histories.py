"""Enumerate every possible history of a tiny organisation, and what a rule publishes of each."""

import itertools
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from adoption.publishing.disclosure.history import ChainCounts, ChainFigures, PublishedMonth
from adoption.publishing.disclosure.protection import PopulationNode, build_tree
from adoption.publishing.disclosure.staff import Staff
from tests.adoption.publishing.exhaustive_reader import combinations, labels, spreads_of


ALL_LEVELS = (0, 1, 2, 3, 4)
NOBODY_WITH_THE_HABIT = (0, 1, 2, 3)
NOBODY_USES_IT = (0, 1, 2)
USED = 3
# Everybody is known: a reader who knows more, for whom an account once had is always counted.
EVERYBODY_KNOWN = (1, 2, 3)


@dataclass(frozen=True)
class Histories:
    """Possible histories.

    classes: (people, their team in each month or None). above: the parent of a team, else "all". parts: for each
    class, its part in each month, or None; empty without a partition.
    """

    classes: tuple[tuple[int, tuple[str | None, ...]], ...]
    levels: tuple[int, ...] = ALL_LEVELS
    above: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str | None, ...], ...] = ()

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

    @property
    def values(self):
        """Booleans (indicator of a month, type): what is at stake."""
        return np.array(
            [self.histories[:, month] >= level for month in self.months for level in range(1, 5)]
        )

    def rows(self, types, truths):
        """For each truth the counts: month, team, then known to habit of direct people; then used of each part."""
        columns = []
        for month in self.months:
            teams = np.array([str(teams[month]) for _, teams in self.classes])
            for team in self.teams(month):
                for level in range(1, 5):
                    there = truths[:, teams == team][:, :, types[:, month] >= level]
                    columns.append(there.sum(axis=(1, 2)))
            named = np.array([str(parts[month]) for parts in self.parts])
            for part in self.parts_of(month):
                there = truths[:, named == part][:, :, types[:, month] >= USED]
                columns.append(there.sum(axis=(1, 2)))
        return np.column_stack(columns)

    def published(self, rule):
        truths = self.truths()
        return truths, labels(self.rows(self.histories, truths), partial(pages, self, rule))

    def teams(self, month):
        return sorted(set(staff_of(self, month).team_of.values()))

    def parts_of(self, month):
        return sorted({parts[month] for parts in self.parts if parts[month] is not None})

    def width(self, month):
        return 4 * len(self.teams(month)) + len(self.parts_of(month))


def keeps_its_account(history):
    return not any(
        now == 1 and max(history[:month], default=0) >= 2 for month, now in enumerate(history)
    )


@cache
def staff_of(lives, month):
    keys = {
        f"{number}-{person}": number
        for number, (size, teams) in enumerate(lives.classes)
        for person in range(size)
        if teams[month] is not None
    }
    team_of = {key: lives.classes[number][1][month] for key, number in keys.items()}
    above = dict(lives.above)
    sizes = {"all": 0}
    for team in team_of.values():
        for each in upwards(team, above):
            sizes[each] = sizes.get(each, 0) + 1
    tree = build_tree(
        PopulationNode(team, None if team == "all" else above.get(team, "all"), size)
        for team, size in sizes.items()
    )
    if not lives.parts:
        return Staff(tree, team_of)
    return Staff(tree, team_of, {key: lives.parts[number][month] for key, number in keys.items()})


def upwards(team, above):
    yield team
    while team != "all":
        team = above.get(team, "all")
        yield team


def pages(lives, rule, row):
    """Publications after all months, month by month."""
    published = ()
    for month in lives.months:
        width = lives.width(month)
        published = next_page(lives, rule, published, row[:width])
        row = row[width:]
    return published


@cache
def next_page(lives, rule, published, row):
    month = len(published)
    earlier = [
        PublishedMonth(staff_of(lives, number), thawed(page))
        for number, page in enumerate(published)
    ]
    figures = rule(staff_of(lives, month), earlier, counts_of(lives, month, row))
    return (*published, frozen(figures))


def counts_of(lives, month, row):
    staff, above = staff_of(lives, month), dict(lives.above)
    counts = [dict.fromkeys(staff.tree.direct, 0) for _ in range(4)]
    teams = lives.teams(month)
    for place, team in enumerate(teams):
        for each in upwards(team, above):
            for level, count in enumerate(counts):
                count[each] += row[4 * place + level]
    parts = dict(zip(lives.parts_of(month), row[4 * len(teams) :], strict=True))
    return ChainCounts(*counts, parts)


def frozen(figures):
    return tuple(
        tuple(figure.items())
        for figure in (
            figures.known,
            figures.account,
            figures.used,
            figures.habit,
            figures.parts,
        )
    )


def thawed(page):
    return ChainFigures(*(dict(figures) for figures in page))
