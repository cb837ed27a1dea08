"""Judges which spots of a text or a picture a learner pointed at. Pure."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from enum import StrEnum

from quizzes.values.marks import NOTHING, State, clamped, state_of


class SpotVerdict(StrEnum):
    """The verdicts on a spot, which is to be found or not, and was pointed at or not."""

    FOUND = "found"
    MISSED = "missed"
    MISTAKEN = "mistaken"
    LEFT = "left"


_VERDICTS = {
    (True, True): SpotVerdict.FOUND,
    (True, False): SpotVerdict.MISSED,
    (False, True): SpotVerdict.MISTAKEN,
    (False, False): SpotVerdict.LEFT,
}


def judge_spots(wanted: Sequence[bool], chosen: Collection[int]) -> list[SpotVerdict]:
    """Return a verdict for each spot. `chosen`: their numbers, from 1 on."""
    return [_VERDICTS[is_wanted, n in chosen] for n, is_wanted in enumerate(wanted, 1)]


def fraction_of_spots(verdicts: Sequence[SpotVerdict]) -> Decimal:
    """Return the share of the spots that were found, less one for each mistake."""
    found, missed, mistaken = (
        verdicts.count(verdict)
        for verdict in (SpotVerdict.FOUND, SpotVerdict.MISSED, SpotVerdict.MISTAKEN)
    )
    wanted = found + missed
    return clamped(Decimal(found - mistaken) / wanted) if wanted else NOTHING


def state_of_spots(verdicts: Sequence[SpotVerdict]) -> State:
    """Return the state of an answer; who points at nothing, or finds one among mistakes, is told so."""
    if not {SpotVerdict.FOUND, SpotVerdict.MISTAKEN} & set(verdicts):
        return State.UNANSWERED
    if SpotVerdict.FOUND in verdicts and fraction_of_spots(verdicts) < 1:
        return State.PARTLY
    return state_of(fraction_of_spots(verdicts))


def spot_segments(text: str, spots: Sequence[str]) -> list[tuple[str, int]]:
    """Cut a text at its spots: each part with the number of its spot, 0 for none.

    A spot is where its words first stand; one that stands nowhere, or inside another, has no part.
    """
    places = sorted(
        (text.find(spot), number) for number, spot in enumerate(spots, 1) if spot and spot in text
    )
    parts, at = list[tuple[str, int]](), 0
    for start, number in places:
        if start < at:
            continue
        parts += [(text[at:start], 0), (spots[number - 1], number)]
        at = start + len(spots[number - 1])
    return [part for part in (*parts, (text[at:], 0)) if part[0]]
