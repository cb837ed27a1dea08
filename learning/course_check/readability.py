"""Measures how hard a French text is to read, by the formula of Kandel and Moles (1958) and sentence length.

L. Kandel and A. Moles, « Application de l’indice de Flesch à la langue française », Cahiers Études de
Radio-Télévision 19, 1958: 207 − 1.015 × words in a sentence − 73.6 × syllables in a word. 60 to 70 is plain
language; the higher, the easier.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from learning.course_check.pages import Passage


EASY_ENOUGH = 60
LONGEST_SENTENCES = 20  # words, on average
READ = {"text", "item", "cell"}

_VOWELS = "aeiouyàâäéèêëîïôöùûüÿœæ"
_APART = re.compile(
    r"(?<=[éïëü])(?=[aeiouyàâäéèêëîïôöùûüÿœæ])|(?<=[aeiouyàâäéèêëîïôöùûüÿœæ])(?=[éïë])"
)
_RUN = re.compile(f"[{_VOWELS}]+")
_GLIDE = re.compile(f"(?<=[{_VOWELS}])y(?=[{_VOWELS}])")
_MUTE = re.compile(r"(?<=.)es?\Z")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_END = re.compile(r"(?<=[.!?…])[\s»]+")
_PARTS = re.compile(r"[’'-]")


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Count the syllables of a word: 1 for a word of no vowel, a number.

    Runs of vowels count; é, ï, ë and ü separate from the vowel beside them, y between two vowels begins a
    syllable, and an e or es at the end is mute after another syllable.
    """
    spoken = _GLIDE.sub("-y", word.lower())
    if len(_RUN.findall(spoken)) > 1 or re.search(f"[{_VOWELS}]es?\\Z", spoken):
        spoken = _MUTE.sub("", spoken) or spoken
    return max(1, sum(len(_APART.split(run)) for run in _RUN.findall(spoken)))


@dataclass(frozen=True, slots=True)
class Readability:
    words: int
    sentences: int
    syllables: int

    @property
    def per_sentence(self) -> float:
        return self.words / max(1, self.sentences)

    @property
    def kandel_moles(self) -> float:
        return 207 - 1.015 * self.per_sentence - 73.6 * self.syllables / max(1, self.words)


def measure_readability(passages: Iterable[Passage]) -> Readability:
    """Measure paragraphs, items and cells: each ends a sentence. Headings and titles are left out."""
    texts = [passage.text for passage in passages if passage.kind in READ]
    words = [word for text in texts for word in _WORD.findall(text)]
    sentences = sum(1 for text in texts for sentence in _END.split(text) if _WORD.search(sentence))
    syllable_count = sum(syllables(part) for word in words for part in _PARTS.split(word) if part)
    return Readability(len(words), sentences, syllable_count)


def word_count(passages: Iterable[Passage]) -> int:
    return sum(len(_WORD.findall(passage.text)) for passage in passages)


def readability_problems(measured: Readability) -> list[str]:
    """Return the messages about a French text. A text of a few words has no level."""
    if measured.words < 40:
        return []
    problems = []
    if measured.kandel_moles < EASY_ENOUGH:
        problems.append(f"Kandel-Moles {measured.kandel_moles:.0f}; expected {EASY_ENOUGH} or more")
    if measured.per_sentence > LONGEST_SENTENCES:
        problems.append(
            f"{measured.per_sentence:.1f} words in a sentence on average; "
            f"expected {LONGEST_SENTENCES} at most"
        )
    return problems
