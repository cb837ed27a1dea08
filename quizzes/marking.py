"""Marks a learner's response against a question. Pure, and total: any response gets a mark.

A response is plain JSON: {"choice": "c2"}, {"choices": ["c1", "c3"]}, {"text": "..."},
{"pairs": {"p1": "a3"}}, {"places": {"i1": 2}}, {"gaps": {"g1": "..."}} or {"path": ["r2", "r1"]};
{} is no answer. What does not fit the question is dropped, never credited. A true/false question has the choices "true" and "false".
"""

import random
from collections.abc import Iterable
from dataclasses import replace
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
    Shuffled,
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
    Media,
    MultipleChoice,
    Numeric,
    Scenario,
    ShortText,
    SingleChoice,
    Spec,
    TrueFalse,
)
from quizzes.typed_answers import (
    Tolerance,
    fit_among,
    is_within,
    literal,
    parse_quantity,
)


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

    def shuffled(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if order is not None:
            order.shuffle(items)
        return items

    common = {"kind": spec.kind.value, "html": to_safe_html(spec.text), **_with_media(spec)}
    return {**common, **_public_parts(spec, shuffled)}


def public_media(media: Iterable[Media]) -> list[dict[str, Any]]:
    """Pictures and recordings: the key of each file, and what says the same in words."""
    return [
        {
            "kind": one.kind.value,
            "file": one.file,
            "alternative": one.alternative,
            "transcript": to_safe_html(one.transcript),
        }
        for one in media
    ]


def _with_media(shown: Spec | Choice) -> dict[str, Any]:
    """Nothing where there is none."""
    return {"media": public_media(shown.media)} if shown.media else {}


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
    if not response:
        return UNANSWERED
    ticked = [choice for choice in spec.choices if choice.id in response["choices"]]
    fraction = _whole_or_nothing(spec, ticked) if spec.all_or_nothing else _shares(spec, ticked)
    feedback = tuple(Feedback(c.id, c.feedback) for c in ticked if c.feedback)
    return Mark(_clamped(fraction), _state(fraction), feedback)


def _whole_or_nothing(spec: MultipleChoice, ticked: list[Choice]) -> Decimal:
    return Decimal(ticked == [choice for choice in spec.choices if choice.fraction > 0])


def _shares(spec: MultipleChoice, ticked: list[Choice]) -> Decimal:
    """The sum of what was ticked over the sum of what is right. Where the author gave no choice
    a negative weight, wrong ticks cost their share of 100: ticking everything earns nothing."""
    earned = sum((choice.fraction for choice in ticked), NOTHING)
    if all(choice.fraction >= 0 for choice in spec.choices):
        wrong = sum(choice.fraction == 0 for choice in spec.choices) or 1
        earned -= spec.right_sum * sum(choice.fraction == 0 for choice in ticked) / wrong
    return earned / spec.right_sum if spec.right_sum else NOTHING


@_public_parts.register(SingleChoice)
@_public_parts.register(MultipleChoice)
def _(
    spec: SingleChoice | MultipleChoice,
    shuffled: Shuffled,
) -> dict[str, Any]:
    whole = {"all_or_nothing": True} if getattr(spec, "all_or_nothing", False) else {}
    return {"choices": shuffled([_public_choice(choice) for choice in spec.choices]), **whole}


def _public_choice(choice: Choice) -> dict[str, Any]:
    return {"id": choice.id, "html": to_safe_html(choice.text), **_with_media(choice)}


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
    accepted = [answer.text for answer in spec.answers]
    tolerance = Tolerance(
        match_case=spec.match_case, ignore_accents=spec.ignore_accents, typos=spec.typos
    )
    fit = fit_among(response["text"], accepted, tolerance)
    if fit is None:
        return _marked(NOTHING, EMPTY, about=WHOLE)
    answer = spec.answers[fit.index]
    given = _marked(answer.fraction / FULL, answer.feedback, about=WHOLE)
    return replace(given, spelling=literal(answer.text)) if fit.slips else given


@_mark.register
def _(spec: Numeric, response: Response) -> Mark:
    if not response:
        return UNANSWERED
    said = parse_quantity(response["text"], {unit.name: unit.factor for unit in spec.read_units})
    counts = said is not None and (bool(said.unit) or not (spec.units and spec.unit_required))
    for answer in spec.answers:
        if said and counts and is_within(said.number, answer.value, answer.tolerance):
            return _marked(answer.fraction / FULL, answer.feedback, about=WHOLE)
    return _marked(NOTHING, spec.wrong_feedback, about=WHOLE)


@_public_parts.register
def _(spec: ShortText, shuffled: Shuffled) -> dict[str, Any]:
    kept = {"match_case": spec.match_case, "ignore_accents": spec.ignore_accents}
    return {**kept, "typos": spec.typos}


@_public_parts.register
def _(spec: Numeric, shuffled: Shuffled) -> dict[str, Any]:
    if not spec.units:
        return {}
    names = [unit.name for unit in spec.units]
    return {"units": names, "base_unit": spec.base_unit, "unit_required": spec.unit_required}


@_public_parts.register
def _(spec: Essay, shuffled: Shuffled) -> dict[str, Any]:
    bounds = {"min_words": spec.min_words, "max_words": spec.max_words}
    return {"is_marked": spec.is_marked, **bounds}


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
def _(spec: Matching, shuffled: Shuffled) -> dict[str, Any]:
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
