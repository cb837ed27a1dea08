"""The search finds the very people whom going through every world finds, however little it may change at once."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from adoption.publishing.disclosure import worlds
from adoption.publishing.disclosure.worlds import Worlds


pytestmark = pytest.mark.full

CELLS = 3
LEVELS = (1, 2)


@st.composite
def cases(draw):
    """A few groups in a line of nested populations, figures that are true of them, and a coalition."""
    true = np.array(
        draw(
            st.lists(
                st.lists(st.integers(0, 2), min_size=CELLS, max_size=CELLS).filter(any),
                min_size=2,
                max_size=4,
            )
        )
    )
    lines = [([(group, cell) for cell in range(CELLS)], 0, 0) for group in range(len(true))]
    for count in range(1, len(true) + 1):
        for level in draw(st.sets(st.sampled_from(LEVELS))):
            below, above = draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
            cells = [(group, cell) for group in range(count) for cell in range(level, CELLS)]
            lines.append((cells, below, above))
    own = np.zeros_like(true)
    for group, cell in draw(
        st.lists(st.tuples(st.integers(0, len(true) - 1), st.integers(0, CELLS - 1)), max_size=3)
    ):
        if own[group, cell] < true[group, cell]:
            own[group, cell] += 1
    return true, lines, own


def matrix_of(true, lines):
    matrix = np.zeros((len(lines), true.size))
    for number, (cells, _, _) in enumerate(lines):
        for group, cell in cells:
            matrix[number, group * CELLS + cell] = 1
    sums = matrix @ true.ravel()
    lows = sums - [below for _, below, _ in lines]
    highs = sums + [above for _, _, above in lines]
    return matrix, lows, highs


def fixed_by_all_worlds(true, lines, own):
    matrix, lows, highs = matrix_of(true, lines)
    splits = [
        [each for each in product(range(size + 1), repeat=CELLS) if sum(each) == size]
        for size in true.sum(axis=1)
    ]
    answered = set()
    for world in product(*splits):
        counts = np.array(world)
        sums = matrix @ counts.ravel()
        if (counts < own).any() or (sums < lows).any() or (sums > highs).any():
            continue
        others = counts - own
        for group, level in product(range(len(true)), LEVELS):
            if others[group, level:].sum():
                answered.add((group, level, True))
            if others[group, :level].sum():
                answered.add((group, level, False))
    asked = {
        (group, level, reaches)
        for group, level, reaches in product(range(len(true)), LEVELS, (True, False))
        if true[group].sum() > own[group].sum()
    }
    return asked - answered


@pytest.mark.parametrize("near", [(1, 1), (1, 2), (24, 160)])
@given(case=cases())
@settings(max_examples=60, deadline=None)
def test_the_search_fixes_whom_going_through_all_worlds_fixes(near, case):
    true, lines, own = case
    matrix, lows, highs = matrix_of(true, lines)
    before, worlds.NEAR = worlds.NEAR, near
    try:
        search = Worlds(true, csr_array(matrix), lows, highs, LEVELS)
        search.fixed(np.zeros_like(true))  # what was found before changes no answer
        found = set(search.fixed(own))
    finally:
        worlds.NEAR = before

    assert found == fixed_by_all_worlds(true, lines, own)
