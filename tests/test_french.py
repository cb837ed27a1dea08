"""The check of the French catalogue sees what it is for, and nothing else."""

import pytest
from babel.messages.catalog import Catalog

from tests.french import faults_of


@pytest.mark.parametrize(
    ("english", "french", "fault"),
    [
        ("Goal:", "À la fin,", "ends in the middle"),
        ("In the end, you will know.", "À la fin, Vous saurez.", "a capital after a comma"),
        ("3 days before;", "3 jours avant; et après", "no space before a mark"),
        ("Add one", "Ajouter un(e)", "brackets"),
        ("%(n)s changed", "%(n)s modifiées", "plural whatever the number"),
        (" (question 3)", "(question 3)", "joined"),
        (": see by name", "voir les noms", "joined"),
        ("Trainers", "Animateurs", "masculine alone"),
        ("A workshop to agree to", "Un atelier à valider", "“valider” where the glossary"),
        ("No manager", "aucun manager", "“manager” where the glossary"),
        ("By e-mail", "par e-mail", "“e-mail” where the glossary"),
        ("A data protection officer", "Un délégué à la protection des données", "masculine"),
    ],
)
def test_a_fault_is_found(english, french, fault):
    catalog = Catalog(locale="fr")
    catalog.add(english, french)

    [found] = faults_of(catalog)

    assert found.startswith(fault)


@pytest.mark.parametrize(
    "french",
    [
        "À la fin\u00a0:",
        "Ambassadeurs et ambassadrices",
        "Le portail, Poste et vous\u202f?",
        "du texte avant\u00a0:::",
        "%(n)s mois passés ensemble",
        "2 ou 1;3",
        "Part vers %(email)s, pour {manager}",
        "Un invalide n’est pas validement refusé",
    ],
)
def test_what_is_right_passes(french):
    catalog = Catalog(locale="fr")
    catalog.add("Something", french)
    catalog.add(("%(n)s changed", "%(n)s changed"), ("%(n)s modifiée", "%(n)s modifiées"))

    assert faults_of(catalog) == []
