"""The chain on the tree and the used count of the parts: a reader who knows the program, and every truth.

People of one class (same team and part in every month) are interchangeable.
"""

from dataclasses import dataclass
from functools import cache

import pytest

from adoption.publishing.disclosure import partition as rule_of_parts
from adoption.publishing.disclosure.protection import HIDDEN, Figure, Kind, Parameters, protect
from adoption.publishing.disclosure.protection import PopulationNode as Group
from tests.adoption.possible_histories import NOBODY_WITH_THE_HABIT
from tests.adoption.publishing.exhaustive_reader import share_ruling_out, somebody_fixed
from tests.adoption.usage.partitioned_histories import Parted, Rule, next_page


pytestmark = pytest.mark.full

SMALL = Parameters(k=5, c=1)
BY_THE_RULE = Rule(SMALL)
USERS_OR_NOT = (0, 3)
WITHOUT_ACCOUNTS_ALONE = (0, 3, 4)
EVERYBODY_HAS_AN_ACCOUNT = (2, 3)


@cache
def published(lives, rule):
    return lives.published(rule)


def share_fixed(lives, rule, c=SMALL.c):
    truths, pages = published(lives, rule)
    return somebody_fixed(truths, pages, lives.values, c)


def share_of_broken_promises(lives, rule, c=SMALL.c):
    """Truths whose publication rules out some values of some c + 1 people."""
    return share_ruling_out(*published(lives, rule), c + 1)


def one_month(*classes, levels=NOBODY_WITH_THE_HABIT, above=()):
    """classes: (people, team, part)."""
    return Parted(
        tuple((size, (team,)) for size, team, _ in classes),
        levels,
        above,
        tuple((part,) for _, _, part in classes),
    )


LONE = one_month((9, "all", "f"), (9, "all", "g"), levels=USERS_OR_NOT)
CROSSING = one_month(
    (7, "a", "f"), (6, "a", "g"), (7, "b", "f"), (6, "b", "g"), levels=USERS_OR_NOT
)
WITH_ACCOUNTS = one_month(
    (6, "a", "f"), (6, "a", "g"), (6, "b", "f"), (6, "b", "g"), levels=EVERYBODY_HAS_AN_ACCOUNT
)
ONE_TEAM = one_month((12, "a", "f"), (12, "a", "g"), levels=(0, 2, 3))
A_TEAM_IN_TWO_PARTS = one_month((7, "a", "f"), (2, "a", "g"), (5, "b", "f"))
WITH_HABITS = one_month((7, "a", "f"), (3, "a", "g"), (6, "b", "f"), levels=WITHOUT_ACCOUNTS_ALONE)
THREE_PARTS = one_month(
    (4, "a", "f"), (4, "a", "g"), (4, "b", "g"), (5, "b", "h"), (6, "b", "f"), levels=USERS_OR_NOT
)
TEAM_IN_A_TEAM = one_month(
    (6, "x", "f"),
    (6, "a", "f"),
    (5, "a", "g"),
    (6, "all", "g"),
    levels=USERS_OR_NOT,
    above=(("a", "x"),),
)
A_SMALL_PART = one_month((13, "a", "f"), (4, "a", "g"), (8, "b", "f"), levels=USERS_OR_NOT)
ONE_MONTH = {
    "one team in all": LONE,
    "two teams crossed": CROSSING,
    "accounts of everybody": WITH_ACCOUNTS,
    "four levels": ONE_TEAM,
    "a small class": A_TEAM_IN_TWO_PARTS,
    "habits": WITH_HABITS,
    "three parts": THREE_PARTS,
    "teams within teams": TEAM_IN_A_TEAM,
    "a small part": A_SMALL_PART,
}


@pytest.mark.parametrize("lives", ONE_MONTH.values(), ids=ONE_MONTH)
def test_no_truth_fixes_anybody(lives):
    assert share_fixed(lives, BY_THE_RULE) == 0


@pytest.mark.parametrize("lives", ONE_MONTH.values(), ids=ONE_MONTH)
def test_any_levels_of_two_people_fit_what_is_published(lives):
    assert share_of_broken_promises(lives, BY_THE_RULE) == 0


def test_no_truth_fixes_anybody_for_two_colleagues():
    lives = one_month((14, "a", "f"), (7, "a", "g"), (8, "b", "f"), levels=USERS_OR_NOT)
    rule = Rule(Parameters(5, 2))
    assert share_fixed(lives, rule, c=2) == 0
    assert share_of_broken_promises(lives, rule, c=2) == 0


def test_the_rule_shows_exact_counts_of_the_parts():
    kinds = {figure.kind for page in pages_of(ONE_TEAM) for part, figure in page[-1][1]}
    assert kinds >= {Kind.BLOCK, Kind.EXACT, Kind.HIDDEN}


def pages_of(lives):
    """Each different publication once."""
    return {
        next_page_of(lives, row)
        for row in map(tuple, lives.rows(lives.histories, lives.truths()).tolist())
    }


def next_page_of(lives, row):
    width = 4 * len(lives.teams(0))
    return next_page(lives, BY_THE_RULE, (), row[:width], row[width:])


# Rules that are weaker by a little: the same tests must find them.


@dataclass(frozen=True)
class WithNarrowEnds(Rule):
    """End cells that bear so many people less."""

    less: int = 0

    def parts(self, *arguments):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                rule_of_parts, "end_cell_margin", lambda each: 2 * (each.edge - 1) - self.less
            )
            return super().parts(*arguments)


@dataclass(frozen=True)
class Unlinked(Rule):
    """Each part by cells of its own, as if the tree were not published."""

    def parts(self, staff, partition, earlier, chain, counts):
        sizes = partition.sizes
        return {
            part: protect([Group(part, None, sizes[part])], {part: counts[part]}, self.parameters)[
                part
            ]
            for part in partition.order
        }


@dataclass(frozen=True)
class SmallPartsShown(Rule):
    def parts(self, staff, partition, earlier, chain, counts):
        figures = super().parts(staff, partition, earlier, chain, counts)
        small = min(partition.order, key=partition.sizes.__getitem__)
        return figures | {small: Figure(Kind.EXACT, counts[small], counts[small])}


@dataclass(frozen=True)
class ChosenFromHiddenCounts(Rule):
    """Exact wherever the count itself is far from nobody and everybody."""

    def parts(self, staff, partition, earlier, chain, counts):
        sizes = partition.sizes
        return {
            part: Figure(Kind.EXACT, counts[part], counts[part])
            if 2 < counts[part] < sizes[part] - 2
            else HIDDEN
            for part in partition.order
        }


@pytest.mark.parametrize(
    ("rule", "lives"),
    [
        pytest.param(WithNarrowEnds(SMALL, 3), CROSSING, id="end cells too narrow"),
        pytest.param(Unlinked(SMALL), CROSSING, id="parts that ignore the tree"),
        pytest.param(SmallPartsShown(SMALL), A_SMALL_PART, id="a small part shown"),
        pytest.param(ChosenFromHiddenCounts(SMALL), LONE, id="chosen from the hidden counts"),
    ],
)
def test_the_reader_finds_people_behind_a_weaker_rule(rule, lives):
    assert share_fixed(lives, rule) > 0


# Months on end


def over_months(*classes, levels=USERS_OR_NOT):
    """classes: (people, teams, parts)."""
    return Parted(
        tuple((size, teams) for size, teams, _ in classes),
        levels,
        (),
        tuple(parts for *_, parts in classes),
    )


SAME = ("all", "all")
CHANGED_JOB = over_months((9, SAME, ("f", "f")), (1, SAME, ("f", "g")), (9, SAME, ("g", "g")))
LEFT_AND_JOINED = over_months(
    (11, SAME, ("f", "f")),
    (1, ("all", None), ("f", None)),
    (1, (None, "all"), (None, "g")),
    (5, SAME, ("g", "g")),
)
ANOTHER_PARTITION = over_months(
    (6, SAME, ("f", "s")), (4, SAME, ("f", "t")), (5, SAME, ("g", "t")), (1, SAME, ("g", "s"))
)
MONTHS = {
    "somebody changes job": CHANGED_JOB,
    "one leaves, one joins": LEFT_AND_JOINED,
    "another partition": ANOTHER_PARTITION,
}


@pytest.mark.parametrize("lives", MONTHS.values(), ids=MONTHS)
def test_no_truth_over_months_fixes_anybody(lives):
    assert share_fixed(lives, BY_THE_RULE) == 0


@pytest.mark.parametrize("lives", MONTHS.values(), ids=MONTHS)
def test_any_histories_of_two_people_fit_what_is_published(lives):
    assert share_of_broken_promises(lives, BY_THE_RULE) == 0
