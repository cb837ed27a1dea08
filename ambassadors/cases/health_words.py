"""Find words of health in a text, which is then refused. Pure: no Django.

A list knows only what it lists: what is said of somebody's body in other words passes, and two people read before
anybody else. Words that the services themselves are called by ("assurance maladie", "carte Vitale") are no health.
"""

import re
import unicodedata


_HARMLESS = (
    "assurance maladie", "assurances maladie", "feuille de maladie", "caisse d assurance maladie", "sante au travail",
    "mutuelle sante", "sante publique", "handicap au travail", "referent handicap", "mission handicap", "health insurance",
)  # fmt: skip
# Folded beginnings of words; a mark "$" ends the word there.
_BEGINNINGS = (
    # Illnesses and states
    "maladie", "malade", "cancer", "tumeur", "leucemi", "diabet", "asthm", "epilep", "alzheimer", "parkinson", "sclerose",
    "autis", "schizo", "bipolair", "depress", "psychos", "psychot", "anorex", "boulim", "burn out", "burnout", "vih$", "hiv$",
    "sida$", "seroposi", "hepatit", "tubercul", "covid", "infarct", "avc$", "cardiaqu", "hypertens", "insuffisan renal",
    "insuffisance ren", "alcoolis", "alcooliqu", "toxicoman", "addict", "enceinte$", "grosses", "fausse couche", "ivg$",
    "avort", "fauteuil roulant", "handicap", "invalid", "paralys", "trisom", "dyslex", "malvoyan", "non voyan", "aveugle",
    "sourd$", "sourde$", "sourds$", "malentendan", "obes", "mutil", "suicid", "demence", "senil", "infirm", "aphas", "allerg",
    "migrain", "fractur", "lombalg", "arthros", "endometrio", "menopaus", "troubles psy", "affection de longue duree",
    "affection longue duree", "ald$", "arret maladie", "arret de travail",
    # Care
    "chimio", "radiotherap", "dialys", "chirurg", "operee$", "amput", "greff", "transplant", "prothes", "perfus",
    "hospitalis", "psychiatr", "psycholog", "oncolog", "cardiolog", "gynecolog", "neurolog", "medicament", "antidepress",
    "anxiolyt", "insulin", "methadon", "morphin", "antibiotiq", "vaccin", "posologi", "symptom", "diagnos", "patholog",
    "traitement medic", "dossier medic", "certificat medic", "soins palliat", "cure de", "desintox", "transfus",
    # English
    "illness", "disease", "sick$", "pregnan", "disab", "wheelchair", "surger", "surgeon", "medication", "hospitalis",
    "hospitaliz", "stroke$", "blind$", "deaf$", "miscarr",
)  # fmt: skip
_FOUND = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        re.escape(one.rstrip("$")) + (r"(?!\w)" if one.endswith("$") else r"\w*")
        for one in sorted(_BEGINNINGS, key=len, reverse=True)
    )
    + ")"
)
_LEFT_OUT = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, _HARMLESS)) + r")(?!\w)")


def find_health_words(text: str) -> list[str]:
    """Return the words of health in the order of the text, each once: as written, or folded where they are several."""
    plain = _LEFT_OUT.sub(" ", _folded(text))
    written = {_folded(word): word for word in re.findall(r"\w+", text)}
    return [written.get(word, word) for word in dict.fromkeys(_FOUND.findall(plain))]


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(
        letter for letter in apart if unicodedata.category(letter) not in ("Mn", "Cf")
    )
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())
