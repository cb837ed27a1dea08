"""Marks a learner's response against a question. Pure, and total: any response gets a mark.

A response is plain JSON: {"choice": "c2"}, {"choices": ["c1", "c3"]}, {"text": "..."},
{"pairs": {"p1": "a3"}}, {"places": {"i1": 2}}, {"gaps": {"g1": "..."}} or {"path": ["r2", "r1"]};
{} is no answer. What does not fit the question is dropped, never credited. A true/false question has the choices "true" and "false".
"""

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from quizzes import blanks, ordering, scenario
from quizzes.html import to_safe_html
from quizzes.marks import (
    MAX_ESSAY,
    MAX_SHORT_TEXT,
    UNANSWERED,
    WHOLE,
    Feedback,
    Mark,
    Response,
    State,
)
from quizzes.marks import clamped as _clamped
from quizzes.marks import cleaned as _clean
from quizzes.marks import earned as _mark
from quizzes.marks import marked as _marked
from quizzes.marks import public_parts as _public_parts
from quizzes.marks import state_of as _state
from quizzes.marks import text_of as _text_of
from quizzes.specs import (
    EMPTY,
    FULL,
    NOTHING,
    Choice,
    Essay,
    Information,
    Matching,
    MultipleChoice,
    Numeric,
    Scenario,
    ShortText,
    SingleChoice,
    Spec,
    TrueFalse,
)
from quizzes.typed_answers import fits, is_within, parse_number


# Kinds whose rules stand in modules of their own; importing them makes the rules known.
ELSEWHERE = (ordering, blanks, scenario)


def mark(spec: Spec, response: object) -> Mark:
    """Never raises, whatever the response; the same response always gets the same mark."""
    return _mark(spec, clean_response(spec, response))


def clean_response(spec: Spec, raw: object) -> Response:
    """What of an untrusted response fits this question, in its canonical form; {} for nothing.

    The result can be stored as JSON by any database. Longer texts than MAX_SHORT_TEXT and
    MAX_ESSAY are cut: a form that accepts them should have refused them before.
    """
    return _clean(spec, raw) if isinstance(raw, dict) else {}


def next_response(spec: Spec, kept: Response, raw: object) -> Response:
    """What is kept once `raw` is given after `kept`. It takes its place; but a scenario only goes on, by
    one choice: what was chosen before the next scene was seen stands."""
    response = clean_response(spec, raw)
    return scenario.continued(kept, response) if isinstance(spec, Scenario) else response


def public_view(spec: Spec, *, seed: str | None = None) -> dict[str, Any]:
    """What a learner may see before answering, as JSON; "html" values are safe to show.

    No fraction, feedback or right answer. With a seed, choices and answers to match come in an
    order drawn from it; without, choices come in the author's order.
    """
    order = random.Random(seed) if seed is not None else None  # noqa: S311, not a secret

    def shuffled(items: list[dict[str, str]]) -> list[dict[str, str]]:
        if order is not None:
            order.shuffle(items)
        return items

    common = {"kind": spec.kind.value, "html": to_safe_html(spec.text)}
    return {**common, **_public_parts(spec, shuffled)}


# Choices


@_clean.register
def _(spec: SingleChoice, raw: dict[Any, Any]) -> Response:
    return _one_of({choice.id for choice in spec.choices}, raw)


@_clean.register
def _(spec: TrueFalse, raw: dict[Any, Any]) -> Response:
    return _one_of({"true", "false"}, raw)


@_clean.register
def _(spec: MultipleChoice, raw: dict[Any, Any]) -> Response:
    ticked = raw.get("choices")
    if not isinstance(ticked, list):
        return {}
    wanted = {item for item in ticked if isinstance(item, str)}
    known = [choice.id for choice in spec.choices if choice.id in wanted]
    return {"choices": known} if known else {}


def _one_of(ids: set[str], raw: dict[Any, Any]) -> Response:
    chosen = raw.get("choice")
    return {"choice": chosen} if isinstance(chosen, str) and chosen in ids else {}


@_mark.register
def _(spec: SingleChoice, response: Response) -> Mark:
    for choice in spec.choices:
        if choice.id == response.get("choice"):
            return _marked(choice.fraction / FULL, choice.feedback, about=choice.id)
    return UNANSWERED


@_mark.register
def _(spec: TrueFalse, response: Response) -> Mark:
    if not response:
        return UNANSWERED
    said_true = response["choice"] == "true"
    fraction = Decimal(1) if said_true == spec.answer else NOTHING
    feedback = spec.feedback_true if said_true else spec.feedback_false
    return _marked(fraction, feedback, about=response["choice"])


@_mark.register
def _(spec: MultipleChoice, response: Response) -> Mark:
    """The sum of what was ticked over the sum of what is right. Where the author gave no choice
    a negative weight, wrong ticks cost their share of 100: ticking everything earns nothing."""
    if not response:
        return UNANSWERED
    ticked = [choice for choice in spec.choices if choice.id in response["choices"]]
    earned = sum((choice.fraction for choice in ticked), NOTHING)
    if all(choice.fraction >= 0 for choice in spec.choices):
        wrong = sum(choice.fraction == 0 for choice in spec.choices) or 1
        earned -= spec.right_sum * sum(choice.fraction == 0 for choice in ticked) / wrong
    fraction = earned / spec.right_sum if spec.right_sum else NOTHING
    feedback = tuple(Feedback(c.id, c.feedback) for c in ticked if c.feedback)
    return Mark(_clamped(fraction), _state(fraction), feedback)


@_public_parts.register(SingleChoice)
@_public_parts.register(MultipleChoice)
def _(
    spec: SingleChoice | MultipleChoice,
    shuffled: Callable[[list[dict[str, str]]], list[dict[str, str]]],
) -> dict[str, Any]:
    return {"choices": shuffled([_public_choice(choice) for choice in spec.choices])}


def _public_choice(choice: Choice) -> dict[str, str]:
    return {"id": choice.id, "html": to_safe_html(choice.text)}


# Typed answers


@_clean.register(ShortText)
@_clean.register(Numeric)
def _(spec: ShortText | Numeric, raw: dict[Any, Any]) -> Response:
    return _text_of(raw, MAX_SHORT_TEXT)


@_clean.register
def _(spec: Essay, raw: dict[Any, Any]) -> Response:
    return _text_of(raw, MAX_ESSAY)


@_mark.register
def _(spec: ShortText, response: Response) -> Mark:
    if not response:
        return UNANSWERED
    for answer in spec.answers:
        if fits(response["text"], answer.text, match_case=spec.match_case):
            return _marked(answer.fraction / FULL, answer.feedback, about=WHOLE)
    return _marked(NOTHING, EMPTY, about=WHOLE)


@_mark.register
def _(spec: Numeric, response: Response) -> Mark:
    if not response:
        return UNANSWERED
    number = parse_number(response["text"])
    for answer in spec.answers:
        if number is not None and is_within(number, answer.value, answer.tolerance):
            return _marked(answer.fraction / FULL, answer.feedback, about=WHOLE)
    return _marked(NOTHING, spec.wrong_feedback, about=WHOLE)


@_mark.register
def _(spec: Essay, response: Response) -> Mark:
    return Mark(NOTHING, State.NEEDS_MARKING) if response else UNANSWERED


# Pairs


@_clean.register
def _(spec: Matching, raw: dict[Any, Any]) -> Response:
    said = raw.get("pairs")
    if not isinstance(said, dict):
        return {}
    options = spec.options
    known = {
        pair.id: said[pair.id]
        for pair in spec.pairs
        if isinstance(said.get(pair.id), str) and said[pair.id] in options
    }
    return {"pairs": known} if known else {}


@_mark.register
def _(spec: Matching, response: Response) -> Mark:
    """Each pair is worth the same."""
    if not response:
        return UNANSWERED
    options = spec.options
    said = {pair_id: options[option] for pair_id, option in response["pairs"].items()}
    right = sum(said.get(pair.id) == pair.answer for pair in spec.pairs)
    return _marked(Decimal(right) / len(spec.pairs), EMPTY, about=WHOLE)


@_public_parts.register
def _(
    spec: Matching, shuffled: Callable[[list[dict[str, str]]], list[dict[str, str]]]
) -> dict[str, Any]:
    return {
        "prompts": [{"id": pair.id, "html": to_safe_html(pair.prompt)} for pair in spec.pairs],
        "options": shuffled([{"id": id_, "text": text} for id_, text in spec.options.items()]),
    }


# Nothing to answer


@_clean.register
def _(spec: Information, raw: dict[Any, Any]) -> Response:
    return {}


@_mark.register
def _(spec: Information, response: Response) -> Mark:
    return Mark(NOTHING, State.NOT_ASKED)
