"""What in a text looks as if it named somebody: a mail address, or a long number. Imports no Django.

It catches slips, not intent: names and circumstances pass, and whoever answers reads before anybody else.
"""

import re
import unicodedata
from enum import StrEnum


LONG = 6  # digits in a row: a staff number, a file, a telephone, a social security number


class Mark(StrEnum):
    MAIL = "mail"
    NUMBER = "number"


MAIL = re.compile(r"[^\s@<>]+\s?@\s?[^\s@<>]+\.[^\W\d_]{2,}")
# With a space, a dot, a dash or a slash between them, as numbers are written.
DIGITS = re.compile(rf"\d(?:[ .\-/]{{0,2}}\d){{{LONG - 1},}}")
AMOUNT = re.compile(r"\d{1,3}(?: \d{3})+(?= ?(?:€|euros?\b))")
YEARS = re.compile(r"\b(?:19|20)\d{2} ?[-/] ?(?:19|20)\d{2}\b")
DAY = re.compile(r"\b\d{1,2}[./\-]\d{1,2}[./\-](?:19|20)\d{2}\b")


def mark_in(text: str) -> Mark | None:
    """The first kind found, if any. Days, years and amounts of money are no personal number."""
    plain = "".join(
        each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf"
    )
    plain = re.sub(r"\s+", " ", plain)
    if MAIL.search(plain):
        return Mark.MAIL
    for harmless in (AMOUNT, DAY, YEARS):
        plain = harmless.sub(" … ", plain)
    return Mark.NUMBER if DIGITS.search(plain) else None
