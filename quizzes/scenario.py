"""Marks a way through a scenario: {"path": ["r2", "r1"]}, the replies chosen one after the other. Pure."""

from decimal import Decimal
from typing import Any

from quizzes.html import to_safe_html
from quizzes.marks import (
    UNANSWERED,
    Feedback,
    Mark,
    Response,
    Shuffled,
    State,
    clamped,
    cleaned,
    earned,
    public_parts,
    state_of,
)
from quizzes.specs import NOTHING, Scenario, Scene


@cleaned.register
def _(spec: Scenario, raw: dict[Any, Any]) -> Response:
    """The path as far as the scenes offer it: what skips, repeats or invents one is cut."""
    chosen = raw.get("path")
    steps, _ahead = spec.walk(chosen) if isinstance(chosen, list) else ((), None)
    return {"path": [step.reply.id for step in steps]} if steps else {}


@earned.register
def _(spec: Scenario, response: Response) -> Mark:
    """What the path earned of what the best one would. Half a path is never right."""
    if not response:
        return UNANSWERED
    steps, ahead = spec.walk(response["path"])
    best, own = spec.best_sum, sum((step.reply.points for step in steps), NOTHING)
    fraction = own / best if best > 0 else NOTHING
    said = tuple(
        Feedback(f"{step.scene.code}/{step.reply.id}", step.reply.feedback)
        for step in steps
        if step.reply.feedback
    )
    state = state_of(fraction)
    if ahead is not None and state is State.RIGHT:
        state = State.PARTLY
    return Mark(clamped(fraction), state, said)


def continued(kept: Response, response: Response) -> Response:
    """The longer path where it goes on from the kept one by a single choice; else the kept one."""
    before, after = kept.get("path", []), response.get("path", [])
    return response if len(after) == len(before) + 1 and after[:-1] == before else kept


def is_over(spec: Scenario, response: Response) -> bool:
    return spec.walk(response.get("path", []))[1] is None


def choices_of(scene: Scene) -> list[dict[str, str]]:
    """In the order of their ids, which is that of their texts: it says nothing of what they are worth."""
    shown = [{"id": reply.id, "html": to_safe_html(reply.text)} for reply in scene.replies]
    return sorted(shown, key=lambda choice: choice["id"])


def best_replies(spec: Scenario, scene: Scene) -> list[str]:
    """Ids of the replies from which the most can still be earned."""
    worth: dict[str, Decimal] = spec.worth()
    most = worth.get(scene.code, NOTHING)
    return [
        reply.id for reply in scene.replies if reply.points + worth.get(reply.next, NOTHING) == most
    ]


@public_parts.register
def _(spec: Scenario, shuffled: Shuffled) -> dict[str, Any]:
    """The first scene alone: the others come with the choices that lead to them."""
    scene = spec.scenes[0]
    return {"scene": to_safe_html(scene.text), "choices": choices_of(scene)}
