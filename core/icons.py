"""Names the icons and drawings that a page may use: those of the sprites that the site itself serves."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from core.drawings import shapes


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


@cache
def drawing_shapes(name: str) -> SafeString:
    """Return what a drawing consists of, for a page that shows no other."""
    path = Path(settings.BASE_DIR) / "static" / "drawings" / f"{name}.svg"
    return mark_safe(shapes(path))  # noqa: S308 - a file of ours


def _symbols(sprite: str) -> frozenset[str]:
    text = (Path(settings.BASE_DIR) / "static" / sprite).read_text(encoding="utf-8")
    return frozenset(_SYMBOL.findall(text))
