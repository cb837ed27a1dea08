"""Words of questions as they are searched: in small letters and without accents. Pure."""

import unicodedata

from quizzes.display import plain_text
from quizzes.specs import Spec, texts_of


def folded(text: str) -> str:
    """Small letters without accents, one space between words: "Œuvre À  jour" becomes "œuvre a jour"."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def searchable_text(title: str, spec: Spec) -> str:
    """All that an author may look for in a question."""
    return folded(" ".join([title, *(plain_text(rich) for rich in texts_of(spec) if rich)]))
