"""The order of an alphabet, alike on every database: an accent or a capital moves no word."""

import re
import unicodedata
from itertools import islice


# Of a search: what a person types, and no request can make a heavy one.
MOST_WORDS = 12
LONGEST_SEARCH = 200
_WORD = re.compile(r"[^\W_]+")
UNDECOMPOSED = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "’": "'"}
)


def alphabetical(text: str) -> tuple[str, str]:
    """A key to sort by. "Élan" stands beside "elan", and after it, not after "zone"."""
    return _without_accents(text), text


def folded(text: str) -> str:
    """What a search and an order go by: no accent, no capital, a space for each hyphen or apostrophe."""
    plain = _without_accents(text)
    return " ".join("".join(each if each.isalnum() else " " for each in plain).split())


def search_text(typed: str) -> str:
    """Return the part of a search that counts: its beginning, where it is longer than a search may be."""
    plain = unicodedata.normalize("NFKC", typed)  # one sign may stand for several words
    beginning = plain[:LONGEST_SEARCH]
    further = next(islice(_WORD.finditer(beginning), MOST_WORDS, None), None)
    if further is not None:
        return beginning[: further.start()].rstrip()
    return typed if len(plain) <= LONGEST_SEARCH else beginning


def words_of(search: str) -> list[str]:
    """The words that a text must have, in any order; [] where nothing can be looked for."""
    return list(dict.fromkeys(folded(search).split()))[:MOST_WORDS]


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(UNDECOMPOSED))
    return "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()
