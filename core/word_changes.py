"""Compares two texts word by word. Pure."""

import re
from difflib import SequenceMatcher


WORD = re.compile(r"\s+|[^\s]+")
Part = tuple[str, str]  # "same", "gone" or "new", and the words


def word_changes(old: str, new: str) -> list[Part]:
    """Return the parts of both texts in their order: what is gone stands before what is new in its place."""
    before, after = WORD.findall(old), WORD.findall(new)
    parts: list[Part] = []
    for tag, start, end, first, last in SequenceMatcher(None, before, after, False).get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(before[start:end])))
            continue
        parts.append(("gone", "".join(before[start:end])))
        parts.append(("new", "".join(after[first:last])))
    return [(kind, text) for kind, text in parts if text]
