import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.collation import LONGEST_SEARCH, MOST_WORDS, alphabetical_key, fold_text, truncate_search


@pytest.mark.parametrize(
    "words",
    [
        ["Chiffre", "CNIL", "Donnée", "DPO", "Écart", "Zone"],
        ["cote", "coté", "côte"],
        ["nœud", "nom"],
        ["Accueil", "Élagage", "fibre"],
    ],
)
def test_words_stand_as_in_a_dictionary(words):
    assert sorted(random.sample(words, len(words)), key=alphabetical_key) == words


SPREADS = "\ufdfa"  # one sign that stands for four words


@given(st.text(max_size=400) | st.text(alphabet="aé-’_ \u0130½" + SPREADS, max_size=400))
def test_no_text_searches_for_more_than_a_search_may_hold(typed):
    counted = truncate_search(typed)

    assert len(fold_text(counted).split()) <= MOST_WORDS
    assert len(fold_text(counted)) <= 2 * LONGEST_SEARCH


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("  l’école  d’à côté ", "  l’école  d’à côté "),
        (" ".join("abcdefghijklmn"), "a b c d e f g h i j k l"),
        ("a" * 300, "a" * LONGEST_SEARCH),
        ("\0", "\0"),
        ("", ""),
    ],
)
def test_a_search_counts_up_to_its_bound_as_it_was_typed(typed, counted):
    assert truncate_search(typed) == counted
