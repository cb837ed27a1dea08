"""From the facts of a month to the figures that may go out, and the audit that lets them.

No database here: values in, values out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adoption.auditor import AuditResult, audit
from adoption.disclosure import (
    Figure,
    Parameters,
    Population,
    PopulationId,
    Tree,
    build_tree,
)
from adoption.history import ChainCounts, PublishedMonth, Staff, protect_chain
from adoption.indicators import CHAIN, PersonMonth, values_of
from adoption.periods import Month


# Where an indicator stands among the auditor's levels; 0 is a person of whom nothing is known.
LEVEL_OF: dict[str, int] = {
    definition.code: level for level, definition in enumerate(CHAIN, start=1)
}


@dataclass(frozen=True, slots=True)
class Draft:
    """`figures`: by (indicator, team), the whole chain of every population."""

    tree: Tree
    figures: Mapping[tuple[str, PopulationId], Figure]
    audit: AuditResult


def draft(
    *,
    month: Month,
    people: Mapping[str, PersonMonth],
    parents: Mapping[PopulationId, PopulationId | None],
    earlier: Sequence[PublishedMonth],
    parameters: Parameters,
) -> Draft:
    """The protected figures of one portal and month. Teams without anybody are left out.

    earlier: every earlier publication of the portal, oldest first.
    """
    levels = levels_by_team(people.values(), month)
    tree = build_tree(_populations(levels, parents))
    counts = {definition.code: _totals(levels, tree, definition.code) for definition in CHAIN}
    chain = protect_chain(
        Staff(tree, {key: person.team for key, person in people.items()}),
        earlier,
        ChainCounts(**counts),
        parameters,
    )
    figures: dict[tuple[str, PopulationId], Figure] = {
        (definition.code, team): figure
        for definition in CHAIN
        for team, figure in getattr(chain, definition.code).items()
    }
    return Draft(tree, figures, audit_figures(tree, levels, figures, parameters))


def levels_by_team(
    people: Iterable[PersonMonth], month: Month
) -> dict[PopulationId, tuple[int, int, int, int, int]]:
    """For each team, how many of its direct people are exactly unknown, known, account, used, habit."""
    tally: dict[PopulationId, Counter[int]] = defaultdict(Counter)
    for person in people:
        values = values_of(person, month)
        level = sum(getattr(values, definition.code) for definition in CHAIN)
        tally[person.team][level] += 1
    return {
        team: (levels[0], levels[1], levels[2], levels[3], levels[4])
        for team, levels in tally.items()
    }


def audit_figures(
    tree: Tree,
    levels: Mapping[PopulationId, Sequence[int]],
    figures: Mapping[tuple[str, PopulationId], Figure],
    parameters: Parameters,
) -> AuditResult:
    return audit(
        parents={population.id: population.parent for population in tree.order},
        people=levels,
        published=[
            (team, LEVEL_OF[indicator], figure.low, figure.high)
            for (indicator, team), figure in figures.items()
            if figure.low is not None and figure.high is not None
        ],
        coalition_size=parameters.c,
    )


def _populations(
    levels: Mapping[PopulationId, Sequence[int]],
    parents: Mapping[PopulationId, PopulationId | None],
) -> list[Population]:
    """Every team with somebody in it or below it."""
    sizes: Counter[PopulationId] = Counter()
    for team, tally in levels.items():
        for above in _upwards(team, parents):
            sizes[above] += sum(tally)
    return [Population(team, parents[team], size) for team, size in sizes.items()]


def _totals(
    levels: Mapping[PopulationId, Sequence[int]], tree: Tree, indicator: str
) -> dict[PopulationId, int]:
    parents = {population.id: population.parent for population in tree.order}
    totals = dict.fromkeys(parents, 0)
    for team, tally in levels.items():
        for above in _upwards(team, parents):
            totals[above] += sum(tally[LEVEL_OF[indicator] :])
    return totals


def _upwards(
    team: PopulationId, parents: Mapping[PopulationId, PopulationId | None]
) -> Iterable[PopulationId]:
    """The team itself, then all above it."""
    above: PopulationId | None = team
    while above is not None:
        yield above
        above = parents[above]
