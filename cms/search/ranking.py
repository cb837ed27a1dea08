"""Ranks what the database found: what stands in a title first, rare words before common ones. No Django."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from cms.search.words import FORM_MARK, Stems, Term


IN_TITLE, IN_LEAD, IN_TEXT = 3.0, 1.2, 1.0
WHOLE_TITLE = 1.0  # more for a title of which nothing is left over
ALL_TERMS = 1.0  # how much less a candidate counts that has few of the terms
APART = 0.4  # of a form of several words that stand apart
TOGETHER, ALONE = (
    0.4,
    0.3,
)  # more for each further word of a term; of a word that is also part of one
SATURATION = 1.5  # so many times in a text of usual length are worth half of the most
USUAL_LENGTH = 200  # stems
LEAST_SHARE = 0.1  # of the best: what is worth less is left out


@dataclass(frozen=True, slots=True)
class Candidate:
    """Stems, parted by spaces. `text` is "" while it is not yet read: its terms count as found there once."""

    title: str
    lead: str
    text: str = ""


def weights_of(terms: Sequence[Term], found: Sequence[int], total: int) -> list[float]:
    """Return the weight of each term, of which so many of all documents have one: the rarer, the more.

    Words that mean one thing together count more together, and less alone.
    """
    together = {
        word
        for term, count in zip(terms, found, strict=True)
        if count and " " in term.typed
        for word in term.typed.split()
    }
    return [
        max(0.1, log((total + 1) / (count + 0.5)))
        * (1 + TOGETHER * term.typed.count(" "))
        * (ALONE if term.typed in together else 1.0)
        if count
        else 0.0
        for term, count in zip(terms, found, strict=True)
    ]


class Scorer:
    """Says what candidates are worth. `weights`: by term."""

    def __init__(self, terms: Sequence[Term], weights: Sequence[float]) -> None:
        self._whole = sum(weights)
        self._forms = [
            (weight, [(share, f" {' '.join(form)} ", _parts(form)) for form, share in term.forms.items()])
            for term, weight in zip(terms, weights, strict=True)
        ]  # fmt: skip
        self._asked = {
            part: share for term in terms for form, share in term.forms.items() for part in form
        }
        stems = "|".join(map(re.escape, self._asked))
        self._any_stem = re.compile(f" (?:{stems}) ")

    def score(self, candidate: Candidate) -> float:
        title, lead, text = (
            f" {part} " for part in (candidate.title, candidate.lead, candidate.text)
        )
        if not candidate.text and not self._any_stem.search(title + lead):
            return 0.0
        length = 0.25 + 0.75 * (candidate.text.count(" ") + 1) / USUAL_LENGTH
        total = covered = 0.0
        for weight, forms in self._forms:
            worth = 0.0
            for share, form, parts in forms:
                worth = max(
                    worth,
                    share
                    * (
                        IN_TITLE * min(1.0, _times(form, parts, title))
                        + IN_LEAD * min(1.0, _times(form, parts, lead))
                        + IN_TEXT * _saturated(_times(form, parts, text), length)
                    ),
                )
            total += weight * worth
            covered += weight * (worth > 0)
        of_title = max(self._share_of_title(form) for form in candidate.title.split(FORM_MARK))
        total += self._whole * WHOLE_TITLE * of_title
        return total * (covered / (self._whole or 1.0)) ** ALL_TERMS

    def _share_of_title(self, title: str) -> float:
        """Return how much of a title the terms are, squared: of a long one a word is little."""
        words = title.split()
        matched = sum(self._asked.get(word, 0.0) for word in words)
        return (matched / len(words)) ** 2 if words else 0.0


def _saturated(times: float, length: float) -> float:
    return times / (times + SATURATION * length) if times else 0.0


def _parts(form: Stems) -> list[str]:
    return [f" {part} " for part in form] if len(form) > 1 else []


def _times(form: str, parts: Sequence[str], text: str) -> float:
    """Return how often a text, padded with spaces, has a form; a part of once where its words stand apart."""
    together = text.count(form)
    if together or not parts:
        return together
    return APART if all(part in text for part in parts) else 0.0


def above_the_least(scores: Mapping[int, float], most: int) -> list[int]:
    """Return the keys of what is worth showing, the best first."""
    best = max(scores.values(), default=0.0)
    kept = [key for key, value in scores.items() if value >= LEAST_SHARE * best]
    return sorted(kept, key=lambda key: (-scores[key], key))[:most]
