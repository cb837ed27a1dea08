"""Finds in the French catalogue the faults that a machine can see; tests/messages.py runs it.

Not style: what is wrong whoever speaks. A word that stands here for a good reason is in EXCEPT, with why.
"""

import re
from collections.abc import Iterator
from typing import Any


BRACKETED = re.compile(r"\w\((?:e|s|es|x|ne|euse|trice|tte)\)")
CAPITAL = re.compile(
    r"[a-zà-ÿ],[ \u00a0](?:Vous|Nous|Il|Elle|Ils|Elles|Le|La|Les|Un|Une|Des|Ce|Cette|Ces|On|En|Si)\b"
)
DANGLING = re.compile(r"[,;(]\s*$")
GLUED = re.compile(r"[a-zà-ÿ0-9)][;!?](?=\s|$)")
# A number and what agrees with it, in a text that has no singular.
NUMBER = re.compile(
    r"^%\((?:n|count|number|total)\)[sd][ \u00a0][a-zà-ÿ]+(?:ées|és|ies|ues|us)(?:[ .,\u00a0]|$)"
)
SHORT = r"(?:une? |les? |l’|la |des |du |votre |vos |mon |mes |aucune? )?"
# Of people: the house writes both words, or one that is either's.
MASCULINE = re.compile(
    rf"^{SHORT}(?:administrateur|ambassadeur|animateur|apprenant|candidat|collaborateur|correcteur|directeur|encadrant"
    r"|formateur|lecteur|participant|rédacteur|remplaçant|traducteur|utilisateur)s?[.]?$"
    rf"|^{SHORT}délégués? à la protection des données[.]?$",
    re.IGNORECASE,
)
# What a sentence is made of by joining: English and French do not put it in the same place.
FRAGMENT = re.compile(r"^(?:\s|[;,:.)](?![:.]))|\s$")

# One word for one thing (docs/glossary.md): what is not said here, and what is.
REFUSED = {
    r"utilisateurs?|utilisatrices?|collaborateurs?|collaboratrices?|salariée?s?|employée?s?": "agent, personne, compte",
    r"managers?|supérieure?s? hiérarchiques?|N\+1": "responsable",
    r"e-?mails?|mails?|méls?": "courriel",
    r"valide[rsz]?|valident|validée?s?|validation": "accepter, enregistrer, vérifier",
    r"fournisseurs? d’identité|login": "service de connexion, connexion",
    r"quizz|quizzes": "quiz",
    r"sondages?": "enquête",
    r"tokens?": "jeton",
    r"tags?": "étiquette",
    r"feedbacks?": "retour, avis",
    r"dashboards?": "page des chiffres",
    r"digital(?:e|es)?|digitaux": "numérique",
    r"upload(?:er|é|ée)?|téléverser": "envoyer",
    r"cliqu(?:er|ez|ant)": "choisir, ouvrir",
    r"back-?ups?": "sauvegarde",
    r"reporting": "rapport",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|https?://\S+")

EXCEPT = {
    "Cancel workflow ": "Wagtail’s own, with its space",
    "Locale: ": "Wagtail’s own, which puts the name of a language behind it",
    "For example email, or employee_number.": "names of claims, which are no words",
    "Check my answer": "of one’s own answer, where nobody else agrees to anything",
    "Parted by commas: “phishing, faux mail, hameçonnage”.": "words as people type them",
    "a table utilisateur;matricule: who is who; else by e-mail address": "the heading of a column of another system",
    "One a line, by name or code; all below it takes part too. Where a team begins later, its first month after a "
    "semicolon: “Reception; 2026-05”. Leave it empty for the effect of the ambassadors.": "a semicolon that is typed so",
    "; ": "parts the items of a list, which differs by language",
    "%(fraction)s, about,": "an apposition of a sentence that is translated whole around it",
}


def faults_of(catalog: Any) -> list[str]:
    return [
        f"{what}: {text!r} ({message_id(message)!r})"
        for message in catalog
        if message.id and message_id(message) not in EXCEPT
        for what, text in _faults(message)
    ]


def message_id(message: Any) -> str:
    return message.id[0] if message.pluralizable else message.id


def _faults(message: Any) -> Iterator[tuple[str, str]]:
    if FRAGMENT.search(message_id(message)):
        yield "joined with another literal", message_id(message)
    texts = [*message.string] if message.pluralizable else [message.string]
    for text in texts:
        for what, pattern in (
            ("brackets for a gender or a number", BRACKETED),
            ("a capital after a comma", CAPITAL),
            ("ends in the middle", DANGLING),
            ("no space before a mark", GLUED),
            ("masculine alone", MASCULINE),
        ):
            if pattern.search(text):
                yield what, text
        yield from _refused_words(text)
    if not message.pluralizable and NUMBER.search(texts[0]):
        yield "plural whatever the number", texts[0]


def _refused_words(text: str) -> Iterator[tuple[str, str]]:
    said = PLACEHOLDER.sub("", text)
    for words, right in REFUSED.items():
        if found := re.search(rf"(?<![\w-])(?:{words})(?![\w-])", said, re.IGNORECASE):
            yield f"“{found[0]}” where the glossary has “{right}”", text
