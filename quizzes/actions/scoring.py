"""From the marks of single answers to the score of an attempt."""

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from quizzes.behaviours import share_after_tries, share_with_certainty
from quizzes.enums import Behaviour
from quizzes.kinds.base import Spec
from quizzes.marking import mark
from quizzes.models import Attempt, AttemptItem
from quizzes.specs.codec import from_dict
from quizzes.values.marks import Response


FIVE_PLACES = Decimal("0.00001")  # of points
TEN_PLACES = Decimal("0.0000000001")  # of shares


def write_score(attempt: Attempt, items: Iterable[AttemptItem], **closing: Any) -> None:
    """Write the score of a locked attempt and how many answers wait for a marker; with `closing`, more columns.
    Certainty can take points away: never below zero."""
    counted = [item for item in items if from_dict(item.version.spec).counts_points]
    earned = sum(((item.fraction or 0) * item.max_points for item in counted), Decimal(0))
    Attempt.objects.filter(pk=attempt.pk).update(
        points=max(earned, Decimal(0)).quantize(FIVE_PLACES, ROUND_HALF_UP),
        awaiting=sum(item.fraction is None for item in counted),
        **closing,
    )


def round_share(fraction: Decimal) -> Decimal:
    """A share of points, to the places that its column holds."""
    return fraction.quantize(TEN_PLACES, ROUND_HALF_UP)


def earned_share(
    attempt: Attempt,
    item: AttemptItem,
    spec: Spec,
    *,
    read: Callable[[Response], Response] = lambda response: response,
) -> Decimal | None:
    """Return the share that an answer earns by the key of `spec`, after what tries or certainty take away; None
    where somebody must read it. It follows from the item alone, each answer as `read` says it in the words of
    `spec`: marking again with a mended question gives what would have been given."""
    response = read(item.response)
    if spec.needs_marker(response):
        return None
    if attempt.behaviour == Behaviour.TRIES:
        answers = [read(answer) for answer in item.tried]
        if response and response not in answers:
            answers.append(response)
        fractions = [mark(spec, answer).fraction for answer in answers]
        return round_share(share_after_tries(fractions, penalty=attempt.try_penalty))
    fraction = mark(spec, response).fraction
    is_sure = attempt.behaviour == Behaviour.CERTAINTY and spec.counts_points and response
    return round_share(share_with_certainty(fraction, item.certainty) if is_sure else fraction)
