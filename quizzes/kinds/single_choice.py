from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from quizzes.kinds.choices import Choice, WithChoices
from quizzes.problems import Problem, gettext_noop
from quizzes.values.fields import AnswerField
from quizzes.values.marks import (
    FULL,
    UNANSWERED,
    Mark,
    Response,
    choice_response,
    mark_with_feedback,
)
from quizzes.values.texts import Rich


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(WithChoices):
    """Pick one. Several choices may be worth 100: any of them is right."""

    kind = "single_choice"
    name = gettext_noop("single choice")
    icon = "radio-full"
    is_single = True
    is_exclusive = True
    is_all_or_nothing = True
    gift_form = "single"
    table_words = ("choix unique", "single choice")

    def own_problems(self) -> list[Problem]:
        problems = self.choice_problems()
        if not self.right_choices():
            problems.append(Problem("no_right_choice"))
        return problems

    def is_right(self, choice: Choice) -> bool:
        return choice.fraction == FULL

    def cleaned(self, raw: dict[Any, Any]) -> Response:
        return choice_response({choice.id for choice in self.choices}, raw)

    def earned(self, response: Response) -> Mark:
        for choice in self.choices:
            if choice.id == response.get("choice"):
                return mark_with_feedback(choice.fraction / FULL, choice.feedback, about=choice.id)
        return UNANSWERED

    def random_guess(self) -> float | None:
        return sum(float(one.fraction) for one in self.choices) / len(self.choices) / 100

    @classmethod
    def answer_fields(cls, view: dict[str, Any]) -> dict[str, AnswerField]:
        return {"choice": one_choice(view)}

    @classmethod
    def raw_response(cls, data: Any) -> dict[str, Any]:
        return {"choice": data.get("choice")}

    @classmethod
    def example(cls, _: Callable[[str], str]) -> Self:
        return cls(
            text=Rich(_("Which of these answers is right?")),
            general_feedback=Rich(_("An explanation shown to everybody after the answer.")),
            choices=(
                Choice(text=Rich(_("This one")), fraction=FULL, feedback=Rich(_("Yes."))),
                Choice(text=Rich(_("That one")), feedback=Rich(_("No."))),
            ),
        )


def one_choice(view: dict[str, Any]) -> AnswerField:
    return AnswerField(
        missing=gettext_noop("Choose an answer, or “I don't know”."),
        options=tuple(choice["id"] for choice in view["choices"]),
    )
