"""Compares what a learner typed with what the author accepts."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal


LETTERS_FOR_A_SLIP = 3  # a short word forgives fewer slips than were set: one for as many letters

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What does not count when a typed text is compared. `typos`: slips of a letter."""

    match_case: bool = False
    ignore_accents: bool = False
    typos: int = 0

    def comparable(self, text: str) -> str:
        """Spaces, apostrophes and ways to compose an accent never count."""
        plain = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())
        if self.ignore_accents:
            apart = unicodedata.normalize("NFD", plain.translate(_LIGATURES))
            plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
        return plain if self.match_case else plain.casefold()


@dataclass(frozen=True, slots=True)
class AnswerMatch:
    """Which accepted answer a text fits, and with how many slips of a letter."""

    index: int
    slips: int = 0


def best_match(said: str, accepted: Sequence[str], tolerance: Tolerance) -> AnswerMatch | None:
    """Return the first that fits to the letter; failing that, the first pattern or near miss."""
    typed = tolerance.comparable(said)
    patterns = [tolerance.comparable(text) for text in accepted]
    exact = next((i for i, text in enumerate(patterns) if _covers(text, typed)), None)
    if exact is not None and not is_pattern(patterns[exact]):
        return AnswerMatch(exact)
    before = patterns if exact is None else patterns[:exact]
    return _nearest(typed, before, tolerance.typos) or (
        None if exact is None else AnswerMatch(exact)
    )


def _nearest(typed: str, texts: Sequence[str], most: int) -> AnswerMatch | None:
    """The text with the fewest slips, of several the first. A pattern forgives none."""
    best = None
    for index, text in enumerate(texts):
        if is_pattern(text):
            continue
        plain = unescape_asterisks(text)
        limit = min(most, len(plain) // LETTERS_FOR_A_SLIP, (best.slips - 1) if best else most)
        slips = edit_distance(typed, plain, limit) if limit > 0 else None
        if slips:
            best = AnswerMatch(index, slips)
    return best


def edit_distance(said: str, meant: str, limit: int) -> int | None:
    """Return how many single slips part two texts: a letter too many, missing, changed, or two neighbours
    swapped (the optimal string alignment). None above the limit, or where figures differ: another
    number is another answer. The time grows with the length times the limit.
    """
    if abs(len(said) - len(meant)) > limit or _figures(said) != _figures(meant):
        return None
    beyond = limit + 1
    before_last: dict[int, int] = {}
    last = {column: column for column in range(min(len(meant), limit) + 1)}
    for row in range(1, len(said) + 1):
        line: dict[int, int] = {}
        for column in range(max(0, row - limit), min(len(meant), row + limit) + 1):
            if column == 0:
                line[0] = row
                continue
            changed = said[row - 1] != meant[column - 1]
            cost = min(
                last.get(column, beyond) + 1,
                line.get(column - 1, beyond) + 1,
                last.get(column - 1, beyond) + changed,
            )
            if (
                row > 1
                and column > 1
                and said[row - 1] == meant[column - 2]
                and said[row - 2] == meant[column - 1]
            ):
                cost = min(cost, before_last.get(column - 2, beyond) + 1)
            line[column] = cost
        if min(line.values()) > limit:
            return None
        before_last, last = last, line
    slips = last.get(len(meant), beyond)
    return slips if slips <= limit else None


def _figures(text: str) -> list[str]:
    return [sign for sign in text if sign.isdecimal()]


_WILDCARD = re.compile(r"(?<!\\)\*")


def is_pattern(text: str) -> bool:
    return _WILDCARD.search(text) is not None


def unescape_asterisks(text: str) -> str:
    """An accepted text without a wildcard, as it is to be typed."""
    return text.replace("\\*", "*")


def _covers(pattern: str, said: str) -> bool:
    """Return whether the pattern covers the whole text, in time bounded by the product of the two lengths."""
    parts = [unescape_asterisks(part) for part in _WILDCARD.split(pattern)]
    if len(parts) == 1:
        return said == parts[0]
    first, *between, last = parts
    if len(said) < len(first) + len(last) or not said.startswith(first):
        return False
    if not said.endswith(last):
        return False
    at, end = len(first), len(said) - len(last)
    for part in between:
        position = said.find(part, at, end)
        if position < 0:
            return False
        at = position + len(part)
    return True


_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,40}(?:[.,][0-9]{0,40})?|[.,][0-9]{1,40})(?:[eE][+-]?[0-9]{1,2})?"
)
_EXACT = Context(prec=700)


def parse_number(text: str) -> Decimal | None:
    """Read a number as a person types it: comma or point, spaces between thousands, 40 digits. None for others."""
    plain = "".join(text.split()).replace("−", "-")
    return Decimal(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


@dataclass(frozen=True, slots=True)
class Quantity:
    """`number` is in the unit worth 1. `unit`: as the author writes it, "" where none was typed."""

    number: Decimal
    unit: str = ""


def parse_quantity(text: str, units: Mapping[str, Decimal]) -> Quantity | None:
    """Read a number, and one of these units (name: worth) or none; None for anything else. Capitals of a unit
    count only where two units differ by them (mW and MW)."""
    number = parse_number(text)
    if number is not None:
        return Quantity(number)
    match = _NUMBER_AND_UNIT.fullmatch(text.strip())
    if match is None:
        return None
    number, unit = parse_number(match["number"]), _unit_named(match["unit"], units)
    if number is None or unit is None:
        return None
    return Quantity(_EXACT.multiply(number, units[unit]), unit)


# The unit begins at the first sign that belongs to no number; an e may be the start of an exponent.
_NUMBER_AND_UNIT = re.compile(
    r"(?P<number>[\s0-9.,+−-]+(?:[eE][+-]?[0-9]{1,2}(?![0-9]))?)\s*(?P<unit>[^\s0-9.,+−-].{0,29})"
)


def _unit_named(typed: str, names: Iterable[str]) -> str | None:
    plain = {unicodedata.normalize("NFKC", name): name for name in names}
    typed = unicodedata.normalize("NFKC", typed)
    if typed in plain:
        return plain[typed]
    alike = [name for text, name in plain.items() if text.casefold() == typed.casefold()]
    return alike[0] if len(alike) == 1 else None


_RANGE = re.compile(r"(?P<low>.+?)\s*(?:\.\.+|…|\s(?:à|to)\s)\s*(?P<high>.+)", re.DOTALL)


def parse_range(text: str) -> tuple[Decimal, Decimal] | None:
    """The two ends of a range as an author writes it, "10..12,5". None for anything else."""
    match = _RANGE.fullmatch(" ".join(text.split()))  # runs of spaces would take long
    if match is None:
        return None
    low, high = parse_number(match["low"]), parse_number(match["high"])
    return None if low is None or high is None else (low, high)


def middle_and_reach(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """A range as its middle and what it reaches to both sides, exactly."""
    half = Decimal("0.5")
    middle = _EXACT.multiply(_EXACT.add(low, high), half)
    return middle, _EXACT.multiply(_EXACT.subtract(high, low), half)


def range_ends(middle: Decimal, reach: Decimal) -> tuple[Decimal, Decimal]:
    return _EXACT.subtract(middle, reach), _EXACT.add(middle, reach)


def is_within(number: Decimal, value: Decimal, tolerance: Decimal) -> bool:
    """Compare exactly: no rounding at the edge of the tolerance."""
    return _EXACT.abs(_EXACT.subtract(number, value)) <= tolerance


def short_number(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count_words(text: str) -> int:
    """Words as the page counts them: runs without a space that hold a letter or a figure."""
    return sum(any(sign.isalnum() for sign in run) for run in text.split())
