"""Organisations over some months as a reader knows them, and what they cannot see of each person.

Independent of adoption and of tests/adoption/publishing/exhaustive_reader.py: the only thing taken from the product is the
rule under attack, through `Publishing`. People who were in the same team in every month are a class: they
differ in nothing that a reader knows. A world says how many people of each class have each history, a level
(0 unknown, 1 known, 2 account, 3 used, 4 habit) for each month.
"""

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from adoption.publishing.disclosure.history import ChainCounts, PublishedMonth, protect_chain
from adoption.publishing.disclosure.protection import HIDDEN, Parameters, PopulationNode, build_tree
from adoption.publishing.disclosure.staff import Staff


ALL = "all"
LEVELS = (0, 1, 2, 3, 4)
COUNTS = {"known": 1, "account": 2, "used": 3, "habit": 4}


def is_possible(history):
    """Whoever had an account in a month is not known without one in a later month."""
    had = False
    for level in history:
        if had and level == 1:
            return False
        had = had or level >= 2
    return True


@dataclass(frozen=True)
class Organisation:
    """classes: how many people, and their team in each month (None: not there).

    trees: for each month the parent of each team under the organisation.
    parts: of which part of the staff each class is, whatever the team; none are told apart if empty.
    """

    classes: tuple[tuple[int, tuple[str | None, ...]], ...]
    trees: tuple[tuple[tuple[str, str], ...], ...]
    levels: tuple[int, ...] = LEVELS
    parts: tuple[str, ...] = ()

    @property
    def months(self):
        return range(len(self.trees))

    @cached_property
    def cells(self):
        """(class, history): the unknowns."""
        return [
            (number, history)
            for number, (_, teams) in enumerate(self.classes)
            for history in itertools.product(
                *(self.levels if team is not None else (0,) for team in teams)
            )
            if is_possible(history)
        ]

    @cached_property
    def class_of(self):
        return np.array([number for number, _ in self.cells])

    @cached_property
    def level_of(self):
        """Array (month, cell)."""
        return np.array([history for _, history in self.cells]).T

    def upwards(self, month, team):
        above = dict(self.trees[month])
        while True:
            yield team
            if team == ALL:
                return
            team = above.get(team, ALL)

    def holding(self, month, number):
        """The populations that hold a class: its team, those above, and its part."""
        yield from self.upwards(month, self.classes[number][1][month])
        yield from self.parts[number : number + 1]

    @cached_property
    def within(self):
        """For each month, which cells each population holds."""
        found = []
        for month in self.months:
            names = self.populations(month) | set(self.parts)
            inside = {name: np.zeros(len(self.cells), bool) for name in names}
            for place, (number, _) in enumerate(self.cells):
                team = self.classes[number][1][month]
                if team is not None:
                    for each in self.holding(month, number):
                        inside[each][place] = True
            found.append(inside)
        return found

    def populations(self, month):
        teams = {team for _, where in self.classes if (team := where[month]) is not None}
        return {ALL} | {each for team in teams for each in self.upwards(month, team)}

    def row(self, month, population, level):
        """The unknowns that a count adds up."""
        return self.within[month][population] & (self.level_of[month] >= level)

    @cached_property
    def staffs(self):
        made = []
        for month in self.months:
            sizes = dict.fromkeys(self.populations(month), 0)
            team_of, part_of = {}, {}
            for number, (size, where) in enumerate(self.classes):
                if where[month] is None:
                    continue
                keys = [f"{number}.{each}" for each in range(size)]
                team_of |= dict.fromkeys(keys, where[month])
                part_of |= {key: part for key in keys for part in self.parts[number : number + 1]}
                for team in self.upwards(month, where[month]):
                    sizes[team] += size
            above = dict(self.trees[month])
            tree = build_tree(
                PopulationNode(team, None if team == ALL else above.get(team, ALL), size)
                for team, size in sizes.items()
            )
            made.append(Staff(tree, team_of, part_of or None))
        return made

    def counts(self, month, world):
        return ChainCounts(
            **{
                code: {
                    team: int(world @ self.row(month, team, level))
                    for team in self.populations(month)
                }
                for code, level in COUNTS.items()
            },
            parts={
                part: int(world @ self.row(month, part, COUNTS["used"]))
                for part in self.staffs[month].parts
            },
        )


def the_rule(staff, earlier, counts, parameters):
    return protect_chain(staff, earlier, counts, parameters)


@dataclass(frozen=True)
class Publishing:
    organisation: Organisation
    parameters: Parameters
    rule: object = the_rule

    def of(self, world):
        """All months, as ((month, count, team, low, high), …); what is hidden says nothing."""
        made, earlier = [], []
        for month in self.organisation.months:
            staff = self.organisation.staffs[month]
            counts = self.organisation.counts(month, world)
            chain = self.rule(staff, earlier, counts, self.parameters)
            earlier.append(PublishedMonth(staff, chain))
            made += [
                (month, code, team, figure.low, figure.high)
                for code, figures in [(code, getattr(chain, code)) for code in COUNTS]
                + [("used", chain.parts)]
                for team, figure in sorted(figures.items())
                if figure != HIDDEN
            ]
        return tuple(made)
