"""What is struck in a text, and which words of health refuse it."""

import pytest

from ambassadors.cases.health_words import find_health_words
from ambassadors.cases.striking import first_words, strike


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mme Durand a appelé.", "Mme […] a appelé."),
        ("mme benali et monsieur Le Goff", "mme […] et monsieur […]"),
        ("Le dossier 4589-221 du 12 mars 2026", "Le dossier […] du […]"),
        ("Au 06 12 34 56 78, ou a.b@exemple.fr, le 3/11", "Au […], ou […], le […]"),
        ("Voir https://exemple.fr/x?a=1 et B204", "Voir […] et […]"),
        ("Elle habite 12 bis rue des Lilas, 49000 Angers.", "Elle habite […]."),
        ("rue haute, avenue de la Gare", "[…]"),
        ("Il vient avec nadia et Jean-Pierre", "Il vient avec […] et […]"),
        ("On va à l’Agence nord, puis à Brest.", "On va à l’[…], puis à […]."),
        ("le nir 2 85 03 49 007 123 45", "le nir […]"),
        ("１２３４５６ et Ｍｍｅ Ｄｕｒａｎｄ", "[…] et Mme […]"),
        # What stays
        ("L’Accueil ouvre à 10h30. J’ai attendu 3 jours, et 45 minutes.", None),
        ("Petit à petit.\nLigne deux : On est sur place.", None),
        ("La CAF et FranceConnect ; la carte Vitale, à la place du village", None),
    ],
)
def test_what_identifies_is_struck_and_struck_once(text, kept):
    struck = strike(text, places=["Agence nord"])

    assert struck.text == (kept or text)
    assert strike(struck.text).struck == []


def test_a_name_of_staff_is_struck_where_it_begins_a_sentence_and_more_where_it_is_wished():
    text = "Dupontel est venue. La voisine du troisième aussi."

    assert first_words(text) == {"Dupontel", "La"}
    assert strike(text).struck == []
    struck = strike(text, names={"dupontel"}, more=["voisine du  Troisième"])
    assert struck.text == "[…] est venue. La […] aussi."
    assert strike("Le portail Espace", kept={"espace"}).struck == []


def test_words_of_health_are_found_and_those_of_services_are_not():
    said = "Diabétique, elle est ENCEINTE ; l’ALD, les sourds, et une chimio‑thérapie."

    assert find_health_words(said) == ["Diabétique", "ENCEINTE", "ALD", "sourds", "chimio"]
    assert find_health_words("L’assurance maladie, l’hôpital, un rendez-vous, sourdine") == []


@pytest.mark.parametrize("text", ["a" * 4000, "1 " * 2000, "rue de la " * 400, "Ab1 " * 1000])
def test_no_text_makes_it_search_for_long(text):
    strike(text)
