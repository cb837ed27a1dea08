"""Names the icons that a page may use: those of the sprite that the site itself serves."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings


SPRITE = "icons/sprite.svg"
_SYMBOL = re.compile(r'<symbol id="i-([a-z0-9-]+)"')


@cache
def icon_names() -> frozenset[str]:
    sprite = Path(settings.BASE_DIR) / "static" / SPRITE
    return frozenset(_SYMBOL.findall(sprite.read_text(encoding="utf-8")))
