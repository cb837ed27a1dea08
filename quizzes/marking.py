"""Marks a learner's response against a question. Pure, and total: any response gets a mark.

A response is plain JSON, whose shape is its kind's, such as {"choice": "c2"} or {"text": "..."}; {} is no
answer. What does not fit the question is dropped, never credited.
"""

import random
from typing import Any

from quizzes.html import media_part, to_safe_html
from quizzes.kinds.base import Spec
from quizzes.values.marks import Mark, Response


def mark(spec: Spec, response: object) -> Mark:
    """Never raises, whatever the response; the same response always gets the same mark."""
    return spec.earned(clean_response(spec, response))


def clean_response(spec: Spec, raw: object) -> Response:
    """Return what of an untrusted response fits this question, in its canonical form; {} for nothing.

    The result can be stored as JSON by any database. Longer texts than MAX_SHORT_TEXT and
    MAX_ESSAY are cut: a form that accepts them should have refused them before.
    """
    return spec.cleaned(raw) if isinstance(raw, dict) else {}


def next_response(spec: Spec, kept: Response, raw: object) -> Response:
    """Return what is kept once `raw` is given after `kept`."""
    return spec.continued(kept, clean_response(spec, raw))


def public_view(spec: Spec, *, seed: str | None = None) -> dict[str, Any]:
    """Return what a learner may see before answering, as JSON; "html" values are safe to show.

    No fraction, feedback or right answer. With a seed, choices and answers to match come in an
    order drawn from it; without, choices come in the author's order.
    """
    order = random.Random(seed) if seed is not None else None  # noqa: S311, not a secret

    def shuffled(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if order is not None:
            order.shuffle(items)
        return items

    common = {"kind": spec.kind, "html": to_safe_html(spec.text), **media_part(spec.media)}
    return {**common, **spec.public_parts(shuffled)}
