"""What the pages of an attempt show, as values: a question before it is checked, and after."""

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.typography import format_number
from quizzes.behaviours import worth_of_next_try
from quizzes.display import Review, inline, is_inline, plain_text, review
from quizzes.enums import Behaviour
from quizzes.html import to_safe_html
from quizzes.marking import MAX_ESSAY, MAX_SHORT_TEXT, Response, State, mark, public_view
from quizzes.models import Attempt, AttemptItem
from quizzes.specs import Essay, Kind, MultipleChoice, Spec, counts_points, from_dict


ONE_PLACE = Decimal("0.1")
# The badge beside a question in the list of results: words and tone.
STATES = {
    State.RIGHT: (_("right answer"), "good"),
    State.PARTLY: (_("partly right answer"), "warn"),
    State.WRONG: (_("to review"), "bad"),
    State.UNANSWERED: (_("not answered"), ""),
    State.NEEDS_MARKING: (_("not marked"), ""),
    State.NOT_ASKED: (_("to read"), ""),
}
TRUE_OR_FALSE = ({"id": "true", "html": _("True")}, {"id": "false", "html": _("False")})


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """An answer was not right. `worth`: percent of the points that a right one would still earn."""

    is_partly_right: bool
    notes: tuple[str, ...]
    left: int
    worth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question on a page. `html` and the "html" of its parts are safe to show as they are.

    The review is None until the answer was checked: nothing of the key is here before. `again` stands
    when an answer was not right and may be tried again.
    """

    slot: int
    kind: str
    html: str
    is_inline: bool
    title: str
    choices: list[dict[str, Any]] = field(default_factory=list)
    prompts: list[dict[str, Any]] = field(default_factory=list)
    options: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""
    max_length: int = MAX_SHORT_TEXT
    is_marked: bool = True
    next_sequence: int = 1
    review: Review | None = None
    asks_certainty: bool = False
    certainty: int | None = None
    again: TryAgain | None = None

    @property
    def badge(self) -> tuple[Any, str]:
        return STATES[self.review.mark.state] if self.review else ("", "")

    @property
    def is_right(self) -> bool:
        return self.review is not None and self.review.mark.state is State.RIGHT

    @property
    def is_to_review(self) -> bool:
        return self.is_marked and not self.is_right


def view_of(spec: Spec, *, seed: str | None) -> dict[str, Any]:
    """The public view, in the order drawn from the seed, with its two choices for true or false."""
    view = public_view(spec, seed=seed)
    if view["kind"] == Kind.TRUE_FALSE:
        view["choices"] = list(TRUE_OR_FALSE)
    return view


def seed_of(item: AttemptItem, attempt: Attempt) -> str | None:
    """Answers stand in another order in each attempt, in the same each time that it is opened; in the
    author's where the quiz wants it so."""
    return f"{attempt.uuid}:{item.slot}" if attempt.shuffle_answers else None


def question_of(
    item: AttemptItem, attempt: Attempt, *, response: Response | None = None
) -> Question:
    """`response` is the answer to show in place of the saved one."""
    spec = from_dict(item.version.spec)
    view = view_of(spec, seed=seed_of(item, attempt))
    said = item.response if response is None else response
    explained = item.checked_at is not None or not attempt.is_open
    return question_from(
        spec,
        view,
        said,
        slot=item.slot,
        next_sequence=item.sequence + 1,
        review=review(spec, said, view) if explained else None,
        asks_certainty=asks_certainty(attempt, spec),
        certainty=item.certainty,
        again=None if explained else try_again(item, attempt, spec),
    )


def asks_certainty(attempt: Attempt, spec: Spec) -> bool:
    """An open answer is read by somebody: how sure one was is nothing to them."""
    is_marked_at_once = counts_points(spec) and not isinstance(spec, Essay)
    return attempt.behaviour == Behaviour.CERTAINTY and is_marked_at_once


def try_again(item: AttemptItem, attempt: Attempt, spec: Spec) -> TryAgain | None:
    """What is said to the answer tried last: its own feedback, and nothing of what is right."""
    if not item.tried:
        return None
    given = mark(spec, item.tried[-1])
    # Of several ticked, those that were right are not told apart from the wrong ones.
    right = (
        {c.id for c in spec.choices if c.fraction > 0} if isinstance(spec, MultipleChoice) else ()
    )
    worth = worth_of_next_try(len(item.tried), penalty=attempt.try_penalty)
    return TryAgain(
        is_partly_right=given.state is State.PARTLY,
        notes=tuple(to_safe_html(one.text) for one in given.feedback if one.about not in right),
        left=attempt.max_tries - len(item.tried),
        worth=int(worth * 100),
    )


def question_from(
    spec: Spec, view: dict[str, Any], said: Response, *, slot: int = 1, **more: Any
) -> Question:
    chosen = {said.get("choice"), *said.get("choices", [])}
    pairs = said.get("pairs", {})
    return Question(
        slot=slot,
        kind=view["kind"],
        html=inline(view["html"]),
        is_inline=is_inline(view["html"]),
        title=plain_text(spec.text),
        choices=[
            {"id": one["id"], "html": inline(str(one["html"])), "checked": one["id"] in chosen}
            for one in view.get("choices", [])
        ],
        prompts=[
            {"id": one["id"], "html": inline(one["html"]), "said": pairs.get(one["id"], "")}
            for one in view.get("prompts", [])
        ],
        options=view.get("options", []),
        text=said.get("text", ""),
        max_length=MAX_ESSAY if isinstance(spec, Essay) else MAX_SHORT_TEXT,
        is_marked=spec.is_answerable and not isinstance(spec, Essay),
        **more,
    )


def points_needed(attempt: Attempt) -> int:
    """Right answers that it takes to pass, in whole questions."""
    needed = attempt.max_points * attempt.pass_percent / 100
    return int(needed.to_integral_value(ROUND_CEILING))


def points_shown(points: Decimal) -> tuple[Decimal, int]:
    """Points and their decimals for a page: cut, never rounded up to a score that was not reached."""
    cut = points.quantize(ONE_PLACE, ROUND_FLOOR)
    return cut, 0 if cut == cut.to_integral_value() else 1


def short_points(points: Decimal) -> str:
    """With the decimals that it has, two at most; cut, never rounded up."""
    cut = points.quantize(Decimal("0.01"), ROUND_FLOOR)
    places = next(n for n in (0, 1, 2) if cut == cut.quantize(Decimal(1).scaleb(-n), ROUND_FLOOR))
    return format_number(float(cut), places)
