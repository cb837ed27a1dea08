"""The rule for the questions of a survey: every truth of few people, and a reader who knows the program."""

import itertools
from collections import defaultdict
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.publishing.disclosure.distribution import protect_distribution
from adoption.publishing.disclosure.protection import HIDDEN, Kind, Parameters, least_population


def spreads(asked, values):
    if values == 1:
        yield (asked,)
        return
    for first in range(asked + 1):
        for others in spreads(asked - first, values - 1):
            yield (first, *others)


@cache
def coalitions(size, values):
    """Every way in which this many people may have answered, as counts."""
    return list(spreads(size, values))


def is_within(some, all_of_them):
    return all(one <= other for one, other in zip(some, all_of_them, strict=True))


def groups_of(publish, asked, values):
    """The truths behind each publication: all that a reader who knows the program has."""
    groups = defaultdict(list)
    for truth in spreads(asked, values):
        groups[publish(truth)].append(truth)
    return groups.values()


def excluded(publish, asked, values, people):
    """How often some answers of some `people` do not fit a publication."""
    return sum(
        not any(is_within(answers, truth) for truth in group)
        for group in groups_of(publish, asked, values)
        for answers in coalitions(people, values)
    )


def fixed(publish, asked, values, c):
    """How often c people who know their own answers know that of somebody else."""
    found = 0
    for group in groups_of(publish, asked, values):
        for known in coalitions(c, values):
            left = [truth for truth in group if is_within(known, truth)]
            held = {
                value for truth in left for value in range(values) if truth[value] > known[value]
            }
            found += bool(left) and len(held) == 1 and asked > c
    return found


def by_rule(parameters, least=1):
    return lambda truth: tuple(protect_distribution(sum(truth), truth, parameters, least=least))


CASES = [  # people asked, values, c
    *((asked, 2, 1) for asked in range(1, 16)),
    *((asked, 3, 1) for asked in range(1, 15)),
    *((asked, 4, 1) for asked in (3, 5, 6, 7, 9, 12)),
    *((asked, 6, 1) for asked in (6, 8, 10)),
    *((asked, 3, 2) for asked in (3, 8, 9, 13, 16)),
    *((asked, 4, 3) for asked in (10, 13)),
]


@pytest.mark.parametrize(("asked", "values", "c"), CASES)
def test_any_answers_of_any_c_and_one_people_fit_every_publication(asked, values, c):
    assert excluded(by_rule(Parameters(1, c)), asked, values, min(c + 1, asked)) == 0


@pytest.mark.parametrize(("asked", "values", "c"), CASES)
def test_no_truth_gives_anybody_away_to_c_people(asked, values, c):
    assert fixed(by_rule(Parameters(1, c)), asked, values, c) == 0


def test_much_is_exact_all_the_same():
    shown = protect_distribution(300, [180, 20, 30, 30, 25, 15], Parameters())

    assert [(figure.low, figure.high) for figure in shown] == [
        *((180, 180), (20, 20), (30, 30), (30, 30), (25, 25), (15, 15)),
    ]


def test_few_of_one_option_are_a_block_and_the_last_value_is_what_that_leaves():
    shown = protect_distribution(60, [20, 2, 12, 26], Parameters())

    assert [(figure.low, figure.high) for figure in shown] == [(20, 20), (0, 4), (12, 12), (24, 28)]


# --- Planted: weaker rules are found by the same search -------------------------------------------------


class NarrowEdge(Parameters):
    @property
    def edge(self):
        return self.c + 1


def exact(truth):
    return truth


def each_masked_alone(truth):
    """Every count by itself, as if it were the only one."""
    asked = sum(truth)
    low, high = 2, asked - 2
    return tuple((min(n, low) if n <= low else n) if n < high else high for n in truth)


def in_bands(truth):
    """Bands of ten points. 60 + 30 + 10 leave nobody for a fourth option."""
    asked = sum(truth)
    return tuple(round(10 * count / asked) for count in truth)


def chosen_by_what_is_hidden(truth):
    """Exact, but for the counts that would give somebody away."""
    return tuple(count if count >= 2 else None for count in truth)


def sent_and_options(truth):
    """How many sent anything goes out by a rule of its own, beside the options."""
    answered = sum(truth[1:])
    return by_rule(Parameters(1, 1))(truth)[1:], answered


@pytest.mark.parametrize(
    ("publish", "asked", "values"),
    [
        pytest.param(exact, 10, 3, id="exact"),
        pytest.param(each_masked_alone, 9, 3, id="each masked alone"),
        pytest.param(in_bands, 10, 4, id="bands of ten points"),
        pytest.param(chosen_by_what_is_hidden, 10, 3, id="chosen by what is hidden"),
        pytest.param(by_rule(NarrowEdge(1, 1)), 10, 3, id="an end cell of c + 1"),
        pytest.param(sent_and_options, 10, 3, id="how many answered, beside them"),
    ],
)
def test_the_reader_finds_answers_behind_a_weaker_rule(publish, asked, values):
    assert excluded(publish, asked, values, 2) > 0


def test_bands_give_everybody_away():
    """With one who chose the second option, in bands nobody of four answers is left to chance."""
    assert fixed(in_bands, 10, 4, 1) > 0


# --- By another way: a solver's view of one publication ---------------------------------------------------


@st.composite
def partitions(draw):
    return draw(st.lists(st.integers(0, 40), min_size=2, max_size=7))


@given(partitions(), st.integers(1, 4), st.integers(0, 30))
def test_what_is_shown_holds_the_truth_and_is_all_that_the_others_leave(counts, c, gone):
    asked = sum(counts)
    shown = protect_distribution(asked, counts, Parameters(1, c), least=1, gone=min(gone, asked))

    ends = [(0, asked) if figure == HIDDEN else (figure.low, figure.high) for figure in shown]
    for count, (low, high) in zip(counts, ends, strict=True):
        assert low <= count <= high
    for place, (low, high) in enumerate(ends):
        others = [end for at, end in enumerate(ends) if at != place]
        assert low >= asked - sum(end[1] for end in others)
        assert high <= asked - sum(end[0] for end in others)


@given(partitions(), st.integers(1, 4), st.data())
def test_any_answers_of_c_and_one_fit_what_is_shown_of_more_people(counts, c, data):
    """Whoever made some of them leave knows that they gave no answer."""
    asked = sum(counts)
    gone = data.draw(st.integers(0, counts[0]))
    shown = protect_distribution(asked, counts, Parameters(1, c), least=1, gone=gone)
    number = min(c + 1, asked - gone)
    people = data.draw(st.lists(st.integers(0, len(counts) - 1), min_size=number, max_size=number))
    people += [0] * gone
    least, most = 0, 0
    for value, figure in enumerate(shown):
        low, high = (0, asked) if figure == HIDDEN else (figure.low, figure.high)
        assert people.count(value) <= high
        least += max(low, people.count(value))
        most += high
    assert least <= asked <= most


def test_nobody_is_fixed_by_who_made_others_leave_in_tiny_rounds():
    """Of eleven people two are known to be silent: all answers of two of the nine others are possible."""
    parameters, gone = Parameters(1, 1), 2
    groups = {}
    for truth in spreads(11, 3):
        if truth[0] >= gone:
            shown = protect_distribution(11, truth, parameters, least=1, gone=gone)
            groups.setdefault(tuple(shown), []).append((truth[0] - gone, *truth[1:]))
    assert len(groups) > 3
    for group in groups.values():
        for answers in coalitions(2, 3):
            assert any(is_within(answers, truth) for truth in group)


def test_under_fifty_people_nothing_is_shown():
    assert protect_distribution(49, [20, 29], Parameters()) == [HIDDEN, HIDDEN]
    assert protect_distribution(50, [20, 30], Parameters())[0].kind == Kind.EXACT
    assert protect_distribution(50, [20, 30], Parameters(), gone=1) == [HIDDEN, HIDDEN]
    assert least_population(Parameters(k=80)) == 80


@pytest.mark.parametrize("counts", [[1, 2], [-1, 6], []])
def test_counts_that_are_no_partition_are_refused(counts):
    with pytest.raises(ValueError, match="exactly one"):
        protect_distribution(5, counts, Parameters(), least=1)


def test_the_last_value_is_what_the_sum_leaves_by_brute_force():
    parameters = Parameters(1, 1)
    for truth in itertools.islice(spreads(12, 4), 0, None, 7):
        shown = protect_distribution(12, truth, parameters, least=1)
        behind = [
            spread
            for spread in spreads(12, 4)
            if protect_distribution(12, spread, parameters, least=1) == shown
        ]
        for value, figure in enumerate(shown):
            ends = (0, 12) if figure == HIDDEN else (figure.low, figure.high)
            assert (min(e[value] for e in behind), max(e[value] for e in behind)) == ends
