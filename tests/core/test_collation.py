import random

import pytest

from core.collation import alphabetical


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
    assert sorted(random.sample(words, len(words)), key=alphabetical) == words
