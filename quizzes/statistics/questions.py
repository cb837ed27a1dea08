"""What statistics must know of a question: when two versions are the same item, what guessing earns, its choices."""

import hashlib
import json
from typing import Any

from quizzes.marking import Response
from quizzes.specs import (
    FULL,
    Matching,
    MultipleChoice,
    SingleChoice,
    Spec,
    TrueFalse,
    to_dict,
)


NO_ANSWER = ""


def edition(spec: Spec) -> str:
    """The same for versions that differ in their question’s wording or in feedback alone.

    Another choice, weight, accepted answer or kind makes another item, which is counted apart.
    """
    decisive = {
        key: value for key, value in _without_feedback(to_dict(spec)).items() if key != "text"
    }
    written = json.dumps(decisive, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def _without_feedback(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if "feedback" not in key}
        return {key: _without_feedback(one) for key, one in kept.items()}
    if isinstance(value, list):
        return [_without_feedback(one) for one in value]
    return value


def random_guess(spec: Spec) -> float | None:
    """The share of the points that chance earns; None where nobody can guess, or it cannot be told."""
    match spec:
        case SingleChoice():
            return sum(float(one.fraction) for one in spec.choices) / len(spec.choices) / 100
        case TrueFalse():
            return 0.5
        case Matching():
            return 1 / len(spec.options)
    return None


def is_exclusive(spec: Spec) -> bool:
    """Whether an answer is one of the choices."""
    return isinstance(spec, SingleChoice | TrueFalse)


def choices_of(spec: Spec) -> tuple[str, ...]:
    """Ids of the choices, the right ones first; () for a kind without choices."""
    match spec:
        case SingleChoice() | MultipleChoice():
            right = right_choices(spec)
            ranked = sorted(spec.choices, key=lambda one: one.id not in right)
            return tuple(one.id for one in ranked)
        case TrueFalse():
            return ("true", "false") if spec.answer else ("false", "true")
    return ()


def right_choices(spec: Spec) -> frozenset[str]:
    match spec:
        case SingleChoice():
            return frozenset(one.id for one in spec.choices if one.fraction == FULL)
        case MultipleChoice():
            return frozenset(one.id for one in spec.choices if one.fraction > 0)
        case TrueFalse():
            return frozenset({"true" if spec.answer else "false"})
    return frozenset()


def chosen(response: Response) -> frozenset[str]:
    """What an answer chose; NO_ANSWER where that is nothing."""
    picked = frozenset(
        {response["choice"]} if "choice" in response else response.get("choices", [])
    )
    return picked or frozenset({NO_ANSWER})
