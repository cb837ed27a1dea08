"""Cuts the part of a text that shows best what was looked for, its words marked. No Django, no HTML."""

import re
from collections.abc import Set
from dataclasses import dataclass

from cms.search.words import stem_of_written


WORD = re.compile(r"[^\W_]+")
LONGEST = 220  # signs
BEFORE = 50  # signs before the first marked word
MOST_WORDS = 4_000  # of a text that are looked at


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    is_marked: bool = False


def marked(text: str, stems: Set[str], language: str) -> list[Part]:
    """Return the whole text in parts, the words with one of these stems marked."""
    parts, done = [], 0
    for word in WORD.finditer(text):
        if stem_of_written(word[0], language) in stems:
            parts += [Part(text[done : word.start()]), Part(word[0], is_marked=True)]
            done = word.end()
    return [part for part in [*parts, Part(text[done:])] if part.text]


def excerpt(text: str, stems: Set[str], language: str) -> list[Part]:
    """Return a part of the text around where most of the stems stand together, its beginning without any."""
    text = " ".join(text.split())
    begin = _best_place(text, stems, language)
    start = 0 if begin <= BEFORE else _next_word(text, begin - BEFORE)
    end = min(len(text), start + LONGEST)
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    cut = f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
    return marked(cut, stems, language)


def _best_place(text: str, stems: Set[str], language: str) -> int:
    hits: list[tuple[int, str]] = []
    for number, word in enumerate(WORD.finditer(text)):
        if number == MOST_WORDS:
            break
        found = stem_of_written(word[0], language)
        if found in stems:
            hits.append((word.start(), found))
    best, place = 0, 0
    for index, (start, _stem) in enumerate(hits):
        near = {found for at, found in hits[index : index + 12] if at < start + LONGEST - BEFORE}
        if len(near) > best:
            best, place = len(near), start
    return place


def _next_word(text: str, place: int) -> int:
    space = text.find(" ", place)
    return space + 1 if space != -1 else place
