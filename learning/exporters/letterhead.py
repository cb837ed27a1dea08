"""Defines what our PDFs share: whose they are, in which language and colour."""

from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from cms.logos import paper_logo


FOLDER = Path(__file__).parent / "typeset"
ACCENT = "#00566f"


def letterhead(organisation: Any) -> dict[str, str]:
    """Return the values of the letterhead. The template darkens the colour until text in it can be read."""
    return {
        "language": (get_language() or "fr")[:2],
        "organisation": organisation.name,
        "accent": organisation.accent or ACCENT,
        "logo": paper_logo(organisation),
    }
