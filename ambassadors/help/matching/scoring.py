"""Score how well one guide fits one seeker, in points and in words. `frame` does the same for arrays."""

from collections.abc import Iterator
from dataclasses import dataclass

from ambassadors.help.matching.parties import Guide, Kind, Seeker
from ambassadors.help.reasons import Obstacle, Reason


# A first wish outweighs the topics; topics outweigh convenience. A possible pair is worth at
# least POSSIBLE, since help from a poor fit is better than no help, even from a full guide.
POSSIBLE = 5
WISH_FIRST, WISH_STEP, WISH_LEAST = 60, 5, 10
GLAD_FIRST, GLAD_STEP, GLAD_LEAST = 20, 5, 5
TOPICS = 40
EXCHANGE = 10
SLOT = 20
SITE = 15
JOB = 10
OFFICE = 5
FORMAT = 5
LANGUAGE = 5
MAX_POINTS = (
    POSSIBLE
    + WISH_FIRST
    + GLAD_FIRST
    + TOPICS
    + EXCHANGE
    + SLOT
    + SITE
    + JOB
    + OFFICE
    + FORMAT
    + LANGUAGE
)

# Fairness: each further person whom a guide follows costs a little more, up to LOAD_MOST. That is less
# than POSSIBLE and than any ground above, one rank of a wish too (only the share of one topic among
# many may be less): a guide who is busy loses to an equal one who is not, not to one who fits less,
# and nobody is left out for it.
LOAD_MOST = 4


@dataclass(frozen=True, slots=True)
class Fit:
    """`points` is at least 1; `reasons` are codes of ambassadors.help.reasons, the weightiest first."""

    points: int
    reasons: tuple[str, ...]


def score(seeker: Seeker, guide: Guide) -> Fit | None:
    """Return the fit of one pair, or None when it is impossible. Capacity plays no part."""
    if find_obstacle(seeker, guide) is not None:
        return None

    grounds = list(_grounds(seeker, guide))
    return Fit(
        points=POSSIBLE + sum(points for points, _ in grounds),
        reasons=tuple(reason for _, reasons in grounds for reason in reasons),
    )


def find_obstacle(seeker: Seeker, guide: Guide) -> Obstacle | None:
    """Return what makes the pair impossible, or None.

    The kind must be one that the guide offers, with what it requires of both. A seeker who names no topic can
    be helped on any; one who names some needs a guide who knows at least one. Formats and languages clash
    only where both sides declared theirs.
    """
    if not _is_of_kind(seeker, guide):
        return Obstacle.NO_COMMON_KIND
    if seeker.topics and not seeker.topics & guide.topics:
        return Obstacle.NO_COMMON_TOPIC
    if _are_disjoint(seeker.formats, guide.formats):
        return Obstacle.NO_COMMON_FORMAT
    if _are_disjoint(seeker.languages, guide.languages):
        return Obstacle.NO_COMMON_LANGUAGE
    if (
        seeker.id == guide.id
        or guide.id in seeker.manager_ids | seeker.excludes
        or seeker.id in guide.manager_ids | guide.excludes
    ):
        return Obstacle.RULED_OUT
    return None


def wish_points(rank: int) -> int:
    """Return points of a wish by its rank from 0; any wish keeps a minimum."""
    return max(WISH_LEAST, WISH_FIRST - WISH_STEP * rank)


def guide_wish_points(rank: int) -> int:
    """Return points of a guide's wish by its rank from 0."""
    return max(GLAD_LEAST, GLAD_FIRST - GLAD_STEP * rank)


def load_cost(load: int) -> int:
    """Return the cost in points of one more seeker for a guide who follows `load` people."""
    return min(load, LOAD_MOST)


def points_per_topic(wanted: int) -> int:
    """Return each topic's share of TOPICS, so that a long list of topics does not weigh more."""
    return max(1, TOPICS // wanted) if wanted else 0


def _is_of_kind(seeker: Seeker, guide: Guide) -> bool:
    if seeker.kind not in guide.kinds:
        return False
    if seeker.kind is Kind.REVERSE:
        return _is_lower(seeker.ease, guide.ease) and _is_lower(
            guide.responsibility, seeker.responsibility
        )
    if seeker.kind is Kind.TRADE_AND_IT:
        return None not in (seeker.domain, guide.domain) and seeker.domain != guide.domain
    return seeker.kind is not Kind.MUTUAL or bool(seeker.exchange & guide.learns)


def _is_lower(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one < other


def _are_disjoint(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _grounds(seeker: Seeker, guide: Guide) -> Iterator[tuple[int, list[str]]]:
    rank = seeker.wish_ranks().get(guide.id)
    if rank is not None:
        yield wish_points(rank), [Reason.WISHED]
    if topics := seeker.topics & guide.topics:
        share = points_per_topic(len(seeker.topics))
        yield min(TOPICS, share * len(topics)), _reasons(Reason.KNOWS_TOPIC, topics)
    if (glad := guide.wish_ranks().get(seeker.id)) is not None:
        yield guide_wish_points(glad), [Reason.GLADLY]
    if slots := seeker.slots & guide.slots:
        yield SLOT, _reasons(Reason.SHARED_SLOT, slots)
    if seeker.site is not None and seeker.site == guide.site:
        yield SITE, [Reason.SAME_SITE]
    if seeker.job is not None and seeker.job == guide.job:
        yield JOB, [Reason.SAME_JOB]
    if seeker.office is not None and seeker.office == guide.office:
        yield OFFICE, [Reason.SAME_OFFICE]
    if formats := seeker.formats & guide.formats:
        yield FORMAT, _reasons(Reason.SHARED_FORMAT, formats)
    if languages := seeker.languages & guide.languages:
        yield LANGUAGE, _reasons(Reason.SHARED_LANGUAGE, languages)
    yield from _grounds_of_kind(seeker, guide)


def _grounds_of_kind(seeker: Seeker, guide: Guide) -> Iterator[tuple[int, list[str]]]:
    """Return the grounds of the kind: every possible guide meets them, so they weigh nothing."""
    if seeker.kind is Kind.MUTUAL:
        taught = seeker.exchange & guide.learns
        yield EXCHANGE, _reasons(Reason.TEACHES_BACK, taught)
    if seeker.kind is Kind.REVERSE:
        yield 0, [Reason.REVERSE]
    if seeker.kind is Kind.TRADE_AND_IT:
        yield 0, [Reason.TRADE_AND_IT]


def _reasons(reason: Reason, details: frozenset[str]) -> list[str]:
    return [f"{reason}:{detail}" for detail in sorted(details)]
