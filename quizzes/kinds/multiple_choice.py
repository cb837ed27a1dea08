from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

from quizzes.kinds.base import Spec
from quizzes.kinds.choices import Choice, WithChoices
from quizzes.problems import Problem, gettext_noop
from quizzes.typed_answers import short_number
from quizzes.values.fields import AnswerField, AuthorField, Input
from quizzes.values.marks import (
    FULL,
    NOTHING,
    UNANSWERED,
    Feedback,
    Mark,
    Response,
    Shuffled,
    clamped,
    state_of,
)
from quizzes.values.texts import Rich


# Thirds are written 33.33333: the sum of the right choices may miss 100 by this many percent.
SUM_SLACK = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(WithChoices):
    """Tick all that are right. Positive fractions are the right ones and add up to 100.

    `all_or_nothing`: won when exactly the right ones are ticked, lost otherwise.
    """

    kind = "multiple_choice"
    name = gettext_noop("multiple choice")
    icon = "tick-inverse"
    is_single = False
    template = "quizzes/kinds/multiple_choice.html"
    has_notes_on_lines = True
    gift_form = "multiple"
    table_words: ClassVar[tuple[str, str] | None] = ("choix multiple", "multiple choice")
    author_fields: ClassVar[tuple[AuthorField, ...]] = (
        AuthorField(
            name="all_or_nothing",
            label=gettext_noop("Right as a whole, or wrong"),
            help=gettext_noop(
                "Won only when exactly the right choices are ticked; learners are told."
            ),
            input=Input.FLAG,
        ),
    )

    all_or_nothing: bool = False

    @property
    def right_sum(self) -> Decimal:
        return sum((c.fraction for c in self.choices if c.fraction > 0), NOTHING)

    def own_problems(self) -> list[Problem]:
        problems = self.choice_problems()
        if self.right_sum == 0:
            problems.append(Problem("no_right_choice"))
        elif abs(self.right_sum - FULL) > SUM_SLACK:
            problems.append(Problem("right_choices_sum", {"sum": f"{self.right_sum:f}"}))
        return problems

    def is_right(self, choice: Choice) -> bool:
        return choice.fraction > 0

    def cleaned(self, raw: dict[Any, Any]) -> Response:
        ticked = raw.get("choices")
        if not isinstance(ticked, list):
            return {}
        wanted = {item for item in ticked if isinstance(item, str)}
        known = [choice.id for choice in self.choices if choice.id in wanted]
        return {"choices": known} if known else {}

    def earned(self, response: Response) -> Mark:
        if not response:
            return UNANSWERED
        ticked = [choice for choice in self.choices if choice.id in response["choices"]]
        fraction = self._shares(ticked)
        if self.all_or_nothing:
            fraction = Decimal(ticked == [choice for choice in self.choices if choice.fraction > 0])
        feedback = tuple(Feedback(c.id, c.feedback) for c in ticked if c.feedback)
        return Mark(clamped(fraction), state_of(fraction), feedback)

    def _shares(self, ticked: list[Choice]) -> Decimal:
        """The sum of what was ticked over the sum of what is right. Where the author gave no choice
        a negative weight, wrong ticks cost their share of 100: ticking everything earns nothing."""
        earned = sum((choice.fraction for choice in ticked), NOTHING)
        if all(choice.fraction >= 0 for choice in self.choices):
            wrong = sum(choice.fraction == 0 for choice in self.choices) or 1
            earned -= self.right_sum * sum(choice.fraction == 0 for choice in ticked) / wrong
        return earned / self.right_sum if self.right_sum else NOTHING

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        whole = {"all_or_nothing": True} if self.all_or_nothing else {}
        return WithChoices.public_parts(self, shuffled) | whole

    @classmethod
    def answer_fields(cls, view: dict[str, Any]) -> dict[str, AnswerField]:
        missing = gettext_noop("Tick at least one answer, or choose “I don't know”.")
        options = tuple(choice["id"] for choice in view["choices"])
        return {"choice": AnswerField(missing=missing, options=options, is_several=True)}

    @classmethod
    def raw_response(cls, data: Any) -> dict[str, Any]:
        return {"choices": data.getlist("choice")}

    @classmethod
    def shared(cls, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """Share the points where each right choice is said to be worth 100."""
        right = [one.fraction for one in choices if one.fraction > 0]
        if set(right) != {FULL}:
            return choices
        # As short as it is written, so that a form that is sent back unchanged changes nothing.
        share = Decimal(short_number((FULL / len(right)).quantize(Decimal("0.00001"))))
        return tuple(replace(one, fraction=share) if one.fraction > 0 else one for one in choices)

    @classmethod
    def example(cls, _: Callable[[str], str]) -> Spec | None:
        half = FULL / 2
        return cls(
            text=Rich(_("Which two of these answers are right?")),
            choices=tuple(
                Choice(text=Rich(text), fraction=worth)
                for text, worth in (
                    (_("This one"), half),
                    (_("That one"), half),
                    (_("Not this one, which costs points"), -half),
                )
            ),
        )
