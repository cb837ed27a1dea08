"""Items to put in order."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.display import review_answer
from quizzes.html import to_safe_html
from quizzes.kinds.ordering import OrderGrading, Ordering, OrderItem, with_item_ids
from quizzes.marking import clean_response, mark, public_view
from quizzes.values.marks import State
from quizzes.values.texts import Rich
from tests.quizzes.new_kinds import order_of
from tests.quizzes.strategies_more import ORDERINGS


PLACES, NEIGHBOURS, ALL = (
    OrderGrading.PLACES,
    OrderGrading.NEIGHBOURS,
    OrderGrading.ALL_OR_NOTHING,
)


def given_order(question, texts):
    """The response that puts items in this order; the n-th item of a text for its n-th letter."""
    left = {item.id: item.text.text for item in question.items}
    places = {}
    for place, text in enumerate(texts, start=1):
        identifier = next(pk for pk, own in left.items() if own == text)
        del left[identifier]
        places[identifier] = place
    return {"places": places}


@pytest.mark.parametrize(
    ("grading", "order", "fraction"),
    [
        (PLACES, "abcd", "1"),
        (PLACES, "abdc", "0.5"),
        (PLACES, "dabc", "0"),
        (NEIGHBOURS, "abcd", "1"),
        # One item moved: two of three are still followed by the right one.
        (NEIGHBOURS, "dabc", "0.6666666666666666666666666667"),
        (NEIGHBOURS, "dcba", "0"),
        (ALL, "abcd", "1"),
        (ALL, "abdc", "0"),
    ],
)
def test_an_order_is_worth_what_the_author_says(grading, order, fraction):
    question = order_of(*"abcd", grading=grading)

    assert mark(question, given_order(question, order)).fraction == Decimal(fraction)


@pytest.mark.parametrize("grading", OrderGrading)
def test_two_items_with_the_same_text_may_change_places(grading):
    question = order_of("lire", "signer", "lire", "ranger", grading=grading)
    ids = [item.id for item in question.items]
    places = {ids[0]: 3, ids[1]: 2, ids[2]: 1, ids[3]: 4}

    assert mark(question, {"places": places}).state is State.RIGHT


@pytest.mark.parametrize("grading", OrderGrading)
def test_a_place_that_is_given_twice_is_right_for_nobody(grading):
    question = order_of(*"abcd", grading=grading)
    everywhere = {"places": {item.id: 1 for item in question.items}}

    assert mark(question, everywhere).fraction == 0
    assert mark(question, everywhere).state is State.WRONG


def test_places_are_read_as_forms_and_scripts_send_them():
    question = order_of(*"abc")
    raw = {"places": {"i1": "2", "i2": 3, "i3": "4", "i9": 1, "i4": True}}

    assert clean_response(question, raw) == {"places": {"i1": 2, "i2": 3}}


@given(ORDERINGS, st.integers())
def test_what_is_shown_first_is_never_the_right_order(question, seed):
    right = [to_safe_html(item.text) for item in question.items]

    for shown in (public_view(question), public_view(question, seed=str(seed))):
        if len(set(right)) > 1:
            assert [item["html"] for item in shown["items"]] != right
        assert sorted(item["html"] for item in shown["items"]) == sorted(right)


@pytest.mark.parametrize("seed", [None, "1", "2"])
def test_what_is_shown_first_and_the_ids_do_not_depend_on_the_right_order(seed):
    """But where the draw would give the right order itself."""
    views = [public_view(order_of(*order), seed=seed) for order in permutations("abcd")]
    orders = [tuple((item["id"], item["html"]) for item in view["items"]) for view in views]

    assert len(set(orders)) <= 2
    assert max(orders.count(order) for order in orders) >= 23


def test_another_attempt_gets_another_order():
    question = order_of(*"abcdef")
    drawn = {
        tuple(item["id"] for item in public_view(question, seed=str(seed))["items"])
        for seed in range(30)
    }

    assert len(drawn) > 10


def test_the_review_says_what_belongs_in_each_place():
    question = order_of(*"abc")

    lines = review_answer(question, given_order(question, "acb"), {}).lines

    assert [(line.html, line.is_right, line.expected) for line in lines] == [
        ("a", True, "a"),
        ("c", False, "b"),
        ("b", False, "c"),
    ]
    assert question.in_words(given_order(question, "acb")) == "a ; c ; b"


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        ("ab", ["items_count"]),
        ("a" * 21, ["items_count"]),
        ("aaa", ["items_all_alike"]),
        ([*"ab", " "], ["item_empty"]),
    ],
)
def test_what_an_author_must_correct(texts, codes):
    items = with_item_ids(OrderItem(text=Rich(text)) for text in texts)

    found = Ordering(text=Rich("?"), items=items).validate()

    assert [problem.code for problem in found] == codes
    assert all(problem.message for problem in found)


def test_ids_given_twice_are_refused():
    items = tuple(OrderItem(text=Rich(text), id="i1") for text in "abc")

    assert "item_id_repeated" in {
        problem.code for problem in Ordering(text=Rich("?"), items=items).validate()
    }
