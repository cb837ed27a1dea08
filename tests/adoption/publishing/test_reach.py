"""The rule for learning reach, proved on tiny organisations truth by truth, with a reader who knows it."""

from collections import Counter
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.publishing.disclosure.protection import HIDDEN, Figure, Kind, Parameters
from adoption.publishing.disclosure.reach import EarlierFigures, ReachCounts, protect_reach


SMALL = Parameters(k=2, c=1)  # an edge of 3


def lives(quarters):
    """Every (started, finished) of somebody who is there in these quarters; None is never."""
    starts = [None, *quarters]
    return [
        (start, end)
        for start, end in product(starts, starts)
        if end is None or (start is not None and start <= end)
    ]


def worlds(groups):
    """Every way in which so many people of each group may live: a Counter of (group, life)."""
    choices = [
        [
            Counter((place, life) for life in chosen)
            for chosen in combinations_with_replacement(lives(quarters), size)
        ]
        for place, (size, quarters) in enumerate(groups)
    ]
    for parts in product(*choices):
        yield sum(parts, Counter())


def published(world, groups, quarters, parameters=SMALL):
    """All figures of all quarters, as the program would publish them one after the other."""
    out = []
    for quarter in range(quarters):
        population = sum(size for size, there in groups if quarter in there)
        left = sum(size for size, there in groups if quarter not in there and min(there) < quarter)
        counts = ReachCounts(
            population,
            left,
            started=sum(n for (_, life), n in world.items() if life[0] == quarter),
            finished=sum(n for (_, life), n in world.items() if life[1] == quarter),
        )
        out.append(EarlierFigures(*protect_reach(counts, out, parameters, least=2)))
    return tuple(out)


def by_publication(groups, quarters, parameters=SMALL):
    classes = {}
    for world in worlds(groups):
        classes.setdefault(published(world, groups, quarters, parameters), []).append(world)
    return classes


@pytest.mark.parametrize(
    ("groups", "quarters"),
    [
        ([(14, (0,))], 1),
        ([(9, (0, 1))], 2),
        ([(12, (0, 1))], 2),
        ([(6, (0, 1)), (2, (0,)), (2, (1,))], 2),
        ([(7, (0, 1)), (3, (0,))], 2),
        ([(7, (0, 1, 2))], 3),
    ],
)
def test_any_values_of_the_coalition_and_one_more_fit_whatever_is_published(groups, quarters):
    kinds = [(place, life) for place, (_, there) in enumerate(groups) for life in lives(there)]
    classes = by_publication(groups, quarters)
    assert len(classes) > 1
    for figures, truths in classes.items():
        for values in combinations_with_replacement(kinds, SMALL.c + 1):
            wanted = Counter(values)
            if any(
                sum(n for (place, _), n in wanted.items() if place == at) > size
                for at, (size, _) in enumerate(groups)
            ):
                continue
            assert any(wanted <= truth for truth in truths), (figures, values)


def fixes_somebody(classes, groups):
    """Whether one person who knows their own value learns another's from a publication."""
    for truths in classes.values():
        for own in {kind for truth in truths for kind in truth}:
            rests = [truth - Counter([own]) for truth in truths if truth[own]]
            for place in range(len(groups)):
                seen = {life for rest in rests for at, life in rest if at == place}
                if len(seen) == 1:
                    return True
    return False


def test_nobody_is_fixed_where_a_threshold_alone_fixes_somebody(monkeypatch):
    groups = [(9, (0, 1))]
    assert not fixes_somebody(by_publication(groups, 2), groups)

    def exact(count, _room, _population, _parameters):
        return Figure(Kind.EXACT, count, count)

    monkeypatch.setattr(
        "adoption.publishing.disclosure.reach._cell", exact
    )  # the leak that the test must see
    assert fixes_somebody(by_publication(groups, 2), groups)


@given(
    population=st.integers(0, 400),
    quarters=st.lists(
        st.tuples(st.integers(0, 120), st.integers(0, 120), st.integers(0, 30)), max_size=8
    ),
)
def test_each_count_lies_in_what_is_shown_and_nothing_small_is_exact(population, quarters):
    parameters, out = Parameters(), []
    for started, finished, left in quarters:
        counts = ReachCounts(population, left, min(started, population), min(finished, population))
        figures = protect_reach(counts, out, parameters)
        for figure, count in zip(figures, (counts.started, counts.finished), strict=True):
            if figure == HIDDEN:
                continue
            assert figure.low <= count <= figure.high
            if figure.kind is Kind.EXACT:
                assert parameters.edge <= count <= population - parameters.edge
        out.append(EarlierFigures(*figures))
    if population < 50:
        assert all(each == EarlierFigures(HIDDEN, HIDDEN) for each in out)


def test_somebody_from_outside_is_refused():
    with pytest.raises(ValueError, match="population"):
        protect_reach(ReachCounts(60, 0, 61, 0), [], Parameters())
