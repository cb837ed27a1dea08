"""Finds the spots of a message in its text. Pure."""

import html
import re
from collections.abc import Sequence


_TAG = re.compile(r"(<[^>]*>)")


def spot_pieces(safe_html: str, spots: Sequence[str]) -> list[tuple[str, int]]:
    """Cut a message at its spots: HTML, which is whole only when all is put together, each with the number of its
    spot, 0 for none.

    A spot is where its words first stand; one that stands nowhere, inside another or across a tag has no piece.
    """
    pieces, placed = list[tuple[str, int]](), set[int]()
    for part in _TAG.split(safe_html):
        if part.startswith("<"):
            pieces.append((part, 0))
            continue
        left = ["" if number in placed else spot for number, spot in enumerate(spots, 1)]
        found = _segments(html.unescape(part), left)
        pieces += [(html.escape(text), number) for text, number in found]
        placed.update(number for _text, number in found)
    return pieces


def _segments(text: str, spots: Sequence[str]) -> list[tuple[str, int]]:
    places = sorted(
        (text.find(spot), number) for number, spot in enumerate(spots, 1) if spot and spot in text
    )
    parts, at = list[tuple[str, int]](), 0
    for start, number in places:
        if start < at:
            continue
        parts += [(text[at:start], 0), (spots[number - 1], number)]
        at = start + len(spots[number - 1])
    return [part for part in (*parts, (text[at:], 0)) if part[0]]
