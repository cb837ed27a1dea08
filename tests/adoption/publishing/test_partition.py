import itertools

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adoption.publishing.disclosure.flows import Arc, Circulation
from adoption.publishing.disclosure.history import ChainCounts, protect_chain
from adoption.publishing.disclosure.partition import protect_used, users_of
from adoption.publishing.disclosure.protection import (
    HIDDEN,
    Figure,
    Kind,
    Parameters,
    PopulationNode,
    build_tree,
)
from adoption.publishing.disclosure.staff import Staff


PRODUCTION = Parameters.for_production()


def exact(count):
    return Figure(Kind.EXACT, count, count)


def block(low, high):
    return Figure(Kind.BLOCK, low, high)


# --- Least and greatest ------------------------------------------------------------------------------


@st.composite
def organisations(draw):
    """Up to four teams under one another, three parts, a few people in each group, and true users."""
    number = draw(st.integers(1, 4))
    above = [None, *(draw(st.integers(0, place - 1)) for place in range(1, number))]
    people = {
        (team, part): draw(st.integers(0, 3)) for team in range(number) for part in ("f", "g", "h")
    }
    users = {group: draw(st.integers(0, size)) for group, size in people.items()}
    return above, people, users


def within(above, team, population):
    while team is not None and team != population:
        team = above[team]
    return team == population


def network_of(above, people, limits, flow=None):
    """limits: of what each population may have."""
    arcs = [
        Arc(("team", team), ("out",) if up is None else ("at", up), ("at", team), *limits[team])
        for team, up in enumerate(above)
    ]
    arcs += [
        Arc(group, ("at", group[0]), ("part", group[1]), 0, size) for group, size in people.items()
    ]
    arcs += [Arc(part, ("part", part), ("out",), 0, 99) for part in ("f", "g", "h")]
    return Circulation(arcs, flow or {})


def every_world(above, people, limits):
    """By brute force: the counts of the parts in every spread of users that keeps within the limits."""
    groups = list(people)
    for world in itertools.product(*(range(people[group] + 1) for group in groups)):
        counts = dict(zip(groups, world, strict=True))
        if all(
            low <= sum(n for (team, _), n in counts.items() if within(above, team, each)) <= high
            for each, (low, high) in limits.items()
        ):
            yield {
                part: sum(n for (_, own), n in counts.items() if own == part)
                for part in ("f", "g", "h")
            }


def flow_of(above, users):
    flow = {("team", each): 0 for each in range(len(above))} | users
    for (team, part), count in users.items():
        flow[part] = flow.get(part, 0) + count
        for each in range(len(above)):
            flow["team", each] += count if within(above, team, each) else 0
    return flow


@settings(max_examples=60, deadline=None, derandomize=True)
@given(organisations(), st.data())
def test_least_and_greatest_are_those_of_every_world(organisation, data):
    above, people, users = organisation
    worlds = 1
    for size in people.values():
        worlds *= size + 1
    assume(worlds <= 20_000)
    flow = flow_of(above, users)
    limits = {}
    for team in range(len(above)):
        count = flow["team", team]
        limits[team] = count - data.draw(st.integers(0, 2)), count + data.draw(st.integers(0, 2))
        limits[team] = max(limits[team][0], 0), limits[team][1]
    found = list(every_world(above, people, limits))
    network = network_of(above, people, limits, flow)
    for part in ("f", "g", "h"):
        counts = sorted({world[part] for world in found})
        low, high = network.range_of(part)
        assert counts == list(range(low, high + 1))
        chosen = data.draw(st.sampled_from(counts))
        network.narrow(part, chosen, chosen)
        found = [world for world in found if world[part] == chosen]


def test_a_flow_that_breaks_a_limit_is_refused():
    with pytest.raises(ValueError, match="limits"):
        network_of([None], {(0, "f"): 3}, {0: (0, 2)}, {(0, "f"): 3, "f": 3, ("team", 0): 3})


# --- The rule ------------------------------------------------------------------------------------------


def staff_of(groups):
    """One team; groups: how many people are in each part."""
    part_of = {f"{part}-{n:03}": part for part, size in groups.items() for n in range(size)}
    tree = build_tree([PopulationNode("all", None, len(part_of))])
    return Staff(tree, dict.fromkeys(part_of, "all"), part_of)


def used_of(groups, users):
    return protect_used(staff_of(groups), {"all": sum(users.values())}, users, PRODUCTION)


def test_a_count_far_from_both_ends_is_exact():
    used = used_of({"f": 40, "g": 60}, {"f": 20, "g": 30})
    assert used.tree["all"] == exact(50)
    # What is left after the first part is known to everybody.
    assert used.parts == {"f": exact(20), "g": exact(30)}


@pytest.mark.parametrize(
    ("users", "figure"),
    [
        (0, block(0, 4)),
        (4, block(0, 4)),
        (5, exact(5)),
        (35, exact(35)),
        (36, block(36, 40)),
        (40, block(36, 40)),
    ],
)
def test_an_end_cell_holds_five_counts(users, figure):
    used = used_of({"f": 40, "g": 60}, {"f": users, "g": 50 - users})
    assert used.parts["f"] == figure


def test_a_part_under_the_threshold_is_hidden():
    assert used_of({"f": 9, "g": 91}, {"f": 5, "g": 45}).parts["f"] == HIDDEN


def test_a_part_is_at_least_what_the_tree_and_the_parts_before_leave():
    used = protect_used(
        staff_of({"f": 9, "g": 16}), {"all": 12}, {"f": 5, "g": 7}, Parameters(9, 3)
    )
    assert used.tree["all"] == exact(12)
    assert used.parts == {"f": block(5, 9), "g": block(3, 7)}


def test_everybody_is_in_one_part():
    staff = staff_of({"f": 20, "g": 20})
    short = {key: part for key, part in staff.part_of.items() if key != "f-000"}
    with pytest.raises(ValueError, match="part"):
        Staff(staff.tree, staff.team_of, short)
    for counts in ({"f": 0}, {"f": 21, "g": 0}):
        with pytest.raises(ValueError, match="part"):
            protect_used(staff, {"all": sum(counts.values())}, counts, PRODUCTION)


@st.composite
def companies(draw):
    """Up to eight teams under one another, four parts, levels in every group."""
    number = draw(st.integers(1, 8))
    above = [None, *(draw(st.integers(0, place - 1)) for place in range(1, number))]
    levels = {}
    for team, part in itertools.product(range(number), "fghi"):
        size = draw(st.integers(0, 14))
        cuts = sorted(draw(st.lists(st.integers(0, size), min_size=4, max_size=4)))
        levels[team, part] = [b - a for a, b in zip([0, *cuts], [*cuts, size], strict=True)]
    assume(sum(map(sum, levels.values())))
    return above, levels


def published(company):
    above, levels = company
    number = len(above)
    below = {
        each: [group for group in levels if within(above, group[0], each)] for each in range(number)
    }
    sizes = {each: sum(sum(levels[group]) for group in below[each]) for each in range(number)}
    chain = [
        {each: sum(sum(levels[group][level:]) for group in below[each]) for each in range(number)}
        for level in range(1, 5)
    ]
    key = {
        f"{team}{part}{n}": (team, part)
        for (team, part), own in levels.items()
        for n in range(sum(own))
    }
    tree = build_tree(PopulationNode(each, above[each], sizes[each]) for each in range(number))
    staff = Staff(
        tree,
        {person: team for person, (team, _) in key.items()},
        {person: part for person, (_, part) in key.items()},
    )
    users = {
        part: sum(sum(own[3:]) for (_, each), own in levels.items() if each == part)
        for part in staff.part_sizes
    }
    # Accounts and habits of every team above the threshold: more than in production.
    return staff, users, protect_chain(staff, [], ChainCounts(*chain, users), Parameters(10, 3, 10))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(companies())
def test_every_part_s_figure_is_true_and_small_parts_are_hidden(company):
    staff, users, chain = published(company)
    assert list(chain.parts) == staff.parts
    for part, figure in chain.parts.items():
        if staff.part_sizes[part] < PRODUCTION.k:
            assert figure == HIDDEN
        if figure != HIDDEN:
            assert figure.low <= users[part] <= figure.high
            assert (figure.low == figure.high) == (figure.kind is Kind.EXACT)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(companies())
def test_the_witness_is_a_world_of_what_is_published(company):
    staff, _users, chain = published(company)
    counts = dict.fromkeys(staff.tree.direct, 0)
    parts = dict.fromkeys(staff.parts, 0)
    for (team, part), count in users_of(staff, chain.used, chain.parts).items():
        counts[team] += count
        parts[part] += count
    for part, figure in chain.parts.items():
        assert figure == HIDDEN or figure.low <= parts[part] <= figure.high
    for population in staff.tree.order:
        figure = chain.used[population.id]
        if figure != HIDDEN:
            assert figure.low <= counts[population.id] <= figure.high
        if population.parent is not None:
            counts[population.parent] += counts[population.id]
