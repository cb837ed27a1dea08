"""What a page shows of an order, a text with gaps or a scenario, as values. Pure.

"html" is safe to show. Before the answer was checked nothing of the key is in it.
"""

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from quizzes.display import inline
from quizzes.html import to_safe_html
from quizzes.marks import Response
from quizzes.scenario import best_replies, choices_of
from quizzes.specs import Blanks, Ordering, Scenario, Spec
from quizzes.specs.scenario import Step


@dataclass(frozen=True, slots=True)
class PlacedItem:
    id: str
    html: str
    place: int  # 0: none yet


@dataclass(frozen=True, slots=True)
class OrderParts:
    items: tuple[PlacedItem, ...]

    @property
    def places(self) -> range:
        return range(1, len(self.items) + 1)


@dataclass(frozen=True, slots=True)
class ShownGap:
    id: str
    number: int
    options: list[dict[str, str]]
    said: str


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Either some HTML, which is whole only together with the pieces around it, or a gap."""

    html: str = ""
    gap: ShownGap | None = None


@dataclass(frozen=True, slots=True)
class GapParts:
    pieces: tuple[TextPiece, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PastStep:
    """A scene that is behind the learner. `best` is for the review alone."""

    scene: str
    reply: str
    feedback: str
    is_best: bool = False
    best: str = ""


@dataclass(frozen=True, slots=True)
class SceneParts:
    """`scene` and `choices` are what comes next; "" and nothing at the end."""

    steps: tuple[PastStep, ...]
    scene: str
    choices: list[dict[str, str]]
    best_way: tuple[PastStep, ...] = ()

    @property
    def number(self) -> int:
        return len(self.steps) + 1


Parts = OrderParts | GapParts | SceneParts | None


@singledispatch
def parts_of(
    spec: Spec, view: dict[str, Any], said: Response, *, is_explained: bool, tells: bool
) -> Parts:
    """None for the other kinds. `tells`: whether a scenario says at each choice what the author says
    to it, or keeps that for the end."""
    return None


@parts_of.register
def _(
    spec: Ordering, view: dict[str, Any], said: Response, *, is_explained: bool, tells: bool
) -> Parts:
    places = said.get("places", {})
    return OrderParts(
        tuple(
            PlacedItem(item["id"], inline(item["html"]), places.get(item["id"], 0))
            for item in view["items"]
        )
    )


@parts_of.register
def _(
    spec: Blanks, view: dict[str, Any], said: Response, *, is_explained: bool, tells: bool
) -> Parts:
    texts = said.get("gaps", {})
    gaps = {
        gap["id"]: ShownGap(gap["id"], number, gap["options"], texts.get(gap["id"], ""))
        for number, gap in enumerate(view["gaps"], start=1)
    }
    pieces = tuple(
        TextPiece(gap=gaps[piece["gap"]]) if "gap" in piece else TextPiece(piece["html"])
        for piece in view["pieces"]
    )
    return GapParts(pieces, len(gaps))


@parts_of.register
def _(
    spec: Scenario, view: dict[str, Any], said: Response, *, is_explained: bool, tells: bool
) -> Parts:
    """Scenes that were not reached are never in it, unless the best way is explained."""
    tells = tells or is_explained
    steps, ahead = spec.walk(said.get("path", []))
    past = tuple(_past(spec, step, is_explained=is_explained, tells=tells) for step in steps)
    if is_explained:
        return SceneParts(past, "", [], _best_way(spec))
    if ahead is None:
        return SceneParts(past, "", [])
    choices = [one | {"html": inline(one["html"])} for one in choices_of(ahead)]
    return SceneParts(past, to_safe_html(ahead.text), choices)


def _past(spec: Scenario, step: Step, *, is_explained: bool, tells: bool) -> PastStep:
    texts = {reply.id: inline(to_safe_html(reply.text)) for reply in step.scene.replies}
    best = best_replies(spec, step.scene) if is_explained else []
    return PastStep(
        scene=to_safe_html(step.scene.text),
        reply=texts[step.reply.id],
        feedback=to_safe_html(step.reply.feedback) if tells else "",
        is_best=step.reply.id in best,
        best=texts[best[0]] if best and step.reply.id not in best else "",
    )


def _best_way(spec: Scenario) -> tuple[PastStep, ...]:
    """One of the ways that earn the most."""
    path: list[str] = []
    for _scene in spec.scenes:
        ahead = spec.walk(path)[1]
        path += best_replies(spec, ahead)[:1] if ahead else []
    return tuple(_past(spec, step, is_explained=True, tells=True) for step in spec.walk(path)[0])
