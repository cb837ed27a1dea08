"""Marks a text with gaps: {"gaps": {"g1": "what was typed", "g2": "o3"}}. Pure."""

import re
from decimal import Decimal
from typing import Any

from quizzes.html import to_safe_html
from quizzes.marks import (
    MAX_SHORT_TEXT,
    UNANSWERED,
    Feedback,
    Mark,
    Response,
    Shuffled,
    clamped,
    cleaned,
    earned,
    public_parts,
    state_of,
    storable,
)
from quizzes.specs import Blanks, Gap, Rich
from quizzes.specs.blanks import MARK
from quizzes.typed_answers import Tolerance, fit_among


# Stand for the marks while the text is made into HTML: no author types them, no format reads them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_TAG_OR_PLACE = re.compile(rf'<(?:"[^"]*"|[^">])*>|{_OPEN}([0-9]+){_CLOSE}')


@cleaned.register
def _(spec: Blanks, raw: dict[Any, Any]) -> Response:
    said = raw.get("gaps")
    if not isinstance(said, dict):
        return {}
    read = {identifier: _read(gap, said.get(identifier)) for identifier, gap in spec.by_id.items()}
    gaps = {identifier: text for identifier, text in read.items() if text}
    return {"gaps": gaps} if gaps else {}


def _read(gap: Gap, said: object) -> str:
    if not isinstance(said, str):
        return ""
    if gap.is_list:
        return said if said in gap.options else ""
    return storable(said, MAX_SHORT_TEXT)


@earned.register
def _(spec: Blanks, response: Response) -> Mark:
    if not response:
        return UNANSWERED
    gaps = spec.by_id
    right = sum(is_filled(spec, gap, response["gaps"].get(pk, "")) for pk, gap in gaps.items())
    fraction = Decimal(right) / len(gaps)
    said = tuple(Feedback(pk, gap.feedback) for pk, gap in gaps.items() if gap.feedback)
    return Mark(clamped(fraction), state_of(fraction), said)


def is_filled(spec: Blanks, gap: Gap, said: str) -> bool:
    """Whether what was typed or chosen is right there."""
    if gap.is_list:
        return gap.options.get(said, "") in gap.accepted
    tolerance = Tolerance(
        match_case=spec.match_case, ignore_accents=spec.ignore_accents, typos=spec.typos
    )
    return bool(said) and fit_among(said, gap.accepted, tolerance) is not None


@public_parts.register
def _(spec: Blanks, shuffled: Shuffled) -> dict[str, Any]:
    """`pieces` are the text in its order: HTML, which is whole only when all are put together, and
    gaps by their id. `html` is the text with a number in each gap."""
    pieces = text_pieces(spec)
    return {
        "html": "".join(piece.get("html") or _numbered(piece["gap"]) for piece in pieces),
        "pieces": pieces,
        "gaps": [
            {
                "id": identifier,
                "options": shuffled([{"id": pk, "text": text} for pk, text in gap.options.items()]),
            }
            for identifier, gap in spec.by_id.items()
        ],
    }


def _numbered(gap: str) -> str:
    return f"…\u00a0<strong>({gap.removeprefix('g')})</strong>"


def text_pieces(spec: Blanks) -> list[dict[str, str]]:
    """A gap that the text lost, inside an attribute for instance, comes at its end: none is missing."""
    text = spec.text.text.replace(_OPEN, "").replace(_CLOSE, "")
    html = to_safe_html(Rich(MARK.sub(rf"{_OPEN}\1{_CLOSE}", text), spec.text.format))
    pieces: list[dict[str, str]] = []
    left, at = list(spec.by_id), 0
    for found in _TAG_OR_PLACE.finditer(html):
        gap = f"g{int(found[1])}" if found[1] else ""
        if gap in left:
            left.remove(gap)
            pieces += [{"html": _clean(html[at : found.start()])}, {"gap": gap}]
            at = found.end()
    pieces.append({"html": _clean(html[at:])})
    return [piece for piece in pieces if any(piece.values())] + [{"gap": gap} for gap in left]


def _clean(html: str) -> str:
    """Without places that hold no gap."""
    return re.sub(rf"{_OPEN}([0-9]+){_CLOSE}", r"[[\1]]", html)
