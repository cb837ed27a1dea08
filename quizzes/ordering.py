"""Marks an order: {"places": {"i2": 1, "i1": 3}} says which item stands where. Pure."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any

from quizzes.html import to_safe_html
from quizzes.marks import (
    UNANSWERED,
    WHOLE,
    Mark,
    Response,
    Shuffled,
    cleaned,
    earned,
    marked,
    public_parts,
)
from quizzes.specs import EMPTY, NOTHING, OrderGrading, Ordering


@cleaned.register
def _(spec: Ordering, raw: dict[Any, Any]) -> Response:
    """A place may be missing, or given twice: the learner is told before the answer is checked."""
    said = raw.get("places")
    if not isinstance(said, dict):
        return {}
    read = {item.id: _place(said.get(item.id), len(spec.items)) for item in spec.items}
    places = {identifier: read[identifier] for identifier in sorted(read) if read[identifier]}
    return {"places": places} if places else {}


def _place(said: object, most: int) -> int:
    """From 1 on; 0 for no place."""
    if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) <= 3:
        said = int(said)
    return said if type(said) is int and 1 <= said <= most else 0


@earned.register
def _(spec: Ordering, response: Response) -> Mark:
    if not response:
        return UNANSWERED
    right = [to_safe_html(item.text) for item in spec.items]
    given = placed(spec, response)
    fraction = _share_of_neighbours(right, given)
    if spec.grading is not OrderGrading.NEIGHBOURS:
        fraction = Decimal(sum(map(str.__eq__, right, given))) / len(right)
    if spec.grading is OrderGrading.ALL_OR_NOTHING and fraction < 1:
        fraction = NOTHING
    return marked(fraction, EMPTY, about=WHOLE)


def placed(spec: Ordering, response: Response) -> list[str]:
    """What stands in each place, as safe HTML, which is what a learner compares; "" where nothing
    does, or where two do."""
    shown = {item.id: to_safe_html(item.text) for item in spec.items}
    at: dict[int, list[str]] = {}
    for identifier, place in response.get("places", {}).items():
        at.setdefault(place, []).append(shown[identifier])
    there = [at.get(place, []) for place in range(1, len(spec.items) + 1)]
    return [texts[0] if len(texts) == 1 else "" for texts in there]


def _share_of_neighbours(right: list[str], given: list[str]) -> Decimal:
    wanted = Counter(pairwise(right))
    found = Counter(pair for pair in pairwise(given) if all(pair))
    return Decimal((wanted & found).total()) / max(wanted.total(), 1)


@public_parts.register
def _(spec: Ordering, shuffled: Shuffled) -> dict[str, Any]:
    """Drawn from the order of the texts, so that nothing of the right order is in it; and never the
    right order itself, which would be given without a thought."""
    items = [{"id": item.id, "html": to_safe_html(item.text)} for item in spec.items]
    right = [item["html"] for item in items]
    drawn = shuffled(sorted(items, key=lambda item: item["id"]))
    if [item["html"] for item in drawn] == right:
        drawn = [*drawn[1:], *drawn[:1]]
    return {"items": drawn}
