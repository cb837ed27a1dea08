"""Turn the facts of a month into protected figures, and audit them.

No database here: values in, values out.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from adoption.foundation.indicators import CHAIN, USED, PersonMonth, use_values
from adoption.foundation.periods import Month
from adoption.publishing.disclosure.auditor import AuditResult, audit
from adoption.publishing.disclosure.history import (
    ChainCounts,
    ChainFigures,
    PublishedMonth,
    Witness,
    protect_chain,
    witness_of,
)
from adoption.publishing.disclosure.protection import (
    Figure,
    Parameters,
    PopulationId,
    PopulationNode,
    Tree,
    build_tree,
)
from adoption.publishing.disclosure.staff import PartId, PersonKey, Staff


# Where an indicator stands among the auditor's levels; 0 is a person of whom nothing is known.
LEVEL_OF: dict[str, int] = {
    definition.code: level for level, definition in enumerate(CHAIN, start=1)
}

G = TypeVar("G", bound=Hashable)
K = TypeVar("K", bound=PersonKey)


@dataclass(frozen=True, slots=True)
class Draft:
    """Protected figures of a month.

    `chain`: use of every population and part, account and habit of populations large enough, known of
    these in the last month of a quarter. `unproven`: how many people of each population the figures
    leave out. `witness`: a world of the figures.
    """

    staff: Staff
    chain: ChainFigures
    audit: AuditResult
    unproven: Mapping[PopulationId, int]
    witness: Witness

    @property
    def tree(self) -> Tree:
        return self.staff.tree

    @property
    def figures(self) -> dict[tuple[str, PopulationId], Figure]:
        return figures_of(self.chain)

    @property
    def parts(self) -> Mapping[PartId, Figure]:
        return self.chain.parts


Levels = tuple[int, int, int, int, int]
NOBODY: Levels = (0, 0, 0, 0, 0)


def draft(
    *,
    month: Month,
    people: Mapping[str, PersonMonth],
    parents: Mapping[PopulationId, PopulationId | None],
    earlier: Sequence[PublishedMonth],
    parameters: Parameters,
    part_of: Mapping[PersonKey, PartId] | None = None,
    unproven: Mapping[PopulationId, int] = MappingProxyType({}),
) -> Draft:
    """The protected figures of one portal and month. Teams without anybody are left out.

    people: those who count. unproven: how many more each team has, who add nothing to any count and to
    no size by which the rule decides; a team of theirs alone is hidden like a small one.
    earlier: every earlier publication of the portal, oldest first, in the last month of a quarter. part_of: the part of each person
    in the crossing partition, None when the portal has none.
    """
    levels = dict.fromkeys(unproven, NOBODY) | levels_by_team(people.values(), month)
    groups = None if part_of is None else levels_by_group(people, part_of, month)
    tree = build_tree(_populations(levels, parents))
    counts = {
        code: totals_upwards({team: sum(own[level:]) for team, own in levels.items()}, tree)
        for code, level in LEVEL_OF.items()
    }
    staff = Staff(tree, {key: person.team for key, person in people.items()}, part_of)
    chain = protect_chain(
        staff,
        earlier,
        ChainCounts(**counts, parts=_used_by_part(groups or {})),
        parameters,
        with_known=is_last_of_quarter(month),
    )
    return Draft(
        staff,
        chain,
        audit_figures(tree, groups or levels, figures_of(chain), chain.parts, parameters),
        totals_upwards(unproven, tree),
        witness_of(staff, chain),
    )


def figures_of(chain: ChainFigures) -> dict[tuple[str, PopulationId], Figure]:
    """Figures of the tree by (indicator, team)."""
    return {
        (definition.code, team): figure
        for definition in CHAIN
        for team, figure in getattr(chain, definition.code).items()
    }


def is_last_of_quarter(month: Month) -> bool:
    """Whether the known count goes out: its protection costs more with each publication."""
    return month.month % 3 == 0


def _used_by_part(
    groups: Mapping[tuple[PopulationId, PartId], Levels],
) -> dict[PartId, int]:
    counts: Counter[PartId] = Counter()
    for (_team, part), levels in groups.items():
        counts[part] += sum(levels[LEVEL_OF[USED.code] :])
    return dict(counts)


def levels_by_team(people: Iterable[PersonMonth], month: Month) -> dict[PopulationId, Levels]:
    """Count, for each team, direct people who are exactly unknown, known, account, used, habit."""
    return _tally((person.team, _level(person, month)) for person in people)


def levels_by_group(
    people: Mapping[K, PersonMonth], part_of: Mapping[PersonKey, PartId], month: Month
) -> dict[tuple[PopulationId, PartId], Levels]:
    """Count the same for the people of each team who belong to the same part."""
    return _tally(
        ((person.team, part_of[key]), _level(person, month)) for key, person in people.items()
    )


def _level(person: PersonMonth, month: Month) -> int:
    values = use_values(person, month)
    return sum(getattr(values, definition.code) for definition in CHAIN)


def _tally(levels: Iterable[tuple[G, int]]) -> dict[G, Levels]:
    tally: dict[G, Counter[int]] = defaultdict(Counter)
    for group, level in levels:
        tally[group][level] += 1
    return {group: (own[0], own[1], own[2], own[3], own[4]) for group, own in tally.items()}


def audit_figures(
    tree: Tree,
    levels: Mapping[Any, Levels],
    figures: Mapping[tuple[str, PopulationId], Figure],
    parts: Mapping[PartId, Figure],
    parameters: Parameters,
) -> AuditResult:
    """Audit the figures. levels: by team, or by (team, part) where there are parts."""
    return audit(
        parents={population.id: population.parent for population in tree.order},
        people=levels,
        published=[
            (team, LEVEL_OF[indicator], figure.low, figure.high)
            for (indicator, team), figure in figures.items()
            if figure.low is not None and figure.high is not None
        ],
        published_parts=[
            (part, LEVEL_OF[USED.code], figure.low, figure.high)
            for part, figure in parts.items()
            if figure.low is not None and figure.high is not None
        ],
        coalition_size=parameters.c,
    )


def _populations(
    levels: Mapping[PopulationId, Sequence[int]],
    parents: Mapping[PopulationId, PopulationId | None],
) -> list[PopulationNode]:
    """Teams with somebody in them or below, as populations."""
    sizes: Counter[PopulationId] = Counter()
    for team, tally in levels.items():
        for above in _upwards(team, parents):
            sizes[above] += sum(tally)
    return [PopulationNode(team, parents[team], size) for team, size in sizes.items()]


def totals_upwards(direct: Mapping[PopulationId, int], tree: Tree) -> dict[PopulationId, int]:
    """Sum counts of direct members to counts of each population with all that is below it."""
    parents = {population.id: population.parent for population in tree.order}
    totals = dict.fromkeys(parents, 0)
    for team, count in direct.items():
        for above in _upwards(team, parents):
            totals[above] += count
    return totals


def _upwards(
    team: PopulationId, parents: Mapping[PopulationId, PopulationId | None]
) -> Iterable[PopulationId]:
    """Yield the team itself, then its ancestors."""
    above: PopulationId | None = team
    while above is not None:
        yield above
        above = parents[above]
