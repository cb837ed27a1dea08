import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.publishing.disclosure.chain import distribute_people
from adoption.publishing.disclosure.protection import (
    HIDDEN,
    Figure,
    Kind,
    Parameters,
    PopulationNode,
    build_tree,
    protect,
    readable_ranges,
)


PRODUCTION = Parameters.for_production()


def exact(count):
    return Figure(Kind.EXACT, count, count)


def block(low, high):
    return Figure(Kind.BLOCK, low, high)


def lone(size, count, parameters=PRODUCTION):
    return protect([PopulationNode("all", None, size)], {"all": count}, parameters)["all"]


def ranges_of(tree, figures):
    return readable_ranges(tree, figures, dict.fromkeys(tree.direct, 0), tree.direct)


@st.composite
def organisations(draw):
    """Populations with true counts; ids in no order."""
    number = draw(st.integers(1, 15))
    ids = draw(st.permutations(range(100, 100 + number)))
    above = [None, *(draw(st.integers(0, place - 1)) for place in range(1, number))]
    sizes = [draw(st.integers(0, 20)) for _ in ids]
    counts = [draw(st.integers(0, size)) for size in sizes]
    for place in range(number - 1, 0, -1):
        sizes[above[place]] += sizes[place]
        counts[above[place]] += counts[place]
    populations = [
        PopulationNode(ids[place], None if place == 0 else ids[above[place]], sizes[place])
        for place in range(number)
    ]
    return populations, dict(zip(ids, counts, strict=True))


@pytest.mark.parametrize("count", range(16))
def test_a_team_of_fifteen_alone_shows_ends_of_five_and_exact_counts_between(count):
    if count < 5:
        assert lone(15, count) == block(0, 4)
    elif count > 10:
        assert lone(15, count) == block(11, 15)
    else:
        assert lone(15, count) == exact(count)


@pytest.mark.parametrize("count", [0, 4, 9])
def test_a_team_under_the_threshold_is_hidden_whatever_its_count(count):
    assert lone(9, count) == HIDDEN
    assert lone(9, count, Parameters(9)) == block(0, 4) or lone(9, count, Parameters(9)) == block(
        5, 9
    )


def test_nothing_is_shown_under_nine_people_whatever_the_threshold():
    assert {lone(8, count, Parameters(k=1)) for count in range(9)} == {HIDDEN}


def test_a_hidden_figure_carries_no_bounds():
    assert (HIDDEN.low, HIDDEN.high) == (None, None)


@pytest.mark.parametrize(("k", "c"), [(8, 3), (0, 3), (10, 2)])
def test_settings_refuse_a_threshold_under_nine_and_a_coalition_under_three(k, c):
    with pytest.raises(ValueError, match="not less than"):
        Parameters.for_production(k, c)


def test_settings_accept_a_higher_threshold():
    assert Parameters.for_production(25).k == 25


@given(organisations())
def test_every_figure_is_true(organisation):
    populations, counts = organisation
    for team, figure in protect(populations, counts, PRODUCTION).items():
        if figure.kind is not Kind.HIDDEN:
            assert figure.low <= counts[team] <= figure.high
        assert (figure.low == figure.high) == (figure.kind is not Kind.BLOCK)


@given(organisations(), st.randoms())
def test_the_order_of_the_input_changes_nothing(organisation, chance):
    populations, counts = organisation
    mixed = chance.sample(populations, len(populations))
    first, second = (list(protect(p, counts, PRODUCTION).items()) for p in (populations, mixed))
    assert first == second


@given(organisations())
def test_work_goes_from_the_deepest_and_smallest_up_to_the_organisation(organisation):
    populations, counts = organisation
    order = list(protect(populations, counts, PRODUCTION))
    assert order[-1] == next(p.id for p in populations if p.parent is None)
    for population in populations:
        if population.parent is not None:
            assert order.index(population.id) < order.index(population.parent)


@given(organisations())
def test_whoever_follows_the_published_figures_finds_the_same_cells(organisation):
    """A figure depends on a hidden count only through what is published."""
    populations, counts = organisation
    tree = build_tree(populations)
    figures = protect(populations, counts, PRODUCTION)
    world = distribute_people(tree, ranges_of(tree, figures), tree.direct)
    totals = dict(world)
    for population in tree.order:
        if population.parent is not None:
            totals[population.parent] += totals[population.id]
    assert protect(populations, totals, PRODUCTION) == figures


@given(organisations())
def test_the_least_world_is_a_world(organisation):
    populations, counts = organisation
    tree = build_tree(populations)
    ranges = ranges_of(tree, protect(populations, counts, PRODUCTION))
    world = distribute_people(tree, ranges, tree.direct)
    for team, count in world.items():
        assert 0 <= count <= tree.direct[team]
    assert sum(world.values()) <= counts[tree.root.id]


def test_a_parent_widens_its_ends_by_what_its_teams_leave_open():
    teams = [
        PopulationNode("all", None, 25),
        PopulationNode("a", "all", 15),
        PopulationNode("b", "all", 10),
    ]
    figures = protect(teams, {"all": 6, "a": 6, "b": 0}, PRODUCTION)
    assert figures == {"b": block(0, 4), "a": exact(6), "all": block(6, 10)}


def test_ten_people_outside_the_shown_teams_keep_ends_of_their_own():
    teams = [PopulationNode("all", None, 26), PopulationNode("a", "all", 16)]
    assert protect(teams, {"all": 8, "a": 8}, PRODUCTION)["all"] == block(8, 12)
    assert protect(teams, {"all": 13, "a": 8}, PRODUCTION)["all"] == exact(13)


def test_with_too_little_left_open_the_parent_says_nothing_new():
    teams = [PopulationNode("all", None, 20), PopulationNode("a", "all", 16)]
    assert protect(teams, {"all": 10, "a": 8}, PRODUCTION)["all"] == block(8, 12)


@pytest.mark.parametrize(
    ("populations", "counts", "problem"),
    [
        ([PopulationNode(1, None, 9), PopulationNode(1, None, 9)], {1: 0}, "twice"),
        ([PopulationNode(1, None, 9), PopulationNode(2, None, 9)], {1: 0, 2: 0}, "one root"),
        ([PopulationNode(1, None, 9), PopulationNode(2, 3, 9)], {1: 0, 2: 0}, "unknown parent"),
        (
            [PopulationNode(1, None, 9), PopulationNode(2, 3, 9), PopulationNode(3, 2, 9)],
            {1: 0, 2: 0, 3: 0},
            "loop",
        ),
        (
            [PopulationNode(1, None, 9), PopulationNode(2, 1, 10)],
            {1: 0, 2: 0},
            "smaller than its parts",
        ),
        ([PopulationNode(1, None, 9)], {}, "one count"),
        ([PopulationNode(1, None, 9)], {1: 10}, "add up"),
        ([PopulationNode(1, None, 9), PopulationNode(2, 1, 5)], {1: 1, 2: 2}, "add up"),
    ],
)
def test_what_is_no_tree_of_counts_is_refused(populations, counts, problem):
    with pytest.raises(ValueError, match=problem):
        protect(populations, counts, PRODUCTION)


def test_a_tree_deeper_than_python_calls_go_is_protected():
    deep = [PopulationNode(team, team - 1 if team else None, 5000 - team) for team in range(5000)]
    figures = protect(deep, {team: (5000 - team) // 2 for team in range(5000)}, PRODUCTION)

    assert figures.keys() == set(range(5000))
