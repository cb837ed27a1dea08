"""Drawings of modules: the files of static/drawings, which pages use as symbols of one sprite."""

import re
from pathlib import Path


SPRITE = "sprite.svg"
VIEW_BOX = "0 0 320 180"

_DRAWING = re.compile(
    rf'<svg xmlns="http://www\.w3\.org/2000/svg" viewBox="{VIEW_BOX}">(?P<shapes>.*)</svg>\s*\Z',
    re.DOTALL,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BETWEEN_TAGS = re.compile(r">\s+<")


def drawing_sprite(folder: Path) -> str:
    """Return the text of the sprite."""
    symbols = [
        f'<symbol id="d-{path.stem}" viewBox="{VIEW_BOX}">{shapes(path)}</symbol>\n'
        for path in sorted(folder.glob("*.svg"))
        if path.name != SPRITE
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(symbols)}</svg>\n'


def is_sprite_current(folder: Path) -> bool:
    """Whether the committed sprite is what its drawings would give."""
    path = folder / SPRITE
    return path.exists() and path.read_text(encoding="utf-8") == drawing_sprite(folder)


def shapes(path: Path) -> str:
    """Return what stands inside a drawing. Raises ValueError when its file does not begin as a drawing does."""
    match = _DRAWING.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f'{path.name} does not begin with <svg xmlns="…" viewBox="{VIEW_BOX}">')
    return _BETWEEN_TAGS.sub("><", _COMMENT.sub("", match["shapes"])).strip()
