"""Kinds of question that the application does not have: what one has to say, and no more."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from quizzes.kinds.base import Spec
from quizzes.problems import Problem, gettext_noop
from quizzes.values.fields import AnswerField, AuthorField, Input
from quizzes.values.grids import Criterion
from quizzes.values.marks import NOTHING, UNANSWERED, WHOLE, Line, Mark, State, mark_with_feedback
from quizzes.values.texts import EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Spec):
    """Steps from 1 to `highest`. The step beside the right one is worth half."""

    kind = "scale"
    name = gettext_noop("step of a scale")
    messages = {"not_on_the_scale": gettext_noop("Step %(step)s is not on the scale.")}
    template = "toy/scale.html"
    moodle_type = "toyscale"
    moodle_fields = frozenset({"highest", "right"})
    is_exclusive = True
    author_fields = (
        AuthorField(name="highest", label="Highest", input=Input.COUNT, is_required=True),
        AuthorField(name="right", label="Right", input=Input.COUNT, is_required=True),
    )

    highest: int
    right: int

    def own_problems(self):
        wrong = not 1 <= self.right <= self.highest
        return [Problem("not_on_the_scale", {"step": self.right})] if wrong else []

    def cleaned(self, raw):
        steps = map(str, range(1, self.highest + 1))
        return {"step": raw["step"]} if raw.get("step") in steps else {}

    def earned(self, response):
        if not response:
            return UNANSWERED
        away = abs(int(response["step"]) - self.right)
        return mark_with_feedback(Decimal(max(0, 2 - away)) / 2, EMPTY, about=WHOLE)

    def reader(self, now: Self):
        return dict if now.highest == self.highest else None

    def public_parts(self, shuffled):
        return {"steps": [str(step) for step in range(1, self.highest + 1)]}

    def parts(self, view, said, *, is_explained, tells):
        return [{"value": one, "is_chosen": said.get("step") == one} for one in view["steps"]]

    def lines(self, response, view, given):
        said = response.get("step")
        return tuple(Line(step, step == said, step == str(self.right)) for step in view["steps"])

    def in_words(self, response):
        return response.get("step", "")

    @classmethod
    def answer_fields(cls, view: dict[str, Any]):
        return {"step": AnswerField(missing="Choose a step.", options=tuple(view["steps"]))}

    @classmethod
    def raw_response(cls, data):
        return {"step": data.get("step")}

    @classmethod
    def from_moodle(cls, element, stem):
        said = {name: int(element.said(name)) for name in ("highest", "right")}
        return cls(**stem, **said)

    def to_moodle(self):
        numbers = {"highest": self.highest, "right": self.right}
        return [f"<{name}><text>{value}</text></{name}>" for name, value in numbers.items()]

    def random_guess(self):
        return 1 / self.highest


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Spec):
    """An open answer with an address, marked for its form as much as for what it says."""

    kind = "letter"
    name = gettext_noop("letter")
    template = "toy/scale.html"
    is_open = True
    stands_alone = False
    grid = (Criterion(title="Form", share=Decimal(50)), Criterion(title="Text", share=Decimal(50)))

    is_marked: bool = True

    @property
    def counts_points(self):
        return self.is_marked

    def needs_marker(self, response):
        return self.is_marked and bool(response)

    def cleaned(self, raw):
        return {name: raw[name] for name in ("to", "body") if raw.get(name)}

    def earned(self, response):
        return Mark(NOTHING, State.NEEDS_MARKING) if response else UNANSWERED

    def in_words(self, response):
        return f"{response['to']}: {response['body']}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Maze(Spec):
    """Turns to the left or to the right, one after the other."""

    kind = "maze"
    name = gettext_noop("maze")
    template = "toy/scale.html"
    is_stepwise = True
    stands_alone = False

    turns: str

    def cleaned(self, raw):
        return {"turns": raw["turns"]} if raw.get("turns") else {}

    def next_step(self, response, step, choice):
        turns = response.get("turns", "")
        return {"turns": turns + choice} if step == len(turns) and choice in "LR" else None

    def is_over(self, response):
        return len(response["turns"]) == len(self.turns)

    def earned(self, response):
        return mark_with_feedback(Decimal(response == {"turns": self.turns}), EMPTY, about=WHOLE)
