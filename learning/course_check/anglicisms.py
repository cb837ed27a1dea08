"""Lists English words for which French has one that an agent says. Edit the list: it is meant to be short."""

import re


WORDS = {
    "mail": "courriel, message",
    "mails": "courriels, messages",
    "e-mail": "courriel",
    "e-mails": "courriels",
    "email": "courriel",
    "emails": "courriels",
    "mailing": "envoi groupé",
    "digital": "numérique",
    "digitale": "numérique",
    "digitales": "numériques",
    "digitaux": "numériques",
    "digitaliser": "dématérialiser",
    "digitalisation": "dématérialisation",
    "feedback": "retour, avis",
    "meeting": "réunion",
    "deadline": "date limite, échéance",
    "reporting": "compte rendu",
    "process": "procédure",
    "screenshot": "capture d’écran",
    "login": "identifiant",
    "password": "mot de passe",
    "newsletter": "lettre d’information",
    "forwarder": "transférer",
    "checker": "vérifier",
    "checklist": "liste",
    "uploader": "déposer, envoyer",
    "downloader": "télécharger",
    "slide": "diapositive",
    "slides": "diapositives",
    "webinar": "séminaire en ligne",
    "workshop": "atelier",
    "mentoring": "mentorat",
    "reverse mentoring": "mentorat inversé",
    "helpdesk": "assistance",
    "onboarding": "accueil, intégration",
    "phishing": "hameçonnage",
    "spam": "courriel indésirable",
    "spams": "courriels indésirables",
}
# A word that is spoken of (« mail »), and names and French phrases that hold one.
_SPOKEN_OF = re.compile(
    r"«[^»]*»|“[^”]*”|\([^)]*\)|Signal Spam|empreintes? digitales?|DigComp", re.IGNORECASE
)
_WORDS = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
    + r")(?![\w-])",
    re.IGNORECASE,
)


def anglicisms(text: str) -> list[str]:
    """Return the messages about a French text. A word between « » or brackets is quoted, not used."""
    return [
        f"“{match[0]}”; French has: {WORDS[match[0].lower()]}"
        for match in _WORDS.finditer(_SPOKEN_OF.sub(" ", text))
    ]
