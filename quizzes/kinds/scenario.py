"""A case with branches: scenes, in each a reply to choose, which leads to the next scene or ends."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

from quizzes.html import to_safe_html, unwrap_paragraph
from quizzes.kinds.base import Spec, fraction_problems, repeated, with_ids_by_text
from quizzes.problems import MESSAGES, Problem, gettext_noop
from quizzes.reply_notation import SHOWN, UnreadableReply, parse_scene_replies, write_replies
from quizzes.scenario_map import MapScene, map_of
from quizzes.values.fields import AnswerField, AuthorField, AuthorInput, AuthorRows, Input, Message
from quizzes.values.marks import (
    NOTHING,
    UNANSWERED,
    Feedback,
    Line,
    Mark,
    Read,
    Response,
    Shuffled,
    State,
    clamped,
    state_of,
)
from quizzes.values.rekeying import comparable_text as said_words
from quizzes.values.rekeying import match_ids_by_text
from quizzes.values.texts import EMPTY, Rich


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


def _unreadable_replies(row: dict[str, Any]) -> dict[str, Message]:
    try:
        parse_scene_replies(row.get("replies", ""))
    except UnreadableReply as error:
        params = {"scene": row.get("code", ""), "text": str(error)[:SHOWN]}
        code = "reply_unreadable"
        return {"replies": Message(MESSAGES[code], params, code)}
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Spec):
    """It begins with the first scene. Replies lead forward only, so that every path ends.

    A response {"path": ["r2", "r1"]} has the replies chosen one after the other.
    """

    kind = "scenario"
    name = gettext_noop("case with branches")
    icon = "comment"
    messages = {
        "scenes_count": gettext_noop("Expected from 1 to %(limit)d scenes, found %(count)d."),
        "scene_without_code": gettext_noop("Scene %(position)d has no code."),
        "scene_code_repeated": gettext_noop("Two scenes have the code “%(scene)s”."),
        "scene_empty": gettext_noop("Scene “%(scene)s” says nothing."),
        "scene_replies_count": gettext_noop(
            "Scene “%(scene)s” has %(count)d answers. Expected from %(fewest)d to %(most)d."
        ),
        "reply_empty": gettext_noop("In scene “%(scene)s”, answer %(position)d is empty."),
        "reply_leads_nowhere": gettext_noop(
            "In scene “%(scene)s”, answer %(position)d leads to “%(next)s”, which is no scene."
        ),
        "reply_id_repeated": gettext_noop(
            "In scene “%(scene)s”, two answers have the identifier “%(id)s”."
        ),
        "reply_unreadable": gettext_noop(
            "In scene “%(scene)s”, “%(text)s” cannot be read. Expected: answer | points | next scene | "
            "what to say to it."
        ),
        "scene_not_reached": gettext_noop("No answer leads to scene “%(scene)s”."),
        "scenes_in_circle": gettext_noop(
            "These scenes lead back to each other, so that a learner may never reach an end: "
            "%(scenes)s."
        ),
        "scenario_without_points": gettext_noop("No way through the scenes earns points."),
    }
    stands_alone = False
    is_stepwise = True
    may_try_again = False  # what was said in a scene stands, so it is played once
    has_notes_on_lines = True
    word_labels = {
        "scenes.text": gettext_noop("Scene %(n)d"),
        "scenes.replies.text": gettext_noop("Scene %(n)d, reply %(m)d"),
        "scenes.replies.feedback": gettext_noop("Scene %(n)d, what is said to reply %(m)d"),
    }
    template = "quizzes/kinds/scenario.html"
    review_template = "quizzes/kinds/scenario_review.html"
    overview_template = "quizzes/kinds/scenario_overview.html"
    author_fields = (
        AuthorField(
            name="text",
            label=gettext_noop("The case"),
            rows=4,
            is_required=True,
            help=gettext_noop(
                "Who asks for what, and what the learner has to do. It stays in view. The story begins "
                "with the first scene below."
            ),
        ),
    )
    author_rows = AuthorRows(
        name=gettext_noop("Scene"),
        fields=(
            AuthorField(
                name="code",
                label=gettext_noop("Code"),
                help=gettext_noop(
                    "A short name by which answers lead to this scene; learners do not see it."
                ),
                input=Input.LINE,
                limit=40,
                empty="",
            ),
            AuthorField(name="text", label=gettext_noop("What happens, what the person says")),
            AuthorField(
                name="replies",
                label=gettext_noop("Answers"),
                input=Input.AREA,
                rows=4,
                empty="",
                help=gettext_noop(
                    "One a line: answer | points | code of the next scene | what to say to it. Without a "
                    "next scene the story ends. A line that begins with a space goes on with the one before."
                ),
            ),
        ),
        check=_unreadable_replies,
    )

    scenes: tuple[Scene, ...]

    @property
    def by_code(self) -> dict[str, Scene]:
        return {scene.code: scene for scene in reversed(self.scenes) if scene.code}

    def walk(self, chosen: Iterable[object]) -> tuple[tuple[Step, ...], Scene | None]:
        """Return the steps that ids of replies make, cut at the first that is not offered, and the scene that comes
        next: None at the end."""
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

    def numbered(self) -> Self:
        scenes = (replace(one, replies=with_reply_ids(one.replies)) for one in self.scenes)
        return replace(self, scenes=tuple(scenes))

    def cleaned(self, raw: dict[Any, Any]) -> Response:
        """The path as far as the scenes offer it: what skips, repeats or invents one is cut."""
        chosen = raw.get("path")
        steps, _ahead = self.walk(chosen) if isinstance(chosen, list) else ((), None)
        return {"path": [step.reply.id for step in steps]} if steps else {}

    def continued(self, kept: Response, response: Response) -> Response:
        """Return the path that goes on from the kept one by a single choice; else the kept one, which stands."""
        before, after = kept.get("path", []), response.get("path", [])
        return response if len(after) == len(before) + 1 and after[:-1] == before else kept

    def next_step(self, response: Response, step: int, choice: str) -> Response | None:
        path = response.get("path", [])
        return {"path": [*path, choice]} if step == len(path) else None

    def is_over(self, response: Response) -> bool:
        return self.walk(response.get("path", []))[1] is None

    def earned(self, response: Response) -> Mark:
        """Return what the path earned of what the best one would. Half a path is never right."""
        if not response:
            return UNANSWERED
        steps, ahead = self.walk(response["path"])
        best, own = self.best_sum, sum((step.reply.points for step in steps), NOTHING)
        fraction = own / best if best > 0 else NOTHING
        feedback = tuple(
            Feedback(f"{step.scene.code}/{step.reply.id}", step.reply.feedback)
            for step in steps
            if step.reply.feedback
        )
        state = state_of(fraction)
        if ahead is not None and state is State.RIGHT:
            state = State.PARTLY
        return Mark(clamped(fraction), state, feedback)

    def best_replies(self, scene: Scene) -> list[str]:
        """Ids of the replies from which the most can still be earned."""
        worth = self.worth()
        most = worth.get(scene.code, NOTHING)
        return [
            reply.id
            for reply in scene.replies
            if reply.points + worth.get(reply.next, NOTHING) == most
        ]

    def reader(self, now: Self) -> Read | None:
        """The same scenes, replies and ways: what a reply is worth, and what is said to it, may change."""
        if not self.scenes or self.scenes[0].code != now.scenes[0].code:
            return None
        before, after = self.by_code, now.by_code
        if before.keys() != after.keys():
            return None
        ids: dict[str, dict[str, str]] = {}
        for code in before:
            replies = _same_replies(before[code], after[code])
            if replies is None:
                return None
            ids[code] = replies

        def read(given: Response) -> Response:
            steps, _ahead = self.walk(given.get("path", []))
            path = [ids[step.scene.code][step.reply.id] for step in steps]
            return {"path": path} if path else {}

        return read

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        """The first scene alone: the others come with the choices that lead to them."""
        scene = self.scenes[0]
        return {"scene": to_safe_html(scene.text), "choices": _choices_of(scene)}

    def parts(
        self, view: dict[str, Any], said: Response, *, is_explained: bool, tells: bool
    ) -> SceneParts:
        """Scenes that were not reached are never in it, unless the best way is explained."""
        tells = tells or is_explained
        steps, ahead = self.walk(said.get("path", []))
        past = tuple(self._past(step, is_explained=is_explained, tells=tells) for step in steps)
        if is_explained:
            return SceneParts(past, "", [], self._best_way())
        if ahead is None:
            return SceneParts(past, "", [])
        choices = [one | {"html": unwrap_paragraph(one["html"])} for one in _choices_of(ahead)]
        return SceneParts(past, to_safe_html(ahead.text), choices)

    def _past(self, step: Step, *, is_explained: bool, tells: bool) -> PastStep:
        texts = {
            reply.id: unwrap_paragraph(to_safe_html(reply.text)) for reply in step.scene.replies
        }
        best = self.best_replies(step.scene) if is_explained else []
        return PastStep(
            scene=to_safe_html(step.scene.text),
            reply=texts[step.reply.id],
            feedback=to_safe_html(step.reply.feedback) if tells else "",
            is_best=step.reply.id in best,
            best=texts[best[0]] if best and step.reply.id not in best else "",
        )

    def _best_way(self) -> tuple[PastStep, ...]:
        """One of the ways that earn the most."""
        path: list[str] = []
        for _scene in self.scenes:
            ahead = self.walk(path)[1]
            path += self.best_replies(ahead)[:1] if ahead else []
        steps, _ahead = self.walk(path)
        return tuple(self._past(step, is_explained=True, tells=True) for step in steps)

    def form_template(self, parts: SceneParts) -> str:
        return "quizzes/kinds/scenario_form.html" if parts.scene else ""

    def lines(self, response: Response, view: dict[str, Any], given: Mark) -> tuple[Line, ...]:
        """One for each scene that was gone through. Right is what still leads to the most points."""
        return tuple(
            Line(
                html=unwrap_paragraph(to_safe_html(step.reply.text)),
                is_chosen=True,
                is_right=step.reply.id in self.best_replies(step.scene),
                note=to_safe_html(step.reply.feedback),
            )
            for step in self.walk(response.get("path", []))[0]
        )

    def overview(self) -> MapScene:
        return map_of(self)

    @classmethod
    def answer_fields(cls, view: dict[str, Any]) -> dict[str, AnswerField]:
        missing = gettext_noop("Choose an answer, or “I don't know”.")
        return {"choice": AnswerField(missing=missing, limit=None)}

    def author_row_values(self) -> list[dict[str, Any]]:
        return [
            {"code": one.code, "text": one.text, "replies": write_replies(one.replies)}
            for one in self.scenes
        ]

    @classmethod
    def authored(cls, written: AuthorInput) -> dict[str, Any]:
        return {
            **written.values,
            "scenes": tuple(
                Scene(
                    code=row["code"],
                    text=row["text"],
                    replies=tuple(
                        Reply(
                            text=written.rich(one.text),
                            points=one.points,
                            next=one.next,
                            feedback=written.rich(one.feedback),
                        )
                        for one in parse_scene_replies(row["replies"])
                    ),
                )
                for row in written.rows
            ),
        }


def with_reply_ids(replies: Iterable[Reply]) -> tuple[Reply, ...]:
    return with_ids_by_text(replies, "r")


def _choices_of(scene: Scene) -> list[dict[str, str]]:
    """Return the choices in the order of their ids, which says nothing of what they are worth."""
    shown = [{"id": reply.id, "html": to_safe_html(reply.text)} for reply in scene.replies]
    return sorted(shown, key=lambda choice: choice["id"])


def _same_replies(asked: Scene, now: Scene) -> dict[str, str] | None:
    """Map id to id, where the scene says the same and each reply leads where it led."""
    ids = match_ids_by_text(
        {one.id: one.text for one in asked.replies}, {one.id: one.text for one in now.replies}
    )
    leads = {one.id: one.next for one in now.replies}
    if ids is None or said_words(asked.text) != said_words(now.text):
        return None
    return ids if all(leads[ids[one.id]] == one.next for one in asked.replies) else None


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
    """Return codes in an order in which replies lead forward only, without what stands in or behind a circle."""
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
