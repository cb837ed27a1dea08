"""Checks what a reader sees of a text besides its words: spaces, quotation marks, apostrophes."""

import re


NARROW, WIDE = "\u202f", "\u00a0"
_FIXED = f"{NARROW}{WIDE}"
_FRENCH = (
    (re.compile(r"[ \t](?=[:;?!»])"), "a plain space before “%s”; expected U+00A0 or U+202F"),
    (re.compile(r"(?<=[\w)»\]%€”])(?=[;?!](?:\s|\Z)|(?<!\bRE)(?<!\bTR):(?:\s|\Z))"), "no space before “%s”; expected U+00A0 or U+202F"),
    (re.compile(f"«(?![{_FIXED}])"), "“%s” without U+00A0 or U+202F after it"),
    (re.compile(f"(?<![{_FIXED} ])»"), "“%s” without U+00A0 or U+202F before it"),
)  # fmt: skip
_EVERYWHERE = (
    (re.compile("'"), "a straight apostrophe; expected ’"),
    (re.compile(r"\.\.\."), "three dots; expected …"),
)
STRAIGHT = "a straight quotation mark"
_SPOKEN_OF = re.compile(r"guillemets|quotation marks|speech marks|inverted commas", re.IGNORECASE)
_QUOTE = re.compile('"')
_SPACED = re.compile(f"(?<=\\w)[ {_FIXED}]+(?=[:;?!](?:\\s|\\Z))")
_NUMBER = re.compile(r"(?<![\d ])\d{1,3} \d{3}(?![\d ])|\d (?=[%€])")


def french_problems(text: str) -> list[str]:
    """Return what is wrong with a French text, with the words around it."""
    problems = []
    for pattern, message in _FRENCH:
        for match in pattern.finditer(text):
            sign = match[0].strip() or text[match.end() : match.end() + 1]
            problems.append(f"{message % sign} {excerpt_around(text, match.start())}")
    return problems + _straight(text, "« »") + _everywhere(text)


def french_number_problems(text: str) -> list[str]:
    """Return numbers that a line end may tear apart: worth a look, no more."""
    return [
        f"a number that a line may tear apart; expected U+202F or U+00A0 {excerpt_around(text, match.start())}"
        for match in _NUMBER.finditer(text)
    ]


def english_problems(text: str) -> list[str]:
    problems = [
        f"a space before “{text[match.end()]}” {excerpt_around(text, match.start())}"
        for match in _SPACED.finditer(text)
    ]
    return problems + _straight(text, "“ ”") + _everywhere(text)


def speaks_of_quotation_marks(text: str) -> bool:
    """Whether a text speaks of quotation marks, as one types them: then it may show them."""
    return bool(_SPOKEN_OF.search(text))


def _straight(text: str, expected: str) -> list[str]:
    return [
        f"{STRAIGHT}; expected {expected} {excerpt_around(text, match.start())}"
        for match in ([] if speaks_of_quotation_marks(text) else _QUOTE.finditer(text))
    ]


def _everywhere(text: str) -> list[str]:
    return [
        f"{message} {excerpt_around(text, match.start())}"
        for pattern, message in _EVERYWHERE
        for match in pattern.finditer(text)
    ]


def excerpt_around(text: str, at: int) -> str:
    """Return a few characters on both sides, so that an editor finds the place."""
    return "[" + text[max(0, at - 18) : at + 12].replace("\n", " ").strip() + "]"
