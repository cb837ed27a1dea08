from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adoption.publishing.disclosure.history import (
    ChainCounts,
    PublishedMonth,
    protect_chain,
)
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


def staff_of(people):
    """One team of everybody; people: their keys."""
    tree = build_tree([PopulationNode("all", None, len(people))])
    return Staff(tree, dict.fromkeys(people, "all"))


def lone(size, known, account, used, habit, earlier=()):
    """The four figures of a team without any other, as known, account, used, habit."""
    chain = chain_of(staff_of(range(size)), known, account, used, habit, earlier)
    return chain.known["all"], chain.account["all"], chain.used["all"], chain.habit["all"]


def chain_of(staff, known, account, used, habit, earlier=()):
    counts = ChainCounts(*({"all": count} for count in (known, account, used, habit)))
    return protect_chain(staff, earlier, counts, PRODUCTION)


def test_the_chain_is_exact_where_each_count_is_far_from_its_neighbours():
    assert lone(100, 90, 60, 40, 20) == (exact(90), exact(60), exact(40), exact(20))


def test_of_a_team_under_fifty_only_its_use_is_published():
    chain = chain_of(staff_of(range(15)), 13, 10, 6, 3)
    assert chain.used == {"all": exact(6)}
    assert (chain.known, chain.account, chain.habit) == ({}, {}, {})


def test_a_count_near_its_neighbour_in_the_chain_is_a_block_at_that_end():
    assert lone(100, 64, 60, 40, 20)[0] == block(60, 68)
    assert lone(100, 92, 60, 40, 20)[0] == block(92, 100)
    assert lone(100, 90, 44, 40, 20)[1] == block(40, 44)
    assert lone(100, 90, 60, 4, 2)[2] == block(0, 4)
    assert lone(100, 90, 60, 40, 0)[3] == block(0, 4)
    assert lone(100, 90, 60, 40, 35)[3] == exact(35)
    assert lone(100, 90, 60, 40, 36)[3] == block(36, 40)


def test_the_use_of_a_population_under_the_threshold_is_hidden():
    assert chain_of(staff_of(range(9)), 8, 6, 4, 2).used == {"all": HIDDEN}


def test_the_known_count_goes_out_only_when_asked():
    staff = staff_of(range(100))
    counts = ChainCounts(*({"all": count} for count in (90, 60, 40, 20)))
    assert protect_chain(staff, [], counts, PRODUCTION, with_known=False).known == {}


@pytest.mark.parametrize(
    "counts", [(101, 60, 40, 20), (50, 60, 40, 20), (90, 39, 40, 20), (90, 60, 40, 41)]
)
def test_counts_that_do_not_contain_one_another_are_refused(counts):
    with pytest.raises(ValueError, match="contain one another"):
        lone(100, *counts)


def test_the_greatest_exact_known_count_falls_by_eight_a_month():
    """Account, used and habit are what they were: history touches the known count alone."""
    published, staff = [], staff_of(range(150))
    for month in range(6):
        last_exact = 150 - 8 * (month + 1) - 1
        for known, figure in [
            (last_exact, exact(last_exact)),
            (last_exact + 1, block(last_exact + 1, 150)),
        ]:
            chain = chain_of(staff, known, 60, 40, 20, published)
            assert chain.known["all"] == figure
            assert (chain.account["all"], chain.used["all"]) == (exact(60), exact(40))
        published.append(PublishedMonth(staff, chain))


def test_whoever_had_an_account_leaves_less_room_for_known_people_without_one():
    """70 had an account, 50 have one now: 20 must be unknown, or the others are given away."""
    staff = staff_of(range(100))
    before = [PublishedMonth(staff, chain_of(staff, 90, 70, 40, 20))]
    assert chain_of(staff, 63, 50, 40, 20, before).known["all"] == exact(63)
    assert chain_of(staff, 64, 50, 40, 20, before).known["all"] == block(64, 100)


def test_everybody_counted_under_an_older_rule_may_have_had_an_account():
    staff, before = staff_of(range(100)), staff_of(range(60))
    older = PublishedMonth(before, chain_of(before, 50, 30, 20, 9), is_used_first=False)
    # 50 of the 60 hold one now, whom the witness chooses first; the other 10 cannot be known.
    assert chain_of(staff, 81, 50, 40, 20, [older]).known["all"] == exact(81)
    assert chain_of(staff, 82, 50, 40, 20, [older]).known["all"] == block(82, 100)


def test_parts_of_the_staff_and_large_teams_widen_the_cells_around_use():
    """Two large teams under one organisation, and as many parts: use may change at two places at once."""
    sizes = {"a": 60, "b": 60}
    tree = build_tree(
        [PopulationNode("all", None, 120), *(PopulationNode(t, "all", n) for t, n in sizes.items())]
    )
    team_of = {f"{team}{n}": team for team, size in sizes.items() for n in range(size)}
    part_of = {key: "f" if int(key[1:]) < 30 else "g" for key in team_of}
    counts = ChainCounts(
        *({"all": 2 * n, "a": n, "b": n} for n in (50, 27, 20, 9)), {"f": 20, "g": 20}
    )
    alone = protect_chain(Staff(tree, team_of), [], replace(counts, parts={}), PRODUCTION)
    crossed = protect_chain(Staff(tree, team_of, part_of), [], counts, PRODUCTION)
    assert alone.account["a"] == exact(27)
    assert crossed.account["a"] == block(20, 28)
    assert crossed.parts == {"f": exact(20), "g": exact(20)}


@st.composite
def organisations(draw):
    """Staff of up to 10 teams under one another, and true counts of every kind."""
    number = draw(st.integers(1, 10))
    above = [None, *(draw(st.integers(0, place - 1)) for place in range(1, number))]
    direct = [draw(st.integers(0, 25)) for _ in range(number)]
    levels = []
    for size in direct:
        cuts = sorted(draw(st.lists(st.integers(0, size), min_size=4, max_size=4)), reverse=True)
        levels.append(cuts)
    sizes, counts = list(direct), [list(own) for own in zip(*levels, strict=True)]
    for place in range(number - 1, 0, -1):
        for column in (sizes, *counts):
            column[above[place]] += column[place]
    tree = build_tree(PopulationNode(n, above[n], sizes[n]) for n in range(number))
    team_of = {f"{team}-{n}": team for team, size in enumerate(direct) for n in range(size)}
    return Staff(tree, team_of), ChainCounts(*(dict(enumerate(count)) for count in counts))


def figures_of(chain):
    return {
        (code, team): figure
        for code in ("known", "account", "used", "habit")
        for team, figure in getattr(chain, code).items()
    }


@settings(max_examples=60)
@given(organisations())
def test_every_figure_is_true_and_small_populations_are_hidden(organisation):
    staff, counts = organisation
    sizes = {population.id: population.size for population in staff.tree.order}
    for (code, team), figure in figures_of(protect_chain(staff, [], counts, PRODUCTION)).items():
        if sizes[team] < PRODUCTION.k:
            assert figure == HIDDEN
        assert code == "used" or sizes[team] >= PRODUCTION.detail
        if figure != HIDDEN:
            assert figure.low <= getattr(counts, code)[team] <= figure.high
            assert (figure.low == figure.high) == (figure.kind is Kind.EXACT)


@settings(max_examples=40)
@given(organisations())
def test_a_second_month_of_the_same_people_narrows_nothing_but_is_true(organisation):
    staff, counts = organisation
    first = protect_chain(staff, [], counts, PRODUCTION)
    second = protect_chain(staff, [PublishedMonth(staff, first)], counts, PRODUCTION)
    assert (second.account, second.used, second.habit) == (first.account, first.used, first.habit)
    for team, figure in second.known.items():
        if figure != HIDDEN:
            assert figure.low <= counts.known[team] <= figure.high


def test_a_tree_deeper_than_python_calls_go_is_protected():
    depth = 1500
    tree = build_tree(
        PopulationNode(team, team - 1 if team else None, depth - team) for team in range(depth)
    )
    counts = ChainCounts(
        *(
            {n: sum(person % 5 >= level for person in range(n, depth)) for n in range(depth)}
            for level in (1, 2, 3, 4)
        )
    )
    chain = protect_chain(Staff(tree, {n: n for n in range(depth)}), [], counts, PRODUCTION)
    assert chain.used.keys() == set(range(depth))
