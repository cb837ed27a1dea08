"""Finds the word that somebody meant among those that the content knows. No Django."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from cms.search.words import is_stop_word
from core.collation import fold_text


WORD = re.compile(r"[^\W\d_]{3,}")
SHORTEST = 4  # letters of a word that may be mistyped: nearly any is near a shorter one
LEAST_LIKE = 0.7
TITLE_WORD = 0.06  # more for a word of a title or of the glossary
SAME_BEGINNING = 0.08
MOST_CANDIDATES = 8
MOST_NEAR = 3
RUN_TOGETHER = 8  # letters of what may be several words
SHORTEST_PART = 3
MOST_PARTS = 6
DOUBLED = re.compile(r"(.)\1+")
ELISION = re.compile(r"(?:[cdjlmnst]|qu)(?=[aeiouyh])")


@dataclass(frozen=True, slots=True)
class Known:
    """A word as a text has it, with its accents. `is_of_title`: of a title, the glossary or the synonyms."""

    word: str
    is_of_title: bool


class Vocabulary:
    """Words of a language. `earlier`: one whose words it has too; several threads may still read that one."""

    def __init__(
        self,
        *,
        titles: Iterable[str],
        texts: Iterable[str],
        language: str,
        earlier: "Vocabulary | None" = None,
    ) -> None:
        self._language = language
        self._known: dict[str, Known] = dict(earlier._known) if earlier else {}
        self._sounds: dict[str, str] = dict(earlier._sounds) if earlier else {}
        seen: set[str] = set()
        for source, is_of_title in ((titles, True), (texts, False)):
            for text in source:
                words = set(WORD.findall(text.lower())) - seen
                seen |= words
                for word in sorted(words):
                    self._learn(word, is_of_title=is_of_title)

    def _learn(self, word: str, *, is_of_title: bool) -> None:
        folded = word if word.isascii() else fold_text(word)
        if folded and folded not in self._known and not is_stop_word(folded, self._language):
            self._known[folded] = Known(word, is_of_title)
            self._sounds[folded] = _sound(folded)

    def nearest(self, typed: str) -> list[str]:
        """Return the words that may have been meant, the likeliest first. `typed`: one word, folded.

        Of words typed without a space between them, all.
        """
        bare = _without_elision(typed)
        meant = [self._known[bare].word] if bare in self._known else []
        if typed not in self._known and (parts := self._parts(typed)):
            meant.append(" ".join(parts))
        if len(typed) < SHORTEST:
            return meant
        near = process.extract(
            _sound(typed),
            self._sounds,
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=LEAST_LIKE - SAME_BEGINNING,
            limit=MOST_CANDIDATES,
        )
        likeness = {word: self._likeness(typed, word, similarity) for _, similarity, word in near}
        best = sorted(likeness, key=lambda word: (likeness[word], word), reverse=True)
        meant += [self._known[word].word for word in best if likeness[word] >= LEAST_LIKE]
        return list(dict.fromkeys(meant))[:MOST_NEAR]

    def _parts(self, typed: str) -> list[str]:
        """Return the fewest words, of those known and those that say nothing, that make up what was typed."""
        if len(typed) < RUN_TOGETHER:
            return []
        best: dict[int, list[str]] = {0: []}
        for end in range(1, len(typed) + 1):
            for start in range(end):
                part = typed[start:end]
                if start in best and len(best[start]) < MOST_PARTS and self._is_part(part):
                    parts = [*best[start], part]
                    if end not in best or len(parts) < len(best[end]):
                        best[end] = parts
        return best.get(len(typed), [])

    def _is_part(self, word: str) -> bool:
        if len(word) > 1 and is_stop_word(word, self._language):
            return True
        return len(word) >= SHORTEST_PART and word in self._known

    def _likeness(self, typed: str, word: str, similarity: float) -> float:
        bonus = TITLE_WORD if self._known[word].is_of_title else 0.0
        return similarity + bonus + (SAME_BEGINNING if word[:2] == typed[:2] else 0.0)


def _sound(word: str) -> str:
    """Return a word as it is about said: « gestionaire » and « gestionnaire » sound alike, and so do "fishing" and "phishing"."""
    for written, said in (("ph", "f"), ("qu", "k"), ("y", "i"), ("eau", "o"), ("au", "o")):
        word = word.replace(written, said)
    return DOUBLED.sub(r"\1", word)


def _without_elision(word: str) -> str:
    """Return a word without the « j’ » or « l’ » typed against it, "" where it has none."""
    match = ELISION.match(word)
    return word[match.end() :] if match else ""
