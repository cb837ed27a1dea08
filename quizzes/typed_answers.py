"""Compares what a learner typed with what the author accepts."""

import re
import unicodedata
from decimal import Context, Decimal


def fits(said: str, pattern: str, *, match_case: bool) -> bool:
    """Whether a typed text is an accepted one; in the pattern * is any run of characters and
    \\* an asterisk. Spaces, apostrophes and ways to compose an accent do not count; accents do."""
    return _covers(
        _comparable(pattern, match_case=match_case), _comparable(said, match_case=match_case)
    )


def _comparable(text: str, *, match_case: bool) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())
    return plain if match_case else plain.casefold()


_WILDCARD = re.compile(r"(?<!\\)\*")


def _covers(pattern: str, said: str) -> bool:
    """Whether the pattern covers the whole text. Takes each part where it first occurs, so the
    time is bounded by the product of the two lengths whatever the pattern."""
    parts = [part.replace("\\*", "*") for part in _WILDCARD.split(pattern)]
    if len(parts) == 1:
        return said == parts[0]
    first, *between, last = parts
    if len(said) < len(first) + len(last) or not said.startswith(first):
        return False
    if not said.endswith(last):
        return False
    at, end = len(first), len(said) - len(last)
    for part in between:
        found = said.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,40}(?:[.,][0-9]{0,40})?|[.,][0-9]{1,40})(?:[eE][+-]?[0-9]{1,2})?"
)
_EXACT = Context(prec=700)


def parse_number(text: str) -> Decimal | None:
    """A number as a person types it: decimal comma or point, spaces between thousands. None for
    anything else, which includes nan, inf and numbers of more than 40 digits."""
    plain = "".join(text.split()).replace("−", "-")
    return Decimal(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def is_within(number: Decimal, value: Decimal, tolerance: Decimal) -> bool:
    """Exact: no rounding at the edge of the tolerance."""
    return _EXACT.abs(_EXACT.subtract(number, value)) <= tolerance
