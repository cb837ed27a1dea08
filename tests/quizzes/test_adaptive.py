"""Placement finds the level of simulated learners, and says how sure it is."""

import random
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from quizzes.adaptive import (
    FEWEST,
    GRID,
    MOST,
    Answer,
    Candidate,
    estimate_level,
    estimates_by_area,
    next_question,
    probability_right,
)


BANK = [
    Candidate(key, difficulty=1 + key % 8, area=f"{1 + key // 8 % 5}") for key in range(5 * 8 * 4)
]
ANSWERS = st.lists(
    st.builds(Answer, st.floats(1, 8), st.floats(0, 1), st.sampled_from(["", "1", "2"])),
    max_size=40,
)


def placed(level, *, seed, bank=BANK):
    """The answers of a learner of this level, to the questions that the placement asks."""
    luck = random.Random(f"luck {seed}")
    left, answers = list(bank), []
    while (asked := next_question(left, answers, seed=str(seed))) is not None:
        left.remove(asked)
        right = luck.random() < probability_right(level, asked.difficulty)
        answers.append(Answer(asked.difficulty, float(right), asked.area))
    return answers


def test_simulated_learners_of_every_level_are_placed_near_it():
    off, asked, covered = [], [], 0
    for seed in range(300):
        level = 1 + seed % 8
        answers = placed(level, seed=seed)
        found = estimate_level(answers)
        off.append(abs(found.level - level))
        asked.append(len(answers))
        covered += abs(found.level - level) <= 2 * found.error

    assert mean(off) < 0.65
    assert mean(asked) < 13
    assert max(asked) <= MOST
    assert covered > 0.9 * 300


def test_every_area_is_asked_about():
    areas = [answer.area for answer in placed(4, seed=1)]

    assert len(set(areas[:5])) == 5


def test_one_of_level_one_is_not_asked_what_experts_are():
    late = [answer.difficulty for answer in placed(1, seed=3)[4:]]

    assert max(late) <= 4


def test_it_stops_when_no_question_tells_anything():
    far = [Candidate(1, difficulty=8)]
    wrong = [Answer(1.0, 0.0)] * 4

    assert next_question(far, wrong, seed="x") is None
    assert next_question([], [], seed="x") is None


def test_a_few_answers_are_always_asked_and_a_limit_is_kept():
    assert len(placed(3, seed=5)) >= FEWEST
    assert next_question(BANK, [Answer(3.0, 1.0)] * 6, seed="x", most=6) is None


def test_an_area_without_answers_is_not_spoken_of():
    assert set(estimates_by_area([Answer(3.0, 1.0, "2"), Answer(2.0, 1.0)])) == {"2"}


@given(ANSWERS)
def test_an_estimate_is_always_on_the_scale(answers):
    found = estimate_level(answers)

    assert GRID[0] <= found.level <= GRID[-1]
    assert 0 <= found.error <= GRID[-1]


@given(ANSWERS, st.floats(1, 8))
def test_a_right_answer_never_lowers_and_a_wrong_one_never_raises(answers, difficulty):
    before = estimate_level(answers).level

    assert estimate_level([*answers, Answer(difficulty, 1.0)]).level >= before - 1e-9
    assert estimate_level([*answers, Answer(difficulty, 0.0)]).level <= before + 1e-9


@given(ANSWERS, st.randoms())
def test_the_order_of_answers_does_not_count(answers, luck):
    shuffled = list(answers)
    luck.shuffle(shuffled)

    assert abs(estimate_level(answers).level - estimate_level(shuffled).level) < 1e-9


@given(ANSWERS, st.text(max_size=5))
def test_the_same_answers_lead_to_the_same_question(answers, seed):
    assert next_question(BANK, answers, seed=seed) == next_question(BANK, answers, seed=seed)
