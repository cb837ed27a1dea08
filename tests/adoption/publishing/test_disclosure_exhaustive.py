"""The used count alone, on the tree: a reader who knows the program, and every truth."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from adoption.publishing.disclosure.protection import Kind, Parameters, PopulationNode, protect
from tests.adoption.publishing.exhaustive_reader import labels, somebody_fixed, truths_of


pytestmark = pytest.mark.full

SMALL = Parameters(k=5, c=1)


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
        return [PopulationNode(team, parent, totals[team]) for team, parent, _ in self.direct]

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
