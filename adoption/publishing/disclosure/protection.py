"""The slack rule: what may be published about small groups so that nobody's value is fixed.

The reader is an opponent: a manager who works with c - 1 colleagues. These c people know their
own values, everybody's team, the size of every team, everything ever published, and this
program. "Fixed" means that the published figures force the value of somebody else.

The invariant, kept figure by figure: ANY values of ANY c + 1 people fit what is published.
So c people learn nothing that forces a further person.

Why a figure keeps it. Each figure cuts the range low..high that the reader can derive for a
count into cells, by published numbers only, and says in which cell the count lies. The truths
that give the same publication are therefore exactly those that satisfy the published
inequalities: knowing the program adds nothing to knowing the figures. Fix any values of c + 1
people: the least count that is left grows by at most c + 1 (one a person), the greatest falls
by at most c + 1, and every count between them occurs. With end cells of c + 2 values every
cell of the range still holds a count that is left, and the invariant passes to the next figure.

Why low and high are exact on the tree. The populations are laminar (any two are nested or
apart), so the 0/1 values that satisfy the figures are a generalised polymatroid, and the
least and greatest count of a population are reached by adding up, over its sub-populations,
the ends of their cells, and over the people directly attached, 0 and 1. When a population's
turn comes nothing above it is published, so nothing narrows it from outside. "One a person" is
the exchange property of the same structure.

The used count is published so, first and alone: on the tree here, on the parts of a crossing partition in
adoption.publishing.disclosure.partition. What follows around it is in adoption.publishing.disclosure.history.

The reader does not know who answered, c + 1 people apart. Somebody who can name many more of
the known people (thirty who linked their accounts in one workshop) is not covered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


PopulationId = int | str

DEFAULT_THRESHOLD = 10
LEAST_THRESHOLD = 9
DEFAULT_COALITION = 3
LEAST_POPULATION = 50  # people, for figures of the whole organisation that no tree holds


class Kind(StrEnum):
    EXACT = "exact"
    BLOCK = "block"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of the rule. k: populations under k people are hidden; c: people who pool what they know.

    detail: least population of which account, habit and coverage are published beside use.
    """

    k: int = DEFAULT_THRESHOLD
    c: int = DEFAULT_COALITION
    detail: int = LEAST_POPULATION

    def __post_init__(self) -> None:
        if self.k < 1 or self.c < 1:
            raise ValueError("k and c are at least 1")

    @classmethod
    def for_production(
        cls,
        k: int = DEFAULT_THRESHOLD,
        c: int = DEFAULT_COALITION,
        detail: int = LEAST_POPULATION,
    ) -> Self:
        """Build from settings; refuses a threshold under 9, a coalition under 3, detail under 50 people."""
        if k < LEAST_THRESHOLD:
            raise ValueError(f"the threshold is {k}, but not less than {LEAST_THRESHOLD}")
        if c < DEFAULT_COALITION:
            raise ValueError(f"the coalition is {c}, but not less than {DEFAULT_COALITION}")
        if detail < LEAST_POPULATION:
            raise ValueError(
                f"detail is published from {detail} people, not under {LEAST_POPULATION}"
            )
        return cls(k, c, detail)

    @property
    def edge(self) -> int:
        """Number of values in an end cell."""
        return self.c + 2

    @property
    def least_with_detail(self) -> int:
        return max(self.k, self.detail)


def least_population(parameters: Parameters) -> int:
    """Least population for showing a figure of the whole organisation that is on no tree."""
    return max(LEAST_POPULATION, parameters.k)


@dataclass(frozen=True, slots=True)
class PopulationNode:
    """A team with its sub-teams. size counts their people too; exactly one has no parent."""

    id: PopulationId
    parent: PopulationId | None
    size: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A published count: low == high when exact, no bounds when hidden."""

    kind: Kind
    low: int | None = None
    high: int | None = None


HIDDEN = Figure(Kind.HIDDEN)


@dataclass(frozen=True, slots=True)
class Tree:
    """Populations in publication order: deepest first, then smallest, then by id."""

    order: tuple[PopulationNode, ...]
    children: Mapping[PopulationId, tuple[PopulationNode, ...]]
    direct: Mapping[PopulationId, int]

    @property
    def root(self) -> PopulationNode:
        return self.order[-1]


def build_tree(populations: Iterable[PopulationNode]) -> Tree:
    """ValueError unless the populations form one tree whose parents hold their children."""
    known = {}
    for population in populations:
        if population.id in known:
            raise ValueError(f"population {population.id!r} is given twice")
        known[population.id] = population
    children: dict[PopulationId, list[PopulationNode]] = {key: [] for key in known}
    roots = [population for population in known.values() if population.parent is None]
    if len(roots) != 1:
        raise ValueError(f"a tree has one root, not {len(roots)}")
    for population in known.values():
        if population.parent is not None:
            if population.parent not in known:
                raise ValueError(f"population {population.id!r} has an unknown parent")
            children[population.parent].append(population)
    depth = _depths(roots[0], children)
    if len(depth) < len(known):
        raise ValueError("the populations contain a loop")
    order = sorted(known.values(), key=lambda p: (-depth[p.id], p.size, str(p.id)))
    sorted_children = {
        key: tuple(sorted(below, key=lambda child: (child.size, str(child.id))))
        for key, below in children.items()
    }
    return Tree(tuple(order), sorted_children, _direct_members(known, children))


def _depths(
    root: PopulationNode, children: Mapping[PopulationId, list[PopulationNode]]
) -> dict[PopulationId, int]:
    depth = {root.id: 0}
    waiting = [root]
    while waiting:
        population = waiting.pop()
        for child in children[population.id]:
            depth[child.id] = depth[population.id] + 1
            waiting.append(child)
    return depth


def _direct_members(
    known: Mapping[PopulationId, PopulationNode],
    children: Mapping[PopulationId, list[PopulationNode]],
) -> dict[PopulationId, int]:
    direct = {}
    for key, population in known.items():
        direct[key] = population.size - sum(child.size for child in children[key])
        if direct[key] < 0 or population.size < 0:
            raise ValueError(f"population {key!r} is smaller than its parts")
    return direct


def protect(
    populations: Iterable[PopulationNode],
    counts: Mapping[PopulationId, int],
    parameters: Parameters,
) -> dict[PopulationId, Figure]:
    """Protect one count on the team tree; figures in publication order.

    counts: for every population, how many of its people (sub-teams included) have the value.
    ValueError when the populations are no tree or the counts do not add up.
    """
    tree = build_tree(populations)
    _check_counts(tree, counts)
    figures: dict[PopulationId, Figure] = {}
    least = dict.fromkeys(tree.direct, 0)
    greatest = dict(tree.direct)
    for population in tree.order:
        low, high = least[population.id], greatest[population.id]
        figure = HIDDEN
        if population.size >= parameters.k:
            figure = cut(counts[population.id], low, high, population.size, parameters)
        figures[population.id] = figure
        if population.parent is not None:
            if figure.low is not None and figure.high is not None:
                low, high = figure.low, figure.high
            least[population.parent] += low
            greatest[population.parent] += high
    return figures


def cut(count: int, low: int, high: int, size: int, parameters: Parameters) -> Figure:
    """Find the cell of low..high that holds the count: the first `edge` values, one value each, the last `edge`."""
    floor, ceiling = low + parameters.edge - 1, high - parameters.edge + 1
    if floor >= ceiling:
        return figure_of(low, high, size)
    if count <= floor:
        return figure_of(low, floor, size)
    if count >= ceiling:
        return figure_of(ceiling, high, size)
    return figure_of(count, count, size)


def figure_of(low: int, high: int, size: int) -> Figure:
    """Return the figure of a range; hidden where it says no more than the size."""
    if (low, high) == (0, size):
        return HIDDEN
    return Figure(Kind.EXACT if low == high else Kind.BLOCK, low, high)


def _check_counts(tree: Tree, counts: Mapping[PopulationId, int]) -> None:
    if set(counts) != set(tree.direct):
        raise ValueError("there must be one count for each population")
    for key, below in tree.children.items():
        own = counts[key] - sum(counts[child.id] for child in below)
        if not 0 <= own <= tree.direct[key]:
            raise ValueError(f"the counts of population {key!r} do not add up")


Ranges = dict[PopulationId, tuple[int, int]]


def readable_ranges(
    tree: Tree,
    figures: Mapping[PopulationId, Figure],
    least: Mapping[PopulationId, int],
    most: Mapping[PopulationId, int],
) -> Ranges:
    """Least and greatest count of each population, given its figure and those below.

    least, most: how many people directly attached to each population have the value.
    """
    ranges: Ranges = {}
    for population in tree.order:
        low, high = aggregate_range(tree, population, ranges, least, most)
        figure = figures.get(population.id, HIDDEN)
        if figure.low is not None and figure.high is not None:
            low, high = max(low, figure.low), min(high, figure.high)
        ranges[population.id] = low, high
    return ranges


def aggregate_range(
    tree: Tree,
    population: PopulationNode,
    ranges: Ranges,
    least: Mapping[PopulationId, int],
    most: Mapping[PopulationId, int],
) -> tuple[int, int]:
    """Range of a population from those of its sub-populations and its own direct people."""
    below = tree.children[population.id]
    low = least[population.id] + sum(ranges[child.id][0] for child in below)
    high = most[population.id] + sum(ranges[child.id][1] for child in below)
    return low, high
