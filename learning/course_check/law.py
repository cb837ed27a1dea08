"""Checks that a statement of the law names its text, with a number or a date."""

import re


_ARTICLE = re.compile(r"\barticles?\s+(?:[LRD]?O?\.?\s?[\d-]+)", re.IGNORECASE)
_DATE = r"\d{1,2}(?:er|st|nd|rd|th)?\s+\w+\s+\d{4}"
_NAMED = re.compile(
    rf"""\bRGPD\b|\bGDPR\b
    |\b[Rr](?:è|e)gle?ment\b|\bRegulation\b|\bDirective\b|\bdirective\b
    |\b[Cc]ode\s+(?:civil|pénal|général|monétaire|rural|électoral|du|de|des|d’)
    |\bCode\b|\b(?:criminal|penal|civil|labour|health)\s+code\b
    |\b(?:[Mm]ême|[Ss]ame)\s+(?:code|loi|décret|ordonnance|arrêté|law|[Aa]ct|decree|ordinance|order)\b
    |\b(?:[Ll]oi|[Dd]écret|[Oo]rdonnance|[Aa]rrêté|[Ll]aw|[Aa]ct|[Dd]ecree|[Oo]rder|[Oo]rdinance)\b[^.]*?(?:n°|[Nn]o\.|{_DATE}|\d{{4}})
    |{_DATE}[^.]*?\b(?:[Ll]aw|[Aa]ct|[Dd]ecree)\b
    |\bConstitution\b|\b[Cc]hart(?:e|er)\b|\b[Cc]onvention\b|\bDéclaration\b|\bDeclaration\b""",
    re.VERBOSE,
)  # fmt: skip
_NUMBERED = re.compile(
    r"\b(?:loi|décret|ordonnance|arrêté)s?\s+(?:organique\s+)?n°[\s\u00a0\u202f]*[\d-]+",
    re.IGNORECASE,
)
_DATED = re.compile(rf"\b(?:du|of)[\s\u00a0\u202f]+{_DATE}")


def mentions_law(text: str) -> bool:
    """Whether something here has to be looked up."""
    return bool(_ARTICLE.search(text) or _NUMBERED.search(text))


def unsourced_law(text: str) -> list[str]:
    """Return the problems of a paragraph, or of a whole question, that cites the law without name or date."""
    problems = []
    article = _ARTICLE.search(text)
    if article and not _NAMED.search(text):
        problems.append(
            f"“{article[0]}” of which text? Expected its name, such as RGPD, in the paragraph"
        )
    numbered = _NUMBERED.search(text)
    if numbered and not _DATED.search(text):
        problems.append(f"“{numbered[0]}” without its date; expected “du 6 janvier 1978”")
    return problems
