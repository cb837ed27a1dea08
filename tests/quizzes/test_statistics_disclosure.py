"""No published statistics force anybody’s answer, for three people who pool what they know."""

import itertools
import random
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from quizzes.statistics.disclosure import (
    Batch,
    Item,
    Rule,
    count_range,
    count_ranges,
    mean_step,
    publish_drawn,
    publish_same,
    round_share_to_step,
)


RULE = Rule.for_production(10, 3)
COALITION = 3
RIGHT, WRONG, NONE = frozenset({"a"}), frozenset({"b"}), frozenset({""})
SETS = [RIGHT, WRONG, NONE]


class Lot:
    """Lots that fell so: these are kept."""

    def __init__(self, kept):
        self.kept = kept

    def sample(self, rows, count):
        kept = [row for row in self.kept if row in rows]
        assert len(kept) == count
        return kept


def batch_of(said):
    """`said`: by person, what they said to each question, an index of SETS."""
    codes = np.array(said)
    items = [
        Item(f"{index}", index, index, 1.0, 0.5, ("a", "b", "")) for index in range(codes.shape[1])
    ]
    picks = [codes[:, index] for index in range(codes.shape[1])]
    return Batch(items, (codes == 0).astype(float), picks, [SETS] * len(items))


@st.composite
def groups(draw, *, least=15, most=40, items=5):
    people = draw(st.integers(least, most))
    asked = draw(st.integers(2, items))
    row = st.lists(st.sampled_from([0, 0, 1, 2]), min_size=asked, max_size=asked)
    return draw(st.lists(row, min_size=people, max_size=people))


# --- The argument, by exhaustion ---------------------------------------------------------------------


def fixed_by(people, left_out, coalition, records):
    """Who is fixed in some truth, when ALL answers of those kept are published, without names or order.

    What is really published is made from less. Goes through every truth and every lot.
    """
    possible = defaultdict(lambda: [set() for _ in range(people - coalition)])
    for truth in itertools.product(records, repeat=people):
        for kept in itertools.combinations(range(people), people - left_out):
            seen = tuple(sorted(truth[one] for one in kept)), truth[:coalition]
            for outsider, values in enumerate(possible[seen]):
                values.add(truth[coalition + outsider])
    return [seen for seen, all_of in possible.items() for one in all_of if len(one) < len(records)]


def test_with_more_left_out_than_the_coalition_has_any_answers_of_anybody_fit():
    two_questions = list(itertools.product((0, 1), repeat=2))
    assert not fixed_by(people=6, left_out=4, coalition=3, records=two_questions)
    assert not fixed_by(people=8, left_out=4, coalition=3, records=(0, 1))


def test_with_as_many_left_out_as_the_coalition_has_somebody_may_be_fixed():
    """So the number is no more than it must be, and the search does find people."""
    assert fixed_by(people=6, left_out=3, coalition=3, records=(0, 1))


@given(groups(), st.randoms(use_true_random=False))
def test_somebody_kept_and_somebody_left_out_can_change_places(said, chance):
    """The step of the argument, on the figures that are really published."""
    people = range(len(said))
    kept = chance.sample(people, len(said) - RULE.left_out(len(said)))
    inside, outside = chance.choice(kept), chance.choice([one for one in people if one not in kept])
    swapped = list(said)
    swapped[outside] = said[inside]
    swapped[inside] = [chance.randrange(3) for _ in said[0]]  # any answers
    others = [outside if one == inside else one for one in kept]
    before = publish_same(batch_of(said), RULE, Lot(kept))
    assert publish_same(batch_of(swapped), RULE, Lot(others)) == before


@given(groups(), st.randoms(use_true_random=False))
def test_what_those_left_out_said_changes_nothing(said, chance):
    kept = chance.sample(range(len(said)), len(said) - RULE.left_out(len(said)))
    other = [
        row if one in kept else [chance.randrange(3) for _ in row] for one, row in enumerate(said)
    ]
    before = publish_same(batch_of(said), RULE, Lot(kept))
    assert publish_same(batch_of(other), RULE, Lot(kept)) == before


# --- The opponent, by integer programs ---------------------------------------------------------------


def may_be(data, said, who, item, value):
    """Whether somebody’s answer can be right (1) or not (0), given the figures and the first three people.

    Unknown, by person: kept or not, right or not at each question, and both at once.
    """
    people, items = len(said), len(said[0])
    size = people * (1 + 2 * items)
    right = lambda person, one: people + person * items + one  # noqa: E731
    both = lambda person, one: people * (1 + items) + person * items + one  # noqa: E731
    rows, low, high = [], [], []

    def demand(terms, least, most):
        row = np.zeros(size)
        for place, factor in terms:
            row[place] += factor
        rows.append(row)
        low.append(least)
        high.append(most)

    demand([(person, 1) for person in range(people)], data["n"], data["n"])
    for person, one in itertools.product(range(people), range(items)):
        place = both(person, one)
        demand([(place, 1), (person, -1)], -1, 0)
        demand([(place, 1), (right(person, one), -1)], -1, 0)
        demand([(person, 1), (right(person, one), 1), (place, -1)], 0, 1)
        if person < COALITION:
            known = int(said[person][one] == 0)
            demand([(right(person, one), 1)], known, known)
    for one, shown in enumerate(data["items"]):
        demand([(both(person, one), 1) for person in range(people)], *shown["facility"])
    all_right = [(both(person, one), 1) for person in range(people) for one in range(items)]
    whole, step = data["n"] * items, mean_step(data["n"] * items)
    least, most = data["scores"]["mean"]
    demand(all_right, (least - step / 2) * whole, (most + step / 2) * whole)
    demand([(right(who, item), 1)], value, value)
    found = milp(
        np.zeros(size),
        integrality=np.ones(size),
        bounds=(0, 1),
        constraints=LinearConstraint(np.array(rows), low, high),
    )
    return found.status == 0


@settings(max_examples=15)
@given(groups(most=20, items=3), st.randoms(use_true_random=False))
def test_no_integer_program_fixes_an_answer(said, chance):
    data = publish_same(batch_of(said), RULE, random.Random(chance.randrange(10**9)))
    who = chance.randrange(COALITION, len(said))
    item = chance.randrange(len(said[0]))
    assert may_be(data, said, who, item, 0)
    assert may_be(data, said, who, item, 1)


def test_the_integer_program_finds_who_would_be_fixed():
    """Everybody kept, and exact figures: all right, so each is right."""
    said = [[0, 0]] * 15
    data = {
        "n": 15,
        "items": [{"facility": [15, 15]}] * 2,
        "scores": {"mean": [1, 1]},
    }
    assert may_be(data, said, 7, 0, 1)
    assert not may_be(data, said, 7, 0, 0)


# --- Blocks ----------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 40), min_size=2, max_size=6))
def test_answers_to_choose_from_are_shown_truly_and_none_is_told_by_the_others(counts):
    total = sum(counts)
    if total < RULE.k:
        return
    shown = count_ranges(counts, total, RULE.edge)
    for index, (count, (low, high)) in enumerate(zip(counts, shown, strict=True)):
        assert low <= count <= high
        others = [one for other, one in enumerate(shown) if other != index]
        least = max(low, total - sum(most for _, most in others))
        most = min(high, total - sum(few for few, _ in others))
        is_exact = least == most and RULE.edge <= count <= total - RULE.edge
        assert is_exact or most - least + 1 >= RULE.edge, (counts, shown)


@pytest.mark.parametrize(
    ("count", "shown"), [(0, (0, 4)), (4, (0, 4)), (5, (5, 5)), (15, (15, 15)), (16, (16, 20))]
)
def test_the_ends_of_a_count_are_blocks_of_five(count, shown):
    assert count_range(count, 0, 20, RULE.edge) == shown


@given(groups())
def test_no_figure_says_that_under_five_or_all_but_under_five_were_right(said):
    data = publish_same(batch_of(said), RULE, random.Random(1))
    for item in data["items"]:
        low, high = item["facility"]
        assert high - low >= 4 or 5 <= low == high <= data["n"] - 5
        if low != high:
            assert not {"discrimination", "efficiency", "effective", "deviation"} & set(item)
        for _choice, least, most in item["choices"]:
            assert most - least >= 4 or 5 <= least == most <= data["n"] - 5


@given(st.integers(2, 5_000))
def test_a_mean_never_gives_its_sum_back(sums):
    step = mean_step(sums)
    assert step * sums >= 5 or step == 0.1


@given(st.floats(0, 1), st.sampled_from([0.01, 0.02, 0.05, 0.1]))
def test_no_mean_is_rounded_to_nobody_or_everybody(share, step):
    shown = round_share_to_step(share, step)
    assert step <= shown <= 1 - step + 1e-9
    assert abs(shown - share) <= step + 1e-9


def test_a_mean_score_near_an_end_is_a_block_without_its_spread():
    data = publish_same(batch_of([[0, 0]] * 20), RULE, random.Random(1))
    assert data["scores"] == {"items": 2, "mean": [0.9, 1]}


def test_the_rule_leaves_out_five_or_one_in_ten_and_keeps_the_threshold():
    assert (RULE.least, RULE.edge) == (15, 5)
    assert [RULE.left_out(people) for people in (15, 50, 51, 1000)] == [5, 5, 6, 100]
    assert not RULE.is_enough(14)


@pytest.mark.parametrize(("k", "c"), [(8, 3), (10, 2)])
def test_settings_refuse_a_threshold_under_nine_and_a_coalition_under_three(k, c):
    with pytest.raises(ValueError, match="at least"):
        Rule.for_production(k, c)


# --- Where each is asked other questions ---------------------------------------------------------------


def test_drawn_questions_are_published_one_by_one_and_only_where_enough_were_asked():
    batch = batch_of([[index % 2, 0] for index in range(40)])
    batch.fractions[14:, 1] = np.nan
    data = publish_drawn(batch, RULE, random.Random(1))
    assert [item["key"] for item in data["items"]] == ["0"]
    assert data["scores"] is None
    assert not {"discrimination", "strong", "effective"} & set(data["items"][0])


def test_lots_are_drawn_for_each_question_apart():
    class Counting(random.Random):
        drawn = 0

        def sample(self, *args, **kwargs):
            self.drawn += 1
            return super().sample(*args, **kwargs)

    chance = Counting(1)
    publish_drawn(batch_of([[0, 1, 2]] * 20), RULE, chance)
    assert chance.drawn == 3
