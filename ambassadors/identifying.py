"""What in a text would tell who somebody is, or how to reach them. Pure: no Django."""

import re
import unicodedata
from enum import StrEnum


class Trace(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    NIR = "nir"
    NAME = "name"


_GAP = r"[\s.\-]?"
_PATTERNS = {
    Trace.EMAIL: re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.\w{2,}"),
    Trace.PHONE: re.compile(
        rf"(?<!\d)(?:(?:\+|00)\d{{1,3}}{_GAP}(?:\(0\){_GAP})?\d(?:{_GAP}\d){{6,11}}"
        rf"|0[1-9](?:{_GAP}\d){{8}})(?!{_GAP}\d)"
    ),
    # Sex, year, month, department, commune, order, and the key where it is given.
    Trace.NIR: re.compile(
        rf"(?<!\d)[1-478]{_GAP}\d{{2}}{_GAP}\d{{2}}{_GAP}(?:\d{{2}}|2[AB]){_GAP}\d{{3}}{_GAP}\d{{3}}"
        rf"(?:{_GAP}\d{{2}})?(?!\d)",
        re.IGNORECASE,
    ),
    Trace.NAME: re.compile(
        r"\b(?:M\.|MM\.|Mr\.?|Mrs\.?|Ms\.?|Mme|Mmes|Mlle|Monsieur|Madame|Mademoiselle)\s+[^\W\d_a-z]\w+"
    ),
}


def traces_in(text: str) -> set[Trace]:
    """An e-mail address, a telephone, a French social security number, a name after “Mme”.

    Figures and blanks of any script count as the plain ones, so that none hides from the eye of a rule.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(each for each in plain if unicodedata.category(each) != "Cf")
    plain = "".join(_plain_digit(each) for each in plain)
    return {trace for trace, pattern in _PATTERNS.items() if pattern.search(plain)}


def _plain_digit(character: str) -> str:
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) == "Pd":
        return "-"
    return character
