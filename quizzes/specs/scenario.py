"""A case with branches: scenes, in each a reply to choose, which leads to the next scene or ends."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from quizzes.problems import Problem
from quizzes.specs.base import (
    EMPTY,
    NOTHING,
    Kind,
    Rich,
    Spec,
    fraction_problems,
    register,
    repeated,
)


MOST_SCENES = 40
FEWEST_REPLIES, MOST_REPLIES = 2, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`next` is the code of the scene that follows, "" where the story ends."""

    text: Rich
    points: Decimal = NOTHING
    next: str = ""
    feedback: Rich = EMPTY
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`code` is for authors: learners never see it."""

    code: str
    text: Rich
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A scene that a learner went through, and the reply chosen in it."""

    scene: Scene
    reply: Reply


@register(Kind.SCENARIO)
@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Spec):
    """It begins with the first scene. Replies lead forward only, so that every path ends."""

    scenes: tuple[Scene, ...]

    @property
    def by_code(self) -> dict[str, Scene]:
        return {scene.code: scene for scene in reversed(self.scenes) if scene.code}

    def walk(self, chosen: Iterable[object]) -> tuple[tuple[Step, ...], Scene | None]:
        """The steps that ids of replies make, cut at the first that the scene does not offer, and the
        scene that comes next: None at the end."""
        scenes, steps = self.by_code, []
        scene = self.scenes[0] if self.scenes else None
        for identifier in chosen:
            replies = scene.replies if scene else ()
            reply = next((one for one in replies if one.id == identifier), None)
            if scene is None or reply is None:
                break
            steps.append(Step(scene, reply))
            scene = scenes.get(reply.next)
        return tuple(steps), scene

    def worth(self) -> dict[str, Decimal]:
        """The most that can still be earned from each scene on, by its code."""
        scenes, most = self.by_code, {"": NOTHING}
        for code in reversed(_forward(scenes)):
            most[code] = max(
                (reply.points + most.get(reply.next, NOTHING) for reply in scenes[code].replies),
                default=NOTHING,
            )
        return most

    @property
    def best_sum(self) -> Decimal:
        return self.worth().get(self.scenes[0].code, NOTHING) if self.scenes else NOTHING

    def own_problems(self) -> list[Problem]:
        if not 1 <= len(self.scenes) <= MOST_SCENES:
            return [Problem("scenes_count", {"count": len(self.scenes), "limit": MOST_SCENES})]
        problems = [
            Problem("scene_code_repeated", {"scene": code})
            for code in repeated(scene.code for scene in self.scenes)
        ]
        for position, scene in enumerate(self.scenes, start=1):
            problems += _scene_problems(position, scene, self.by_code)
        if all(scene.code for scene in self.scenes):
            problems += self._way_problems()
        if not problems and self.best_sum <= 0:
            problems.append(Problem("scenario_without_points"))
        return problems

    def _way_problems(self) -> list[Problem]:
        scenes = self.by_code
        reached = _reached(scenes, self.scenes[0].code)
        problems = [
            Problem("scene_not_reached", {"scene": code}) for code in scenes if code not in reached
        ]
        circle = _circle(scenes)
        if circle:
            problems.append(Problem("scenes_in_circle", {"scenes": " → ".join(circle)}))
        return sorted(problems, key=lambda problem: str(problem.params))


def with_reply_ids(replies: Iterable[Reply]) -> tuple[Reply, ...]:
    """The same replies with ids r1, r2... in the order of their texts, not the author's: the best
    often comes first, and a learner can read the ids."""
    listed = tuple(replies)
    by_text = sorted(range(len(listed)), key=lambda index: (listed[index].text.text, index))
    rank = {index: position for position, index in enumerate(by_text, start=1)}
    return tuple(replace(reply, id=f"r{rank[i]}") for i, reply in enumerate(listed))


def _scene_problems(position: int, scene: Scene, scenes: dict[str, Scene]) -> Iterator[Problem]:
    name = scene.code.strip() or str(position)
    if not scene.code.strip():
        yield Problem("scene_without_code", {"position": position})
    if not scene.text:
        yield Problem("scene_empty", {"scene": name})
    count = len(scene.replies)
    if not FEWEST_REPLIES <= count <= MOST_REPLIES:
        limits = {"fewest": FEWEST_REPLIES, "most": MOST_REPLIES}
        yield Problem("scene_replies_count", {"scene": name, "count": count, **limits})
    for number, reply in enumerate(scene.replies, start=1):
        if not reply.text:
            yield Problem("reply_empty", {"scene": name, "position": number})
        if reply.next and reply.next not in scenes:
            yield Problem(
                "reply_leads_nowhere", {"scene": name, "position": number, "next": reply.next}
            )
    for identifier in repeated(reply.id for reply in scene.replies):
        yield Problem("reply_id_repeated", {"scene": name, "id": identifier})
    yield from fraction_problems(reply.points for reply in scene.replies)


def _following(scene: Scene, scenes: dict[str, Scene]) -> list[str]:
    """Codes of the scenes that its replies lead to, each once."""
    return list(dict.fromkeys(one.next for one in scene.replies if one.next and one.next in scenes))


def _reached(scenes: dict[str, Scene], first: str) -> set[str]:
    reached, open_ = {first}, [first]
    while open_:
        for code in _following(scenes[open_.pop()], scenes):
            if code not in reached:
                reached.add(code)
                open_.append(code)
    return reached


def _forward(scenes: dict[str, Scene]) -> list[str]:
    """Codes in an order in which replies lead forward only. What stands in a circle, or behind one,
    is left out."""
    before = dict.fromkeys(scenes, 0)
    for scene in scenes.values():
        for code in _following(scene, scenes):
            before[code] += 1
    order = [code for code, count in before.items() if not count]
    for code in order:  # grows meanwhile
        for following in _following(scenes[code], scenes):
            before[following] -= 1
            if not before[following]:
                order.append(following)
    return order


def _circle(scenes: dict[str, Scene]) -> Sequence[str]:
    """The scenes of one circle, the first named again at its end; nothing where there is none."""
    left = scenes.keys() - set(_forward(scenes))
    behind = {
        code: [one for one in left if code in _following(scenes[one], scenes)] for code in left
    }
    code, way = min(left, default=""), list[str]()
    while code and code not in way:
        way.append(code)
        code = min(behind[code])
    return [*way[way.index(code) :], code][::-1] if code else ()
