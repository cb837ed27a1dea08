"""Find what in a text would identify or reach somebody. Pure: no Django.

It catches slips, not intent: circumstances pass, and an editor reads before publication.
"""

import re
import unicodedata
from enum import StrEnum


class Trace(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    NIR = "nir"
    NAME = "name"
    NUMBER = "number"


LONG_NUMBER_DIGITS = 6  # digits in a row: a staff number, a file
_GAP = r"[\s.\-]?"
PATTERNS = {
    Trace.EMAIL: re.compile(r"[^\s@<>()]{1,64}\s?@\s?[^\s@<>()]+\.[^\W\d_]{2,}"),
    Trace.PHONE: re.compile(
        rf"(?<!\d)(?:(?:\+|00)\d{{1,3}}{_GAP}(?:\(0\){_GAP})?\d(?:{_GAP}\d){{6,11}}"
        rf"|0[1-9](?:{_GAP}\d){{8}})(?!{_GAP}\d)"
    ),
    # Sex, year, month, department, commune, order, and the optional check key.
    Trace.NIR: re.compile(
        rf"(?<!\d)[1-478]{_GAP}\d{{2}}{_GAP}\d{{2}}{_GAP}(?:\d{{2}}|2[AB]){_GAP}\d{{3}}{_GAP}\d{{3}}"
        rf"(?:{_GAP}\d{{2}})?(?!\d)",
        re.IGNORECASE,
    ),
    Trace.NAME: re.compile(
        r"\b(?:M\.|MM\.|Mr\.?|Mrs\.?|Ms\.?|Mme|Mmes|Mlle|Monsieur|Madame|Mademoiselle)\s+[^\W\d_a-z]\w+"
    ),
}


# Digits may be separated by a blank, dot, dash or slash.
_LONG_NUMBER = re.compile(rf"\d(?:[ .\-/]{{0,2}}\d){{{LONG_NUMBER_DIGITS - 1},}}")
_HARMLESS = (
    re.compile(r"\d{1,3}(?: \d{3})+(?= ?(?:€|euros?\b))"),
    re.compile(r"\b\d{1,2}[./\-]\d{1,2}[./\-](?:19|20)\d{2}\b"),
    re.compile(r"\b(?:19|20)\d{2} ?[-/] ?(?:19|20)\d{2}\b"),
)


def find_traces(text: str, *, any_number: bool = False) -> set[Trace]:
    """Find an e-mail address, telephone, French social security number, or name after “Mme”.

    With `any_number`, also any long number that is not a day, year or amount of money. Digits and blanks of
    any script count as plain ones, so that none escapes a rule.
    """
    plain = plain_text(text)
    traces = {trace for trace, pattern in PATTERNS.items() if pattern.search(plain)}
    return traces | {Trace.NUMBER} if any_number and _has_long_number(plain) else traces


def _has_long_number(plain: str) -> bool:
    for harmless in _HARMLESS:
        plain = harmless.sub(" … ", plain)
    return bool(_LONG_NUMBER.search(plain))


def plain_text(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(character for character in plain if unicodedata.category(character) != "Cf")
    return re.sub(r"\s+", " ", "".join(_plain_digit(character) for character in plain))


def _plain_digit(character: str) -> str:
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) == "Pd":
        return "-"
    return character
