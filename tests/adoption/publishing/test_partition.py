import itertools

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adoption.publishing.disclosure.flows import Arc, Circulation
from adoption.publishing.disclosure.history import (
    ChainCounts,
    Staff,
    Witness,
    protect_chain,
    witness_of,
)
from adoption.publishing.disclosure.partition import Partition, least_users_for_habit, protect_parts
from adoption.publishing.disclosure.protection import (
    HIDDEN,
    Figure,
    Kind,
    Parameters,
    PopulationNode,
    build_tree,
)


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
    """Staff and partition of one team; groups: how many people are in each part."""
    part_of = {f"{part}-{n:03}": part for part, size in groups.items() for n in range(size)}
    tree = build_tree([PopulationNode("all", None, len(part_of))])
    return Staff(tree, dict.fromkeys(part_of, "all")), Partition(part_of)


def parts_of(groups, users, accounts=None, total=None):
    """The parts' figures of one team whose accounts, without history, are everybody's."""
    staff, partition = staff_of(groups)
    size = sum(groups.values())
    used = sum(users.values()) if total is None else total
    chain = protect_chain(
        staff,
        [],
        ChainCounts({"all": size}, {"all": accounts or size}, {"all": used}, {"all": 0}),
        PRODUCTION,
    )
    witness = witness_of(staff, [], chain)
    return protect_parts(
        staff, partition, witness, (chain.used, chain.habit), users, PRODUCTION
    ), chain


def test_a_count_far_from_both_ends_is_exact():
    parts, chain = parts_of({"f": 40, "g": 60}, {"f": 20, "g": 30})
    assert chain.used["all"] == exact(50)
    assert parts["f"] == exact(20)
    # What is left is then known to everybody.
    assert parts["g"] == exact(30)


@pytest.mark.parametrize(
    ("users", "figure"),
    [
        (0, block(0, 8)),
        (8, block(0, 8)),
        (9, exact(9)),
        (31, exact(31)),
        (32, block(32, 40)),
        (40, block(32, 40)),
    ],
)
def test_an_end_cell_holds_nine_counts(users, figure):
    """Twice as many as four people more than zero: those with whom they may have changed places."""
    parts, _chain = parts_of({"f": 40, "g": 60}, {"f": users, "g": 50 - users})
    assert parts["f"] == figure


def test_a_part_under_the_threshold_is_hidden():
    parts, _chain = parts_of({"f": 9, "g": 91}, {"f": 5, "g": 45})
    assert parts["f"] == HIDDEN


def test_parts_without_room_say_what_the_tree_says():
    """Of 12 and 13 people nothing can be told apart; all 25 together are known."""
    parts, chain = parts_of({"f": 12, "g": 13}, {"f": 6, "g": 6})
    assert parts["f"] == HIDDEN
    assert chain.used["all"] == exact(12)
    assert parts["g"].kind in (Kind.HIDDEN, Kind.BLOCK)
    if parts["g"].kind is Kind.BLOCK:
        assert (parts["g"].low, parts["g"].high) == (0, 12)


def test_everybody_is_in_one_part():
    staff, partition = staff_of({"f": 20, "g": 20})
    short = Partition({key: part for key, part in partition.part_of.items() if key != "f-000"})
    witness = Witness(frozenset(), {"all": 0})
    for wrong, counts in (
        (short, {"f": 0, "g": 0}),
        (partition, {"f": 0}),
        (partition, {"f": 21, "g": 0}),
    ):
        with pytest.raises(ValueError, match="part"):
            protect_parts(staff, wrong, witness, ({}, {}), counts, PRODUCTION)


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


def published(company, parameters=PRODUCTION):
    above, levels = company
    number = len(above)
    below = {
        each: [group for group in levels if within(above, group[0], each)] for each in range(number)
    }
    sizes = {each: sum(sum(levels[group]) for group in below[each]) for each in range(number)}
    counts = ChainCounts(
        *(
            {
                each: sum(sum(levels[group][level:]) for group in below[each])
                for each in range(number)
            }
            for level in range(1, 5)
        )
    )
    key = {
        f"{team}{part}{n}": (team, part)
        for (team, part), own in levels.items()
        for n in range(sum(own))
    }
    tree = build_tree(PopulationNode(each, above[each], sizes[each]) for each in range(number))
    staff = Staff(tree, {person: team for person, (team, _) in key.items()})
    partition = Partition({person: part for person, (_, part) in key.items()})
    users = {
        part: sum(sum(own[3:]) for (_, each), own in levels.items() if each == part)
        for part in partition.sizes
    }
    chain = protect_chain(staff, [], counts, parameters)
    witness = witness_of(staff, [], chain)
    both = (chain.used, chain.habit)
    parts = protect_parts(staff, partition, witness, both, users, parameters)
    return staff, partition, users, chain, witness, parts


@settings(max_examples=60, deadline=None, derandomize=True)
@given(companies())
def test_every_part_s_figure_is_true_and_small_parts_are_hidden(company):
    _staff, partition, users, _chain, _witness, parts = published(company)
    assert list(parts) == partition.order
    for part, figure in parts.items():
        if partition.sizes[part] < PRODUCTION.k:
            assert figure == HIDDEN
        if figure != HIDDEN:
            assert figure.low <= users[part] <= figure.high
            assert (figure.low == figure.high) == (figure.kind is Kind.EXACT)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(companies())
def test_the_floor_is_of_users_and_bears_every_habit_figure_with_people_to_spare(company):
    staff, _partition, _users, chain, witness, _parts = published(company, Parameters(5, 1))
    floor = least_users_for_habit(staff.tree, chain.habit, witness.users, 4)
    most = {}
    for population in staff.tree.order:
        key = population.id
        assert 0 <= floor[key] <= witness.users[key]
        below = staff.tree.children[key]
        held = floor[key] + sum(most[child.id] for child in below)
        figure = chain.habit[key]
        least = sum(chain.habit[child.id].low or 0 for child in below)
        all_of = witness.users[key] + sum(
            _most_of(staff, chain, witness, child.id) for child in below
        )
        if figure.low is not None and figure.low > least:
            assert held >= min(figure.low + 4, all_of)
        most[key] = held if figure.high is None else min(held, figure.high)


def _most_of(staff, chain, witness, key):
    held = witness.users[key] + sum(
        _most_of(staff, chain, witness, child.id) for child in staff.tree.children[key]
    )
    figure = chain.habit[key]
    return held if figure.high is None else min(held, figure.high)
