"""Striking of names, numbers and places in a text, and the words of health that refuse it."""

import pytest

from ambassadors.cases.health_words import find_health_words
from ambassadors.cases.striking import Known, first_words, strike, words_not_found


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
        ("Nom : QUEMENEUR, signé : Quemeneur, ville: Brest", "Nom : […], signé : […], ville: […]"),
        (
            "QUEMENEUR part avec J. Quemeneur, M. J. Quemeneur et le Dr.Quemeneur",
            "[…] part avec […], M. […] et le Dr.[…]",
        ),
        (
            "Bonjour, merci.\nCordialement,\nR. Quemeneur\nBrest",
            "Bonjour, merci.\nCordialement,\n[…]\n[…]",
        ),
        ("monsieur quemeneur, monsieur benoit roux attend", "monsieur […], monsieur […] attend"),
        ("au 06,12,34,56,78, né le 3 / 4 / 1971", "au […], né le […]"),
        ("dossiers A1B et 2021-88431-B, […]a.quemeneur@mail.fr", "dossiers […] et […]"),
        # What stays
        ("Elle dit : Je pars. Bonjour madame, ne partez pas. Plan B. Nous attendons la 4G.", None),
        ("L’Accueil ouvre à 10h30. J’ai attendu 3 jours, et 45 minutes.", None),
        ("Petit à petit, oui.\nLigne deux : On est sur place.", None),
        ("La CAF et FranceConnect ; la carte Vitale, à la place du village", None),
    ],
)
def test_what_identifies_is_struck_and_struck_once(text, kept):
    struck = strike(text, Known(places=["Agence nord"]))

    assert struck.text == (kept or text)
    assert strike(struck.text).struck == []


def test_a_name_of_staff_is_struck_where_it_begins_a_sentence_and_more_where_it_is_wished():
    text = "Dupontel est venue. La voisine du troisième aussi."

    assert first_words(text) == ["dupontel"]
    assert strike(text).struck == []
    struck = strike(text, Known(names={"dupontel"}), more=["voisine du  Troisième"])
    assert struck.text == "[…] est venue. La […] aussi."
    assert strike("l’agence du bourg", more=["L'agence"]).text == "[…] du bourg"
    texts = ["l’agence du bourg", "le rendez-vous"]
    sought = ["l'agence", "rendez vous", "bourgs", "du rendez", "…"]
    assert words_not_found(sought, texts) == ["bourgs", "du rendez", "…"]
    assert strike("Le portail Espace", Known(kept={"espace"})).struck == []


def test_what_is_planned_keeps_its_days_and_who_is_described_has_no_sentence():
    plan = "Avant le 15/01/2027, fin Mars 2028 : relire 2021-88431 avec Quemeneur"

    assert strike(plan, keeps_days=True).text == plan.replace("2021-88431", "[…]").replace(
        "Quemeneur", "[…]"
    )
    assert strike("Quemeneur", is_sentence=False).text == "[…]"
    assert strike("Une locataire", is_sentence=False).struck == []


def test_words_of_health_are_found_and_those_of_services_are_not():
    said = "Diabétique, elle est ENCEINTE ; l’ALD, les sourds, et une chimio‑thérapie."

    assert find_health_words(said) == ["Diabétique", "ENCEINTE", "ALD", "sourds", "chimio"]
    assert find_health_words("L’assurance maladie, l’hôpital, un rendez-vous, sourdine") == []


@pytest.mark.parametrize(
    "text", ["a" * 4000, "1 " * 2000, "rue de la " * 400, "Ab1 " * 1000, "1" * 4000]
)
def test_no_text_makes_it_search_for_long(text):
    strike(text)
