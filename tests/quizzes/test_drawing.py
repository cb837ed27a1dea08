"""Which questions an attempt draws, cuts and shuffles."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.drawing import DrawPool, arrange_questions, draw_questions


chances = st.integers(0, 2**32).map(Random)
keys = st.sets(st.integers(1, 30), max_size=20).map(tuple)
pools = st.lists(st.builds(DrawPool, count=st.integers(1, 6), fitting=keys), max_size=5)


@given(pools, st.sets(st.integers(1, 30)), chances)
def test_a_draw_takes_fitting_questions_none_twice_and_none_that_is_asked_already(
    given_pools, taken, chance
):
    drawn = draw_questions(given_pools, taken=taken, chance=chance)

    every = [key for one in drawn for key in one]
    assert len(every) == len(set(every))
    assert not taken & set(every)
    for pool, one in zip(given_pools, drawn, strict=True):
        assert set(one) <= set(pool.fitting)
        assert len(one) <= pool.count


@given(keys, st.integers(1, 30), chances)
def test_one_draw_takes_as_many_as_it_wants_or_all_that_there_are(fitting, count, chance):
    [drawn] = draw_questions([DrawPool(count, fitting)], taken=(), chance=chance)

    assert len(drawn) == min(count, len(set(fitting)))


@given(chances)
def test_a_wide_draw_leaves_a_narrow_one_its_questions(chance):
    wide, narrow = draw_questions(
        [DrawPool(8, tuple(range(1, 11))), DrawPool(2, (1, 2))], taken=(), chance=chance
    )

    assert set(narrow) == {1, 2}
    assert len(wide) == 8


def arranged(asked, *, most=None, shuffles=False, chance=None):
    """Texts to read are written in capitals."""
    return arrange_questions(
        asked, is_text=str.isupper, most=most, shuffles=shuffles, chance=chance or Random(1)
    )


@pytest.mark.parametrize(
    ("asked", "most", "kept"),
    [
        ("abcd", None, "abcd"),
        ("abcd", 2, "ab"),
        ("abcd", 9, "abcd"),
        ("AbcDeF", 2, "Abc"),
        ("AbcDeF", 3, "AbcDeF"),
        ("A", 1, "A"),
        ("", 1, ""),
    ],
)
def test_in_order_the_first_are_asked(asked, most, kept):
    assert "".join(arranged(asked, most=most)) == kept


@given(st.text("abcdefgXYZ", max_size=12), st.none() | st.integers(1, 8), chances)
def test_shuffled_any_questions_are_asked_and_texts_keep_their_places(asked, most, chance):
    got = arranged(asked, most=most, shuffles=True, chance=chance)

    questions = [one for one in asked if one.islower()]
    chosen = [one for one in got if one.islower()]
    assert len(chosen) == min(len(questions), len(questions) if most is None else most)
    assert all(chosen.count(one) <= questions.count(one) for one in chosen)
    assert [one.isupper() for one in got] == [one.isupper() for one in asked][: len(got)]


def test_every_question_can_be_first():
    assert {arranged("abcd", most=1, shuffles=True, chance=Random(n))[0] for n in range(60)} == set(
        "abcd"
    )
