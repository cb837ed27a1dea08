"""Ranks what the database found: what stands in a title first, rare words before common ones. No Django."""

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
    0.6,
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


def score(candidate: Candidate, terms: Sequence[Term], weights: Sequence[float]) -> float:
    """Return what a candidate is worth. `weights`: by term."""
    titles = [f" {form} " for form in candidate.title.split(FORM_MARK)]
    title, lead, text = (f" {part} " for part in (candidate.title, candidate.lead, candidate.text))
    length = 0.25 + 0.75 * (candidate.text.count(" ") + 1) / USUAL_LENGTH
    total = covered = 0.0
    for term, weight in zip(terms, weights, strict=True):
        worth = max(
            share
            * (
                IN_TITLE * min(1.0, _times(form, title))
                + IN_LEAD * min(1.0, _times(form, lead))
                + IN_TEXT * _saturated(_times(form, text), length)
            )
            for form, share in term.forms.items()
        )
        total += weight * worth
        covered += weight * (worth > 0)
    total += sum(weights) * WHOLE_TITLE * max(_share_of_title(form, terms) for form in titles)
    return total * (covered / (sum(weights) or 1.0)) ** ALL_TERMS


def _saturated(times: float, length: float) -> float:
    return times / (times + SATURATION * length) if times else 0.0


def _times(form: Stems, text: str) -> float:
    """Return how often a text, padded with spaces, has a form; a part of once where its words stand apart."""
    together = text.count(f" {' '.join(form)} ")
    if together or len(form) == 1:
        return together
    return APART if all(f" {part} " in text for part in form) else 0.0


def _share_of_title(title: str, terms: Sequence[Term]) -> float:
    """Return how much of a title the terms are, squared: of a long one a word is little."""
    words = title.split()
    asked = {part: share for term in terms for form, share in term.forms.items() for part in form}
    matched = sum(asked.get(word, 0.0) for word in words)
    return (matched / len(words)) ** 2 if words else 0.0


def above_the_least(scores: Mapping[int, float], most: int) -> list[int]:
    """Return the keys of what is worth showing, the best first."""
    best = max(scores.values(), default=0.0)
    kept = [key for key, value in scores.items() if value >= LEAST_SHARE * best]
    return sorted(kept, key=lambda key: (-scores[key], key))[:most]
