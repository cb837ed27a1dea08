"""Prepares the words of a page to be searched: in small letters and without accents. Pure."""

from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

import nh3

from core.collation import fold_text


NOT_SAID = {"id", "type", "task"}  # keys of a stored block


def searchable_text(texts: Iterable[str]) -> str:
    """Return the texts with a space before each word, so that a word is found by how it begins."""
    return f" {fold_text(' '.join(texts))}"


def block_texts(stored: Any) -> Iterator[str]:
    """Yield each text in the stored form of a StreamField, without marks of HTML."""
    if isinstance(stored, dict):
        for key, value in stored.items():
            if key not in NOT_SAID:
                yield from block_texts(value)
    elif isinstance(stored, list):
        for value in stored:
            yield from block_texts(value)
    elif isinstance(stored, str):
        yield unescape(nh3.clean(stored.replace("<", " <"), tags=set()))
