"""Orders texts as an alphabet does, alike on every database: neither accents nor capitals count."""

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


def alphabetical_key(text: str) -> tuple[str, str]:
    """Return a sort key by which "Élan" stands beside "elan", and after it, not after "zone"."""
    return _without_accents(text), text


def fold_text(text: str) -> str:
    """Return a text without accents or capitals, with spaces for hyphens and apostrophes, to search or sort by."""
    plain = _without_accents(text)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def truncate_search(typed: str) -> str:
    """Return the part of a search that counts: its beginning, where it is longer than a search may be."""
    plain = unicodedata.normalize("NFKC", typed)  # one sign may stand for several words
    beginning = plain[:LONGEST_SEARCH]
    further = next(islice(_WORD.finditer(beginning), MOST_WORDS, None), None)
    if further is not None:
        return beginning[: further.start()].rstrip()
    return typed if len(plain) <= LONGEST_SEARCH else beginning


def search_words(search: str) -> list[str]:
    """Return the words that a text must contain, in any order; [] where there is nothing to search for."""
    return list(dict.fromkeys(fold_text(search).split()))[:MOST_WORDS]


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(UNDECOMPOSED))
    return "".join(letter for letter in decomposed if not _is_unseen(letter)).casefold()


def _is_unseen(letter: str) -> bool:
    """Return whether it is an accent, or a sign that draws nothing, as a soft hyphen."""
    return unicodedata.combining(letter) != 0 or unicodedata.category(letter) == "Cf"
