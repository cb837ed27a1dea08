"""From the marks of single answers to the score of an attempt."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from quizzes.marking import Response, mark
from quizzes.models import Attempt, AttemptItem
from quizzes.specs import Spec, counts_points, from_dict, needs_marker


FIVE_PLACES = Decimal("0.00001")  # of points
TEN_PLACES = Decimal("0.0000000001")  # of shares


def settle(attempt: Attempt, items: Iterable[AttemptItem]) -> None:
    """Write the score of an attempt and how many answers wait for a marker, from `fraction` of its items.

    The caller holds the attempt’s lock. Certainty can take points away: never below zero.
    """
    counted = [item for item in items if counts_points(from_dict(item.version.spec))]
    earned = sum(((item.fraction or 0) * item.max_points for item in counted), Decimal(0))
    Attempt.objects.filter(pk=attempt.pk).update(
        points=max(earned, Decimal(0)).quantize(FIVE_PLACES, ROUND_HALF_UP),
        awaiting=sum(item.fraction is None for item in counted),
    )


def stored(fraction: Decimal) -> Decimal:
    """A share of points, to the places that its column holds."""
    return fraction.quantize(TEN_PLACES, ROUND_HALF_UP)


def item_fraction(item: AttemptItem, spec: Spec, response: Response) -> Decimal | None:
    """The share of its points that an answer earns by the key of `spec`; None: a marker reads it.

    Every mark that is not a marker’s passes here.
    """
    if needs_marker(spec, response):
        return None
    return stored(mark(spec, response).fraction)
