"""All ways through a scenario as lists within lists, for its author. Pure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizzes.html import plain_text
from quizzes.typed_answers import short_number


if TYPE_CHECKING:
    from quizzes.kinds.scenario import Scenario, Scene


@dataclass(frozen=True, slots=True)
class MapReply:
    """`scene` is what follows, None at the end of the story."""

    text: str
    points: str
    scene: "MapScene | None"


@dataclass(frozen=True, slots=True)
class MapScene:
    """`replies` is empty where the scene stands on the map already."""

    code: str
    text: str
    replies: tuple[MapReply, ...]
    is_repeated: bool = False


def map_of(spec: "Scenario") -> MapScene:
    """Return all ways from the first scene on. A scene that several replies lead to is drawn out once."""
    return _drawn(spec.scenes[0], spec.by_code, set())


def _drawn(scene: "Scene", scenes: "dict[str, Scene]", drawn: set[str]) -> MapScene:
    text = plain_text(scene.text)
    if scene.code in drawn:
        return MapScene(scene.code, text, (), is_repeated=True)
    drawn.add(scene.code)
    replies = tuple(
        MapReply(
            text=plain_text(reply.text),
            points=short_number(reply.points),
            scene=_drawn(scenes[reply.next], scenes, drawn) if reply.next in scenes else None,
        )
        for reply in scene.replies
    )
    return MapScene(scene.code, text, replies)
