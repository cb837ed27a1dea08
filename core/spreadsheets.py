"""What leaves as a table for a spreadsheet: a text stays a text there, whoever wrote it."""

import unicodedata


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text(value: object) -> str:
    """A cell that a spreadsheet would take for a formula, also after spaces or in full-width signs,
    gets an apostrophe before it."""
    text = str(value)
    start = unicodedata.normalize("NFKC", text[:1] + text.lstrip(" \u00a0\u3000\ufeff")[:1])
    return f"'{text}" if any(sign in FORMULA for sign in start) else text
