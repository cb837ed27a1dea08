"""Names the icons and drawings that a page may use: those of the sprites that the site itself serves."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings


SPRITE = "icons/sprite.svg"
DRAWINGS = "drawings/sprite.svg"
_SYMBOL = re.compile(r'<symbol id="[id]-([a-z0-9-]+)"')


@cache
def icon_names() -> frozenset[str]:
    return _symbols(SPRITE)


@cache
def drawing_names() -> frozenset[str]:
    return _symbols(DRAWINGS)


def drawing_named(name: str) -> str:
    """Return the name where a drawing bears it, else ""."""
    return name if name in drawing_names() else ""


def _symbols(sprite: str) -> frozenset[str]:
    text = (Path(settings.BASE_DIR) / "static" / sprite).read_text(encoding="utf-8")
    return frozenset(_SYMBOL.findall(text))
